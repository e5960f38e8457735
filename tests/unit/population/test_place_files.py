"""The made-up place's files are read as the real ones are, and lead every person to their area."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.boundaries import read_boundaries
from joinedup.engine.areas.lookup import read_lookup
from joinedup.engine.errors import JoinedupError
from joinedup.engine.population import Borough, export_place, make_borough

ON = date(2026, 4, 1)


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(9_000, 21, ON)


def test_every_person_is_led_to_their_area(borough: Borough, tmp_path: Path) -> None:
    lookup = read_lookup(export_place(borough, tmp_path).postcodes)
    assert lookup.levels == ("lsoa", "msoa", "lad")
    found = lookup.areas(borough.people["postcode"])
    assert found["lsoa"].to_list() == borough.people["lsoa"].to_list()
    assert found["lad"].unique().to_list() == ["E09999001"]


def test_the_boundaries_are_read_without_mending(borough: Borough, tmp_path: Path) -> None:
    read = read_boundaries(export_place(borough, tmp_path).boundaries)
    assert read.code_property == "LSOA21CD"
    assert read.mended == ()
    assert set(read.codes) == set(borough.people["lsoa"])


@pytest.mark.parametrize("district", [1, 10])
def test_postcodes_have_seven_letters_in_one_column_and_one_blank_in_another(district: int, tmp_path: Path) -> None:
    table = pl.read_csv(export_place(make_borough(400, 3, ON, district), tmp_path).postcodes, infer_schema=False)
    assert (table["pcd7"].str.len_chars() == 7).all()
    assert table["pcds"].str.contains(r"^ZY\d{1,2} \d[A-Z]{2}$").all()
    assert (table["pcd7"].str.replace(" ", "") == table["pcds"].str.replace(" ", "")).all()


@pytest.mark.parametrize(("district", "first"), [(1, "E01999001"), (2, "E01998001"), (10, "E01990001")])
def test_codes_and_property_references_are_in_ranges_of_nobody(district: int, first: str) -> None:
    people = make_borough(400, 3, ON, district).people
    assert people["lsoa"].min() == first
    assert people["uprn"].str.starts_with("99").all()


def test_more_people_than_there_are_postcodes_for_are_refused_before_any_is_made() -> None:
    with pytest.raises(JoinedupError, match="1,100,000"):
        make_borough(1_100_001, 1, ON)
