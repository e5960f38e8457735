"""Forms about figures: a file with what its indicator means, and the owner's word."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve
from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.clearing.about import NOT_PEOPLE, PEOPLE, PUBLISHED
from joinedup.engine.indicators.headings import is_no_count, per_said
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak, Polarity
from joinedup.engine.indicators.metadata_file import key_from
from joinedup.engine.indicators.periods import read_period
from joinedup.service.indicators.reading_in import SIGNED_WITHIN
from joinedup.service.indicators.standardising import AS_THEY_ARE, EUROPEAN, GIVEN

# what a file of metadata answers in place of the form
_DESCRIBED = ("title", "kind", "polarity", "per", "theme", "definition", "source", "licence")
_PER, _PER_BY_AGE = 100, 100_000  # unless said otherwise: a share, and rates that allow for age

_KINDS = (
    (Kind.COUNT, _("A count: so many burglaries")),
    (Kind.PROPORTION, _("A share: so many of each hundred")),
    (Kind.RATE, _("A rate: so many for each thousand residents")),
    (Kind.MEAN, _("A mean: pounds an hour, years of age")),
    (Kind.DIRECTLY_STANDARDISED, _("A directly standardised rate")),
    (Kind.INDIRECTLY_STANDARDISED, _("An indirectly standardised rate or ratio")),
    (Kind.INDEX, _("An index or a score")),
)
_BY_AGE = (
    (AS_THEY_ARE, _("No: they are taken as they are")),
    (EUROPEAN, _("Yes, and weigh them as the European standard population of 2013")),
    (GIVEN, _("Yes, and weigh them by a population of my own, or hold them against a reference")),
)
_BANDS = (
    (AS_THEY_ARE, _("As they are in the file")),
    ("5", _("Put together in bands of five years: 0 to 4, 5 to 9 … 90 and over")),
    ("0-15, 16-64, 65+", _("Put together in three: 0 to 15, 16 to 64, 65 and over")),
)
_POLARITIES = (
    (Polarity.LOW_IS_GOOD, _("Low is good")),
    (Polarity.HIGH_IS_GOOD, _("High is good")),
    (Polarity.NO_JUDGEMENT, _("Neither is good by itself")),
)
_CLEARED = (
    (PEOPLE, _("Yes: small numbers are left out, and what they could be worked out from")),
    (PUBLISHED, _("Yes, and its source has published exactly these figures already")),
    (NOT_PEOPLE, _("No: tonnes of waste, trees, hours of opening")),
)


def _for_all() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Every partner may see the figures of small areas"), required=False,
        help_text=_("Other indicators here are shared between tiers, and new ones are too: of their small areas a "
                    "district sees its own. It is otherwise if whoever loads and whoever signs them both tick this."),
    )  # fmt: skip


class LoadForm(forms.Form):
    """A file of figures and what they mean. Gives `indicator` and `period`, as the engine takes them."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, Excel or ODS in any layout: an area a row, with a column for each year or a row for each."),
        error_messages={"required": _("Choose the file"), "empty": _("The file is empty")},
    )
    metadata = forms.FileField(
        label=_("A file that says what they mean, if there is one"),
        required=False,
        help_text=_(
            "One row an indicator, titles as in the file of figures, and headings such as title, definition, source, "
            "owner, polarity, unit, denominator, licence, revision and caveat. Then answer below what it leaves out."
        ),
        error_messages={"empty": _("The file is empty")},
    )
    against = forms.FileField(
        label=_("Another file to hold it against, if there is one"),
        required=False,
        help_text=_(
            "The same figures from elsewhere, or those of larger areas that they add up to. You see where the two "
            "disagree, by row and area. It is not kept. With figures that are kept already they are compared anyway."
        ),
        error_messages={"empty": _("The file is empty")},
    )
    by_age = forms.ChoiceField(
        label=_("Are they counts by age, to be made into rates that allow for age?"), choices=_BY_AGE, required=False,
        initial=AS_THEY_ARE,
        widget=forms.RadioSelect,
        help_text=_(
            "Then the file says how many were counted of each age (0-4, 90+, or single years), and how many people "
            "there are, unless you give these in a file of their own."
        ),
    )  # fmt: skip
    people = forms.FileField(
        label=_("How many people there are of each age, if that is in another file"),
        required=False,
        help_text=_("Mid-year estimates of the ONS as they come, CSV or Excel. They are used for the rates only."),
        error_messages={"empty": _("The file is empty")},
    )
    reference = forms.FileField(
        label=_("The population of your own, or the reference"),
        required=False,
        help_text=_(
            "CSV with age band and population: rates are weighed by it. With a column of events too: rates are "
            "indirectly standardised, against its rates."
        ),
        error_messages={"empty": _("The file is empty")},
    )
    bands = forms.ChoiceField(
        label=_("If the file has single years of age, how shall they be kept?"), choices=_BANDS, required=False,
        initial=AS_THEY_ARE,
        widget=forms.RadioSelect,
        help_text=_("Totals are held against their ages, and stay as they are."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("What is measured?"), max_length=200,
        help_text=_(
            "As: Adults who smoke. If the file has several indicators, each keeps its own name, and is the sort of "
            "figure that this name says."
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What sort of figure is it?"), choices=_KINDS, widget=forms.RadioSelect)
    polarity = forms.ChoiceField(label=_("Which direction is good?"), choices=_POLARITIES, widget=forms.RadioSelect)
    cleared = forms.ChoiceField(label=_("Is it about people?"), choices=_CLEARED, widget=forms.RadioSelect)
    per = forms.FloatField(
        label=_("For each how many?"),
        min_value=1,
        initial=_PER,
        help_text=_(
            "100 for per cent, 1,000 for a rate per thousand. It does not matter for counts, means and scores. Rates "
            "made from counts by age are for each 100,000 unless you say something else."
        ),
    )
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False, help_text=_("As: %, per 1,000, years"))
    theme = forms.CharField(label=_("Theme"), max_length=100, help_text=_("As: Health, Safety, Housing"))
    definition = forms.CharField(label=_("What exactly is counted?"), widget=forms.Textarea, max_length=2000)
    numerator = forms.CharField(label=_("Who or what is counted above the line?"), max_length=300, required=False)
    denominator = forms.CharField(label=_("Out of whom or what?"), max_length=300, required=False)
    source = forms.CharField(label=_("Where does it come from?"), max_length=300)
    licence = forms.CharField(label=_("Licence"), max_length=100, initial="OGL v3")
    revision = forms.CharField(label=_("When is it revised?"), max_length=200, required=False)
    caveat = forms.CharField(label=_("What must readers take care of?"), widget=forms.Textarea, required=False,
                             max_length=2000)  # fmt: skip
    broken_on = forms.DateField(
        label=_("Did the method change?"), required=False, widget=forms.DateInput,
        help_text=_("The first day of figures that cannot be compared with earlier ones. Leave it empty if none."),
    )  # fmt: skip
    broken_by = forms.CharField(label=_("What changed?"), max_length=300, required=False)
    period = forms.CharField(
        label=_("Time, if the file names none"), max_length=60, required=False,
        help_text=_("As: 2024/25 or March 2026. If it has quarters or months of no year, that year."),
    )  # fmt: skip
    whole = forms.BooleanField(
        label=_("Remove times that this file lacks"), required=False,
        help_text=_("If the indicator is kept already, its other times stay unless you tick this."),
    )  # fmt: skip
    for_all = _for_all()
    owner = forms.ChoiceField(label=_("Which partner owns it, and signs it off?"))
    due = forms.DateField(label=_("Signed off by when?"), widget=forms.DateInput)

    field_order = (
        "file", "period", "cleared", "for_all", "owner", "due", "bands", "by_age", "people", "reference", "against",
        "whole", "metadata",
    )  # fmt: skip

    def __init__(
        self, *args: Any, owners: list[tuple[str, str]], today: date, tiers: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not tiers:
            del self.fields["for_all"]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = owners
        self._titles, self._today = dict(owners), today
        self.described = bool(self.files.get("metadata"))
        for name in _DESCRIBED if self.described else ():
            self.fields[name].required = False
        if self.data.get("by_age", AS_THEY_ARE) != AS_THEY_ARE:
            self.fields["kind"].required = False  # the rates say it
        self.fields["due"].initial = today + SIGNED_WITHIN

    def so_far(self) -> Indicator:
        """What has been answered about the figures, whatever is lacking; the file says what sort of figure they are."""
        names = ("title", "theme", "definition", "numerator", "denominator", "source", "licence", "revision", "caveat")
        words: dict[str, Any] = {name: str(self.data.get(name, "")).replace("\0", "").strip() for name in names}
        polarity = self.data.get("polarity", "")
        owner = self._titles.get(str(self.data.get("owner", "")), "")
        known = Polarity(polarity) if polarity in set(Polarity) else Polarity.NO_JUDGEMENT
        return Indicator("x", polarity=known, owner=owner, **words)

    def clean_period(self) -> object:
        """The period, or None where the file names it."""
        words = self.cleaned_data["period"]
        found = read_period(words) if words else None
        if words and found is None:
            raise forms.ValidationError(_("No time can be read from this. Write it as 2024/25 or March 2026"))
        return found

    def clean_due(self) -> date:
        """Not before today."""
        due: date = self.cleaned_data["due"]
        if due < self._today:
            raise forms.ValidationError(_("Choose today or a later day"))
        return due

    def clean(self) -> dict[str, Any]:
        """Adds `indicator`."""
        told = dict(super().clean() or {})
        told["bands"] = told.get("bands", "").replace(AS_THEY_ARE, "")
        if told.get("by_age") == GIVEN and not told.get("reference") and "reference" not in self.errors:
            self.add_error("reference", _("Choose the file, or the European standard population"))
        if bool(told.get("broken_on")) != bool(told.get("broken_by")):
            self.add_error("broken_by", _("Give both: from which day on, and what changed"))
        words = f"{told.get('title', '')} {told.get('unit', '')}"
        as_it_is = told.get("by_age") not in (EUROPEAN, GIVEN) and not self.described
        if as_it_is and told.get("kind") == Kind.COUNT and is_no_count(words) is not None:
            self.add_error(
                "kind", _("The name or the unit says a share or a rate. Choose that, or name what is counted")
            )
        said = per_said(told.get("unit", "")) or (_PER if told.get("unit", "").strip() == "%" else 0)
        if (
            as_it_is
            and told.get("kind") in (Kind.RATE, Kind.PROPORTION)
            and told.get("per")
            and said not in (0, told["per"])
        ):
            self.add_error("per", _("The unit says for each {per}. Say the same here").format(per=f"{said:,.0f}"))
        if self.errors:
            return told
        names = ("title", "unit", "theme", "definition", "numerator", "denominator", "source", "licence", "revision",
                 "caveat")  # fmt: skip
        kind = Kind(told["kind"] or Kind.COUNT)
        if told.get("by_age", "") in (EUROPEAN, GIVEN):
            kind = Kind.DIRECTLY_STANDARDISED
            told["per"] = _PER_BY_AGE if told["per"] in (None, _PER) else told["per"]
        per = 1.0 if kind in (Kind.COUNT, Kind.MEAN, Kind.INDEX) else told["per"] or _PER
        made = Indicator(
            key_from(told["title"]), kind=kind, polarity=Polarity(told["polarity"] or Polarity.NO_JUDGEMENT),
            per=per,
            owner=self._titles[told["owner"]], **{name: told[name].replace("\0", "") for name in names},
        )  # fmt: skip
        if told["broken_on"]:
            made = evolve(made, breaks=(MethodBreak(told["broken_on"], told["broken_by"]),))
        return {**told, "indicator": made}


class JudgeForm(forms.Form):
    """The owner's word about figures. left_open: whether every partner would see small areas that tiers may share."""

    signed = forms.ChoiceField(
        label=_("Are these figures right?"), widget=forms.RadioSelect,
        choices=(("yes", _("Yes: sign them off, so that everybody sees them")), ("no", _("No: send them back"))),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Anything to say to whoever loaded them?"), widget=forms.Textarea, required=False, max_length=1000,
        help_text=_("Needed if you send them back. No personal data."),
    )  # fmt: skip

    for_all = _for_all()

    def __init__(self, *args: Any, left_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not left_open:
            del self.fields["for_all"]

    def clean(self) -> dict[str, Any]:
        """Words where figures go back."""
        told = dict(super().clean() or {})
        if told.get("signed") == "no" and not told.get("words", "").strip():
            self.add_error("words", _("Say what is to be put right"))
        return told
