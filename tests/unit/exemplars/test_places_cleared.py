"""No exemplar about areas shows a count of a few people, or what one could be worked out from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve

from joinedup.engine.clearing.about import NOT_PEOPLE, PEOPLE
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.exemplars.places.plan import load_place, place_names
from joinedup.engine.exemplars.places.stage import Place, stage, staged
from joinedup.engine.exemplars.places.telling import tell
from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.parts import rows_of

TODAY = date(2026, 11, 23)
THINGS = {  # tonnes of waste, homes in which nobody lives, journeys, litres, lengths of road, places
    "recycling", "empty-homes", "buses-on-time", "leaks", "poor-roads", "litter", "well-kept-sites",
}  # fmt: skip

HIDDEN = {  # where counts of 1 to 4 are made up
    "herts-cdrp-assessment": ["drugs", "needle-exchange"],
    "leicester-performance": ["homes-on-fire", "doorstep-crime", "road-casualties", "new-firms"],
}


def small_shown(place: Place) -> Iterator[tuple[str, str, str]]:
    """(indicator, kind of area, area) of every count of a few people that is shown: those counted, or all but those."""
    for held in place.plan.indicators:
        if held.about != PEOPLE:
            continue
        counts = ["value"] if Kind(held.kind) is Kind.COUNT else ["numerator"]
        rest = [pl.col("denominator") - pl.col("numerator")] if Kind(held.kind) is Kind.PROPORTION else []
        few = [one.is_between(DEFAULT.smallest, DEFAULT.largest) for one in (*map(pl.col, counts), *rest)]
        for kind in place.store.kinds(held.key):
            shown = rows_of(place.store, held.key, kind).filter(pl.any_horizontal(few))
            yield from ((held.key, kind, area) for area in shown["area"])


def alone(place: Place, level: str) -> Iterator[tuple[str, str]]:
    """(indicator, larger area) where one part alone is hidden though the whole is shown: it is what is left."""
    parents = place.ground.hierarchy.parents(level)
    for held in place.plan.indicators:
        parts = rows_of(place.store, held.key, place.kinds["LSOA"]).with_columns(
            above=pl.col("area").replace_strict(dict(parents))
        )
        wholes = rows_of(place.store, held.key, place.kinds[level]).drop_nulls("value").select("area", "starts")
        hidden = parts.filter(note=SUPPRESSED).group_by("above", "starts").len()
        told = hidden.filter(len=1).join(wholes, left_on=["above", "starts"], right_on=["area", "starts"])
        yield from ((held.key, area) for area in told["above"])


@pytest.mark.parametrize("name", place_names())
def test_no_count_of_a_few_people_is_shown_in_any_kind_of_area(name: str, tmp_path: Path) -> None:
    place = stage(name, tmp_path / "place", TODAY)
    assert {held.key for held in place.plan.indicators if held.about == NOT_PEOPLE} <= THINGS
    assert set(place.kinds.values()) == {kind for key in place.keys for kind in place.store.kinds(key)}
    assert list(small_shown(place)) == []
    assert [found for level in place.ground.hierarchy.levels for found in alone(place, level)] == []
    hidden = [
        held.key
        for held in place.plan.indicators
        if (rows_of(place.store, held.key, place.kinds["LSOA"])["note"] == SUPPRESSED).any()
    ]
    told = [part.lines for part in tell(place, TODAY) if part.heading.startswith("Left out")]
    assert [len(lines) for lines in told] == [len(hidden)] * bool(hidden)  # said where something is, and only there
    assert hidden == HIDDEN.get(name, [])


def test_a_copy_with_smaller_areas_hides_and_its_localities_and_bands_tell_no_more(tmp_path: Path) -> None:
    plan = load_place("lancashire-extended-services")
    few = [evolve(one, base=one.base / 60, theme="Older people") for one in plan.indicators]
    place = staged(evolve(plan, indicators=tuple(few)), tmp_path / "place", TODAY)
    assert list(small_shown(place)) == []
    figures = rows_of(place.store, "teenage-pregnancy", place.kinds["LSOA"])
    gone = set(figures.filter(note=SUPPRESSED).select("area", "starts").iter_rows())
    assert gone
    for locality in place.localities:  # none over a gap, so that nothing is told by what is left
        for figure in rows_of(place.store, "teenage-pregnancy", place.kinds[locality.key]).iter_rows(named=True):
            assert (figure["value"] is None) == any((part, figure["starts"]) in gone for part in locality.parts)
    assert any(one.need is None for one in place.gaps)
    told = {part.heading: " ".join(part.lines) for part in tell(place, TODAY)}
    assert "worked out from what is shown, and from nothing else" in told["Localities"]
    assert "areas have no figure that is shown, and are not counted" in told["How far to a service"]
