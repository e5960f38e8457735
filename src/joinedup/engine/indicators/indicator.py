"""An indicator: what is measured, and all that somebody needs to know before using it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from attrs import field, frozen


class Kind(StrEnum):
    """What a figure is; says which interval fits, and whether areas' figures can be put together."""

    COUNT = "count"
    RATE = "rate"
    PROPORTION = "proportion"
    MEAN = "mean"
    DIRECTLY_STANDARDISED = "directly standardised rate"
    INDIRECTLY_STANDARDISED = "indirectly standardised rate"
    INDEX = "index or score"

    @property
    def has_denominator(self) -> bool:
        """Whether a figure of an area made of others follows from their numerators and denominators."""
        return self in (Kind.RATE, Kind.PROPORTION, Kind.MEAN)


class Polarity(StrEnum):
    """Which direction is good."""

    LOW_IS_GOOD = "low is good"
    HIGH_IS_GOOD = "high is good"
    NO_JUDGEMENT = "no judgement"


@frozen
class MethodBreak:
    """Figures from `since` on are not comparable with those before."""

    since: date
    what: str


_MEASURED = (
    r"tonnes?|tons?|kg|kilos?|kilograms?|grams?|litres?|gallons?|miles?|km|kilomet(?:re|er)s?|met(?:re|er)s?|m2|m3"
    r"|square met(?:re|er)s?|hectares?|ha|acres?|hours?|minutes?|days?|weeks?|months?|years?|kwh|mwh|gwh"
    r"|gbp|pounds?|pence|euros?|dollars?"
)
_AMOUNT = re.compile(
    rf"[£$€].*|(?:(?!per |under |over |aged )[a-z-]+ )"
    rf"{{0,2}}(?:{_MEASURED})(?: (?:of|lost|saved|spent|waited|delayed|worked|a|per)\b.*)?",
    re.IGNORECASE,
)
NEEDED = ("definition", "source", "owner", "unit", "licence")


@frozen
class Indicator:
    """The metadata of an indicator. `per`: what a figure is per (1, 100, 100,000)."""

    key: str
    title: str
    kind: Kind = Kind.COUNT
    polarity: Polarity = Polarity.NO_JUDGEMENT
    per: float = 1
    unit: str = ""
    definition: str = ""
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    owner: str = ""
    licence: str = ""
    revision: str = ""
    caveat: str = ""
    theme: str = ""
    breaks: tuple[MethodBreak, ...] = field(factory=tuple)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What people need and nobody has written yet."""
        also = ("denominator",) if self.kind.has_denominator else ()
        return tuple(name for name in (*NEEDED, *also) if not getattr(self, name).strip())

    @property
    def is_amount(self) -> bool:
        """Whether it is measured and not counted: tonnes, £, days. Chance says nothing of how sure such a figure is."""
        return self.kind is Kind.COUNT and _AMOUNT.fullmatch(self.unit.strip()) is not None

    def breaks_between(self, first: date, last: date) -> tuple[MethodBreak, ...]:
        """The breaks of method after the day `first` and on or before the day `last`."""
        return tuple(one for one in self.breaks if first < one.since <= last)
