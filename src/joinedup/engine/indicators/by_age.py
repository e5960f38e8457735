"""Standardised rates of areas from a file of counts and people by age band: directly, or against a reference.

Bands are read as people write them ("0-4", "00-04", "Under 5", "90+", "85 and over"); they may be wider than the
standard population's five years, and end early (under 75), but leave no gap between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.estimates import Estimate
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.standardised import ESP_2013, directly_standardised, indirectly_standardised

_WIDTH = 5  # years of a band of the standard population
_LAST = _WIDTH * (len(ESP_2013) - 1)  # 90 and over
_FROM_TO = re.compile(r"(?:aged? )?0*(\d+)(?: ?(?:-|–|to) ?0*(\d+))?(?: years?)?")
_FROM = re.compile(r"(?:aged? )?0*(\d+)(?: years?)? ?(?:\+|and over|plus|or over|or more)(?: years?)?")
_UNDER = re.compile(r"(?:under|below|<) ?0*(\d+)(?: years?)?")


@frozen(order=True)
class Band:
    """Ages from the first to the last, both included; `last` is None where it has no end."""

    first: int
    last: int | None

    @property
    def standard(self) -> float:
        """How many of the European standard population are of these ages. Raises `age-bands-wrong`."""
        ends = _LAST + _WIDTH if self.last is None else self.last + 1
        if self.first % _WIDTH or ends % _WIDTH or ends > _LAST + _WIDTH or self.first > _LAST:
            problem = f"{self.first} to {self.last or 'the oldest'} is not made of five-year bands up to 90 and over"
            raise error("age-bands-wrong", problem=problem)
        return float(sum(ESP_2013[self.first // _WIDTH : ends // _WIDTH]))


def read_band(words: str) -> Band | None:
    """The ages that are meant, None where the words are none."""
    text = " ".join(words.casefold().split())
    if matched := _UNDER.fullmatch(text):
        return Band(0, int(matched[1]) - 1) if int(matched[1]) else None
    if matched := _FROM.fullmatch(text):
        return Band(int(matched[1]), None)
    matched = _FROM_TO.fullmatch(text)
    if not matched or (matched[2] and int(matched[2]) < int(matched[1])):
        return None
    return Band(int(matched[1]), int(matched[2] or matched[1]))


@frozen(eq=False)
class Standardised:
    """The rate of one area and time. `estimate` is None where there are fewer than ten events, or a band lacks."""

    area: str
    period: Period
    estimate: Estimate | None
    why: str = ""


@frozen(eq=False)
class Reference:
    """People by band of the population that rates are made for: with its events too rates are indirect.

    Without events its people are the weights of a direct rate, in place of the European standard population's.
    """

    events: Mapping[Band, float] = field(repr=False)
    people: Mapping[Band, float] = field(repr=False)


def standardise(figures: pl.DataFrame, per: float = 100_000, reference: Reference | None = None) -> list[Standardised]:
    """Directly by the European standard population of 2013, or by the people of a reference without events;
    indirectly where the reference has events.

    figures: columns of `extract.SCHEMA`, one age band a group; events are the numerator (or the value), people the
    denominator. Rows that are of no age band ("All ages") are left out. Raises `age-bands-wrong`.
    """
    bands = bands_of(figures["group"].unique().to_list())
    if reference is not None and set(bands.values()) != reference.people.keys():
        raise error("age-bands-wrong", problem="the reference has other age bands than the file")
    own = figures.filter(pl.col("group").is_in(list(bands)))
    made = []
    for (area, starts, ends), told in own.group_by("area", "starts", "ends", maintain_order=True):
        events: dict[Band, float] = {}
        people: dict[Band, float] = {}
        for group, value, top, bottom in told.select("group", "value", "numerator", "denominator").iter_rows():
            count = top if top is not None else value
            if count is not None and bottom is not None:
                events[bands[group]], people[bands[group]] = count, bottom
        period = Period(starts, ends)
        if lacking := sorted(set(bands.values()) - events.keys()):
            named = (
                f"{lacking[0].first} to {lacking[0].last}" if lacking[0].last is not None else f"{lacking[0].first}+"
            )
            made.append(Standardised(area, period, None, f"no count or no people for ages {named}"))
            continue
        made.append(_one(area, period, sorted(events), events, people, per, reference))
    return made


def _one(
    area: str, period: Period, order: Sequence[Band], events: Mapping[Band, float], people: Mapping[Band, float],
    per: float, reference: Reference | None,
) -> Standardised:  # fmt: skip
    tops, bottoms = [events[one] for one in order], [people[one] for one in order]
    if reference is None or not reference.events:
        weights = [one.standard if reference is None else reference.people[one] for one in order]
        found = directly_standardised(tops, bottoms, weights, per)
        return Standardised(area, period, found, "" if found else "fewer than ten events")
    told = ([reference.events[one] for one in order], [reference.people[one] for one in order])
    return Standardised(area, period, indirectly_standardised(sum(tops), bottoms, *told, per=per))


def bands_of(groups: Sequence[str]) -> dict[str, Band]:
    """The band of each group that is one. Raises `age-bands-wrong` for none, two of one age, or a gap between them."""
    found = {group: band for group in groups if (band := read_band(group)) is not None}
    order = sorted(found.values())
    if len(order) < 2:
        raise error("age-bands-wrong", problem="there are no two of them")
    for before, after in pairwise(order):
        if before.last is None or before.last + 1 != after.first:
            raise error(
                "age-bands-wrong", problem=f"those from {before.first} and {after.first} do not follow one another"
            )
    return found
