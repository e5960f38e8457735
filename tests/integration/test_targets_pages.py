"""Targets in pages: set from a figure to a figure, judged by the path, the missed ones first."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.test import Client

from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in

YEARS = {2004: 48.0, 2005: 44.0, 2006: 38.0, 2007: 31.0}  # each financial year and its figure


def figures(title: str, years: dict[int, float]) -> None:
    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.engine.indicators.extract import SCHEMA
    from joinedup.engine.indicators.metadata_file import key_from
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(AreaSet("district", 2021, {"E08000001": "Somewhere"}))
    rows = [
        ["", "", "E08000001", date(year, 4, 1), date(year + 1, 3, 31), value, None, None, None, None, "", 1, ""]
        for year, value in years.items()
    ]
    meta = Indicator(key_from(title), title, Kind.INDEX, Polarity.LOW_IS_GOOD, 100, "%")
    store().put(meta, kind, pl.DataFrame(rows, schema=SCHEMA, orient="row"))


@pytest.fixture
def analyst(installation: Home) -> Client:
    Partnership("council", "nhs")
    figures("Care leavers without work", YEARS)
    return signed_in("analyst", "council")


def aim(client: Client, key: str, wanted: str, by: str, since: str = "2004/05", path: str = "") -> str:
    told = {"area": "district-2021/E08000001", "since": since, "wanted": wanted, "by": by, "path": path}
    answer = client.post(f"/indicators/{key}/target/", told)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return str(answer["Location"])


def test_31_per_cent_in_march_2008_is_on_track_from_48_in_2004_to_28_by_march_2009(analyst: Client) -> None:
    where = aim(analyst, "care-leavers-without-work", "28", "2009-03-31")
    page = analyst.get(where).content.decode()
    assert "On track: 31% in 2007/08, where the path is at 33%" in page
    assert "from 48% in 2004/05 to 28% by 31 March 2009" in page
    assert "85%" in page  # of the way
    assert analyst.get(f"{where}path.svg").content.startswith(b"<svg")
    profile = analyst.get("/areas/district-2021/E08000001/").content.decode()
    assert "where the path is at 33%" in profile


def test_missed_targets_stand_first_in_the_list(analyst: Client) -> None:
    figures("A second measure", {2004: 10.0, 2005: 12.0})
    figures("A third measure", {2004: 10.0, 2005: 9.0})
    aim(analyst, "a-third-measure", "5", "2035-03-31")
    aim(analyst, "care-leavers-without-work", "28", "2009-03-31")
    aim(analyst, "a-second-measure", "5", "2035-03-31")
    page = analyst.get("/targets/").content.decode()
    places = [page.index(title) for title in ("Care leavers", "A second measure", "A third measure")]
    assert places == sorted(places)
    assert "Red: missed<" in page
    assert "Red: moving away<" in page


def test_a_new_target_takes_the_place_of_the_old_one_which_stays_on_record(analyst: Client) -> None:
    first = aim(analyst, "care-leavers-without-work", "28", "2009-03-31")
    second = aim(analyst, "care-leavers-without-work", "20", "2009-03-31", path="2007-03-31 35")
    assert "This target ended on" in analyst.get(first).content.decode()
    assert analyst.get("/targets/").content.decode().count("Care leavers without work") == 1
    analyst.post(f"{second}end/")
    assert "No target has been set yet" in analyst.get("/targets/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"by": "2001-01-01"}, "reached before its baseline ends"),
        ({"path": "next year 33"}, "a day and a figure"),
        ({"wanted": "48"}, "wants the figure of its baseline"),
    ],
    ids=["too early", "path", "no change"],
)  # fmt: skip
def test_a_target_that_cannot_be_is_not_set(analyst: Client, wrong: dict[str, str], says: str) -> None:
    told = {"area": "district-2021/E08000001", "since": "2004/05", "wanted": "28", "by": "2009-03-31", "path": ""}
    answer = analyst.post("/indicators/care-leavers-without-work/target/", {**told, **wrong})
    assert says in answer.content.decode()
    assert "No target has been set yet" in analyst.get("/targets/").content.decode()


def test_only_the_partner_that_owns_a_target_ends_it(analyst: Client) -> None:
    where = aim(analyst, "care-leavers-without-work", "28", "2009-03-31")
    assert signed_in("analyst", "nhs").post(f"{where}end/").status_code == 403
    assert signed_in("board-member").get(where).status_code == 200
