"""Forms about looking a person up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from joinedup.engine.clients.search_tokens import Question
from joinedup.service.accounts.queries import today
from joinedup.service.lookups.actions import LEAST_WORDS
from joinedup.service.lookups.queries import Choice

# to start from: the words are the practitioner's own in the end
COMMON_REASONS = (
    gettext_lazy("The person is with me and asked for help"),
    gettext_lazy("The person is on the telephone and asked for help"),
    gettext_lazy("Visit to the person today"),
    gettext_lazy("Referral received about the person"),
    gettext_lazy("Preparing a meeting about the person's case"),
)
WRITTEN = ["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
_NO_LIST = {"autocomplete": "off", "spellcheck": "false"}  # what was typed before is of somebody else
APART = "|"  # between an agreement's reference and the number of one of its purposes


class BornField(forms.DateField):
    """A date of birth, however it is written in the UK; not later than today."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            label=gettext_lazy("Date of birth"),
            input_formats=WRITTEN,
            widget=forms.DateInput(attrs={"autocomplete": "off"}),
            error_messages={
                "required": gettext_lazy("Enter the date of birth"),
                "invalid": gettext_lazy("Enter a date, such as 31 3 1980"),
            },
            **kwargs,  # type: ignore[arg-type]
        )

    def clean(self, value: object) -> date | None:
        """Raises ValidationError."""
        born: date | None = super().clean(value)
        if born is None:  # not asked for
            return born
        if not date(1890, 1, 1) <= born <= today():
            raise forms.ValidationError(gettext_lazy("Enter a date of birth in the past"))
        return born


class PersonForm(forms.Form):
    """Who is meant: as in the index, by surname and date of birth."""

    surname = forms.CharField(
        label=gettext_lazy("Surname"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the surname")},
    )
    date_of_birth = BornField()


def under(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Each agreement and purpose that can be used today, as one choice."""
    return [
        (f"{one.agreement.reference}{APART}{number}", purpose[:1].upper() + purpose[1:])
        for one in choices
        if not one.reasons
        for number, purpose in enumerate(one.agreement.purposes)
    ]


class LookUpForm(PersonForm):
    """A look-up: who, as far as it is known; why, under what."""

    forename = forms.CharField(
        label=gettext_lazy("Forename"), max_length=80, required=False, widget=forms.TextInput(_NO_LIST)
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), max_length=10, required=False, widget=forms.TextInput(_NO_LIST)
    )
    number = forms.CharField(
        label=gettext_lazy("NHS number"), max_length=14, required=False, widget=forms.TextInput(_NO_LIST)
    )
    picked = forms.CharField(required=False, widget=forms.HiddenInput)

    reason = forms.CharField(
        label=gettext_lazy("Why do you need to see this person's record now?"),
        max_length=500,
        help_text=gettext_lazy("In your own words. The person can see it."),
        error_messages={"required": gettext_lazy("Say why you look this person up now")},
    )
    under = forms.ChoiceField(
        label=gettext_lazy("For which purpose?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the purpose"), "invalid_choice": gettext_lazy("Choose again")},
    )
    emergency = forms.BooleanField(
        label=gettext_lazy("This is an emergency"),
        help_text=gettext_lazy(
            "The common reasons do not fit, or the person cannot be asked for consent. Your service manager and your "
            "information-governance lead are told at once, and somebody else reviews it."
        ),
        required=False,
    )
    explanation = forms.CharField(
        label=gettext_lazy("What is the emergency?"), max_length=2000, widget=forms.Textarea, required=False
    )

    def __init__(self, *args: object, choices: Sequence[Choice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("surname", "date_of_birth"):
            self.fields[name].required = False
        field = self.fields["under"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = under(choices)
        field.hints = {  # type: ignore[attr-defined]
            f"{one.agreement.reference}{APART}{number}": f"{one.agreement.title} ({one.agreement.reference})"
            for one in choices
            for number in range(len(one.agreement.purposes))
        }
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]

    def clean(self) -> dict[str, object]:
        """Raises ValidationError where too little is known of the person, or an emergency is not explained."""
        cleaned = dict(super().clean() or {})
        if not self.question.number and len(self.question.fields) < 2 and not self.errors:
            self.add_error("surname", gettext_lazy("Enter two of these, such as surname and date of birth"))
        if cleaned.get("emergency") and len(str(cleaned.get("explanation", "")).strip()) < LEAST_WORDS:
            self.add_error("explanation", gettext_lazy("Say what the emergency is, in a sentence"))
        return cleaned

    @property
    def question(self) -> Question:
        """Whom they look for."""
        told = self.cleaned_data
        names = ("forename", "surname", "date_of_birth", "postcode", "number")
        return Question(**{name: told[name] for name in names if told.get(name)})


class ReviewForm(forms.Form):
    """A judgement of somebody else's emergency look-up."""

    justified = forms.ChoiceField(
        label=gettext_lazy("Was the look-up justified?"),
        widget=forms.RadioSelect,
        choices=(("yes", gettext_lazy("Justified")), ("no", gettext_lazy("Not justified"))),
        error_messages={"required": gettext_lazy("Say whether it was justified")},
    )
    words = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say why")},
    )


class DeferForm(forms.Form):
    """Until when the person looked up is not told."""

    until = forms.DateField(
        label=gettext_lazy("Do not tell the person before"),
        input_formats=WRITTEN,
        error_messages={"required": gettext_lazy("Enter a date"), "invalid": gettext_lazy("Enter a date")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What would telling them prejudice?"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("UK GDPR Article 23; Data Protection Act 2018 Schedule 2. Kept for the auditor."),
        error_messages={"required": gettext_lazy("Say what it would prejudice")},
    )

    def clean_until(self) -> date:
        """Raises ValidationError for a day that has passed."""
        until: date = self.cleaned_data["until"]
        if until <= today():
            raise forms.ValidationError(gettext_lazy("Enter a date in the future"))
        return until


class ConsentForm(PersonForm):
    """What a person says about one agreement."""

    agreement = forms.ChoiceField(label=gettext_lazy("Agreement"), widget=forms.RadioSelect)
    given = forms.ChoiceField(
        label=gettext_lazy("What did the person say?"),
        widget=forms.RadioSelect,
        choices=(("yes", gettext_lazy("Yes, they consent")), ("no", gettext_lazy("No, or they withdraw consent"))),
    )
    on = forms.DateField(label=gettext_lazy("On which day?"), input_formats=WRITTEN)
    how = forms.CharField(
        label=gettext_lazy("How was it said?"),
        max_length=500,
        help_text=gettext_lazy("For example: signed form, kept in our case file"),
    )

    def __init__(self, *args: object, choices: Sequence[Choice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["agreement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.agreement.reference, one.agreement.title) for one in choices if not one.reasons]

    def clean_on(self) -> date:
        """Raises ValidationError for a day to come."""
        on: date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError(gettext_lazy("Enter a date that is not in the future"))
        return on


class MarkerForm(PersonForm):
    """Somebody who is to be kept out of sight."""

    reason = forms.CharField(
        label=gettext_lazy("Why must look-ups not find this person?"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Without their name. Read by information-governance leads of your partner only."),
    )
