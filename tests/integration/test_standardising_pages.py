"""Counts by age become rates in the page: by the same working as the command, small totals hidden, the working told."""

from __future__ import annotations

import csv
import html
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.test_loading_figures import META, people, signed_off  # noqa: F401 -- fixtures

BANDS = {"0-4": (1, 900), "5-64": (6, 6000), "65-89": (30, 2000), "90+": (5, 100)}
TOLD = {**META, "title": "Falls", "kind": "", "polarity": "low is good", "per": "100", "unit": "", "by_age": "european"}


def counts(**areas: float) -> str:
    """Counts by age of some areas, each so many times the counts above."""
    rows = [
        f"{area},2024/25,{band},{round(top * times)},{bottom}"
        for area, times in areas.items()
        for band, (top, bottom) in BANDS.items()
    ]
    return "\n".join(["area code,period,age band,count,population", *rows]) + "\n"


def send(client: Client, text: str, reference: str = "", **told: str) -> Any:
    files = {"file": SimpleUploadedFile("falls.csv", text.encode())}
    if reference:
        files["reference"] = SimpleUploadedFile("reference.csv", reference.encode())
    return client.post("/indicators/loading/new/", {**TOLD, **told, **files})


def page_of(client: Client, where: str) -> str:
    return html.unescape(client.get(where).content.decode()).partition("<main")[2].partition("</main>")[0]


def test_counts_by_age_become_rates_and_small_totals_are_hidden(people: dict[str, Client]) -> None:  # noqa: F811
    told = counts(E01000001=1, E01000002=2, E01000003=0.08, E01000004=0.2, E01000005=1.5, E01000006=0.05)
    answer = send(people["loader"], told)
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-4000:]
    where = str(answer["Location"])
    page = page_of(people["loader"], where)
    assert "European standard population of 2013" in page
    assert "For each 100,000" in page
    assert "Areas with fewer than ten events have none." in page
    working = page.partition('id="working"')[2]
    assert working.count("E0100000") == 3  # those that have a rate
    assert "E01000003" not in working  # three events
    assert ">409.0<" in working
    signed_off(people, where)
    page = page_of(people["other"], "/indicators/falls/")
    assert "left out, to protect people" in page
    taken = people["other"].get("/indicators/falls/figures.csv").content.decode()
    rows = {row["area_code"]: row for row in csv.DictReader(taken.splitlines())}
    first = float(rows["E01000001"]["value"])
    wanted = 100_000 * (1 / 900 * 5000 + 6 / 6000 * 75500 + 30 / 2000 * 18500 + 5 / 100 * 1000) / 100_000
    assert first == pytest.approx(wanted, rel=0.005)
    assert first == float(f"{first:.3g}")  # no more figures, from which ages could be worked out
    assert rows["E01000003"]["value"] == ""
    assert rows["E01000003"]["numerator"] == ""
    assert "This is a rate that allows for age" in page_of(people["other"], "/indicators/falls/funnel/")


def test_a_population_of_ones_own_weighs_and_a_reference_is_held_against(people: dict[str, Client]) -> None:  # noqa: F811
    told = {"cleared": "published", "per": "1000", "by_age": "given"}
    own = "age band,population\n" + "".join(f"{band},{1 if band == '90+' else 0}\n" for band in BANDS)
    page = page_of(people["loader"], str(send(people["loader"], counts(E01000001=1), own, **told)["Location"]))
    assert ">50.0<" in page  # 5 of 100, as all the weight is on the oldest
    reference = "age band,events,population\n" + "".join(f"{b},{n},{of}\n" for b, (n, of) in BANDS.items())
    page = page_of(people["loader"], str(send(people["loader"], counts(E01000001=2), reference, **told)["Location"]))
    assert "Indirectly standardised" in page
    assert "Expected" in page
    assert ">42.0<" in page
    crude = 42 / 9000 * 1000
    assert f">{2 * crude:.1f}<" in page


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("", "Choose the file, or the European standard population"),
        ("age band,population\n0-4,x\n", "an age or a number cannot be read"),
        ("age band,population\n0-2,10\n3+,10\n", "is not made up of the reference's bands"),
    ],
)
def test_a_reference_that_cannot_be_used_is_refused(people: dict[str, Client], reference: str, says: str) -> None:  # noqa: F811
    answer = send(people["loader"], counts(E01000001=1), reference, by_age="given")
    assert answer.status_code == 200
    assert says in html.unescape(answer.content.decode())


@pytest.mark.open_data
def test_the_page_gives_the_rates_that_are_published(people: dict[str, Client], open_data: Path) -> None:  # noqa: F811
    oracle = open_data / "stats_oracle"
    with (oracle / "testdata_DSR_ISR__testdata_nonindepe.csv").open(encoding="utf-8-sig") as file:
        rows = [
            f"E06000001,2019,{row['ageband'].replace('55-69', '55-59')},{row['count']},{row['pop']}"
            for row in csv.DictReader(file)
            if row["area"] == "testdata_nonind_big"
        ]
    with (oracle / "testdata_DSR_ISR__testresults_DSR.csv").open(encoding="utf-8-sig") as file:
        own = [row for row in csv.DictReader(file) if row["area"] == "testdata_big"]
    [published] = [row for row in own if "100000" in row["statistic"]]
    text = "\n".join(["area code,period,age band,count,population", *rows]) + "\n"
    answer = send(people["loader"], text, cleared="published")
    signed_off(people, str(answer["Location"]))
    taken = people["other"].get("/indicators/falls/figures.csv").content.decode()
    [row] = csv.DictReader(taken.splitlines())
    assert float(row["value"]) == pytest.approx(float(published["value"]), rel=1e-8)
