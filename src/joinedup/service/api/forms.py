"""Forms about partners' systems."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SystemForm(forms.Form):
    """A new system."""

    title = forms.CharField(
        label=_("Which system is it?"), max_length=120, help_text=_("For example: housing database")
    )
