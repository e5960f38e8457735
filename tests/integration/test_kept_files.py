"""Every file kept beside the register has its fingerprint in the chain: changed, missing or added, it is named."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from joinedup.cli.main import status_of
from joinedup.engine.areas.area_set import AreaSet
from joinedup.service.project.home import Home
from tests.integration.test_boundaries_pages import send as send_boundaries
from tests.integration.test_loading_figures import loaded, people, rows, signed_off
from tests.unit.areas.squares import row_of

__all__ = ["people"]  # a fixture
BY = "test"


def _found() -> dict[str, str]:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    return {one.where: one.words for one in findings(gate())}


@pytest.fixture
def lived_in(people: dict[str, Client], installation: Home) -> Home:
    """Areas, populations, boundaries in use and waiting, figures signed off and waiting, services: one of each."""
    from joinedup.engine.areas.change import Overlaps
    from joinedup.engine.areas.nearest import Service
    from joinedup.service.areas.actions import install, install_more, install_overlaps, install_people
    from joinedup.service.areas.overlapping import of_file
    from joinedup.service.indicators.service_points import keep_services

    lookup = pl.DataFrame({"postcode": ["ZZ1 1AA"], "lsoa": ["E01000001"], "lad": ["E06000001"]})
    points = pl.DataFrame({"postcode": ["ZZ11AA"], "longitude": [-2.3], "latitude": [53.4]})
    install(lookup, {"type": "FeatureCollection", "features": []}, points, by=BY)
    install_more([AreaSet("ward", 2021, {"E05000001": "Brook"})], {"E01000001": "E05000001"}, by=BY)
    install_people({"E01000001": 1_500}, "Made up", by=BY)
    onto = Overlaps({"E01000001": {"E01000002": 5.0}}, ("LSOA", 2011), ("LSOA", 2021))
    install_overlaps(of_file(onto, "overlaps.csv"), by=BY)
    signed_off(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))
    loaded(people, rows(40, 41, 42, 43, 44, 45, 46, 47))
    used = send_boundaries(people["loader"], row_of(3))
    people["loader"].post(f"{used}use/")
    send_boundaries(people["loader"], row_of(2))
    found = [Service("", "A", "library", -2.3, 53.4)]
    keep_services(by=BY, found=found, source="Council", sha256="", add=False)
    return installation


def _kept(place: Home) -> list[Path]:
    folders = (place.areas, place.figures, place.figures_waiting, place.boundaries)
    return sorted(one for folder in folders for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock")


def test_one_byte_of_each_kept_file_is_named(lived_in: Home) -> None:
    assert _found() == {}
    files = _kept(lived_in)
    names = {file.name for file in files}
    assert names >= {
        "lookup.parquet", "points.parquet", "wards.parquet", "known.json", "people.json", "boundaries.geojson",
        "services.json", "indicator.json", "lsoa-2021.json", "lsoa-2021.geojson", "lsoa-2021.outlines",
        "lsoa-2011-to-lsoa-2021.json",
    }  # fmt: skip
    assert {file.parent.name for file in files} >= {"areas", "adults-who-smoke", "boundaries"}
    for file in files:
        whole, told = file.read_bytes(), file.stat()
        spoilt = bytearray(whole)
        spoilt[len(spoilt) // 2] ^= 1
        file.write_bytes(spoilt)
        assert list(_found()) == [file.relative_to(lived_in.folder).as_posix()]
        file.write_bytes(whole)
        os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert _found() == {}


def test_a_file_that_is_missing_and_one_that_was_added_are_named(lived_in: Home) -> None:
    (lived_in.figures / "services.json").unlink()
    (lived_in.figures / "boundaries" / "ward-2021.geojson").write_text("{}")
    lived_in.rules.mkdir()
    (lived_in.rules / "ours.toml").write_text("")
    found = _found()
    assert found["figures/services.json"] == "It is missing."
    assert "No event tells of it" in found["figures/boundaries/ward-2021.geojson"]
    assert set(found) == {"figures/services.json", "figures/boundaries/ward-2021.geojson", "rules/ours.toml"}


def test_what_is_right_as_it_is_by_hand_is_said_once_in_the_chain(
    lived_in: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.audit.queries import last_of_kind

    home = ("--home", str(lived_in.folder))
    lived_in.rules.mkdir()
    (lived_in.rules / "ours.toml").write_text("least = 10\n")
    (lived_in.figures / "services.json").unlink()
    assert status_of(["audit", "verify", *home]) == 1
    assert status_of(["audit", "attest", *home]) == 0
    assert "rules/ours.toml: No event tells of it" in capsys.readouterr().out
    assert len(_found()) == 2  # to list is not to say
    assert status_of(["audit", "attest", "areas/known.json", *home]) == 2  # it is as the chain tells it
    assert status_of(["audit", "attest", "rules/ours.toml", *home]) == 0
    assert list(_found()) == ["figures/services.json"]
    assert status_of(["audit", "attest", "--all", *home]) == 0
    assert _found() == {}
    event = last_of_kind("files-kept")
    assert event is not None
    assert (event.told["written"], event.told["gone"]) == (0, 1)
    assert "0 written, 1 taken away" in event.sentence


def test_what_was_looked_at_is_what_comes_into_use(people: dict[str, Client], installation: Home) -> None:
    where = send_boundaries(people["loader"], row_of(2))
    [kept] = installation.boundaries.glob("*.geojson")
    kept.write_text(kept.read_text("utf-8").replace("E01999001", "E01999009"), encoding="utf-8")
    answer = people["loader"].post(f"{where}use/")
    assert answer.status_code == 409
    assert "it was changed since" in answer.content.decode()
    assert "In use: maps" not in people["loader"].get(where).content.decode()
    waiting = loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37))
    people["loader"].post(f"{waiting}put/")
    [figures] = installation.figures_waiting.rglob("*.parquet")
    loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 90))
    [others] = [one for one in installation.figures_waiting.rglob("*.parquet") if one != figures]
    figures.write_bytes(others.read_bytes())
    assert people["owner"].post(waiting, {"signed": "yes", "words": ""}).status_code == 409
    assert people["loader"].get("/indicators/adults-who-smoke/").status_code == 404


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_outlines_that_somebody_changed_are_not_drawn(people: dict[str, Client], installation: Home) -> None:
    where = send_boundaries(people["loader"], row_of(2))
    before = people["loader"].get(where).content.decode()
    [file] = installation.boundaries.glob("*.outlines")
    file.write_text(file.read_text("utf-8").replace('"M', '"M1 1 M'), encoding="utf-8")
    assert "made anew" in _found()[f"boundaries/{file.name}"]
    assert people["loader"].get(where).content.decode().count("M1 1 M") == before.count("M1 1 M") == 0
    assert _found() == {}


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_figures_loaded_by_the_command_are_in_the_chain_too(
    people: dict[str, Client], installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.audit.queries import last_of_kind

    file = tmp_path / "smokers.csv"
    file.write_text(rows(30, 31, 32), encoding="utf-8")
    assert status_of(["indicator", "load", str(file), "--store", str(installation.figures)]) == 0
    capsys.readouterr()
    event = last_of_kind("files-kept")
    assert event is not None
    assert event.subject == "smokers.csv"
    assert _found() == {}
    said = last_of_kind("figures-about")
    assert said is not None
    assert said.told["about"] == "not said, and it makes no difference"
    assert said.told["sha256"] in event.told["files"].values()  # type: ignore[attr-defined]
    page = people["board"].get("/indicators/smokers/").content.decode()
    assert "Nobody said what they are about. No count was small. Said by the system administrator" in page
    elsewhere = tmp_path / "mine"  # a folder of one's own belongs to no installation
    assert status_of(["indicator", "load", str(file), "--store", str(elsewhere)]) == 0
    last = last_of_kind("files-kept")
    assert last is not None
    assert last.sequence == event.sequence
    file.write_text(rows(3, 31, 32), encoding="utf-8")
    load = ["indicator", "load", str(file), "--store", str(installation.figures), "--about"]
    assert status_of([*load, "published"]) == 0
    assert "published already by their source" in people["board"].get("/indicators/smokers/").content.decode()
    assert status_of([*load, "people"]) == 0
    page = people["board"].get("/indicators/smokers/").content.decode()
    assert "looked for and left out" in page
    assert "published already" not in page
    assert _found() == {}


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_the_command_knows_which_areas_lie_in_which_from_the_installation(
    installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.engine.indicators.parts import rows_of
    from joinedup.service.areas.actions import install
    from joinedup.service.indicators.queries import store

    codes = [f"E0100000{n}" for n in range(1, 7)]
    above = [f"E0600000{1 + n // 3}" for n in range(6)]
    install(pl.DataFrame({"postcode": [f"ZZ1 {n}AA" for n in range(6)], "lsoa": codes, "lad": above}), None, by="test")
    counts = zip((*codes, *dict.fromkeys(above)), (30, 4, 25, 40, 50, 60, 59, 150), strict=True)
    file = tmp_path / "helped.csv"
    file.write_text("area code,2019/20\n" + "".join(f"{area},{count}\n" for area, count in counts), encoding="utf-8")
    words = ["indicator", "load", str(file), "--store", str(installation.figures)]
    assert status_of(words) == 1
    assert not installation.figures.exists() or not any(installation.figures.rglob("*.parquet"))
    assert status_of([*words, "--about", "people"]) == 0
    assert "small: 1; hidden beside them, so that those cannot be worked out: 1" in capsys.readouterr().out
    figures = [rows_of(store(), "helped", kind) for kind in store().kinds("helped")]
    gone = {area for one in figures for area in one.filter(note="suppressed")["area"]}
    assert codes[1] in gone < set(codes[:3])
