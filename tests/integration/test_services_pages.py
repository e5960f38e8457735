"""Services on maps, in pages: given as a file, named row by row where they are wrong, taken off again."""

from __future__ import annotations

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in


@pytest.fixture
def analyst(installation: Home) -> Client:
    Partnership("council", "nhs")
    return signed_in("analyst", "council")


def give(client: Client, content: str, name: str = "services.csv", **more: str) -> str:
    file = SimpleUploadedFile(name, content.encode())
    told = {"file": file, "kind": "library", "source": "Council", "add": "replace"}
    answer = client.post("/services/new/", told | more)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def kept(client: Client, where: str) -> str:
    """What was read is put on the maps."""
    return client.post(f"{where}keep/", follow=True).content.decode()


def test_services_are_given_named_where_wrong_and_taken_off(analyst: Client) -> None:
    assert "There are none yet" in analyst.get("/services/").content.decode()
    page = give(analyst, "name,lon,lat\nA,-2.3,53.4\nB,53.4,-2.3\n")
    assert "services.csv, row 3: it lies outside the United Kingdom: longitude and latitude" in page
    assert "There are none yet" in analyst.get("/services/").content.decode()
    where = give(analyst, "name,lon,lat\nA,-2.3,53.4\nA,-2.3,53.4\nB,-2.4,53.4\n")
    page = analyst.get(where).content.decode()
    for words in ("Nothing is on the maps yet", "row 3: left out: the same service as in row 2", "they are new"):
        assert words in page
    assert ">3</dd>" in page  # rows
    assert "There are none yet" in analyst.get("/services/").content.decode()
    assert "2 services are on the maps" in kept(analyst, where)
    assert analyst.get(where).status_code == 404
    place = {"name": "Hall", "longitude": -2.5, "latitude": 53.4}
    referral = json.dumps({"name": "Advice", "service_at_locations": [{"location": place}]})
    where = give(analyst, referral, "services.json", add="add")
    assert "they come beside those there" in analyst.get(where).content.decode()
    assert "there were 2 before" in kept(analyst, where)
    assert ">3</td>" in analyst.get("/services/").content.decode()
    for wrong in ("", "name\nA\n"):
        assert "There is a problem" in give(analyst, wrong)
    assert "There is a problem" in give(analyst, "name,lon,lat\nA,-2.3,53.4\n", source="")
    assert analyst.post("/services/forget/", {"kind": "school"}).status_code == 400
    gone = analyst.post("/services/forget/", {"kind": "library"}, follow=True)
    assert "There are none yet" in gone.content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_many_rows_that_cannot_be_placed_are_one_line_and_folded_away(analyst: Client) -> None:
    lost = "".join(f"Library {number},ZZ1 1AA\n" for number in range(57))
    page = html.unescape(give(analyst, f"name,postcode\n{lost}"))
    line, _, folded = page.partition("What is wrong with the file")[2].partition("<details")
    assert "services.csv, 57 rows (2, 3, 4 and 54 more): it has no coordinates, and no directory is installed" in line
    assert line.count("<li>") == 1
    assert folded.partition("</details>")[0].count("<li>services.csv, row ") == 57
    twice = "name,lon,lat\n" + "A,-2.3,53.4\n" * 4
    page = html.unescape(analyst.get(give(analyst, twice)).content.decode())
    assert "services.csv, 3 rows (3, 4, 5): left out: the same service as in row 2" in page


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_others_look_and_do_not_change(analyst: Client) -> None:
    where = give(analyst, "name,lon,lat\nA,-2.3,53.4\n")
    colleague = signed_in("analyst", "council", name="another")
    assert [colleague.get(where).status_code, colleague.post(f"{where}keep/").status_code] == [404, 404]
    kept(analyst, where)
    lead = signed_in("ig-lead", "nhs")
    page = lead.get("/services/").content.decode()
    assert "library" in page
    assert "A analyst (Analyst, council)" in page
    assert "Take off the maps" not in page
    assert lead.post("/services/new/").status_code == 403
    assert lead.post("/services/forget/", {"kind": "library"}).status_code == 403


def test_what_is_given_up_or_given_anew_leaves_nothing(analyst: Client, installation: Home) -> None:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    first = give(analyst, "name,lon,lat\nA,-2.3,53.4\n")
    second = give(analyst, "name,lon,lat\nB,-2.3,53.4\n")
    assert analyst.get(first).status_code == 404
    assert list(findings(gate())) == []
    [file] = installation.figures_waiting.rglob("*.json")
    file.write_text(file.read_text("utf-8").replace("53.4", "53.5"), encoding="utf-8")
    assert analyst.post(f"{second}keep/").status_code == 409  # it is not what was looked at
    assert "Given up" in analyst.post(f"{second}give-up/", follow=True).content.decode()
    assert not any(installation.figures_waiting.iterdir())
    assert "There are none yet" in analyst.get("/services/").content.decode()
    assert list(findings(gate())) == []


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_an_area_of_one_s_own_says_what_is_nearest_to_its_middle(analyst: Client) -> None:
    from datetime import date

    from joinedup.service.areas.outlining import centres, middle
    from joinedup.service.indicators.demonstrating import show_figures
    from joinedup.service.indicators.own_areas import own_areas

    show_figures(date(2026, 11, 23))
    [own] = own_areas()
    there = centres(own.kind)
    assert middle(own.kind, own.parts[:1]) == pytest.approx(there[own.parts[0]])
    assert middle(own.kind, [*own.parts, "E0199"]) is None
    lon, lat = middle(own.kind, own.parts) or (0, 0)
    kept(analyst, give(analyst, f"name,lon,lat\nHere,{lon},{lat}\nFar,{lon},{lat + 0.2}\n", kind="hall"))
    page = analyst.get(f"/own-areas/{own.pk}/").content.decode()
    assert "Nearest services" in page
    assert "Here" in page
    assert "Far<" not in page
