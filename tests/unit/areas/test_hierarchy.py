"""Lookups: levels found by their codes, names beside them, days between which they hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.area_set import AreaSet, best_set, kind_of
from joinedup.engine.areas.hierarchy import Hierarchy, hierarchy_from, holding_on, read_hierarchy
from joinedup.engine.errors import JoinedupError

TABLE = pl.DataFrame(
    {
        "FID": ["1", "2", "3"],
        "lsoa21cd": ["E01000001", "E01000002", "E01000003"],
        "lsoa21nm": ["Brook 001A", "Brook 001B", "Brook 002A"],
        "msoa21cd": ["E02000001", "E02000001", "E02000002"],
        "lad22cd": ["E06000001", "E06000001", "E06000001"],
        "lad22nm": ["Brook", "Brook", "Brook"],
    }
)


def test_levels_names_children_and_paths() -> None:
    found = hierarchy_from(TABLE)
    assert (found.kind, found.year, found.levels) == ("LSOA", 2021, ("MSOA", "district"))
    assert found.path("E01000003") == ("E02000002", "E06000001")
    assert found.children("E02000001") == ("E01000001", "E01000002")
    assert found.names["E06000001"] == "Brook"
    own = found.area_set()
    assert own.title == "LSOA 2021"
    assert own.within(["E01000001"]) == own.codes
    assert found.area_set("MSOA").codes == {"E02000001", "E02000002"}


def test_an_area_in_two_of_a_level_is_refused() -> None:
    twice = pl.concat([TABLE, TABLE.tail(1).with_columns(msoa21cd=pl.lit("E02000001"))])
    with pytest.raises(JoinedupError, match="1 areas lie in two areas of msoa21cd"):
        hierarchy_from(twice)


def test_a_level_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(JoinedupError, match="MSOA, district"):
        hierarchy_from(TABLE).parents("ward")


def test_the_lookup_that_holds_on_a_day() -> None:
    old = hierarchy_from(TABLE, until=date(2022, 3, 31))
    new = hierarchy_from(TABLE, from_day=date(2022, 4, 1))
    assert holding_on([old, new], "LSOA", date(2020, 1, 1)) is old
    assert holding_on([old, new], "LSOA", date(2024, 1, 1)) is new
    with pytest.raises(JoinedupError, match="hierarchy-none-then"):
        holding_on([new], "LSOA", date(2020, 1, 1))


@pytest.mark.parametrize("content", ["colour,shape\nred,round\n", "lsoa21cd\nnowhere\n"])
def test_a_table_without_codes_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(JoinedupError, match="hierarchy-unreadable"):
        read_hierarchy(path)


def test_the_set_that_holds_most_codes_is_the_best() -> None:
    first = AreaSet("LSOA", 2011, {"E01000001": "A", "E01000002": "B"})
    second = AreaSet("LSOA", 2021, {"E01000001": "A", "E01000003": "C"})
    assert best_set(["E01000001", "E01000003"], [first, second]) is second
    assert best_set(["E01000009", "E01000008", "E01000001"], [first, second]) is None
    assert kind_of("E05000001") == "ward"
    assert isinstance(hierarchy_from(TABLE), Hierarchy)
    assert AreaSet("ward", 2022, {"a": "St Mary & All", "b": "Castle", "c": "castle"}).by_name() == {
        "st mary and all": "a"
    }
