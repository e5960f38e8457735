"""Exemplars about areas: indicators, maps and targets, with made-up figures and nobody's data."""
