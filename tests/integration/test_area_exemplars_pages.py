"""The exemplars about areas have their pages: from an initiative to indicators, maps, profiles and what each shows."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from joinedup.engine.exemplars.places.plan import load_place, place_names
from joinedup.service.project.home import Home
from tests.made_up.people import signed_in

TODAY = date(2026, 11, 23)
MOST_OPENED = 6  # indicators whose pages are opened

# what systems of that kind were for, as their pages say it
SHOWS: dict[str, tuple[str, ...]] = {
    "brighton-hove-bhlis": ("Indicators of its partners", "Targets", "worst on several themes"),
    "dudley-locality-profiles": ("a locality",),
    "gmac": ("District 10", "compared with Madeup county"),
    "herts-care-closer-to-home": ("How far to the nearest service", "under 500 m"),
    "herts-cdrp-assessment": ("a page about each, to print", "District 10"),
    "herts-jsna": ("probably", "compared with Madeup county"),
    "leicester-gis": ("side by side",),
    "leicester-lpig": ("Overlap.", "Register of analyses"),
    "leicester-performance": (
        "Targets",
        "where the path is at",
        "Red: moving away",
        "Amber: behind",
        "Green: on track",
    ),
    "observatory": ("is used less", "visits in the last three months"),
    "reigate-banstead": ("District 3", "District council"),
}


def test_every_exemplar_about_areas_is_tried_here() -> None:
    # Lancashire's is of extracts as well, and tried with them
    assert set(SHOWS) == set(place_names()) - {"lancashire-extended-services"}


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what they show does not hang on the database
@pytest.mark.parametrize("name", sorted(SHOWS))
def test_an_initiative_leads_to_its_figures_map_and_profile(installation: Home, name: str) -> None:
    from joinedup.service.indicators.demonstrating import show_place
    from joinedup.service.indicators.models import Loading

    made = show_place(name, TODAY)
    plan = load_place(name)
    board: Client = signed_in("board-member")
    page = board.get(f"/initiatives/{name}/").content.decode()
    where = f"/initiatives/{name}/figures/"
    assert f'href="{where}"' in page
    page = board.get(where).content.decode()
    for words in SHOWS[name]:
        assert words in page, words
    for held in plan.indicators[:MOST_OPENED]:
        assert f'href="/indicators/{held.key}/"' in page
        shown = board.get(f"/indicators/{held.key}/").content.decode()
        assert "joinedup-map" in shown
        assert "Signed off" in shown  # by its owner, before anybody saw it
    told = Loading.objects.values_list("cleared", "file")
    things = {held.key: held.title for held in plan.indicators if held.about != "people"}
    assert {file.partition(".csv")[0].partition(", ")[0] for cleared, file in told if cleared != "people"} <= {
        *things, *things.values()
    }  # fmt: skip
    areas = re.findall(r'href="(/areas/[^"/]+/[EJ]\d+/)"', page)
    assert areas
    profile = board.get(areas[0]).content.decode()
    assert plan.indicators[0].title in profile
    assert made.plan.title in unescape(board.get("/initiatives/").content.decode())
    if made.services:
        assert board.get(f"/indicators/{plan.indicators[0].key}/").content.decode().count("joinedup-mark") == sum(
            one.count for one in plan.services
        )
    if name == "leicester-performance":
        _fifty_partners()


def _fifty_partners() -> None:
    """All have entered, signed off by somebody else, but two that wait and one whose analyst lacks a module."""
    from joinedup.service.audit.queries import links

    page = signed_in("coordinator").get("/indicators/entry/partners/").content.decode()
    assert "50 partners own indicators" in page
    for standing, count in (
        ("late", "1 partner"),
        ("waits for its sign-off", "2 partners"),
        ("up to date", "47 partners"),
    ):
        assert re.search(rf"{standing}</strong> <a [^>]*>{count}<", page), standing
    asked = "/indicators/entry/county-2021/feel-unsafe/"
    untrained = signed_in("analyst", "neighbourhood-watch").get(asked)
    assert untrained.status_code == 409
    assert "you lack Entering figures" in untrained.content.decode()
    told = "Your training does not open" in signed_in("analyst", "police").get("/indicators/entry/").content.decode()
    assert not told
    county = signed_in("board-member").get("/areas/county-2021/E10000001/").content.decode()
    for colour in ("Red", "Amber", "Green"):
        assert f">{colour}</strong>" in county
    kinds = [link.kind for link in links()]
    assert kinds.count("training-completed") == 50 * 4 - 1
    judged = [link for link in links() if link.kind == "figures-judged"]
    assert len(judged) == 50 + 47


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_one_map_of_leicesters_system_holds_its_layers(installation: Home) -> None:
    from joinedup.service.indicators.demonstrating import show_place

    made = show_place("leicester-gis", TODAY)
    board: Client = signed_in("board-member")
    asked = {"areas": made.kinds["LSOA"], "with": "burglary", "edges": made.kinds["ward"]}
    page = board.get("/indicators/unemployment/", asked).content.decode()
    (svg,) = re.findall(r'<svg class="joinedup-map".*?</svg>', page, re.S)
    areas, rest = svg.split('<g class="joinedup-edges"')
    edges, rest = rest.split('<g class="joinedup-circles"')
    circles, *services = rest.split('<g class="joinedup-mark"')
    assert areas.count("<path") == len(made.ground.codes)
    assert len(set(re.findall(r'fill="(#\w+)"', areas))) > 3  # shaded by the first
    assert edges.count("<path") == made.plan.wards
    radii = re.findall(r'<circle [^>]*r="([\d.]+)"', circles)  # sized by the second
    assert len(radii) == len(made.ground.codes)
    assert len(set(radii)) > 3
    assert "Madeup 001A, Homes burgled: " in circles
    assert len(services) == sum(one.count for one in made.plan.services)
    legend = re.sub(r"<[^>]+>", " ", page[page.index("joinedup-legend") :])
    assert "edges of ward" in legend
    assert "Circles: Homes burgled (per 1,000)" in legend
    told = re.search(r"In the worst fifth by both: (\d+) areas?: ([^<]*)\.", page)
    assert told
    named = told[2].split(", ")
    assert int(told[1]) == len(named) > 0
    marked = re.findall(r"<tr(?:(?!</tr>).)*?/unemployment/[^>]*>([^<]*)(?:(?!</tr>).)*?>yes</td>", page, re.S)
    assert sorted(marked) == sorted(named)  # the table says the same
    assert f"with=burglary&amp;edges={asked['edges']}" in page  # the address to send is of the same map
