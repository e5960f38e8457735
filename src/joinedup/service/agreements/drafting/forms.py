"""The form's pages: each asks one question of a draft and gives back what is to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, PartyRole
from joinedup.engine.agreements.dpia import Level, Likelihood, Severity
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.choices import Offer
from joinedup.engine.agreements.law.provisions import Question
from joinedup.engine.agreements.lower_type import QUESTIONS as TYPE_QUESTIONS
from joinedup.engine.agreements.lower_type import Advice, advise
from joinedup.engine.agreements.wording import TYPES

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
_DAY = forms.DateInput(attrs={"type": "date"})


class BeginForm(forms.Form):
    """A new draft."""

    initiative = forms.ChoiceField(label=_("For which initiative?"))
    title = forms.CharField(label=_("What is it called?"), max_length=200)

    def __init__(self, *args: Any, initiatives: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "initiative", list(initiatives))


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
    field.choices = choices


class TitleForm(forms.Form):
    """What it is called."""

    title = forms.CharField(label=_("What is it called?"), max_length=200)


class ProtocolForm(forms.Form):
    """Under which protocol it stands."""

    protocol = forms.ChoiceField(label=_("Under which protocol does it stand?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, protocols: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "protocol", list(protocols))


class PurposesForm(forms.Form):
    """What it is for."""

    purposes = forms.CharField(
        label=_("What is it for?"), widget=forms.Textarea, max_length=4000,
        help_text=_("Exactly, one purpose a line. Data move only for a purpose that stands here."),
    )  # fmt: skip

    def clean_purposes(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in self.cleaned_data["purposes"].splitlines() if line.strip()]


class TypeForm(forms.Form):
    """Which type, and whether a lower one would do."""

    one_person = forms.ChoiceField(label=TYPE_QUESTIONS[0][1], choices=YES_NO, widget=forms.RadioSelect)
    joined = forms.ChoiceField(label=TYPE_QUESTIONS[1][1], choices=YES_NO, widget=forms.RadioSelect)
    together = forms.ChoiceField(label=TYPE_QUESTIONS[2][1], choices=YES_NO, widget=forms.RadioSelect)
    sharing_type = forms.TypedChoiceField(
        label=_("Which type of sharing is it?"), coerce=int, choices=[(key, words) for key, words in TYPES.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    why_not_lower = forms.CharField(
        label=_("Why would a lower type not do?"), required=False, widget=forms.Textarea, max_length=2000,
        help_text=_("Needed where a lower type seems to do. All parties read it."),
    )  # fmt: skip

    def advice(self) -> Advice:
        """The lowest type for the answers given."""
        said = {name: self.cleaned_data.get(name) == "yes" for name, _words in TYPE_QUESTIONS}
        return advise(**said)

    def clean(self) -> dict[str, Any]:
        """A higher type than would do needs its reason."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("sharing_type")
        if chosen and not self.errors:
            advice = self.advice()
            if advice.needs_reason(chosen) and not cleaned.get("why_not_lower", "").strip():
                self.add_error("why_not_lower", advice.words + " " + str(_("Say why it would not, or choose it.")))
        return cleaned


class PartiesForm(forms.Form):
    """Who takes part, and as what."""

    def __init__(self, *args: Any, partners: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", _("Not a party")), *((role.value, role.value.capitalize()) for role in PartyRole)]
        for key, title in partners.items():
            self.fields[key] = forms.ChoiceField(label=title, choices=roles, required=False)

    def clean(self) -> dict[str, Any]:
        """At least two."""
        cleaned = super().clean() or {}
        if len([role for role in cleaned.values() if role]) < 2:
            raise forms.ValidationError(_("Choose at least two parties"))
        return cleaned


class OneOfForm(forms.Form):
    """One of several, as radios."""

    chosen = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, label: str, choices: Sequence[tuple[str, Any]], hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].label, self.fields["chosen"].help_text = label, hint
        _choose(self, "chosen", list(choices))


