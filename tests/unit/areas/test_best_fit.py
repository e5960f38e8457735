"""LSOAs are fitted to wards by the people who live there, not by how many postcodes they have."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.best_fit import read_people, wards_of
from joinedup.engine.areas.lookup import PostcodeLookup, lookup_from
from joinedup.engine.errors import JoinedupError

# one LSOA: three farms in the ward of the country, a street of flats in the ward of the town; another LSOA in one ward
ROWS = [
    ("ZZ1 1AA", "E00000001", "E01000001", "E05000001", ""),
    ("ZZ1 1AB", "E00000001", "E01000001", "E05000001", ""),
    ("ZZ1 1AC", "E00000001", "E01000001", "E05000001", ""),
    ("ZZ1 1AD", "E00000002", "E01000001", "E05000002", ""),
    ("ZZ1 1AE", "E00000003", "E01000002", "E05000001", ""),
    ("ZZ1 1AF", "E00000002", "E01000001", "E05000001", "201001"),
]
HEADINGS = ("pcds", "oa21cd", "lsoa21cd", "ward_code", "doterm")


@pytest.fixture
def directory() -> PostcodeLookup:
    return lookup_from(pl.DataFrame(ROWS, schema=HEADINGS, orient="row"))


def people(folder: Path, *lines: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_without_people_each_postcode_counts_as_one(directory: PostcodeLookup) -> None:
    fitted = wards_of(directory)
    assert (fitted.wards, fitted.people) == ({"E01000001": "E05000001", "E01000002": "E05000001"}, 0)


@pytest.mark.parametrize(
    "lines",
    [
        ["Postcode,Total", "zz11aa,4", "ZZ1 1AB,3", "ZZ11AC,5", "ZZ1  1AD,240"],
        ["OA21CD,Count", "E00000001,12", "E00000002,240"],  # nobody lives at the terminated postcode of the second
    ],
)
def test_the_ward_is_where_most_people_live(directory: PostcodeLookup, tmp_path: Path, lines: list[str]) -> None:
    fitted = wards_of(directory, read_people(people(tmp_path, *lines)))
    assert fitted.wards["E01000001"] == "E05000002"
    assert fitted.wards["E01000002"] == "E05000001"  # nobody was counted there: by its postcodes
    assert fitted.people == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Postcode,Colour", "ZZ1 1AA,red"], "needs a column"),
        (["Postcode,Total", "ZZ1 1AA,4", "ZZ1 1AB,many"], "no number"),
        (["Postcode,Total", "ZZ1 1AA,-4"], "no number"),
        (["area_code,all_ages", "E01000001,1600"], "no output areas"),
    ],
)
def test_people_that_cannot_be_placed_are_refused(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(JoinedupError, match=words):
        read_people(people(tmp_path, *lines))


def test_a_directory_says_which_areas_there_are_with_year_and_name() -> None:
    table = pl.DataFrame(
        [("ZZ1 1AA", "E01000001", "Brook 001A", "E09000001", "Brook")],
        schema=("pcds", "lsoa21cd", "lsoa21nm", "lad23cd", "lad23nm"),
        orient="row",
    )
    lsoas, districts = lookup_from(table).area_sets()
    assert (lsoas.title, lsoas.names, lsoas.parents) == (
        "LSOA 2021",
        {"E01000001": "Brook 001A"},
        {"E01000001": "E09000001"},
    )
    assert (districts.title, districts.names) == ("district 2023", {"E09000001": "Brook"})
