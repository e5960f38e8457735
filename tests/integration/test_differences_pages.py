"""A funnel plot and a slope index on an indicator's page: named in words, kept in the address, of nothing hidden."""

from __future__ import annotations

import html
from datetime import date

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in

CODES = [f"E010000{n:02}" for n in range(1, 41)]
ODD, HIDDEN = CODES[20], CODES[30]
SMOKING = Indicator("smoke", "Adults who smoke a pipe", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%")


def put(one: Indicator, rows: list[tuple[str, float | None, float | None, float | None, str]]) -> None:
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(AreaSet("LSOA", 2021, {code: f"Madeup {code[-2:]}" for code in CODES}))
    told = [
        ["", "", code, date(2024, 1, 1), date(2024, 12, 31), value, top, bottom, None, None, note, 1, ""]
        for code, value, top, bottom, note in rows
    ]
    store().put(one, kind, pl.DataFrame(told, schema=SCHEMA, orient="row"))


def smokers(hidden: float = 3, people: float = 2000) -> None:
    """Forty areas of 2,000: the share falls evenly with the score, one is odd, one is hidden but stands in the file."""
    rows = []
    for n, code in enumerate(CODES):
        top = 1000 if code == ODD else 600 - 10 * n
        rows.append((code, top / 20, float(top), 2000.0, ""))
    rows[30] = (HIDDEN, None, hidden, people, "suppressed")
    put(SMOKING, rows)


@pytest.fixture
def analyst(installation: Home) -> Client:
    Partnership("council", "nhs")
    smokers()
    score = Indicator("imd", "IMD score", Kind.INDEX)
    put(score, [(code, 80.0 - n, None, None, "") for n, code in enumerate(CODES)])
    put(Indicator("burgled", "Burglaries"), [(code, 10.0, None, None, "") for code in CODES])
    return signed_in("analyst", "council")


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_areas_outside_the_funnel_are_named_in_words_and_in_a_table(analyst: Client) -> None:
    page = page_of(analyst, "/indicators/smoke/funnel/")
    assert "Higher, beyond 99.8%: " in page
    assert "Madeup 21 (50.0%)" in page
    assert "higher, beyond 99.8%: worse" in page
    assert "lower, beyond 99.8%: better" in page
    assert "chance alone would put about 2 of 39 outside the limits of 95%" in page
    assert 'href="/indicators/smoke/funnel/?areas=lsoa-2021&period=2024&form=csv"' in page
    assert analyst.get("/indicators/smoke/funnel.svg").content.startswith(b"<svg")
    rows = analyst.get("/indicators/smoke/funnel/?form=csv").content.decode().splitlines()
    assert len(rows) == 40
    assert rows[0].startswith("area_code,area_name,figure,out_of,lower_95")
    assert "funnel/?areas=lsoa-2021" in page_of(analyst, "/indicators/smoke/")


def test_nothing_on_these_pages_depends_on_a_hidden_count_or_its_denominator(analyst: Client) -> None:
    paths = (
        "/indicators/smoke/funnel/", "/indicators/smoke/funnel/?form=csv", "/indicators/smoke/funnel.svg",
        "/indicators/smoke/slope/", "/indicators/smoke/slope.svg",
    )  # fmt: skip

    def answers() -> list[str]:
        told = [analyst.get(path).content.decode() for path in paths]
        return [one.partition("<main")[2].partition("</main>")[0] or one for one in told]

    before = answers()
    smokers(hidden=4, people=9000)
    assert answers() == before
    assert "Madeup 31" not in "".join(before)
    assert "The figure of 1 area is left out to protect people." in before[0]


def test_the_slope_is_told_with_its_limits_and_what_it_means(analyst: Client) -> None:
    page = page_of(analyst, "/indicators/smoke/slope/")
    assert "The difference is more than chance: the more deprived have more. The more deprived are worse off." in page
    assert "1, most deprived" in page
    assert "10, least deprived" in page
    assert "by=imd&first=highest&groups=10" in page
    turned = page_of(analyst, "/indicators/smoke/slope/?by=imd&first=lowest&groups=5")
    assert "the less deprived have more" in turned
    assert "5, least deprived" in turned
    assert analyst.get("/indicators/smoke/slope.svg?by=imd&groups=5").content.startswith(b"<svg")


def test_where_the_kind_of_figure_allows_neither_it_is_said_why(analyst: Client) -> None:
    assert "This is a count" in page_of(analyst, "/indicators/burgled/funnel/")
    assert "This is a score" in page_of(analyst, "/indicators/imd/slope/")
    assert analyst.get("/indicators/imd/funnel.svg").status_code == 404
    assert analyst.get("/indicators/burgled/slope.svg?by=imd").status_code == 404
    assert analyst.get("/indicators/imd/funnel/?form=csv").status_code == 404
    assert analyst.get("/indicators/smoke/slope/?by=none").status_code == 404
    few = Indicator("few", "A few", Kind.RATE, per=1000)
    put(few, [(code, 10.0, 20.0, 2000.0, "") for code in CODES[:3]])
    assert "Only 3 of these areas show a figure" in page_of(analyst, "/indicators/few/funnel/")
    alike = Indicator("alike", "No events in a tenth", Kind.RATE, per=1000)
    put(alike, [(code, n > 3, 2.0 * (n > 3), 2000.0, "") for n, code in enumerate(CODES)])
    assert "group 1 of 10 has no events" in page_of(analyst, "/indicators/alike/slope/?by=imd")


def test_a_page_of_many_areas_asks_the_database_no_more(analyst: Client) -> None:
    for path in ("/indicators/smoke/funnel/", "/indicators/smoke/slope/"):
        page_of(analyst, path)
        with CaptureQueriesContext(connection) as asked:
            page_of(analyst, path)
        assert len(asked) <= 12, [one["sql"][:90] for one in asked]
