"""Single years of age, as the ONS publishes them, loaded in the service: one indicator by age, bands, rates by age."""

from __future__ import annotations

import csv
import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.test_loading_figures import META, people, signed_off  # noqa: F401 -- fixtures

AREAS = [f"E0100000{n}" for n in range(1, 5)]
TOLD = {**META, "title": "Residents", "kind": "count", "per": "1", "unit": "people", "cleared": "published"}
HEADINGS = "Code,Name,All ages," + ",".join(map(str, range(90))) + ",90+"


def counted(place: int) -> list[int]:
    return [50 + place + age % 7 for age in range(91)]


def estimates(off: int = 0) -> str:
    rows = [
        f"{area},Brook,{sum(counted(place)) + (off if place == 0 else 0)}," + ",".join(map(str, counted(place)))
        for place, area in enumerate(AREAS)
    ]
    return "\n".join([HEADINGS, *rows]) + "\n"


def send(client: Client, text: str, living: str = "", **told: str) -> Any:
    files = {"file": SimpleUploadedFile("mye.csv", text.encode())}
    if living:
        files["people"] = SimpleUploadedFile("living.csv", living.encode())
    return client.post("/indicators/loading/new/", {**TOLD, "period": "Mid-2024", **told, **files})


def taken(client: Client, key: str, **asked: str) -> list[dict[str, str]]:
    return list(csv.DictReader(client.get(f"/indicators/{key}/figures.csv", asked).content.decode().splitlines()))


@pytest.mark.parametrize("bands", ["", "5"])
def test_ninety_columns_are_one_indicator_by_age(people: dict[str, Client], bands: str) -> None:  # noqa: F811
    where = str(send(people["loader"], estimates(off=3), bands=bands)["Location"])
    page = html.unescape(people["loader"].get(where).content.decode())
    assert "91 columns (0 to 90+) are ages: they were read as one indicator" in page
    assert "its ages add up to 3 less than the figure of all ages" in page
    signed_off(people, where)
    assert [row["value"] for row in taken(people["other"], "residents")] == [
        str(sum(counted(place)) + (3 if place == 0 else 0)) for place in range(4)
    ]
    page = html.unescape(people["other"].get("/indicators/residents/").content.decode())
    groups = [
        part.split("<")[0].strip() for part in page.partition('id="group"')[2].partition("</select>")[0].split(">")
    ]
    named = [one for one in groups if one.startswith("aged")]
    assert named == (
        [f"aged {age} to {age + 4}" for age in range(0, 90, 5)] if bands else [f"aged {age}" for age in range(90)]
    ) + ["aged 90 and over"]
    first = taken(people["other"], "residents", group=named[1])[0]["value"]
    assert first == str(sum(counted(0)[5:10]) if bands else counted(0)[1])


def test_counts_by_age_take_their_people_from_the_estimates(people: dict[str, Client]) -> None:  # noqa: F811
    events = "area code,period,age group,count\n" + "".join(
        f"{area},2024,{band},{top}\n" for area in AREAS for band, top in (("0-64", 20), ("65+", 60))
    )
    living = estimates().replace("Code,", "Period,Code,", 1).replace("\nE", "\nMid-2024,E")
    told = {"by_age": "european", "kind": "", "per": "100000", "title": "Falls", "period": ""}
    answer = send(people["loader"], events, living, **told)
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-3000:]
    signed_off(people, str(answer["Location"]))
    own = counted(0)
    wanted = 20 / sum(own[:65]) * 80500 + 60 / sum(own[65:]) * 19500
    assert float(taken(people["other"], "falls")[0]["value"]) == pytest.approx(wanted, rel=1e-9)
    refused = send(people["loader"], events, living.replace("Mid-2024", "Mid-2019"), **told)
    assert "people are of other areas or other times" in html.unescape(refused.content.decode())
