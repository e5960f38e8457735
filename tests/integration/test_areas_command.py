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
