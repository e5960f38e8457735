"""Figures of areas are cleared before anybody sees them: no small number about people stays, or follows."""
