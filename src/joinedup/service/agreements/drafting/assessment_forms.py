"""The pages of the impact assessment: an answer in words, a risk with its measure, the advice, the regulator."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.agreements.dpia import Effect, Level, Likelihood, Severity
from joinedup.service.agreements.drafting.forms import YES_NO


def _words(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.value.capitalize()) for one in kind]


class WordsForm(forms.Form):
    """One answer in words."""

    words = forms.CharField(widget=forms.Textarea, max_length=10_000)

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


class RiskForm(forms.Form):
    """One risk and what is done about it."""

    source = forms.CharField(label=_("Who could be harmed, and how?"), max_length=500)
    likelihood = forms.ChoiceField(label=_("How likely is it?"), choices=_words(Likelihood), widget=forms.RadioSelect)
    severity = forms.ChoiceField(label=_("How bad would it be?"), choices=_words(Severity), widget=forms.RadioSelect)
    option = forms.CharField(label=_("What is done about it?"), max_length=500)
    effect = forms.ChoiceField(
        label=_("What does that do?"), widget=forms.RadioSelect,
        choices=[
            (Effect.ELIMINATED.value, _("Takes it away")),
            (Effect.REDUCED.value, _("Makes it smaller")),
            (Effect.ACCEPTED.value, _("It is accepted")),
        ],
    )  # fmt: skip
    residual = forms.ChoiceField(label=_("What is left?"), choices=_words(Level), widget=forms.RadioSelect)
    approved = forms.BooleanField(label=_("The measure is approved"), required=False)


class AdviceForm(forms.Form):
    """Whether the officer's advice is followed."""

    followed = forms.ChoiceField(label=_("Is it followed?"), choices=YES_NO, widget=forms.RadioSelect)
    overruled_because = forms.CharField(label=_("If not: why?"), widget=forms.Textarea, required=False, max_length=4000)

    def clean(self) -> dict[str, Any]:
        """Overruling needs a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("followed") == "no" and not cleaned.get("overruled_because", "").strip():
            self.add_error("overruled_because", _("Say why the officer is overruled"))
        return cleaned


class RegulatorForm(forms.Form):
    """The regulator's prior consultation, and what came of it."""

    consulted_on = forms.DateField(
        label=_("When was it consulted?"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("UK GDPR Article 36: before anything begins."),
    )  # fmt: skip
    consultation_answer = forms.CharField(label=_("What did it answer?"), widget=forms.Textarea, max_length=4000)
    allowed = forms.ChoiceField(
        label=_("May it go ahead?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, as the answer says")), ("no", _("No: the regulator says that it must not be"))],
    )  # fmt: skip
