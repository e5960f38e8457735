"""Residents: the code, what they see of themselves and of nobody else, and what they ask for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from attrs import evolve
from django.test import Client

from joinedup.engine.agreements.agreement import LegalAnswers
from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.made_up.found import ALONE, BORN, TWIN, VIEW, stocked
from tests.made_up.partnership import TODAY
from tests.made_up.people import enrolled, signed_in

CODE = re.compile(r"(?:[2-9B-Z]{3}-){7}[2-9B-Z]{3}")
REQUEST = {
    "kind": "access",
    "controllers": ["council"],
    "words": "All of it, please.",
    "name": "A Resident",
    "contact": "1 High Street",
}


def code_of(surname: str = ALONE, role: str = "coordinator", partner: str = "") -> str:
    """The code that somebody is given at the desk."""
    asked = {"surname": surname, "date_of_birth": BORN.isoformat(), "how": "passport"}
    page = signed_in(role, partner).post("/residents/code/", asked).content.decode()
    found = CODE.search(page)
    assert found, page
    return found.group()


def browser() -> Client:
    """Somebody with no account."""
    return Client(headers={"host": "127.0.0.1"})


def come_in(code: str, born: str = "31 3 1980", client: Client | None = None) -> Client:
    """A resident after they typed their code."""
    client = client or browser()
    client.post("/about-me/sign-in/", {"code": code, "date_of_birth": born})
    return client


def reads(client: Client, path: str = "/about-me/") -> str:
    """The page as text."""
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/residents/", "/residents/code/"])
def test_the_desk_is_for_those_who_serve_residents(installation: Home, path: str) -> None:
    stocked()
    for role in ROLES:
        assert signed_in(role, "council").get(path).status_code == (200 if role in ("ig-lead", "coordinator") else 403)


def test_a_resident_sees_what_is_held_and_shared_and_whoever_gave_the_code_does_not(installation: Home) -> None:
    from joinedup.service.gatehouse.queries import movements

    stocked()
    before = len(movements())
    asked = {"surname": ALONE, "date_of_birth": BORN.isoformat(), "how": "passport"}
    letter = signed_in("coordinator").post("/residents/code/", asked).content.decode()
    assert "A-3" not in letter
    assert "9990000018" not in letter
    made = movements()[before:]
    assert {row.allowed for row in made} == {True}
    assert all('"kind": "link"' in row.content and '"dataset": "index"' in row.content for row in made)
    found = CODE.search(letter)
    assert found
    page = reads(come_in(found.group()))
    assert "help a person in front of us" in page
    assert "NHS number" in page
    assert "9990000018" not in page


def test_nobody_is_told_apart_at_the_desk_from_somebody(installation: Home) -> None:
    stocked()
    page = reads(come_in(code_of("Stranger")))
    assert "You were found under no agreement" in page
    assert "More than one person" in reads(come_in(code_of(TWIN)))


def test_a_code_is_kept_as_a_hash_ends_and_locks(installation: Home) -> None:
    from joinedup.service.residents.models import SignInCode

    stocked()
    code = code_of()
    row = SignInCode.objects.get()
    assert row.expires_on == TODAY + timedelta(days=14)
    assert code.replace("-", "")[6:] not in row.hash
    assert come_in(code, "30 3 1980").get("/about-me/").status_code == 302
    for _ in range(4):
        come_in(code, "30 3 1980")
    assert come_in(code).get("/about-me/").status_code == 302, "locked after five wrong tries"
    again = code_of()
    assert come_in(again).get("/about-me/").status_code == 200
    SignInCode.objects.filter(ended=False).update(tries=0)
    assert come_in(code).get("/about-me/").status_code == 302, "an earlier code has ended"


def test_an_old_code_does_not_open(installation: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.residents import actions

    stocked()
    code = code_of()
    monkeypatch.setattr(actions, "today", lambda: TODAY + timedelta(days=15))
    assert come_in(code).get("/about-me/").status_code == 302


def test_too_many_wrong_codes_from_one_place_shut_it(installation: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.residents import queries

    monkeypatch.setattr(queries, "WRONG_TRIES", 3)
    stocked()
    code = code_of()
    for _ in range(3):
        come_in("222-222-222-222-222-222-222-222")
    assert come_in(code).get("/about-me/").status_code == 302


def test_the_session_is_the_residents_alone_and_ends(installation: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.residents import session

    stocked()
    code = code_of()
    staff = signed_in("practitioner", "council")
    come_in(code, client=staff)
    assert staff.get("/about-me/").status_code == 200
    assert staff.get("/look-up/").status_code == 302, "whoever was signed in is signed out"
    now = session.time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + 31 * 60)
    assert staff.get("/about-me/").status_code == 302


def test_who_looked_is_shown_to_that_person_only_and_a_deferred_look_up_from_its_day(
    installation: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joinedup.service.lookups.models import LookUp
    from joinedup.service.residents import views

    stocked()
    asked = {"surname": ALONE, "date_of_birth": BORN.isoformat(), "under": "A-3|0"}
    for reason in ("a first visit", "a fraud inquiry"):
        signed_in("practitioner", "council").post("/look-up/", {**asked, "reason": reason})
    until = TODAY + timedelta(days=9)
    number = LookUp.objects.get(reason="a fraud inquiry").pk
    later = {"later": "yes", "later-until": until.isoformat(), "later-reason": "it would be known"}
    signed_in("ig-lead", "council").post(f"/look-ups-to-review/{number}/", later)
    page = reads(come_in(code_of()))
    assert "a first visit" in page
    assert "Practitioner, Council" in page
    assert "person-" not in page
    assert "a fraud inquiry" not in page
    other = reads(come_in(code_of("Sheltered")))
    assert "a first visit" not in other
    resident = come_in(code_of())
    monkeypatch.setattr(views, "today", lambda: until)
    assert "a fraud inquiry" in reads(resident)


def test_a_request_goes_to_its_controller_with_its_clock(installation: Home) -> None:
    from joinedup.service.notices.queries import notices
    from joinedup.service.residents.clock import months_after
    from joinedup.service.residents.models import RightsRequest

    stocked()
    lead = enrolled("ig-lead", "council")
    resident = come_in(code_of())
    assert resident.post("/about-me/ask/", {**REQUEST, "controllers": ["school"]}).status_code == 200, "not theirs"
    assert resident.post("/about-me/ask/", REQUEST).status_code == 302
    assert len(notices(lead)) == 1
    path = f"/residents/requests/{RightsRequest.objects.get().pk}/"
    assert signed_in("ig-lead", "nhs").get(path).status_code == 404
    mine = signed_in("ig-lead", "council")
    due = months_after(TODAY, 1)
    said = f"{due.day} {due:%B %Y}"
    assert said in reads(mine, "/residents/")
    assert "All of it, please." in reads(mine, path)
    watching = reads(signed_in("coordinator"), path)
    assert said in watching
    assert "All of it, please." not in watching
    assert said in reads(resident)
    step = {"step": "clarification-asked", "on": TODAY.isoformat(), "words": "Which years?", "seen": "0"}
    assert mine.post(path, step).status_code == 302
    assert "Somebody else changed this" in mine.post(path, {**step, "step": "granted"}).content.decode()
    assert "Which years?" in reads(resident)
    assert said not in reads(resident)
    assert signed_in("coordinator").post(path, {**step, "seen": "1"}).status_code == 200, "answers are the controller's"
    assert RightsRequest.objects.get().steps.count() == 1


def test_an_access_request_about_pseudonymised_data_is_accepted(installation: Home) -> None:
    from joinedup.service.residents.models import RightsRequest

    legal = LegalAnswers("cda-1998-s115", "public-task", "legal-duty", "health-or-social-care", "unlawful-acts")
    stocked(evolve(VIEW, sharing_type=2, legal=legal, recipients=("council",), why_not_lower="Counts do not link."))
    resident = come_in(code_of())
    assert "it is still your personal data" in reads(resident)
    assert resident.post("/about-me/ask/", REQUEST).status_code == 302
    assert RightsRequest.objects.get().controller == "council"


def test_a_lapsed_agreement_is_not_searched(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.gatehouse.queries import movements

    stocked()
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    assert "You were found under no agreement" in reads(come_in(code_of()))
    assert movements()[-1].allowed is False


def test_everything_holds_and_no_page_asks_the_database_too_often(installation: Home) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    stocked()
    resident = come_in(code_of())
    resident.post("/about-me/ask/", REQUEST)
    for client, path in (
        (resident, "/about-me/"), (resident, "/about-me/ask/"), (signed_in("ig-lead", "council"), "/residents/"),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 30, path
    assert list(findings(gate())) == []


def test_a_residents_pages_are_in_welsh_too(installation: Home) -> None:
    import ast
    from pathlib import Path

    from django.utils.translation import gettext, override

    import joinedup.service.residents as part

    folder = Path(part.__file__).parent
    said: set[str] = set()
    for name in ("sign-in", "about-me", "ask"):
        text = (folder / "jinja2" / "residents" / f"{name}.html").read_text(encoding="utf-8")
        said |= set(re.findall(r'\b_\("([^"]+)"', text))
    for node in ast.walk(ast.parse((folder / "forms.py").read_text(encoding="utf-8"))):
        # forms of the desk, which are in English, stand below the resident's
        if isinstance(node, ast.ClassDef) and node.name in ("SignInForm", "AskForm"):
            said |= {
                str(call.args[0].value)
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "gettext_lazy"
                and isinstance(call.args[0], ast.Constant)
            }  # fmt: skip
    assert len(said) > 40
    with override("cy"):
        assert [words for words in sorted(said) if gettext(words) == words] == []
    stocked()
    resident = come_in(code_of())
    resident.post("/language/", {"language": "cy", "next": "/about-me/"})
    page = reads(resident)
    assert "Beth a gedwir ac a rennir amdanoch" in page
    assert "Tan:" in page
