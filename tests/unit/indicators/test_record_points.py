"""Where records are, by their coordinates; which rows have none, by row and without a word of the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.record_points import read_points


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "records.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_longitude_and_latitude_or_easting_and_northing_are_read(tmp_path: Path) -> None:
    degrees = read_points(written(tmp_path, "Reference,Longitude,Latitude", "r1,-2.0,53.0", "r2,-2.01,53.01"))
    assert (degrees.longitudes, degrees.latitudes, degrees.defects) == ((-2.0, -2.01), (53.0, 53.01), ())
    metres = read_points(written(tmp_path, "Some list", "", "Easting,Northing", "400000,400000"))
    assert (round(metres.longitudes[0], 2), round(metres.latitudes[0], 1)) == (-2.0, 53.5)


def test_rows_without_a_place_are_named_by_row_and_nothing_else_of_them(tmp_path: Path) -> None:
    read = read_points(written(tmp_path, "name,lon,lat", "Secret,,", "Secret,5,90", "Secret,x,53", "fine,-2,53"))
    assert [(one.row, one.stops) for one in read.defects] == [(2, False), (3, False), (4, False)]
    assert not any("Secret" in str(one) for one in read.defects)
    assert len(read.longitudes) == 1


def test_a_file_without_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError, match="records-without-places"):
        read_points(written(tmp_path, "name,postcode", "a,BN1 1AA"))
