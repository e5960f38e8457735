"""Linkage of the made-up borough, whose truth is kept beside it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from joinedup.engine.linkage.evaluate import Quality, quality
from joinedup.engine.linkage.link import link
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records


def linked_borough(people: int, seed: int, sources: tuple[str, ...] = ()) -> Quality:
    records = linkage_records(make_borough(people, seed, date(2026, 11, 1)), seed)
    tables: dict[str, pa.Table] = {}
    truth: list[str] = []
    for source in sources or records["source"].unique().to_pylist():
        rows = records.filter(pc.equal(records["source"], source))
        truth += rows["person_id"].to_pylist()
        tables[source] = rows.drop_columns(["source", "person_id", "household"])
    return quality(link(tables).people["person_id"].to_pylist(), truth)


def test_a_small_borough() -> None:
    found = linked_borough(6_000, 11)
    assert found.f1 >= 0.97
    assert found.precision >= 0.96


def test_systems_that_share_few_people_and_no_number() -> None:
    """Few true pairs among many namesakes: one full name, however often it comes, is not one person."""
    found = linked_borough(20_000, 5, ("council_tax", "housing", "schools", "police"))
    assert found.f1 >= 0.95
    assert found.precision >= 0.96


@pytest.mark.full
@pytest.mark.parametrize("seed", [7, 23])
def test_the_whole_borough(seed: int) -> None:
    assert linked_borough(60_000, seed).f1 >= 0.95
