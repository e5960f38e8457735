"""Services on maps, in pages: given as a file, named row by row where they are wrong, taken off again."""

from __future__ import annotations

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
    return client.post("/services/new/", told | more, follow=True).content.decode()


def test_services_are_given_named_where_wrong_and_taken_off(analyst: Client) -> None:
    assert "There are none yet" in analyst.get("/services/").content.decode()
    page = give(analyst, "name,lon,lat\nA,-2.3,53.4\nB,53.4,-2.3\n")
    assert "services.csv, row 3: it lies outside the United Kingdom: longitude and latitude" in page
    assert "There are none yet" in analyst.get("/services/").content.decode()
    page = give(analyst, "name,lon,lat\nA,-2.3,53.4\nA,-2.3,53.4\nB,-2.4,53.4\n")
    assert "2 services are on the maps" in page
    assert "row 3: left out: the same service as in row 2" in page
    place = {"name": "Hall", "longitude": -2.5, "latitude": 53.4}
    referral = json.dumps({"name": "Advice", "service_at_locations": [{"location": place}]})
    assert "there were 2 before" in give(analyst, referral, "services.json", add="add")
    assert ">3</td>" in analyst.get("/services/").content.decode()
    for wrong in ("", "name\nA\n"):
        assert "There is a problem" in give(analyst, wrong)
    assert "There is a problem" in give(analyst, "name,lon,lat\nA,-2.3,53.4\n", source="")
    assert analyst.post("/services/forget/", {"kind": "school"}).status_code == 400
    gone = analyst.post("/services/forget/", {"kind": "library"}, follow=True)
    assert "There are none yet" in gone.content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_others_look_and_do_not_change(analyst: Client) -> None:
    give(analyst, "name,lon,lat\nA,-2.3,53.4\n")
    lead = signed_in("ig-lead", "nhs")
    page = lead.get("/services/").content.decode()
    assert "library" in page
    assert "Take off the maps" not in page
    assert lead.post("/services/new/").status_code == 403
    assert lead.post("/services/forget/", {"kind": "library"}).status_code == 403
