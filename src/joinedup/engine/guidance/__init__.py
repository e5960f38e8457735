"""Guidance beside the forms: myths and the truth, and questions to ask, as dated data."""
