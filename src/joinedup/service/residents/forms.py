"""Forms for residents, and for those who serve them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from joinedup.service.accounts.queries import today
from joinedup.service.residents.clock import Kind, Step

WRITTEN = ["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
KINDS = {
    Kind.ACCESS: (
        gettext_lazy("A copy of what you hold about me"),
        gettext_lazy("Answered within one month"),
    ),
    Kind.CORRECTION: (
        gettext_lazy("Correct something that is wrong"),
        gettext_lazy("Say what is wrong, and what is right"),
    ),
    Kind.OBJECTION: (
        gettext_lazy("Stop using my records for this"),
        gettext_lazy("An objection: say what concerns you in your situation"),
    ),
    Kind.RESTRICTION: (
        gettext_lazy("Keep my records, but do not use them for now"),
        gettext_lazy("While something is being put right"),
    ),
    Kind.ERASURE: (gettext_lazy("Erase my records"), gettext_lazy("Not possible where the law says they must be kept")),
    Kind.COMPLAINT: (
        gettext_lazy("Make a complaint"),
        gettext_lazy("Acknowledged within 30 days, and answered without undue delay"),
    ),
}
STEPS = {
    Step.ACKNOWLEDGED: gettext_lazy("Acknowledged"),
    Step.IDENTITY_ASKED: gettext_lazy("More proof of identity asked for"),
    Step.IDENTITY_SHOWN: gettext_lazy("Identity shown"),
    Step.CLARITY_ASKED: gettext_lazy("Asked what is meant"),
    Step.CLARITY_GIVEN: gettext_lazy("Said what is meant"),
    Step.EXTENDED: gettext_lazy("Needs two months more, because it is complex"),
    Step.GRANTED: gettext_lazy("Answered: done"),
    Step.PARTLY: gettext_lazy("Answered: done in part"),
    Step.REFUSED: gettext_lazy("Answered: refused"),
}


def _born() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Date of birth"),
        input_formats=WRITTEN,
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter the date of birth"),
            "invalid": gettext_lazy("Enter a date, such as 31 3 1980"),
        },
    )


class SignInForm(forms.Form):
    """A resident's code and date of birth."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=60,
        help_text=gettext_lazy("Eight groups of three letters and numbers. Hyphens and capitals do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter your code")},
    )
    date_of_birth = _born()


class VerifyForm(forms.Form):
    """Who has proved who they are, and by what."""

    surname = forms.CharField(
        label=gettext_lazy("Surname"), max_length=80, error_messages={"required": gettext_lazy("Enter the surname")}
    )
    date_of_birth = _born()
    how = forms.ChoiceField(
        label=gettext_lazy("How did they prove who they are, in person?"),
        widget=forms.RadioSelect,
        choices=(
            ("passport", gettext_lazy("Passport")),
            ("driving licence", gettext_lazy("Driving licence")),
            ("two documents", gettext_lazy("Two documents with their name and address")),
            ("known in person", gettext_lazy("A professional who knows them vouched for them")),
        ),
        error_messages={"required": gettext_lazy("Say how they proved it")},
    )


class AskForm(forms.Form):
    """What a resident asks, of whom."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you want to ask for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you ask for")},
    )
    controllers = forms.MultipleChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one")},
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say what you ask for")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your name")},
    )
    contact = forms.CharField(
        label=gettext_lazy("How to reach you"),
        max_length=300,
        help_text=gettext_lazy("An address, a telephone number or an e-mail address"),
        error_messages={"required": gettext_lazy("Say how to reach you")},
    )

    def __init__(self, *args: object, partners: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kind, controllers = self.fields["kind"], self.fields["controllers"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(controllers, forms.MultipleChoiceField)
        kind.choices = [(one.value, words) for one, (words, _) in KINDS.items()]
        kind.hints = {one.value: hint for one, (_, hint) in KINDS.items()}  # type: ignore[attr-defined]
        controllers.choices = list(partners.items())


class StepForm(forms.Form):
    """What the controller did, and what the resident reads of it."""

    step = forms.ChoiceField(
        label=gettext_lazy("What has been done?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what has been done")},
    )
    on = forms.DateField(label=gettext_lazy("On which day?"), input_formats=WRITTEN)
    words = forms.CharField(
        label=gettext_lazy("What does the resident read?"),
        max_length=5000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Shown on their page. A refusal says why, and that they may complain to the ICO."),
        error_messages={"required": gettext_lazy("Say what has been done")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, steps: Sequence[Step], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(step.value, STEPS[step]) for step in steps]

    def clean_on(self) -> date:
        """Raises ValidationError for a day to come."""
        on: date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError(gettext_lazy("Enter a date that is not in the future"))
        return on
