"""`joinedup areas`: boundaries in any form become longitude and latitude; terminated postcodes stay and are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.areas.boundaries import boundaries_from
from joinedup.service.project.home import Home
from tests.unit.areas.test_boundary_files import GRID, geopackage


def test_a_directory_and_a_geopackage_on_the_national_grid_are_installed(
    installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.areas.queries import boundaries, postcode_lookup

    directory = tmp_path / "directory.csv"
    directory.write_text(f"pcds,doterm,lsoa21cd\nZZ1 1AA,,{GRID[0]}\nZZ1 1AB,201505,{GRID[1]}\n", encoding="utf-8")
    shapes = geopackage(tmp_path / "areas.gpkg")
    words = ["areas", str(directory), "--boundaries", str(shapes), "--home", str(installation.folder)]
    assert status_of(words) == 0
    told = capsys.readouterr().out
    assert "2 postcodes in 2 LSOAs, 2 boundaries, 1 of the postcodes terminated" in told
    assert postcode_lookup() == {"ZZ1 1AA": GRID[0], "ZZ1 1AB": GRID[1]}
    kept = boundaries_from(boundaries())
    assert kept.codes == tuple(GRID)
    assert kept.areas[0].name == "Madeup 0"
    west, south, _, _ = kept.areas[0].shape.bounds
    assert (west, south) == pytest.approx((-2.0013, 52.5979), abs=1e-3)


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # nothing of it is in the database
def test_wards_by_people_or_as_a_lookup_says_with_names_and_areas_of_other_years(
    installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.areas import queries

    def run(*options: str) -> str:
        assert status_of(["areas", str(tmp_path / "directory.csv"), *options, "--home", str(installation.folder)]) == 0
        return capsys.readouterr().out

    (tmp_path / "directory.csv").write_text(
        "postcode,lsoa21cd,ward_code,ward_name,lad22cd\n"
        "ZZ1 1AA,E01000001,E05000001,Dale,E06000001\nZZ1 1AB,E01000001,E05000001,Dale,E06000001\n"
        "ZZ1 1AC,E01000001,E05000002,Town,E06000001\n",
        encoding="utf-8",
    )
    (tmp_path / "people.csv").write_text("Postcode,Total\nZZ1 1AA,3\nZZ1 1AB,4\nZZ1 1AC,200\n", encoding="utf-8")
    (tmp_path / "lookup.csv").write_text(
        "LSOA21CD,LSOA21NM,WD23CD,WD23NM\nE01000001,Brook 001A,E05000003,Hill\n", encoding="utf-8"
    )
    (tmp_path / "older.csv").write_text("LSOA11CD,LAD11CD\nE01000009,E06000001\n", encoding="utf-8")
    assert "1 LSOAs fitted by postcodes" in run()
    assert queries.wards().rows() == [("E01000001", "E05000001")]
    assert "1 LSOAs fitted by people" in run("--people", str(tmp_path / "people.csv"))
    assert queries.wards().rows() == [("E01000001", "E05000002")]
    said = run("--lookup", str(tmp_path / "lookup.csv"), "--lookup", str(tmp_path / "older.csv"))
    assert "1 LSOAs as the lookup says" in said
    assert "1 LSOA 2011" in said
    assert queries.wards().rows() == [("E01000001", "E05000003")]
    named = queries.names()
    assert {named[code] for code in ("E05000001", "E05000003", "E01000001")} == {"Dale", "Hill", "Brook 001A"}
    assert {one.title for one in queries.known()} >= {"LSOA 2011", "LSOA 2021", "ward 2023", "district 2022"}
    run()  # what came with the directory before goes with it
    assert queries.wards().rows() == [("E01000001", "E05000001")]


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_populations_come_from_estimates_by_age_as_the_ons_publishes_them(
    installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.areas import queries

    file = tmp_path / "mye.csv"
    file.write_text("Mid-2023 by age\nCode,All ages,0,1,2,3,4\nE01000001,15,1,2,3,4,5\nE01000002,9,1,1,1,1,5\n")
    words = ["areas", "--populations", str(file), "--home", str(installation.folder), "--source"]
    assert status_of([*words, "ONS"]) == 0
    told = capsys.readouterr().out
    assert "2 areas on 30 June 2023 (ONS)" in told
    assert "5 columns (0 to 4) are ages" in told
    assert queries.people() == ({"E01000001": 15, "E01000002": 9}, "ONS")
    file.write_text("Code,Dogs,Cats\nE01000001,15,1\nE01000002,9,1\n", encoding="utf-8")
    assert status_of([*words, "ONS", "--period", "2023"]) != 0
    assert "several counts" in capsys.readouterr().err
