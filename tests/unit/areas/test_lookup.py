"""Postcode to areas, whatever the directory's headings and however a postcode is written."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.lookup import lookup_from, read_lookup
from joinedup.engine.errors import JoinedupError

TABLE = pl.DataFrame(
    {
        "pcds": ["ZY1 1AA", "ZY1 1AB", "ZY2 3XY"],
        "lsoa11": ["E01000001", "E01000001", "E01000002"],
        "lsoa21cd": ["E01999001", "E01999002", " "],
        "lad23cd": ["E09999001", "E09999001", "E09999001"],
        "lat": ["53.1", "53.2", "53.3"],
    }
)


def test_a_postcode_finds_its_areas_however_it_is_written() -> None:
    found = lookup_from(TABLE).areas(pl.Series([" zy1 1ab", "ZY11AA", "Zy2  3xy", "ZY9 9ZZ", "", None, "ZY1 1AA"]))
    assert found.columns == ["lsoa", "lad"]
    assert found["lsoa"].to_list() == ["E01999002", "E01999001", None, None, None, None, "E01999001"]
    assert found["lad"].to_list() == ["E09999001"] * 3 + [None] * 3 + ["E09999001"]


def test_of_two_years_of_areas_the_later_is_taken() -> None:
    found = lookup_from(TABLE).areas(pl.Series(["ZY1 1AA"]))
    assert found["lsoa"].item() == "E01999001"


def test_a_postcode_in_two_areas_is_refused_and_not_named() -> None:
    twice = TABLE.with_columns(pcds=pl.Series(["ZY1 1AA", "zy11aa", "ZY2 3XY"]))
    with pytest.raises(JoinedupError) as refused:
        lookup_from(twice)
    assert refused.value.code == "lookup-contradicts"
    assert "ZY" not in str(refused.value)


def test_the_same_row_twice_is_no_contradiction() -> None:
    assert lookup_from(pl.concat([TABLE, TABLE])).table.height == 3


@pytest.mark.parametrize(
    "table",
    [
        TABLE.drop("pcds"),
        TABLE.select("pcds", "lat"),
        TABLE.clear(),
        TABLE.with_columns(pcds=pl.lit("")),
    ],
)
def test_what_is_no_lookup_is_refused(table: pl.DataFrame) -> None:
    with pytest.raises(JoinedupError) as refused:
        lookup_from(table)
    assert refused.value.code == "lookup-unreadable"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01,\x00", b'pcds,lsoa\n"ZY1 1AA,E01\n'])
def test_a_file_that_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lookup.csv"
    path.write_bytes(content)
    with pytest.raises(JoinedupError) as refused:
        read_lookup(path)
    assert refused.value.code == "lookup-unreadable"
    with pytest.raises(JoinedupError, match="file-missing"):
        read_lookup(tmp_path / "other.csv")


@pytest.mark.open_data
@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("lewisham_postcode_oa11_lsoa11_msoa11_ward.csv", ("oa", "lsoa", "msoa", "lad")),
        ("trafford_postcodes.csv", ("lsoa", "msoa", "ward", "lad")),
    ],
)
def test_real_directories_are_read(open_data: Path, name: str, levels: tuple[str, ...]) -> None:
    lookup = read_lookup(open_data / "lookups" / name)
    assert lookup.levels == levels
    assert lookup.table.height > 4000
    assert lookup.table["lsoa"].drop_nulls().str.contains(r"^E01\d{6}$").all()
    assert lookup.table["lad"].drop_nulls().n_unique() == 1


def test_where_postcodes_lie_is_known_in_degrees_or_from_the_national_grid() -> None:
    places = {"lat": ["53.1", "99.999999", ""], "LONG": ["-2.1", "0", "-2.3"]}
    degrees = lookup_from(TABLE.with_columns(lat=pl.Series(places["lat"]), LONG=pl.Series(places["LONG"])))
    assert degrees.points is not None
    assert degrees.points.rows() == [("ZY11AA", -2.1, 53.1)]
    table = TABLE.drop("lat").with_columns(pcds=pl.Series(["ZY1 1AA", "ZY1 1AB", "BT1 1AA"]))
    east, north = pl.Series(["651410", "0", "334000"]), pl.Series(["313177", "0", "374000"])
    grid = lookup_from(table.with_columns(oseast1m=east, osnrth1m=north))
    assert grid.points is not None
    [(postcode, lon, lat)] = grid.points.rows()  # Belfast's is on the Irish grid, and 0, 0 is no place
    assert postcode == "ZY11AA"
    # TG 51409 13177, the worked example of the Ordnance Survey's guide: 52°39′28.72″N 1°42′57.79″E on WGS84
    assert (lon, lat) == pytest.approx((1.71605, 52.65798), abs=1e-4)
    assert lookup_from(TABLE).points is None
