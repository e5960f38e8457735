"""Forms about the audit chain."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.audit.events import EVENTS

_DAY = forms.DateInput(attrs={"type": "date"})


class FindForm(forms.Form):
    """Find events."""

    words = forms.CharField(label=_("Words"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Any")), *((key, key.replace("-", " ").capitalize()) for key in sorted(EVENTS))],
    )
    first = forms.DateField(label=_("From"), required=False, widget=_DAY)
    last = forms.DateField(label=_("To"), required=False, widget=_DAY)


class CheckpointForm(forms.Form):
    """A checkpoint that a partner kept."""

    file = forms.FileField(label=_("A checkpoint that you downloaded earlier"))
