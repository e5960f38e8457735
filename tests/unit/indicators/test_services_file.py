"""Services from a partner's file: placed by coordinates or postcode; what cannot be placed is named by row."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from joinedup.engine.areas.nearest import Service
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.defects import Defect, alike
from joinedup.engine.indicators.services_file import ServicesRead, numbered, read_services

KNOWN = {"ZY11AA": (-2.30, 53.40), "ZY11AB": (-2.31, 53.41)}


def find(asked: Collection[str]) -> dict[str, tuple[float, float]]:
    return {code: KNOWN[code] for code in asked if code in KNOWN}


def read(folder: Path, *lines: str, kind: str = "GP surgery", name: str = "services.csv") -> ServicesRead:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_services(path, find, kind=kind, source="The council, 2026")


def said(told: ServicesRead) -> list[str]:
    return [str(one) for one in told.defects]


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("name,postcode", "Brook,zy1  1aa"),
        ("Practice Name;Practice Postcode", "Brook;ZY11AA"),
        ("ward_name,pharmacy_name,address,Post code", "Hill,Brook,Somewhere,ZY1 1AA"),
        ("Title,Latitude,Longitude", "Brook,53.40,-2.30"),
        ("EstablishmentName,Easting,Northing,Postcode", "Brook,380154,389285,"),
        ("Name,X,Y", "Brook,-2.30,53.40"),
        ("organisation,lon,lat,postcode", "Brook,NA,NA,ZY1 1AA"),
    ],
)
def test_a_service_is_placed_under_any_reasonable_headings(tmp_path: Path, headings: str, row: str) -> None:
    told = read(tmp_path, "Services of the borough", headings, row)
    [one] = told.services()
    assert (one.title, one.kind, one.key) == ("Brook", "GP surgery", "gp-surgery-1")
    assert (one.longitude, one.latitude) == pytest.approx((-2.30, 53.40), abs=2e-3)
    assert one.facts == {"source": "The council, 2026"}
    assert told.by_postcode == ("zy1" in row.lower())


def test_every_row_that_cannot_be_placed_is_named_with_its_reason_and_nothing_is_taken(tmp_path: Path) -> None:
    told = read(
        tmp_path, "name,postcode,longitude,latitude", "A,ZY1 1AA,,", "B,ZY9 9ZZ,,", "C,75001,,", "D,,,", ",,-2.3,53.4",
        "F,,53.4,-2.3", "G,,2.35,48.85", "H,,-6.26,53.35", 'I,,"-2,3","53,4"', "J,,-2.3,", "K,,9999999,53",
    )  # fmt: skip
    reasons = [one.split(": ", 1) for one in said(told)]
    assert [place.removeprefix("services.csv, row ") for place, _ in reasons] == [str(n) for n in range(3, 13)]
    wanted = (
        "not in the directory", "no postcode of", "neither coordinates nor", "no name", "in each other's place",
        "outside the United Kingdom", "outside the United Kingdom", "not a number", "one coordinate", "neither longit",
    )  # fmt: skip
    for (_, reason), words in zip(reasons, wanted, strict=True):
        assert words in reason
    with pytest.raises(JoinedupError, match="services-file-wrong") as refused:
        told.services()
    assert "10 things" in refused.value.what
    for held in ("ZY9", "75001", "48.85"):
        assert held not in str(refused.value)


def test_without_a_directory_that_says_where_postcodes_lie_the_reason_is_that(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("name,postcode,lon,lat\nA,ZY1 1AA,,\nB,ZY1 1AA,-2.3,53.4\n", encoding="utf-8")
    [one] = read_services(path, lambda asked: None, kind="library").defects
    assert (one.row, "no directory is installed" in one.what) == (2, True)


def test_each_row_says_its_kind_unless_one_is_said_for_all(tmp_path: Path) -> None:
    lines = ("name,type,postcode", "A,Library,ZY1 1AA", "B,library,ZY1 1AB", "C,Dentist,ZY1 1AB")
    assert [one.key for one in read(tmp_path, *lines, kind="").services()] == ["library-1", "library-2", "dentist-1"]
    assert {one.kind for one in read(tmp_path, *lines, kind="place of all").services()} == {"place of all"}
    [wrong] = said(read(tmp_path, "name,postcode", "A,ZY1 1AA", kind=""))
    assert "what kind of service" in wrong


def test_what_is_there_twice_is_taken_once_and_coordinates_far_from_the_postcode_are_said(tmp_path: Path) -> None:
    told = read(tmp_path, "name,postcode,lon,lat", "A,ZY1 1AA,,", "a,ZY1 1AA,-2.30,53.40", "B,ZY1 1AA,-2.30,54.40")
    assert said(told) == [
        "services.csv, row 3: left out: the same service as in row 2",
        "services.csv, row 4: its coordinates are 111 km from its postcode",
    ]
    assert [one.title for one in told.services()] == ["A", "B"]


def test_kinds_are_called_as_they_were_called_first() -> None:
    made = numbered([Service("", "A", "Library", -2.3, 53.4), Service("x", "B", "library", -2.3, 53.4)])
    assert [(one.key, one.kind) for one in made] == [("library-1", "Library"), ("library-2", "Library")]


@pytest.mark.parametrize("text", ["name,telephone\nA,1\n", "name,postcode\n", "{}", "[1, 2]", '{"name": ', "[" * 9000])
def test_what_is_no_file_of_services_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "services.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JoinedupError, match="services-file-unreadable"):
        read_services(path, find, kind="library")


def referral(**more: Any) -> dict[str, Any]:
    location = {"location_type": "physical", "name": "Town hall", "latitude": 53.4, "longitude": -2.3}
    term = {"taxonomy_term": {"name": "Debt advice"}}
    there = [{"location": location}]
    return {"name": "Advice", "status": "active", "attributes": [term], "service_at_locations": there} | more


@pytest.mark.parametrize(
    "plain",
    [
        referral(),
        [referral()],
        {"total_items": 1, "contents": [referral()]},
        {"name": "A charity", "services": [referral()]},
        {"service": referral(), "location": referral()["service_at_locations"][0]["location"]},
    ],
)
def test_open_referral_is_read_in_each_of_its_forms(tmp_path: Path, plain: object) -> None:
    [one] = read(tmp_path, json.dumps(plain), kind="", name="services.json").services()
    assert (one.title, one.kind) == ("Advice, Town hall", "Debt advice")
    assert (one.longitude, one.latitude) == (-2.3, 53.4)


def test_of_open_referral_each_location_is_a_point_and_what_is_no_place_is_left_out_and_said(tmp_path: Path) -> None:
    by_post = {"name": "Annex", "addresses": [{"postal_code": "ZY1 1AB", "address_type": "physical"}]}
    virtual = {"location_type": "virtual", "name": "By telephone"}
    plain = [
        referral(service_at_locations=[{"location": by_post}, {"location": virtual}]), referral(status="defunct"),
        referral(service_at_locations=[]),
    ]  # fmt: skip
    told = read(tmp_path, json.dumps(plain), kind="advice", name="services.json")
    assert [(one.row, one.stops) for one in told.defects] == [(2, False), (3, False), (4, True)]
    assert "neither coordinates nor a postcode" in told.defects[2].what
    [one] = read(tmp_path, json.dumps(plain[:2]), kind="advice", name="services.json").services()
    assert (one.title, one.longitude) == ("Advice, Annex", -2.31)


def test_what_is_wrong_in_the_same_way_is_one_line() -> None:
    where, postcode = "x.csv", "its postcode is not known"
    found = [Defect("service-not-placed", postcode, where, row) for row in range(2, 59)]
    found += [Defect("service-far", f"its coordinates are {row} km from its postcode", where, row) for row in (60, 61)]
    found += [Defect("service-without-name", "it has no name", where, 70)]
    lines = alike(found)
    assert [one.words for one in lines] == [
        f"x.csv, 57 rows (2, 3, 4 and 54 more): {postcode}",
        "x.csv, 2 rows (60, 61): its coordinates are … km from its postcode",
        "x.csv, row 70: it has no name",
    ]
    assert [len(one.each) for one in lines] == [57, 2, 1]
    assert lines[1].each[1] == "x.csv, row 61: its coordinates are 61 km from its postcode"