class RecipientsForm(forms.Form):
    """Who receives."""

    recipients = forms.MultipleChoiceField(label=_("Who receives?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, agreement: Agreement, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(p.partner, titles.get(p.partner, p.partner)) for p in agreement.parties]
        if agreement.sharing_type == 1:
            choices.append((PUBLIC, _("Everyone: it is published")))
        _choose(self, "recipients", choices)


class SupplyForm(forms.Form):
    """One data set of one supplier, with the least items that do."""

    supplier = forms.ChoiceField(label=_("Whose data?"))
    dataset = forms.SlugField(label=_("Which data set?"), max_length=60, help_text=_("As: rent-accounts"))
    items = forms.MultipleChoiceField(
        label=_("Which items, and nothing else?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose the fewest that do. What is not chosen never gets in."),
    )  # fmt: skip

    def __init__(self, *args: Any, agreement: Agreement, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "supplier", [(p.partner, titles.get(p.partner, p.partner)) for p in agreement.parties])
        order = list(Sensitivity)
        listed = sorted(ITEMS.values(), key=lambda item: order.index(item.sensitivity))
        _choose(self, "items", [(item.name, f"{item.title} ({item.sensitivity.value})") for item in listed])

    def clean_dataset(self) -> str:
        """As the vocabulary of data sets is written."""
        return str(self.cleaned_data["dataset"]).lower().replace("-", "_")


class DatesForm(forms.Form):
    """From when until when, when it is reviewed, and how long a supply is kept."""

    starts = forms.DateField(label=_("It starts on"), widget=_DAY)
    ends = forms.DateField(label=_("It ends after"), widget=_DAY)
    review_due = forms.DateField(
        label=_("It is reviewed by"), widget=_DAY, help_text=_("Data stop moving if the review is overdue.")
    )
    retention_days = forms.IntegerField(
        label=_("How many days is a supply kept?"), min_value=1, max_value=36_500,
        help_text=_("Then its key is destroyed, and with it the supply, in backups too."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """In order."""
        cleaned = super().clean() or {}
        starts, ends, review = (cleaned.get(name) for name in ("starts", "ends", "review_due"))
        if starts and ends and ends < starts:
            self.add_error("ends", _("It must end on or after the day it starts"))
        if starts and review and review < starts:
            self.add_error("review_due", _("The review must be after the start"))
        return cleaned


class LawForm(forms.Form):
    """One legal answer: what may be chosen; what the law refuses is shown apart and cannot be kept."""

    chosen = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, label: str, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.provision.key: offer for offer in offers}
        field = self.fields["chosen"]
        field.label = label
        _choose(self, "chosen", [(o.provision.key, f"{o.provision.title} ({o.provision.source})") for o in offers])
        field.hints = {  # type: ignore[attr-defined]
            o.provision.key: ". ".join(filter(None, (o.provision.what_for.capitalize(), o.provision.limits)))
            for o in offers
        }

    def clean_chosen(self) -> str:
        """Refuse what the law refuses, and cite it."""
        key = str(self.cleaned_data["chosen"])
        refused = self.offers[key].refused
        if refused:
            raise forms.ValidationError([f"{one.words} ({one.citation})" for one in refused])
        return key


class FurtherForm(forms.Form):
    """What a provision asks beside itself."""

    answer = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        if question.choices:
            choices = [(choice.key, choice.words) for choice in question.choices]
            self.fields["answer"] = forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, required=question.required
            )
        field = self.fields["answer"]
        field.label, field.required = question.words, question.required
        field.help_text = ". ".join(filter(None, (question.hint, question.because)))

    def clean_answer(self) -> str:
        """Refuse an answer with which the provision cannot be relied on."""
        said = str(self.cleaned_data["answer"]).strip()
        if said in self.question.refused:
            words = _("With that answer the law does not let you rely on it: {law}").format(law=self.question.because)
            raise forms.ValidationError(words)
        return said


class WordsForm(forms.Form):
    """One answer in words."""

    words = forms.CharField(widget=forms.Textarea, max_length=10_000)

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


def _levels(kind: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value.capitalize()) for one in kind]


class RiskForm(forms.Form):
    """One risk and what is done about it."""

    source = forms.CharField(label=_("Who could be harmed, and how?"), max_length=500)
    likelihood = forms.ChoiceField(label=_("How likely is it?"), choices=_levels(Likelihood), widget=forms.RadioSelect)
    severity = forms.ChoiceField(label=_("How bad would it be?"), choices=_levels(Severity), widget=forms.RadioSelect)
    option = forms.CharField(label=_("What is done about it?"), max_length=500)
    effect = forms.ChoiceField(
        label=_("What does that do?"), widget=forms.RadioSelect,
        choices=[
            ("eliminated", _("Takes it away")),
            ("reduced", _("Makes it smaller")),
            ("accepted", _("It is accepted")),
        ],
    )  # fmt: skip
    residual = forms.ChoiceField(label=_("What is left?"), choices=_levels(Level), widget=forms.RadioSelect)
    approved = forms.BooleanField(label=_("The measure is approved"), required=False)


class AdviceForm(forms.Form):
    """Whether the officer's advice is followed, and the regulator's consultation."""

    followed = forms.ChoiceField(
        label=_("Is the data protection officer's advice followed?"), choices=YES_NO, widget=forms.RadioSelect
    )
    overruled_because = forms.CharField(label=_("If not: why?"), widget=forms.Textarea, required=False, max_length=4000)
    consulted_on = forms.DateField(
        label=_("If high risk stays: when was the regulator consulted?"), widget=_DAY, required=False,
        help_text=_("UK GDPR Article 36: before anything begins."),
    )  # fmt: skip
    consultation_answer = forms.CharField(
        label=_("And what did it answer?"), widget=forms.Textarea, required=False, max_length=4000
    )

    def clean(self) -> dict[str, Any]:
        """Overruling needs a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("followed") == "no" and not cleaned.get("overruled_because", "").strip():
            self.add_error("overruled_because", _("Say why the officer is overruled"))
        return cleaned


class NewProtocolForm(forms.Form):
    """An overarching protocol."""

    reference = forms.SlugField(label=_("A short name"), max_length=60, help_text=_("As: PROTOCOL-1"))
    title = forms.CharField(label=_("What is it called?"), max_length=200)
    principles = forms.CharField(
        label=_("What do all partners promise?"), widget=forms.Textarea, max_length=10_000,
        help_text=_("One promise a line. Every agreement under it inherits them."),
    )  # fmt: skip
    starts = forms.DateField(label=_("It starts on"), widget=_DAY)
    ends = forms.DateField(label=_("It ends after"), widget=_DAY)
    review_due = forms.DateField(label=_("It is reviewed by"), widget=_DAY)
