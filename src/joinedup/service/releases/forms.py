"""Forms about releases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.clients.score import Factor
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.pseudonyms.diversity import Diversity
from joinedup.service.releases.layers import BETWEEN, FINEST, OWN, WARD


def _title(**more: Any) -> forms.CharField:
    words = {"required": _("Enter what it is called")}
    return forms.CharField(label=_("What is it called?"), max_length=120, error_messages=words, **more)


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("What is it for?"), widget=forms.Textarea, max_length=5000, help_text=_("The checker reads this."),
        error_messages={"required": _("Say what it is for")},
    )  # fmt: skip


LEAST_K = 5
LEVELS = [
    (FINEST, _("Small areas (LSOA)")), ("msoa", _("Larger areas (MSOA)")),
    (WARD, _("Wards, made of the LSOAs that have most of their postcodes in them")),
    (OWN, _("Areas of our own, those ticked below")), ("lad", _("District")),
]  # fmt: skip
BANDS = [
    ("0,18,65", _("Children, adults, 65 and over")),
    ("0,18,40,65,80", _("Five bands: 0, 18, 40, 65, 80 and over")),
    ("0,5,18,40,65,85", _("Six bands: 0, 5, 18, 40, 65, 85 and over")),
    ("0,16,25,35,50,65,75,85", _("Eight bands: 0, 16, 25, 35, 50, 65, 75, 85 and over")),
]
COUNTING = [
    (Diversity.DISTINCT.value, _("Each value once (distinct l-diversity)")),
    (Diversity.ENTROPY.value, _("As far as they are evenly spread (entropy l-diversity)")),
]
CLOSE = [
    ("1", _("It is not limited")), ("0.5", _("At most half as far as can be (t-closeness of 0.5)")),
    ("0.3", _("At most 0.3")), ("0.2", _("At most 0.2: little more is told than of everybody")),
]  # fmt: skip


class CountsForm(forms.Form):
    """What counts of people somebody asks for (type 1)."""

    title = _title(help_text=_("As readers will see it."))
    why = _why()
    levels = forms.MultipleChoiceField(
        label=_("By which areas?"), widget=forms.CheckboxSelectMultiple, initial=["lsoa", "msoa", "lad"],
        help_text=_("MSOAs, wards and areas of our own cut across one another: ask for each by itself."),
        error_messages={"required": _("Choose at least one kind of area")},
    )  # fmt: skip
    own = forms.MultipleChoiceField(
        label=_("Which areas of our own?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    bands = forms.ChoiceField(
        label=_("By which ages?"), choices=BANDS, widget=forms.RadioSelect, initial=BANDS[1][0],
        help_text=_("If you can, those of what was published before: other bands may give people away beside them."),
    )  # fmt: skip
    rules = forms.ChoiceField(
        label=_("Which counts are too small to show?"), widget=forms.Select, initial=DEFAULT.name,
        help_text=_(
            "The rule set of the body whose figures they are, or your partnership's own. It is applied whole, rounding "
            "too; further counts are left out where small ones would follow. What other ways cost you see before "
            "anybody checks it, and can take another: how far each small count must be able to go, rounding, noise, "
            "fewer areas or categories."
        ),
    )  # fmt: skip

    def __init__(
        self,
        *args: object,
        rules: Sequence[Rule],
        own: Sequence[tuple[int, str]],
        wards: bool,
        people: bool,
        least: int,
        on: date,
        **kwargs: object,
    ) -> None:  # fmt: skip
        """people: whether it is known how many live in each area. least: what the agreement asks for, 0 for nothing."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.need_people = {} if people else {rule.name: rule.least_people for rule in rules if rule.least_people}
        if least:
            told = _(
                "The agreement asks for at least {least} people a count. Of it and the rule set the stricter holds."
            )
            self.fields["rules"].help_text = f"{told.format(least=least)} {self.fields['rules'].help_text}"
        there = {WARD: wards, OWN: bool(own)}
        self._choices("levels", [one for one in LEVELS if there.get(one[0], True)])
        self._choices("own", [(str(number), title) for number, title in own])
        if not own:
            del self.fields["own"]
        field = self.fields["rules"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (
                rule.name,
                " ".join(filter(None, (f"{rule.body} ({rule.name}): {rule.title}.", rule.standing(on)))).strip(),
            )
            for rule in rules
        ]

    def _choices(self, name: str, choices: Sequence[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_rules(self) -> str:
        """A rule set that asks for a least population is of no use while nobody says how many live where."""
        name = str(self.cleaned_data["rules"])
        if name in self.need_people:
            told = _(
                "It asks that no area of fewer than {least} people is shown, and it is not known here how many live in "
                "each. Choose another rule set, or ask an administrator to install them with: "
                "joinedup areas --populations"
            )
            raise forms.ValidationError(told.format(least=f"{self.need_people[name]:,}"))
        return name

    def clean(self) -> dict[str, Any] | None:
        """One kind of area between the small ones and the district; areas of one's own are named."""
        told = super().clean() or {}
        levels, own = told.get("levels", []), told.get("own", [])
        if len([level for level in BETWEEN if level in levels]) > 1:
            self.add_error("levels", _("Choose one of MSOAs, wards and areas of our own."))
        if OWN in levels and not own:
            self.add_error("own", _("Tick the areas of our own that you want."))
        return told

    def asks(self) -> dict[str, object]:
        """What the request keeps."""
        return {
            "own": [int(number) for number in self.cleaned_data.get("own", [])],
            "rules": self.cleaned_data["rules"],
            "levels": [level for level, _ in LEVELS if level in self.cleaned_data["levels"]],
            "edges": [int(edge) for edge in self.cleaned_data["bands"].split(",")],
        }


class ExtractForm(forms.Form):
    """What linked, pseudonymised extract somebody asks for (type 2)."""

    title = _title()
    why = _why()
    items = forms.MultipleChoiceField(
        label=_("Which items?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one item, and the fewest that do")},
    )  # fmt: skip
    bands = forms.ChoiceField(label=_("By which ages?"), choices=BANDS, widget=forms.RadioSelect, initial=BANDS[1][0])
    k = forms.IntegerField(label=_("How many people must share each combination of age, sex and area?"))
    diverse = forms.IntegerField(
        label=_("How many different conditions or offences must people who are alike have?"), min_value=2,
        max_value=20, initial=2, help_text=_("At least 2, so that nobody's is known from the others'."),
    )  # fmt: skip
    counting = forms.ChoiceField(
        label=_("How are they counted?"), choices=COUNTING, widget=forms.RadioSelect,
        initial=Diversity.DISTINCT.value, required=False,
        help_text=_("Where nine of ten share one, anybody's is all but known: evenly spread is the stricter."),
    )  # fmt: skip
    close = forms.ChoiceField(
        label=_("How far may people who are alike differ from everybody in these?"), choices=CLOSE,
        widget=forms.RadioSelect, initial="1", required=False,
        help_text=_("So that to be one of them tells little. The nearer, the more ages and areas are joined."),
    )  # fmt: skip

    def __init__(self, *args: object, agreement: Agreement, recipient: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.recipient = recipient
        least = max(LEAST_K, agreement.least_count)
        told = _("At least {least}. The larger the number, the less anybody stands out.").format(least=least)
        self.fields["k"] = forms.IntegerField(
            label=self.fields["k"].label, min_value=least, max_value=1000, initial=max(10, least), help_text=told
        )
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _shareable(agreement)

    def asks(self) -> dict[str, object]:
        """What the request keeps."""
        items: dict[str, list[str]] = {}
        chosen: Sequence[str] = self.cleaned_data["items"]
        for one in chosen:
            dataset, item = one.split(":")
            items.setdefault(dataset, []).append(item)
        edges = [int(edge) for edge in self.cleaned_data["bands"].split(",")]
        return {
            "items": items, "edges": edges, "k": self.cleaned_data["k"],
            "diverse": self.cleaned_data["diverse"], "recipient": self.recipient,
            "counting": self.cleaned_data["counting"] or Diversity.DISTINCT.value,
            "close": float(self.cleaned_data["close"] or 1),
        }  # fmt: skip


class RankingForm(forms.Form):
    """A list of households in the order of the agreed score (type 2)."""

    title = _title()
    why = _why()
    top = forms.IntegerField(
        label=_("How many households?"), min_value=1, max_value=10_000, initial=50,
        help_text=_("The first by score. As few as can be looked at by people."),
    )  # fmt: skip

    def __init__(self, *args: object, recipient: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.recipient = recipient

    def asks(self) -> dict[str, object]:
        """What the request keeps."""
        return {"top": self.cleaned_data["top"], "recipient": self.recipient}


class CohortForm(forms.Form):
    """Up to two conditions by which people are counted."""

    first = forms.ChoiceField(label=_("Who has"), widget=forms.Select)
    first_value = forms.CharField(
        label=_("of at least, or exactly"), max_length=60, help_text=_("A number, or a word.")
    )
    second = forms.ChoiceField(label=_("and of these, who has"), widget=forms.Select, required=False)
    second_value = forms.CharField(label=_("of at least or exactly"), max_length=60, required=False)

    def __init__(self, *args: object, agreement: Agreement, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = _shareable(agreement)
        for name, before in (("first", []), ("second", [("", _("nothing else"))])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*before, *choices]

    def conditions(self) -> list[Factor]:
        """What is counted: a number is the least, a word the value itself."""
        found = []
        for name in ("first", "second"):
            chosen, value = self.cleaned_data[name], self.cleaned_data[f"{name}_value"].strip()
            if not chosen or not value:
                continue
            dataset, item = chosen.split(":")
            words = f"{dataset.replace('_', ' ')}: {ITEMS[item].title}, {value}"
            least = float(value) if value.replace(".", "", 1).isdecimal() else None
            found.append(Factor(words, dataset, item, 0, least, () if least is not None else (value,)))
        return found


def _shareable(agreement: Agreement) -> list[tuple[str, str]]:
    """The agreement's items that say nothing of who a person is."""
    return [
        (f"{terms.dataset}:{item}", f"{terms.dataset.replace('_', ' ')}: {ITEMS[item].title}")
        for terms in agreement.supplies
        for item in terms.items
        if item in ITEMS and ITEMS[item].sensitivity is not Sensitivity.IDENTIFIER
    ]


class WhoIsItForm(forms.Form):
    """One pseudonym that somebody's partner is to be told its own record numbers of."""

    release = forms.ChoiceField(label=_("In which release?"), widget=forms.RadioSelect)
    dataset = forms.ChoiceField(label=_("Of which of your data sets?"), widget=forms.RadioSelect)
    pseudonym = forms.CharField(label=_("Which pseudonym?"), max_length=40, help_text=_("As it stands in the release."))
    reason = forms.CharField(label=_("Why?"), max_length=400, help_text=_("It is written down with your role."))

    def __init__(
        self, *args: object, releases: Sequence[tuple[str, str]], datasets: Sequence[str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, choices in (("release", releases), ("dataset", [(one, one.replace("_", " ")) for one in datasets])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class CheckForm(forms.Form):
    """The checker's answer."""

    approved = forms.ChoiceField(
        label=_("May it leave?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it may leave")},
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_("Who asked reads this."),
        widget=forms.Textarea,
        required=True,
        max_length=2000,
        error_messages={"required": _("Say why")},
    )

    compared = forms.BooleanField(
        label=_("I have looked at the former releases named above, and what comparing tells gives nobody away"),
        required=False,
    )

    def __init__(self, *args: object, compares: bool = False, **kwargs: object) -> None:
        """compares: whether former releases of some of the same people tell something beside this one."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not compares:
            del self.fields["compared"]

    def clean(self) -> dict[str, Any] | None:
        """What would be approved beside former releases was looked at beside them."""
        told = super().clean() or {}
        if told.get("approved") == "yes" and "compared" in self.fields and not told.get("compared"):
            self.add_error("compared", _("Look at the former releases first, or do not let it leave"))
        return told


class WithdrawForm(forms.Form):
    """Why a release is taken back."""

    reason = forms.CharField(label=_("Why?"), help_text=_("It stays listed with this."), max_length=400)
    sure = forms.BooleanField(
        label=_("I know that copies taken before cannot be called back"),
        error_messages={"required": _("Say that you know it, or go back")},
    )
