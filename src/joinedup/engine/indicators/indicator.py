"""An indicator: what is measured, and all that somebody needs to know before using it."""

from __future__ import annotations

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

    def breaks_between(self, first: date, last: date) -> tuple[MethodBreak, ...]:
        """The breaks of method after the day `first` and on or before the day `last`."""
        return tuple(one for one in self.breaks if first < one.since <= last)
