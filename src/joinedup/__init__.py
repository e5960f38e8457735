"""Joinedup: an agreement in force is the only way for data to move."""

__version__ = "0.1.0"
