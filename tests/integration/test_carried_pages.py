"""Figures shown on the areas of another year: counts conserved, scores refused in words, always marked as carried."""

from __future__ import annotations

import html
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.cli.main import status_of
from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in

SAME, SPLIT, FIRST, SECOND, LONE = (f"E0100000{n}" for n in range(1, 6))  # of 2011
LEFT, RIGHT, BOTH = "E01030001", "E01030002", "E01030003"  # of 2021
OVERLAPS = "\n".join(
    [
        "LSOA11CD,LSOA21CD,TotPersons", f"{SAME},{SAME},500", f"{SPLIT},{LEFT},300", f"{SPLIT},{RIGHT},700",
        f"{FIRST},{BOTH},400", f"{SECOND},{BOTH},600", f"{LONE},{LONE},100",
    ]
)  # fmt: skip
Told = dict[str, tuple[float | None, float | None, float | None, str]]


def put(one: Indicator, told: Told) -> None:
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(AreaSet("LSOA", 2011, {code: f"Old {code[-1]}" for code in told}))
    rows = [
        ["", "", code, date(2014, 1, 1), date(2014, 12, 31), value, top, bottom, None, None, note, 1, ""]
        for code, (value, top, bottom, note) in told.items()
    ]
    store().put(one, kind, pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def shares(hidden: float = 2) -> Told:
    return {
        SAME: (10.0, 50.0, 500.0, ""), SPLIT: (11.0, 110.0, 1000.0, ""), FIRST: (10.0, 40.0, 400.0, ""),
        SECOND: (None, hidden, 600.0, "suppressed"), LONE: (None, None, None, "missing"),
    }  # fmt: skip


@pytest.fixture
def analyst(installation: Home, tmp_path: Path) -> Client:
    Partnership("council", "nhs")
    (tmp_path / "overlaps.csv").write_text(OVERLAPS, encoding="utf-8")
    words = ["areas", "--overlaps", str(tmp_path / "overlaps.csv"), "--home", str(installation.folder)]
    assert status_of(words) == 0
    put(Indicator("smoke", "Adults who smoke", Kind.PROPORTION, per=100, unit="%"), shares())
    counts: Told = {code: (n, None, None, "") for code, n in ((SAME, 7.0), (SPLIT, 11.0), (FIRST, 3.0), (SECOND, 4.0))}
    put(Indicator("thefts", "Thefts"), counts)
    put(Indicator("imd", "IMD score", Kind.INDEX), counts)
    return signed_in("analyst", "council")


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).partition("<main")[2].partition("</main>")[0]


def row_of(page: str, code: str) -> str:
    return page.partition(f'class="govuk-table__header">{code}')[2].partition("</tr>")[0]


def test_counts_keep_their_sum_and_every_estimate_is_marked(analyst: Client) -> None:
    link = "/indicators/thefts/carried/?areas=lsoa-2011&period=2014&onto=lsoa-2021"
    assert f'href="{link}"' in page_of(analyst, "/indicators/thefts/")
    page = page_of(analyst, link)
    assert "Carried to LSOA 2021" in page
    assert "Estimate</strong>" in page
    assert "What was counted stayed the same: 25 in all." in page
    assert "1 of them is an estimate" in page
    assert f"1 estimate is of 1 to 4 people and is left out: {LEFT}." in page
    assert "left out: an estimate of 1 to 4 people" in row_of(page, LEFT)
    assert ">3<" not in row_of(page, LEFT)
    for code, value, how in ((RIGHT, "8", "estimate"), (BOTH, "7", "whole areas together")):
        assert f">{value}<" in row_of(page, code)
        assert how in row_of(page, code)
    assert "the same area in both years" in page.partition(f">{SAME}<")[2].partition("</tr>")[0]
    assert "Old 1" in page  # it has its name already
    whole = page_of(analyst, f"{link}&split=whole")
    assert row_of(whole, LEFT) == ""
    assert ">11<" in row_of(whole, RIGHT)
    rows = analyst.get(f"{link}&form=csv")
    assert 'filename="thefts-carried-to-lsoa-2021.csv"' in rows["Content-Disposition"]
    assert f"{LEFT},{LEFT},2014,,,,,LSOA 2011,left out: an estimate of 1 to 4 people" in rows.content.decode()
    assert f'{RIGHT},{RIGHT},2014,,8,,,LSOA 2011,"estimate, shared out"' in rows.content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what is tried is the page, not the database
def test_a_part_that_others_see_only_is_called_that_and_tonnes_are_no_people(analyst: Client) -> None:
    from joinedup.engine.indicators.tiers import Tiers
    from joinedup.service.indicators.queries import whole_store

    own, other = "E07000001", "E07000002"
    districts = {SAME: own, SPLIT: other, FIRST: own, SECOND: own, LONE: own}
    whole_store().put_tiers(Tiers(frozenset({"thefts"}), districts, partners={"council": own, "nhs": other}))
    page = page_of(analyst, "/indicators/thefts/carried/")
    assert "none: a part is seen by its own district and the county only" in row_of(page, RIGHT)
    assert f"2 have none, as a part is seen by its own district and the county only: {LEFT}, {RIGHT}." in page
    put(Indicator("waste", "Waste", unit="tonnes"), {SPLIT: (11.0, None, None, "")})
    assert ">3 tonnes<" in row_of(page_of(analyst, "/indicators/waste/carried/"), LEFT)


def test_rates_are_worked_out_anew_and_a_hidden_part_hides_the_whole(analyst: Client) -> None:
    page = page_of(analyst, "/indicators/smoke/carried/")
    assert "11.0%" in row_of(page, LEFT)
    assert "left out to protect people" in row_of(page, BOTH)
    assert row_of(page, LONE) == ""  # nobody gave a figure of it
    assert "Of 200 that were counted 160 are in the figures" in page
    put(Indicator("smoke", "Adults who smoke", Kind.PROPORTION, per=100, unit="%"), shares(hidden=4))
    assert page_of(analyst, "/indicators/smoke/carried/") == page


def test_a_score_is_refused_in_words_where_an_area_changed(analyst: Client) -> None:
    page = page_of(analyst, "/indicators/imd/carried/")
    assert "cannot be averaged" in page
    assert ">7<" in page.partition(f">{SAME}<")[2].partition("</tr>")[0]
    assert "cannot be split" in row_of(page, LEFT)


def test_without_a_lookup_it_is_said_what_to_do_and_what_is_not_there_is_not_found(
    analyst: Client, tmp_path: Path, installation: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyst.get("/indicators/thefts/carried/?onto=ward-2021").status_code == 404
    (tmp_path / "none.csv").write_text("a,b,people\nE01000001,E01000001,5\n", encoding="utf-8")
    assert status_of(["areas", "--overlaps", str(tmp_path / "none.csv"), "--home", str(installation.folder)]) != 0
    assert "of which two years" in capsys.readouterr().err
    for file in (installation.areas / "overlaps").iterdir():
        file.unlink()
    page = page_of(analyst, "/indicators/thefts/carried/")
    assert "joinedup areas --overlaps FILE" in page
    assert "carried" not in page_of(analyst, "/indicators/thefts/")
    assert analyst.get("/indicators/thefts/carried/?form=csv").status_code == 404


def test_the_page_asks_the_database_no_more_for_more_areas(analyst: Client) -> None:
    page_of(analyst, "/indicators/thefts/carried/")
    with CaptureQueriesContext(connection) as queries:
        page_of(analyst, "/indicators/thefts/carried/")
    assert len(queries) <= 12
