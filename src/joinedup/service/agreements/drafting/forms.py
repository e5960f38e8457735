"""The form's pages: each asks one question of a draft and gives back what is to be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, PartyRole
from joinedup.engine.agreements.completeness import MOST_LEAST
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.choices import Offer
from joinedup.engine.agreements.law.disadvantages import FACTORS
from joinedup.engine.agreements.law.provisions import Question
from joinedup.engine.agreements.lower_type import QUESTIONS as TYPE_QUESTIONS
from joinedup.engine.agreements.lower_type import Advice, advise
from joinedup.engine.agreements.wording import TYPES

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
_LARGEST = 2_000_000  # bytes of an agreement's file; a long one has 60,000
_DAY = forms.DateInput(attrs={"type": "date"})


class BeginForm(forms.Form):
    """A new draft."""

    initiative = forms.ChoiceField(label=_("For which initiative?"))
    title = forms.CharField(label=_("What is it called?"), max_length=200)

    def __init__(self, *args: Any, initiatives: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "initiative", list(initiatives))


class ImportForm(forms.Form):
    """An agreement from elsewhere."""

    initiative = forms.ChoiceField(label=_("For which initiative?"))
    file = forms.FileField(
        label=_("The agreement's file"),
        help_text=_("The machine-readable copy (.jsonld) that an agreement's page gives, here or elsewhere."),
    )

    def __init__(self, *args: Any, initiatives: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "initiative", list(initiatives))

    def clean_file(self) -> dict[str, Any]:
        """The document that the file holds."""
        try:
            plain = json.loads(self.cleaned_data["file"].read(_LARGEST))
        except (ValueError, RecursionError):  # also bytes that are no text
            plain = None
        if not isinstance(plain, dict):
            raise forms.ValidationError(_("That is not a machine-readable agreement. Choose a .jsonld file."))
        return plain


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
    """One data set of one supplier, with the least items that do: a list for each sensitivity."""

    GROUPS = (
        (Sensitivity.AREA, _("A place of many people")),
        (Sensitivity.PERSONAL, _("About a person")),
        (Sensitivity.IDENTIFIER, _("Says who a person is")),
        (Sensitivity.SPECIAL, _("Special category: a condition under Article 9 is asked for")),
        (Sensitivity.CRIMINAL, _("Criminal offence data: a condition under Article 10 is asked for")),
    )
    supplier = forms.ChoiceField(label=_("Whose data?"))
    dataset = forms.SlugField(
        label=_("Which data set?"), max_length=60, help_text=_("A short name without spaces, as: rent-accounts")
    )

    def __init__(self, *args: Any, agreement: Agreement, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "supplier", [(p.partner, titles.get(p.partner, p.partner)) for p in agreement.parties])
        held = self.initial.get("items", ())
        for sensitivity, label in self.GROUPS:
            listed = [(item.name, item.title) for item in ITEMS.values() if item.sensitivity is sensitivity]
            self.fields[f"items_{sensitivity.name.lower()}"] = forms.MultipleChoiceField(
                label=label, choices=listed, required=False, widget=forms.CheckboxSelectMultiple,
                initial=[name for name, _title in listed if name in held],
            )  # fmt: skip

    def clean_dataset(self) -> str:
        """As the vocabulary of data sets is written."""
        return str(self.cleaned_data["dataset"]).lower().replace("-", "_")

    def clean(self) -> dict[str, Any]:
        """At least one item; `terms` is what is kept."""
        cleaned = super().clean() or {}
        groups = [f"items_{sensitivity.name.lower()}" for sensitivity, _label in self.GROUPS]
        items = [name for group in groups for name in cleaned.get(group, ())]
        if not items:
            raise forms.ValidationError(_("Choose at least one item, and the fewest that do"))
        ordered = [name for name in ITEMS if name in items]
        named = {name: cleaned.get(name) for name in ("supplier", "dataset")}
        return {**cleaned, "terms": {**named, "items": ordered}}


class LeastForm(forms.Form):
    """The fewest people that a released count stands for."""

    least_count = forms.IntegerField(
        label=_("How many people must a released count stand for?"), min_value=1, max_value=MOST_LEAST, required=False,
        help_text=_(
            "At least. Whoever asks for a release may choose a stricter rule set, never a weaker one. Empty: the rule "
            "set that is asked for decides."
        ),
    )  # fmt: skip

    def clean_least_count(self) -> int:
        """0 for none."""
        return int(self.cleaned_data["least_count"] or 0)


class FactorForm(forms.Form):
    """One factor of a score: who has it, and its points."""

    name = forms.CharField(label=_("What is the factor called?"), max_length=80, help_text=_("As: Rent arrears"))
    of = forms.ChoiceField(label=_("Who has"))
    value = forms.CharField(
        label=_("of at least, or exactly"), max_length=120,
        help_text=_("A number is the least; a word is the value itself, several with commas: Y, Yes"),
    )  # fmt: skip
    points = forms.IntegerField(label=_("How many points does it give?"), min_value=1, max_value=1000)
    disadvantage = forms.ChoiceField(
        label=_("Is it one of the thirteen factors of the Digital Economy Act?"), required=False,
        help_text=_("SI 2018/912. Who has two or more of them has multiple disadvantages."),
    )  # fmt: skip
    cost = forms.FloatField(
        label=_("What does one such person cost services in a year, in pounds?"), min_value=0, required=False
    )
    cost_source = forms.CharField(label=_("Who says so?"), max_length=300, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "of", [
            (f"{terms.dataset}:{item}", f"{terms.dataset.replace('_', ' ')}: {ITEMS[item].title}")
            for terms in agreement.supplies
            for item in terms.items
            if item in ITEMS and ITEMS[item].sensitivity is not Sensitivity.IDENTIFIER
        ])  # fmt: skip
        _choose(self, "disadvantage", [("", _("No")), *((one, one.capitalize()) for one in sorted(FACTORS))])
        if held := self.initial.get("dataset"):
            least = self.initial["at_least"]
            value = f"{least:g}" if least is not None else ", ".join(self.initial["one_of"])
            self.initial = {**self.initial, "of": f"{held}:{self.initial['item']}", "value": value}

    def clean(self) -> dict[str, Any]:
        """`factor` is what is kept."""
        told = super().clean() or {}
        if self.errors:
            return told
        if told.get("cost") and not told.get("cost_source"):
            self.add_error("cost_source", _("Say where the cost comes from"))
        dataset, item = told["of"].split(":")
        value = told["value"].strip()
        least = float(value) if value.replace(".", "", 1).isdecimal() else None
        words = [] if least is not None else [one.strip() for one in value.split(",") if one.strip()]
        if least is None and not words:
            self.add_error("value", _("Enter a number or a word"))
        named = {name: told.get(name) or "" for name in ("name", "disadvantage", "cost_source")}
        test = {"dataset": dataset, "item": item, "points": told["points"], "at_least": least, "one_of": words}
        return {**told, "factor": {**named, **test, "cost": float(told.get("cost") or 0)}}


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
