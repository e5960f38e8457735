"""Standardised rates of areas from a file of counts and people by age: directly, or against a reference.

Ages may be single years, the standard population's bands of five years, or wider ones made of those; they may end
early (under 75), but leave no gap. Single years are put together into the bands of whatever they are weighed by.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.ages import persons, together
from joinedup.engine.indicators.bands import Band, Run, finest, in_common, parts_of, read_band
from joinedup.engine.indicators.estimates import Estimate
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.standardised import ESP_2013, directly_standardised, indirectly_standardised

_WIDTH = 5  # years of a band of the standard population
_LAST = _WIDTH * (len(ESP_2013) - 1)  # 90 and over
_STANDARD = {
    Band(first, first + _WIDTH - 1 if first < _LAST else None): float(people)
    for first, people in zip(range(0, _LAST + 1, _WIDTH), ESP_2013, strict=True)
}
_MONTHS_OF_A_YEAR = 12


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

    def in_bands(self, bands: Run) -> Reference:
        """The same, put together into wider bands."""

        def added(counts: Mapping[Band, float]) -> dict[Band, float]:
            run = finest(counts)
            return {one: sum(counts[part] for part in parts_of(one, run)) for one in bands} if counts else {}

        return Reference(added(self.events) if self.events else {}, added(self.people))


@frozen(eq=False)
class Counted:
    """Events and people of everybody by age, columns of `extract.SCHEMA`: a band a group, events as the value.

    `weights`: what each band weighs, or the reference that it is held against, the youngest first.
    """

    figures: pl.DataFrame = field(repr=False)
    weights: Reference = field(repr=False)

    @property
    def bands(self) -> Run:
        """The bands that rates are made by."""
        return finest(self.weights.people)


def counted(figures: pl.DataFrame, reference: Reference | None = None, people: pl.DataFrame | None = None) -> Counted:
    """Events and people in the bands that they and whatever they are weighed by have in common.

    figures: columns of `extract.SCHEMA`; events are the numerator (or the value), people the denominator unless
    `people` are given by themselves, as counts by age. Women and men are added up where nothing is said of both.
    Rows that are of no age ("All ages") are left out. Raises `age-bands-wrong`.
    """
    own = persons(figures)
    if people is not None:
        own = _with_people(own, persons(people))
    run = finest(_bands(own))
    told = reference or Reference({}, _STANDARD)
    other = finest(told.people)
    if reference is not None and (other[0].first, other[-1].last) != (run[0].first, run[-1].last):
        raise error("age-bands-wrong", problem="the reference has other ages than the file")
    named = "is not made up of the reference's bands" if reference else (
        "is not made of five-year bands up to 90 and over"
    )  # fmt: skip
    bands = in_common(run, other, named)
    return Counted(_put_into(own, run, bands), told.in_bands(bands))


def _bands(own: pl.DataFrame) -> dict[Band, str]:
    return {band: group for group in own["group"].unique() if (band := read_band(group)) is not None}


def _put_into(own: pl.DataFrame, run: Run, bands: Run) -> pl.DataFrame:
    return together(own, {part.words: one.words for one in bands for part in parts_of(one, run)})


def _with_people(events: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Events with their people, in bands that both have in common.

    People are those of the event's own time: counts on a day in it, one for each of its years.
    """
    run, other = finest(_bands(events)), finest(_bands(people))
    bands = in_common(run, other, "is not made up of the ages that people are counted by")
    own, whole = _put_into(events, run, bands), _put_into(people, other, bands)
    times = own.select(at="starts", until="ends").unique()
    there = whole.select("group", "area", "starts", "ends", of="value").join_where(
        times, pl.col("starts") >= pl.col("at"), pl.col("ends") <= pl.col("until")
    )
    keys = ["group", "area", "at", "until"]
    summed = there.group_by(keys).agg(pl.col("of").sum(), years=pl.len(), gap=pl.col("of").null_count())
    periods = [Period(*row) for row in times.iter_rows()]
    years = pl.DataFrame(
        [(one.starts, one.ends, max(1, round(one.months / _MONTHS_OF_A_YEAR))) for one in periods],
        schema={"at": pl.Date, "until": pl.Date, "wanted": pl.UInt32}, orient="row",
    )  # fmt: skip
    whole_times = summed.join(years, on=["at", "until"]).filter(
        (pl.col("years") == pl.col("wanted")) & (pl.col("gap") == 0)
    )
    both = own.join(
        whole_times.select(*keys, "of"), left_on=["group", "area", "starts", "ends"], right_on=keys, how="left",
        maintain_order="left",
    )  # fmt: skip
    if not both["of"].count():
        problem = "the people are of other areas or other times than the counts; there must be people for each year"
        raise error("age-bands-wrong", problem=problem)
    return both.with_columns(denominator=pl.col("of")).drop("of")


def standardise(
    figures: pl.DataFrame, per: float = 100_000, reference: Reference | None = None, people: pl.DataFrame | None = None
) -> list[Standardised]:
    """Directly by the European standard population of 2013, or by the people of a reference without events;
    indirectly where the reference has events. Arguments and errors as of `counted`.
    """
    return rates(counted(figures, reference, people), per)


def rates(told: Counted, per: float) -> list[Standardised]:
    """The rate of each area and time. Raises `figure-impossible`."""
    made = []
    named = {one.words: one for one in told.bands}
    for (area, starts, ends), own in told.figures.group_by("area", "starts", "ends", maintain_order=True):
        there = {
            named[group]: (events, people)
            for group, events, people in own.select("group", "value", "denominator").iter_rows()
            if events is not None and people is not None
        }
        period = Period(starts, ends)
        if lacking := [one for one in told.bands if one not in there]:
            words = lacking[0].words.replace("aged", "ages", 1)
            made.append(Standardised(area, period, None, f"no count or no people for {words}"))
            continue
        made.append(_one(area, period, told, there, per))
    return made


def _one(
    area: str, period: Period, told: Counted, there: Mapping[Band, tuple[float, float]], per: float
) -> Standardised:
    events, people = (tuple(there[one][place] for one in told.bands) for place in (0, 1))
    weights = tuple(told.weights.people[one] for one in told.bands)
    if not told.weights.events:
        found = directly_standardised(events, people, weights, per)
        return Standardised(area, period, found, "" if found else "fewer than ten events")
    reference = tuple(told.weights.events[one] for one in told.bands)
    return Standardised(area, period, indirectly_standardised(sum(events), people, reference, weights, per=per))
