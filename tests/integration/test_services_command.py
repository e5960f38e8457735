"""`joinedup indicator services`: a partnership's own services on its maps and in its areas' profiles."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in


@pytest.fixture
def place(installation: Home) -> Home:
    from joinedup.service.indicators.demonstrating import show_figures
    from joinedup.service.indicators.service_points import write

    show_figures(date(2026, 11, 23))
    write([], by="test")
    Partnership("council", "nhs")
    return installation


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    status = status_of(["indicator", "services", *map(str, words)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_services_are_on_the_map_and_how_far_they_are_in_the_profile(
    place: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.areas.outlining import centres
    from joinedup.service.audit.queries import last_of_kind
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    lon, lat = centres("lsoa-2021")["E01000001"]
    file = tmp_path / "surgeries.csv"
    file.write_text(
        f"name,longitude,latitude\nBrook surgery,{lon},{lat + 0.01}\nFar surgery,{lon},{lat + 0.3}\n",
        encoding="utf-8",
    )
    options = ("--kind", "GP surgery", "--source", "NHS, November 2026 (OGL)", "--home", place.folder)
    status, told = run(capsys, file, *options)
    assert (status, "Kept 2 services" in told) == (0, True)
    client = signed_in("analyst", "council")
    profile = client.get("/areas/lsoa-2021/E01000001/").content.decode()
    for words in ("Nearest services", "Brook surgery", "1.1 km", "NHS, November 2026 (OGL)"):
        assert words in profile
    assert "Far surgery" not in profile
    assert client.get("/areas/lsoa-2021/E01000001.pdf").content.startswith(b"%PDF-1.7")
    shown = client.get("/indicators/smoking/").content.decode()
    assert "<title>Brook surgery</title>" in shown
    assert "NHS, November 2026 (OGL)" in shown
    assert "Far surgery" not in shown  # it is far off the map
    event = last_of_kind("services-kept")
    assert event is not None
    assert (event.subject, event.told["count"], event.told["before"]) == ("GP surgery", 2, 0)
    assert list(findings(gate())) == []


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # nothing of it is in the database
def test_kinds_are_replaced_added_to_listed_and_forgotten_and_a_wrong_file_changes_nothing(
    place: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.service.indicators.queries import services

    def give(text: str, *words: object) -> tuple[int, str]:
        file = tmp_path / "services.csv"
        file.write_text(text, encoding="utf-8")
        return run(capsys, file, "--source", "Council", *words, "--home", place.folder)

    def titles() -> list[str]:
        return sorted(one.title for one in services())

    head = "name,kind,lon,lat\n"
    assert give(f"{head}A,library,-2.3,53.4\nB,library,-2.4,53.4\nC,dentist,-2.3,53.4\n")[0] == 0
    status, told = give(f"{head}D,Library,-2.3,53.4\n")
    assert (status, "Library: 1 in place of 2" in told, titles()) == (0, True, ["C", "D"])
    status, told = give(f"{head}E,library,-2.3,53.4\n", "--add")
    assert (status, "library: 1 added to 1" in told, titles()) == (0, True, ["C", "D", "E"])
    status, told = give(f"{head}F,library,-2.3,53.4\nG,library,2.35,48.85\n")
    assert (status, titles()) == (2, ["C", "D", "E"])
    assert "services.csv, row 3: it lies outside the United Kingdom" in told
    assert "services-file-wrong" in told
    status, told = give(f"{head}F,library,-2.3,53.4\n", "--check")
    assert (status, "Nothing was kept" in told, titles()) == (0, True, ["C", "D", "E"])
    assert "dentist: 1 (Council)" in run(capsys, "--home", place.folder)[1]
    assert run(capsys, "--forget", "LIBRARY", "--home", place.folder)[0] == 0
    assert titles() == ["C"]
    status, told = run(capsys, "--forget", "school", "--home", place.folder)
    assert (status, "dentist" in told) == (2, True)
    status, told = run(capsys, tmp_path / "services.csv", "--home", place.folder)
    assert (status, "--source" in told) == (2, True)


@pytest.mark.open_data
@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_real_pharmacies_are_placed_by_postcode_and_the_published_examples_of_open_referral_are_refused(
    place: Home, open_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = open_data / "lookups" / "trafford_postcodes.csv"
    assert status_of(["areas", str(directory), "--home", str(place.folder)]) == 0
    assert "11,264 of the postcodes with their place" in capsys.readouterr().out
    services = open_data / "records" / "services"
    options = ("--source", "NHSBSA (OGL)", "--home", place.folder)
    status, told = run(capsys, services / "trafford_pharmacies.csv", "--kind", "pharmacy", *options)
    assert (status, "Kept 57 services" in told, "57 of them placed by their postcode" in told) == (0, True, True)
    status, told = run(capsys, services / "trafford_libraries.csv", "--kind", "library", *options)
    assert (status, "Kept 13 services" in told) == (0, True)
    examples = sorted((open_data / "open_referral_uk" / "examples").glob("*.json"))
    for file in examples:  # made up: latitude 100, an address in another country
        status, told = run(capsys, file, "--kind", "counselling", *options)
        assert (status, "Traceback" in told) == (2, False), file.name
    kept = json.loads((place.figures / "services.json").read_text("utf-8"))
    assert {one["kind"] for one in kept} == {"pharmacy", "library"}
