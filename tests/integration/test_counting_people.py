"""Counts of people, one question after another and two at once: what the answers tell together is told to nobody."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import Agreement, LegalAnswers
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


ON_SQLITE = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
ALSO_AGREED = evolve(AGREED, reference="A-4")


@pytest.fixture
def linked(installation: Home, tmp_path: Path) -> None:
    """Of sixty-four people thirty are women, thirty are men, and four are neither."""
    link(tmp_path, AGREED)


@pytest.fixture
def linked_twice(installation: Home, tmp_path: Path) -> None:
    """The same people under two agreements."""
    link(tmp_path, AGREED, ALSO_AGREED)


def link(tmp_path: Path, *agreements: Agreement) -> None:
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
    for agreed in agreements:
        partnership.propose(agreed)
        partnership.sign(agreed)
        for terms in agreed.supplies:
            receive(
                gate(), by="a supplier", agreement=agreed.reference, supplier=terms.supplier, dataset=terms.dataset,
                items=terms.items, purpose=agreed.purposes[0], recipient="council",
                path=tmp_path / f"{terms.dataset}.csv", on=TODAY,
            )  # fmt: skip
        link_supplies(gate(), by="an analyst", agreement=agreed, postcode_lookup={}, secret=b"s" * 32)


def counted(*asked: Factor, agreed: Agreement = AGREED) -> list[int | None]:
    from django.db import connections

    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.counting import count_cohort

    try:
        steps = count_cohort(gate(), agreement=agreed, conditions=asked, recipient="council", by="an analyst")
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


@ON_SQLITE
@pytest.mark.usefixtures("linked_twice")
def test_counts_under_another_agreement_of_the_same_data_are_held_against_each_other() -> None:
    assert counted(WOMEN_AND_FOUR, agreed=ALSO_AGREED) == [65, 35]
    assert counted(WOMEN) == [65, None]  # 34 told under the other less 30 are four people
    assert counted(WOMEN_AND_FOUR) == [65, 35]


@pytest.mark.usefixtures("linked_twice")
def test_of_two_counts_under_two_agreements_at_once_one_is_held_against_the_other() -> None:
    questions = ((WOMEN, AGREED), (WOMEN_AND_FOUR, ALSO_AGREED))
    with ThreadPoolExecutor(2) as people:
        first, second = people.map(lambda asked: counted(asked[0], agreed=asked[1]), questions)
    assert sorted([first[1] is None, second[1] is None]) == [False, True]


@ON_SQLITE
@pytest.mark.usefixtures("linked")
def test_no_count_stands_for_fewer_than_the_agreement_asks_for() -> None:
    assert counted(WOMEN, agreed=evolve(AGREED, least_count=31)) == [65, None]
    assert counted(WOMEN, agreed=evolve(AGREED, least_count=30)) == [65, 30]
