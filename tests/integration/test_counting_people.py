"""Counts of people, one question after another and two at once: what the answers tell together is told to nobody."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import LegalAnswers
from joinedup.engine.clients.score import Factor
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.victim import COUNTS, HEADINGS, write_extracts

AGREED = evolve(
    COUNTS, reference="A-2", sharing_type=2, recipients=("council",),
    legal=LegalAnswers("cda-1998-s115", "public-task", "anonymised"),
)  # fmt: skip
WOMEN = Factor("women", "community", "sex", 0, one_of=("F",))
WOMEN_AND_FOUR = Factor("women and four more", "community", "sex", 0, one_of=("F", "X"))


@pytest.fixture
def linked(installation: Home, tmp_path: Path) -> None:
    """Of sixty-four people thirty are women, thirty are men, and four are neither."""
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies
    from joinedup.service.supplies.actions import receive

    write_extracts(tmp_path, rows=64)
    for path in tmp_path.glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]
        with path.open("w", encoding="utf-8", newline="") as file:
            told = ([*row[:4], "F" if n < 30 else "M" if n < 60 else "X", row[5]] for n, row in enumerate(rows))
            csv.writer(file).writerows([HEADINGS, *told])
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose(AGREED)
    partnership.sign(AGREED)
    for terms in AGREED.supplies:
        receive(
            gate(), by="a supplier", agreement="A-2", supplier=terms.supplier, dataset=terms.dataset, items=terms.items,
            purpose=AGREED.purposes[0], recipient="council", path=tmp_path / f"{terms.dataset}.csv", on=TODAY,
        )  # fmt: skip
    link_supplies(gate(), by="an analyst", agreement=AGREED, postcode_lookup={}, secret=b"s" * 32)


def counted(*asked: Factor) -> list[int | None]:
    from django.db import connections

    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.counting import count_cohort

    try:
        steps = count_cohort(gate(), agreement=AGREED, conditions=asked, recipient="council", by="an analyst")
    finally:
        connections.close_all()
    return [step.people for step in steps]


@pytest.mark.usefixtures("linked")
def test_what_one_count_tells_beside_another_is_not_shown() -> None:
    assert counted(WOMEN_AND_FOUR) == [65, 35]
    assert counted(WOMEN) == [65, None]  # 34 less 30 are four people
    assert counted(WOMEN_AND_FOUR) == [65, 35]  # told before, and tells nothing more


@pytest.mark.usefixtures("linked")
def test_of_two_counts_asked_at_once_one_is_held_against_the_other() -> None:
    from joinedup.service.releases.models import CohortQuestion

    with ThreadPoolExecutor(2) as people:
        first, second = people.map(lambda asked: counted(asked), (WOMEN, WOMEN_AND_FOUR))
    assert sorted([first[1] is None, second[1] is None]) == [False, True]
    assert sorted(CohortQuestion.objects.values_list("number", flat=True)) == [1, 2]
