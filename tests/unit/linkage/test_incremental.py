"""Records added to people already found: nobody else changes, and it is as if all had been linked at once."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.linkage.evaluate import quality
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.link import link
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records


@pytest.fixture(scope="module")
def records() -> pa.Table:
    made = linkage_records(make_borough(2_000, 4, date(2026, 11, 1)), 4)
    return made.drop_columns(["source", "person_id", "household"])


def test_what_is_added_agrees_with_linking_all_again_and_the_untouched_keep_their_ids(records: pa.Table) -> None:
    first, more = records.slice(0, records.num_rows - 100), records.slice(records.num_rows - 100)
    with PeopleIndex({"all": first}) as index:
        before = index.person_ids()
        assert before == index.linked.people["person_id"].to_pylist()
        added = index.add({"more": more})
        after = index.person_ids()
    assert added.people.num_rows == 100
    assert added.people["source"].unique().to_pylist() == ["more"]
    told = {name for event in added.events for name in (*event.before, *event.after)}
    assert all(old == new or {old, new} <= told for old, new in zip(before, after, strict=True))
    anew = link({"all": records}).people["person_id"].to_pylist()
    assert quality([*after, *added.people["person_id"].to_pylist()], anew).f1 >= 0.995


def test_records_received_again_are_the_same_people(records: pa.Table) -> None:
    some = records.slice(0, 50)
    with PeopleIndex({"all": records}) as index:
        known = index.person_ids()[:50]
        again = index.add({"again": some}).people["person_id"].to_pylist()
        assert index.person_ids()[:50] == known
    assert sum(old == new for old, new in zip(known, again, strict=True)) >= 48


def test_nothing_to_add_is_refused(records: pa.Table) -> None:
    with PeopleIndex({"all": records}) as index, pytest.raises(JoinedupError, match="linkage-no-rows"):
        index.add({})
