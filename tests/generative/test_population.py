"""A made-up borough of any size, seed and district keeps its promises, and so does each extract of it."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from joinedup.engine.population import export_extracts, linkage_records, make_borough

boroughs = st.builds(
    make_borough,
    people=st.integers(1, 900),
    seed=st.integers(0, 2**40),
    on=st.dates(date(2000, 1, 1), date(2035, 12, 31)),
    district=st.integers(1, 10),
)


@settings(max_examples=15, deadline=None)
@given(boroughs)
def test_people_are_whole_numbered_and_in_an_area(borough) -> None:
    people = borough.people
    assert people["person_id"].n_unique() == people.height
    assert (people["forename"] != "").all()
    assert (people["surname"] != "").all()
    assert (people["date_of_birth"] < borough.on).all()
    assert all(map(nhs.is_valid, people["nhs_number"]))
    assert all(upn.is_valid(number) for number in people["upn"] if number)
    places = people.join(borough.postcode_lookup, on=["postcode", "lsoa"], how="left")
    assert places.height == people.height
    assert places["msoa"].null_count() == 0


@settings(max_examples=8, deadline=None)
@given(boroughs)
def test_every_row_of_every_extract_has_one_truth(borough) -> None:
    known = set(borough.people["person_id"])
    with tempfile.TemporaryDirectory() as folder:
        for extract in export_extracts(borough, Path(folder) / "a", Path(folder) / "b"):
            truth = pl.read_parquet(extract.truth)
            assert truth["row_number"].to_list() == list(range(1, extract.rows + 1))
            assert truth["record_id"].n_unique() == extract.rows
            people = set(truth["person_id"])
            assert {person for person in people if not person.startswith("test-")} <= known


@settings(max_examples=8, deadline=None)
@given(boroughs, st.integers(0, 1000))
def test_records_for_linkage_repeat_and_name_only_people_there_are(borough, seed: int) -> None:
    table = linkage_records(borough, seed)
    assert table.equals(linkage_records(borough, seed))
    assert set(table["person_id"].to_pylist()) <= set(borough.people["person_id"])
