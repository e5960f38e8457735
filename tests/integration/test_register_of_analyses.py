"""Who looks at what, and who works on what: counted by partner, and overlap said to both sides."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import FAR_AHEAD, Partnership
from tests.made_up.people import signed_in

PLANNED = {
    "question": "Why do older people fall at home?", "lead": "Public health", "stage": "planned",
    "ends": FAR_AHEAD.isoformat(),
}  # fmt: skip


@pytest.fixture
def analyst(installation: Home) -> Client:
    from joinedup.service.indicators.demonstrating import show_figures

    show_figures(date(2026, 11, 23))
    Partnership("council", "nhs")
    return signed_in("analyst", "council")


def counted(months: dict[date, int], partner: str = "council") -> None:
    from joinedup.service.indicators.models import Visit

    for month, count in months.items():
        Visit.objects.create(partner=partner, theme="Health", month=month, count=count)


def months_before(today: date, back: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def test_a_look_is_counted_for_the_partner_and_nobody_by_name(analyst: Client) -> None:
    from joinedup.service.indicators.models import Visit

    analyst.get("/indicators/smoking/")
    analyst.get("/indicators/smoking/")
    [row] = Visit.objects.all()
    assert (row.partner, row.theme, row.count) == ("council", "Health", 2)
    assert {field.name for field in Visit._meta.get_fields()} == {"id", "partner", "theme", "month", "count"}


def test_falling_use_is_warned_of_and_the_analysts_are_told_once(analyst: Client) -> None:
    from joinedup.service.accounts.queries import today
    from joinedup.service.indicators.register import warn_of_falling_use

    counted({months_before(today(), back): count for back, count in enumerate((25, 40, 60, 90, 85, 80), 1)})
    page = analyst.get("/indicators/usage/").content.decode()
    assert "Council: 125 visits in the last three months, 255 in the three before" in page
    assert "Nhs: nobody came in three months" in page
    partners = {"council": "Council", "nhs": "Nhs"}
    assert warn_of_falling_use(partners, today()) == 1
    assert warn_of_falling_use(partners, today()) == 0
    assert "is used less" in analyst.get("/notices/").content.decode()


def test_steady_use_is_not_warned_of(analyst: Client) -> None:
    from joinedup.service.accounts.queries import today

    for partner in ("council", "nhs"):
        counted({months_before(today(), back): 30 for back in range(1, 7)}, partner)
    assert "govuk-warning-text" not in analyst.get("/indicators/usage/").content.decode()


def test_whoever_plans_what_somebody_else_does_already_is_told_and_so_is_the_other(analyst: Client) -> None:
    assert "Nobody has entered an analysis yet" in analyst.get("/analyses/").content.decode()
    analyst.post("/analyses/enter/", {**PLANNED, "stage": "under way", "indicators": ["smoking"]})
    nhs = signed_in("analyst", "nhs")
    answer = nhs.post("/analyses/enter/", {**PLANNED, "question": "Why older people fall at home"}, follow=True)
    page = answer.content.decode()
    assert "It overlaps with other work" in page
    assert "Council has this under way (Public health)" in page
    assert "plans an analysis like one of yours" in analyst.get("/notices/").content.decode()
    other = nhs.post("/analyses/enter/", {**PLANNED, "question": "How many trees stand in streets?"}, follow=True)
    assert "Nothing like it is in the register" in other.content.decode()


def test_a_piece_moves_on_by_its_own_partner_only(analyst: Client) -> None:
    analyst.post("/analyses/enter/", PLANNED)
    nhs = signed_in("analyst", "nhs")
    assert nhs.post("/analyses/1/", {"stage": "published", "changed": "0"}).status_code == 404
    assert analyst.post("/analyses/1/", {"stage": "published", "changed": "0"}).status_code == 302
    assert analyst.post("/analyses/1/", {"stage": "planned", "changed": "0"}).status_code == 409  # seen too long ago
    assert ">published<" in analyst.get("/analyses/").content.decode()
