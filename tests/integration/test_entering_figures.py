"""Figures entered in a page: checked as they are typed, made safe as a file is, signed off before others see them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.integration.test_loading_figures import loaded, rows, signed_off
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.people import signed_in

OVER = TODAY.year - (1 if date(TODAY.year, 4, 1) <= TODAY else 2)  # the financial year that is over began then
LAST, DUE, NEXT = (f"{year}/{(year + 1) % 100:02}" for year in (OVER - 1, OVER, OVER + 1))
WHERE = "/indicators/entry/lsoa/adults-who-smoke/"
OVERVIEW = "/indicators/entry/partners/"
COUNTS = (30, 31, 32, 33, 34, 35, 36, 37)


@pytest.fixture
def people(installation: Home) -> dict[str, Client]:
    Partnership("council", "nhs", "police")
    found = {
        "loader": signed_in("data-supplier", "nhs"), "owner": signed_in("analyst", "nhs"),
        "other": signed_in("analyst", "police"), "coordinator": signed_in("coordinator"),
    }  # fmt: skip
    signed_off(found, loaded(found, rows(*COUNTS, year=LAST)))
    return found


def typed(*counts: int | str, period: str = DUE, **also: str) -> dict[str, str]:
    told = {"period": period}
    for number, count in enumerate(counts, 1):
        told |= {f"text-E0100000{number}": str(count), f"out-of-E0100000{number}": "200"}
    return told | also


def test_what_is_due_is_entered_put_forward_and_signed_off(people: dict[str, Client]) -> None:
    page = people["loader"].get("/indicators/entry/").content.decode()
    assert WHERE in page
    assert f"{DUE}, by" in page
    overview = people["coordinator"].get("/indicators/entry/partners/").content.decode()
    assert re.search(r">(late|due)</strong>", overview)
    answer = people["loader"].post(WHERE, typed(28, 29, 30, 31, 32, 33, 34, 35))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    where = answer["Location"]
    page = people["loader"].get(where).content.decode()
    assert f"new times: {DUE}. 8 figures stay as they are." in " ".join(page.split())
    assert "entered, not put forward" in people["coordinator"].get("/indicators/entry/partners/").content.decode()
    assert DUE not in people["other"].get("/indicators/adults-who-smoke/").content.decode()
    assert "have been entered" in people["owner"].get(WHERE).content.decode()
    assert people["owner"].post(WHERE, typed(1)).status_code == 200  # not twice
    signed_off(people, where)
    page = people["other"].get("/indicators/adults-who-smoke/").content.decode()
    assert f"<option selected>{DUE}</option>" in page
    assert f"<option>{LAST}</option>" in page  # what was there stays
    assert "14.0%" in page
    assert "up to date" in people["coordinator"].get("/indicators/entry/partners/").content.decode()
    assert f"{NEXT}" in people["loader"].get(WHERE).content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what is typed does not hang on the database
def test_what_cannot_be_is_told_in_the_page_and_nothing_is_kept(people: dict[str, Client], installation: Home) -> None:
    for one, also, said in (
        ("many", {}, "this is no figure"), ("12,5", {}, "decimal comma"), ("201", {}, "more are counted than there"),
        ("90", {}, "differs from the last figure (15) by more than half: say why"), ("", {}, "no reason why"),
        ("30", {"out-of-E01000001": ""}, "say how many it is out of"), ("2.5", {}, "whole number"),
        ("30", {"period": NEXT}, f"figures are due for {DUE}, not {NEXT}"),
    ):  # fmt: skip
        answer = people["loader"].post(WHERE, typed(one, 29, 30, 31, 32, 33, 34, 35, **also))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "There is a problem" in page
        assert said in page, one
        assert not installation.figures_waiting.is_dir() or not any(installation.figures_waiting.iterdir())


def test_small_numbers_are_hidden_before_anybody_else_sees_them(people: dict[str, Client], installation: Home) -> None:
    told = typed(3, 29, 30, 31, 32, 33, 34, 35, **{"reason-E01000001": "They moved away."})
    where = people["loader"].post(WHERE, told)["Location"]
    seen = people["loader"].get(where).content.decode()
    assert "They moved away." in seen
    assert ">35 of 200</td>" in seen  # what the signature is put to
    assert ">3 of 200</td>" not in seen
    signed_off(people, where)
    csv = people["other"].get("/indicators/adults-who-smoke/figures.csv").content.decode()
    own = [line for line in csv.splitlines() if "E01000001" in line and DUE in line]
    assert own
    assert own[0].endswith(",,,,c")  # hidden, with the counts behind it


def test_nobody_enters_what_their_partner_does_not_own(people: dict[str, Client]) -> None:
    for method in ("get", "post"):
        assert getattr(people["other"], method)(WHERE).status_code == 404
    assert "has signed off no indicator" in people["other"].get("/indicators/entry/").content.decode()


def test_figures_that_were_replaced_meanwhile_are_not_put_back(people: dict[str, Client]) -> None:
    where = people["loader"].post(WHERE, typed(28, 29, 30, 31, 32, 33, 34, 35))["Location"]
    signed_off(people, loaded(people, rows(40, 41, 42, 43, 44, 45, 46, 47, year=LAST)))
    people["loader"].post(f"{where}put/")
    assert people["owner"].post(where, {"signed": "yes", "words": ""}).status_code == 400
    page = people["other"].get(f"/indicators/adults-who-smoke/?period={LAST}").content.decode()
    assert "20.0%" in page


LAST_DAY = date(OVER + 1, 3, 31) + timedelta(days=60)


def test_whoever_may_enter_is_told_once_before_the_last_day_and_once_after_it(people: dict[str, Client]) -> None:
    from joinedup.service.indicators.reminding import remind_of_figures

    ahead = LAST_DAY - timedelta(days=14)
    assert remind_of_figures(ahead - timedelta(days=1)) == 0
    assert [remind_of_figures(ahead), remind_of_figures(ahead), remind_of_figures(LAST_DAY)] == [2, 0, 0]
    for who, told in (("loader", True), ("owner", True), ("other", False)):
        notices = people[who].get("/notices/").content.decode()
        assert ("are to be entered and put forward by" in notices) is told
        assert ("/indicators/entry/" in notices) is told
    where = people["loader"].post(WHERE, typed(28, 29, 30, 31, 32, 33, 34, 35))["Location"]
    after = LAST_DAY + timedelta(days=1)
    assert [remind_of_figures(after), remind_of_figures(after)] == [2, 0]  # entered, and not put forward
    assert "are not all put forward" in people["loader"].get("/notices/").content.decode()
    signed_off(people, where)
    assert remind_of_figures(LAST_DAY + timedelta(days=30)) == 0


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_who_lacks_the_training_is_reminded_only_where_nobody_has_it(people: dict[str, Client]) -> None:
    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.queries import roles_of
    from joinedup.service.authorization.permissions import Permission as May
    from joinedup.service.indicators.reminding import remind_of_figures
    from joinedup.service.training.actions import record, set_module

    [(_, acting)] = roles_of(Person.objects.get(email="coordinator@partnership.example"))
    set_module(
        acting, title="Good figures", what="An hour.", opens=[May.LOAD_FIGURES], months=None, needed_from=TODAY,
        on=TODAY,
    )  # fmt: skip
    assert "Nobody there has both" in people["coordinator"].get(OVERVIEW).content.decode()
    loader = Person.objects.get(email="data-supplier@nhs.example")
    record(acting, person=loader.pk, handle=loader.handle, module="good-figures", done_on=TODAY, on=TODAY)
    assert remind_of_figures(max(TODAY, LAST_DAY + timedelta(days=1))) == 1  # late, and only one of them has it
    assert "are not all put forward" in people["loader"].get("/notices/").content.decode()
    assert "Nobody there has both" not in people["coordinator"].get(OVERVIEW).content.decode()


def test_the_overview_says_who_is_late_and_can_be_taken_to_a_spreadsheet(people: dict[str, Client]) -> None:
    signed_off(people, loaded(people, rows(*COUNTS, year=LAST), title="=HYPERLINK(1)"))
    late = max(0, (TODAY - LAST_DAY).days)
    page = people["coordinator"].get(OVERVIEW).content.decode()
    assert ("days late" in page) is (late > 1)
    assert "/indicators/entry/partners.csv" in page
    answer = people["coordinator"].get("/indicators/entry/partners.csv")
    assert answer["Content-Type"].startswith("text/csv")
    header, *lines = answer.content.decode().splitlines()
    assert header == "partner,indicator,theme,due_for,last_day,how_far,days_late,people_who_may_enter"
    rest = f"Health,{DUE},{LAST_DAY.isoformat()},{'late' if late else 'due'},{late},2"
    assert [line.split(",", 1)[1] for line in lines] == [f"'=HYPERLINK(1),{rest}", f"Adults who smoke,{rest}"]
    assert people["loader"].get("/indicators/entry/partners.csv").status_code == 403


def test_the_days_round_reminds_of_figures(people: dict[str, Client]) -> None:
    from joinedup.service.supplies.working import remind
    from joinedup.service.work.kinds import Work

    signed_off(people, loaded(people, rows(*COUNTS, year="Jan 2025"), title="Smokers each month"))
    work = Work("a", "a day", {}, "", None, "")
    assert int(str(remind(work, lambda *done: None)["told"])) >= 2
    assert "were to be entered by 29 April 2025" in people["loader"].get("/notices/").content.decode()
    assert remind(work, lambda *done: None)["told"] == 0
