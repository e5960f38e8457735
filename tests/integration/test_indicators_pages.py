"""Indicators in pages: found in plain words, mapped, compared, taken along; what is not there is not found."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date

import polars as pl
import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.integration.test_reports import unpacked
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in


@pytest.fixture
def analyst(installation: Home) -> Client:
    from joinedup.service.indicators.demonstrating import show_figures

    show_figures(date(2026, 11, 23))
    Partnership("council", "nhs")
    return signed_in("analyst", "council")


def test_before_anything_is_loaded_the_page_says_what_to_do(installation: Home) -> None:
    Partnership("council", "nhs")
    assert "No figures have been loaded yet" in signed_in("analyst", "council").get("/indicators/").content.decode()


def test_an_indicator_is_found_shown_and_taken_along(analyst: Client) -> None:
    found = analyst.get("/indicators/", {"words": "smokers"}).content.decode()
    assert "/indicators/smoking/" in found
    page = analyst.get("/indicators/smoking/").content.decode()
    assert page.count("<path") > 10
    assert "Madeup 001A" in page
    district = analyst.get("/indicators/smoking/", {"areas": "district-2021"}).content.decode()
    assert "District 1" in district
    assert "Madeup 001A" not in district
    told = json.loads(analyst.get("/indicators/smoking/figures.json").content)
    assert told["class"] == "dataset"
    text = analyst.get("/indicators/smoking/figures.csv").content.decode()
    assert text.startswith("area_code,area_name,period")
    assert json.loads(analyst.get("/indicators/smoking/figures.metadata").content)["@context"]
    periods = told["dimension"]["period"]["category"]
    asked = {"period": periods["label"][periods["index"][0]]}
    assert f"{asked['period']} only (CSV)" in analyst.get("/indicators/smoking/", asked).content.decode()
    one = json.loads(analyst.get("/indicators/smoking/figures.json", asked | {"only": "period"}).content)
    assert one["dimension"]["period"]["category"]["index"] == periods["index"][:1]
    rows = analyst.get("/indicators/smoking/figures.csv", asked | {"only": "period"}).content.decode().splitlines()
    assert len(rows) - 1 == one["size"][0]


def test_what_is_large_is_sent_packed_to_whoever_can_unpack_it(analyst: Client) -> None:
    plain = analyst.get("/indicators/smoking/figures.csv")
    sent = analyst.get("/indicators/smoking/figures.csv", headers={"accept-encoding": "br, gzip"})
    assert (sent["Content-Encoding"], sent["Content-Length"]) == ("gzip", str(len(sent.content)))
    assert gzip.decompress(sent.content) == plain.content
    assert not plain.has_header("Content-Encoding")
    assert "Accept-Encoding" in plain["Vary"]


def test_an_area_is_told_in_words_on_screen_and_on_paper(analyst: Client) -> None:
    path = "/areas/lsoa-2021/E01000001/"
    page = analyst.get(path).content.decode()
    assert "Compared with Madeup county" in page
    assert "probably between" in page
    assert analyst.get("/areas/lsoa-2021/E01000001.pdf").content.startswith(b"%PDF-1.7")
    assert "Figures over time" in analyst.get(f"{path}smoking/").content.decode()
    assert analyst.get(f"{path}smoking/trend.svg").content.startswith(b"<svg")
    both = analyst.get("/areas/lsoa-2021/compare/", {"area": ["E01000001", "E01000002", "E99999999"]}).content.decode()
    assert "Madeup 001B" in both
    assert "Worst on several themes" in analyst.get("/areas/lsoa-2021/pockets/", {"least": "2"}).content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_goal_colours_the_figure_in_profile_comparison_and_table_and_is_set_by_its_owner(analyst: Client) -> None:
    set_at = "/indicators/smoking/goal/"
    turned = analyst.post(set_at, {"met": "20", "missed": "10", "reason": "As agreed"}).content.decode()
    assert "figures would be red that are better than the green ones" in turned
    assert analyst.post(set_at, {"met": "10", "missed": "20", "reason": "The best of England"}).status_code == 302
    page = analyst.get("/indicators/smoking/", {"area": "E01000001"}).content.decode()
    assert "Green up to 10.0%, red above 20.0%" in page
    assert "The best of England" in page
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*E01000001/smoking/.*?</tr>", page, re.S)
    assert row
    assert "govuk-tag--red" in row[0]
    profile = analyst.get("/areas/lsoa-2021/E01000001/").content.decode()
    assert re.search(r"smoking/\">Adults who smoke(?:(?!</tr>).)*Red(?:(?!</tr>).)*Goal: green up to", profile, re.S)
    both = analyst.get("/areas/lsoa-2021/compare/", {"area": ["E01000001", "E01000002"]}).content.decode()
    assert both.count("govuk-tag--") == 2
    assert "Goal: green up to 10.0%" in both
    analyst.post(set_at, {"met": "50", "missed": "60", "reason": "All are well"})
    assert "govuk-tag--green" in analyst.get("/areas/lsoa-2021/E01000001/").content.decode()
    assert analyst.post(f"{set_at}end/").status_code == 302
    assert "Goal:" not in analyst.get("/areas/lsoa-2021/E01000001/").content.decode()


def test_the_table_beside_the_map_gives_the_limits_that_the_profile_gives(analyst: Client) -> None:
    page = analyst.get("/indicators/smoking/", {"area": "E01000001"}).content.decode()
    profile = analyst.get("/areas/lsoa-2021/E01000001/").content.decode()
    words = re.search(r"smoking/\">Adults who smoke.*?probably between ([\d.]+) and ([\d.]+%)", profile, re.S)
    assert words
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*E01000001/smoking/.*?</tr>", page, re.S)
    assert row
    assert f"{words[1]} to {words[2]}" in row[0]
    assert f"probably between {words[1]} and {words[2]}" in page  # the chosen area in words
    assert "Half of the areas have" in page
    assert "about as many areas each" in page


def test_where_nobody_can_say_how_sure_the_column_is_left_out(analyst: Client) -> None:
    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.engine.indicators.extract import SCHEMA
    from joinedup.engine.indicators.indicator import Indicator, Kind
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(AreaSet("ward", 2021, {"E05000001": "A"}))
    row = ["", "", "E05000001", date(2024, 4, 1), date(2025, 3, 31), 12.5, None, None, None, None, "", 1, ""]
    store().put(Indicator("score", "A score", Kind.INDEX), kind, pl.DataFrame([row], schema=SCHEMA, orient="row"))
    page = analyst.get("/indicators/score/").content.decode()
    assert "Probably between" not in page
    assert "How sure these figures are cannot be said" in page


@pytest.mark.parametrize(
    "path",
    [
        "/indicators/none/", "/indicators/smoking/?areas=none", "/areas/none/E01000001/", "/areas/lsoa-2021/E09999999/",
        "/areas/lsoa-2021/E01000001/none/", "/areas/lsoa-2021/E01000001/smoking/?group=Nobody", "/areas/none/compare/",
        "/areas/none/pockets/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(analyst: Client, path: str) -> None:
    assert analyst.get(path).status_code == 404


@pytest.mark.parametrize("least", ["0", "x", "999999", "-1"])
def test_a_foolish_number_does_no_harm(analyst: Client, least: str) -> None:
    assert analyst.get("/areas/lsoa-2021/pockets/", {"least": least}).status_code == 200


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [("madeup 001a", "/areas/lsoa-2021/E01000001/"), ("e05000002", "/areas/ward-2021/E05000002/")],
)
def test_an_area_is_found_by_its_name_or_code(analyst: Client, words: str, leads_to: str) -> None:
    page = analyst.get("/indicators/", {"words": words}).content.decode()
    assert f'href="{leads_to}"' in page
    assert page.count("Areas</h2>") == 1
    assert "Nothing found" not in page
    assert "Nothing found" in analyst.get("/indicators/", {"words": "qqqq"}).content.decode()


def test_a_question_may_name_an_area(analyst: Client) -> None:
    page = analyst.get("/indicators/", {"words": "How many smoke in Madeup 001A?"}).content.decode()
    assert 'href="/areas/lsoa-2021/E01000001/"' in page
    assert "1 indicator for “How many smoke in Madeup 001A?”" in page
    assert "No indicator here is about" not in page


def test_where_nothing_is_found_the_page_says_what_to_try(analyst: Client) -> None:
    page = analyst.get("/indicators/", {"words": "people out of work"}).content.decode()
    assert "Nothing found for “people out of work”" in page
    assert "No indicator here is about: out of work." in page
    page = analyst.get("/indicators/", {"words": "xylophones for children"}).content.decode()
    assert "No indicator here is about: xylophones." in page
    assert 'only <a class="govuk-link" href="/indicators/?words=children">children</a>' in page
    page = analyst.get("/indicators/", {"words": "burglry"}).content.decode()
    assert "“burglry” was taken for “burglary”." in page
    assert 'href="/indicators/burglary/"' in page


def test_an_area_is_found_by_a_postcode_in_it(analyst: Client) -> None:
    from joinedup.service.areas.actions import install

    rows = {"postcode": ["ZZ1 1AA"], "lsoa": ["E01000002"], "msoa": [None], "lad": ["E07000001"]}
    install(pl.DataFrame(rows), None, by="test")
    page = analyst.get("/indicators/", {"words": "zz11aa"}).content.decode()
    assert 'href="/areas/lsoa-2021/E01000002/"' in page
    assert 'href="/areas/district-2021/E07000001/"' in page
    assert "E01000001" not in page
    page = analyst.get("/indicators/", {"words": "who smokes near ZZ1 1AA"}).content.decode()
    assert 'href="/areas/lsoa-2021/E01000002/"' in page
    assert 'href="/indicators/smoking/"' in page
    rows |= {"postcode": ["ZZ1 1AB"], "lsoa": ["E01999999"], "lad": ["E07999999"]}
    install(pl.DataFrame(rows), None, by="test")  # of areas without a figure
    page = analyst.get("/indicators/", {"words": "zz1 1ab"}).content.decode()
    assert "there are no figures of any of them here" in page
    assert "E01999999, LSOA" in page
    assert "No indicator here is about" not in page
    page = analyst.get("/indicators/", {"words": "zz1 1ac"}).content.decode()
    assert "This postcode is not in the directory that is installed here" in page


def test_areas_side_by_side_are_taken_on_paper(analyst: Client) -> None:
    asked = [("area", "E05000001"), ("area", "E05000002")]
    page = analyst.get(
        "/areas/ward-2021/compare/", dict(asked) | {"area": [code for _, code in asked]}
    ).content.decode()
    assert "compare.pdf?area=E05000001&amp;area=E05000002" in page
    made = analyst.get("/areas/ward-2021/compare.pdf?area=E05000001&area=E05000002")
    content = unpacked(made.content)
    assert b"/StructTreeRoot" in content  # tagged
    assert len(re.findall(rb"/Type ?/Page\b", content)) == 1
    assert analyst.get("/areas/ward-2021/compare.pdf").status_code == 404
    eight = "".join(f"&area=E0500000{n}" for n in range(1, 9))
    nine = analyst.get(f"/areas/lsoa-2021/compare/?{'&'.join(f'area=E010000{n:02}' for n in range(1, 10))}")
    assert "the first 8 are shown" in nine.content.decode()
    assert "the first 8" not in analyst.get(f"/areas/ward-2021/compare/?{eight}").content.decode()


def test_of_many_areas_some_are_listed_by_name_or_code(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.indicators import views

    monkeypatch.setattr(views, "MOST_BOXES", 5)
    page = analyst.get("/areas/ward-2021/compare/", {"listed": "ward 1.2, E05000003; Atlantis"}).content.decode()
    assert "Not known among these areas: Atlantis" in page
    for name in ("Ward 1.2", "Ward 1.3"):
        assert f">{name}</a></th>" in page
    assert ">Ward 1.1</a></th>" not in page


@pytest.fixture
def token(analyst: Client) -> str:
    from datetime import timedelta

    from django.utils import timezone
    from oauth2_provider.models import AccessToken, Application

    signed_in("data-supplier", "council").post("/systems/", {"title": "Reports"})
    made = AccessToken.objects.create(
        application=Application.objects.get(), token="made-up", scope="figures",
        expires=timezone.now() + timedelta(minutes=5),
    )  # fmt: skip
    return str(made.token)


def test_a_partners_system_reads_indicators_and_their_figures(token: str) -> None:
    system = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {token}"})
    listed = {one["key"]: one for one in system.get("/api/indicators").json()}
    assert listed["smoking"]["areas"] == ["county-2021", "district-2021", "lsoa-2021", "ward-2021"]
    cube = system.get("/api/indicators/smoking/json-stat", {"areas": "ward-2021"}).json()
    assert cube["size"][0] == 8
    periods = cube["dimension"]["period"]["category"]
    for named in (periods["index"][-1], periods["label"][periods["index"][-1]]):
        asked = {"areas": "ward-2021", "period": named}
        assert system.get("/api/indicators/smoking/json-stat", asked).json()["size"][:2] == [8, 1]
        assert system.get("/api/indicators/smoking/csv", asked).content.count(b"\n") == 9
    assert system.get("/api/indicators/smoking/csv", {"period": "never"}).status_code == 404
    answer = system.get("/api/indicators/smoking/csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"area_code,area_name,period")
    assert system.get("/api/indicators/smoking/csv-metadata").json()["url"] == "smoking.csv"
    assert system.get("/api/indicators/none/csv").status_code == 404
    assert system.get("/api/indicators/smoking/csv", {"areas": "none"}).status_code == 404
    assert system.get("/api/agreements").status_code == 403  # this token is for figures only
    assert Client(headers={"host": "127.0.0.1"}).get("/api/indicators").status_code == 401


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_the_trend_of_the_whole_place_is_there_before_an_area_is_chosen(analyst: Client) -> None:
    page = analyst.get("/indicators/smoking/").content.decode()
    part = page.split("Over time: Madeup county")[1].split('id="figures"')[0]
    whole = analyst.get("/areas/county-2021/E10000001/smoking/").content.decode()
    words = re.search(r'<p class="govuk-body-l">([^<]*)</p>', whole)
    assert words
    assert words[1].strip() in part  # how sure, and where it goes, as the county's own page says it
    assert part.count('<th scope="row"') == 5
    picture = re.search(r'src="(/indicators/smoking/trend\.svg[^"]*)"', part)
    assert picture
    drawn = analyst.get(picture[1].replace("&amp;", "&")).content.decode()
    assert "Madeup county" in drawn
    assert "stroke-opacity" in drawn or "opacity" in drawn  # a stroke through each figure


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_without_a_whole_the_middle_of_the_areas_is_told_from_the_break_of_method_on(analyst: Client) -> None:
    from joinedup.engine.indicators.extract import SCHEMA
    from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak
    from joinedup.service.indicators.queries import store

    years = {2022: (1.0, 2.0, 9.0), 2023: (10.0, 20.0, 60.0), 2024: (10.0, 30.0, None)}
    rows = [
        ["", "", f"E0500000{place}", date(year, 1, 1), date(year, 12, 31), value, None, None, None, None,
         "" if value else "suppressed", 0, ""]
        for year, values in years.items() for place, value in enumerate(values, 1)
    ]  # fmt: skip
    one = Indicator("score", "A score", Kind.INDEX, breaks=(MethodBreak(date(2023, 1, 1), "Asked otherwise."),))
    store().put(one, "ward-2021", pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    page = analyst.get("/indicators/score/").content.decode()
    part = page.split("Over time: The middle of the areas")[1].split('id="figures"')[0]
    assert "Half of the areas had 20 or more in 2023, and 20 or more in 2024." in part
    told = re.findall(r'<th scope="row"[^>]*>(\d+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', part)
    assert told == [("2022", "2", "1 to 9"), ("2023", "20", "10 to 60"), ("2024", "20", "10 to 30")]
    assert "Asked otherwise." in page
    assert analyst.get("/indicators/score/trend.svg").content.startswith(b"<svg")
