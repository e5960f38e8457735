"""Looking a person up: who may, what is shown and kept, emergencies, consents, and people kept out of sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from django.test import Client

from joinedup.engine.agreements.agreement import LegalAnswers
from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.made_up.found import ALONE, BORN, HIDDEN, TWIN, VIEW, stocked
from tests.made_up.partnership import TODAY
from tests.made_up.people import enrolled, signed_in

ASKED = {"date_of_birth": "31/03/1980", "reason": "in front of me", "under": "A-3|0"}
PAGES = {
    "/look-up/": {"practitioner", "service-manager"},
    "/my-look-ups/": {"practitioner", "service-manager"},
    "/consents/": {"practitioner", "service-manager"},
    "/look-ups-to-review/": {"service-manager", "ig-lead"},
    "/kept-out-of-sight/": {"ig-lead"},
}
EXPLAINED = "The person is unconscious and needs their medication."


def looks(client: Client, surname: str = ALONE, **more: str) -> str:
    """What somebody reads after a look-up."""
    return client.post("/look-up/", {**ASKED, "surname": surname, **more}).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_for_its_roles_only(installation: Home, path: str) -> None:
    stocked()
    for role in ROLES:
        status = signed_in(role, "council").get(path).status_code
        assert status == (200 if role in PAGES[path] else 403), role


def test_one_person_is_shown_with_why_and_the_look_up_is_kept(installation: Home) -> None:
    stocked()
    client = signed_in("practitioner", "council")
    answer = client.post("/look-up/", {**ASKED, "surname": ALONE})
    shown = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "9990000018" in shown
    assert "9990000026" not in shown
    assert "help a person in front of us" in shown
    assert "in front of me" in shown
    mine = client.get("/my-look-ups/").content.decode()
    assert "client-alone" in mine
    assert ALONE not in mine
    assert "A-3|0" in client.get("/look-up/").content.decode()


def test_nobody_and_several_are_said_in_words_that_show_nobody(installation: Home) -> None:
    stocked()
    client = signed_in("practitioner", "council")
    assert "Nobody found" in looks(client, "Stranger")
    several = looks(client, TWIN)
    assert "More than one person fits" in several
    assert "9990000026" not in several
    assert "client-twin-1" not in several


def test_a_reason_is_asked_for(installation: Home) -> None:
    stocked()
    assert "Say why you look this person up now" in looks(signed_in("practitioner", "council"), reason="")


def test_other_partners_and_lapsed_agreements_show_nobody(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend

    stocked()
    other = signed_in("practitioner", "school")
    assert "9990000018" not in looks(other)
    assert "A-3" not in other.get("/look-up/").content.decode()
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    mine = signed_in("practitioner", "council")
    page = mine.get("/look-up/").content.decode()
    assert "cannot look anybody up today" in page
    assert "suspended" in page
    assert "9990000018" not in looks(mine)


def test_an_emergency_is_explained_told_and_reviewed_by_somebody_else(installation: Home) -> None:
    from joinedup.service.lookups.models import LookUp
    from joinedup.service.notices.queries import notices

    stocked()
    manager, lead = enrolled("service-manager", "council"), enrolled("ig-lead", "council")
    asking = signed_in("service-manager", "council")
    assert "in a sentence" in looks(asking, emergency="on", explanation="urgent")
    assert "9990000018" in looks(asking, emergency="on", explanation=EXPLAINED)
    assert not notices(manager)
    assert len(notices(lead)) == 1
    number = LookUp.objects.get(emergency=True).pk
    path = f"/look-ups-to-review/{number}/"
    said = {"justified": "no", "words": "The ward could have been asked."}
    assert "own look-up" in asking.post(path, said).content.decode()
    assert signed_in("ig-lead", "nhs").get(path).status_code == 404
    reviewer = signed_in("ig-lead", "council")
    listed = reviewer.get("/look-ups-to-review/").content.decode()
    assert EXPLAINED in listed
    assert "A service-manager (Service manager, council)" in listed
    assert reviewer.post(path, said).status_code == 302
    assert "somebody has reviewed it" in reviewer.post(path, said).content.decode()
    assert "Not justified" in asking.get("/my-look-ups/").content.decode()


def test_the_database_itself_lets_nobody_review_themselves(installation: Home) -> None:
    from django.db import IntegrityError
    from django.utils import timezone

    from joinedup.service.lookups.models import LookUp, Review

    stocked()
    looks(signed_in("practitioner", "council"), emergency="on", explanation=EXPLAINED)
    row = LookUp.objects.get()
    with pytest.raises(IntegrityError):
        Review.objects.create(
            look_up=row, at=timezone.now(), person=row.person, looked=row.person, by="me", justified=True, words="yes"
        )


def test_somebody_kept_out_of_sight_is_like_nobody_and_the_lead_is_told_once(installation: Home) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from joinedup.service.lookups.actions import alert
    from joinedup.service.lookups.models import LookUp
    from joinedup.service.notices.queries import notices

    stocked()
    lead = enrolled("ig-lead", "council")
    assert "9990000042" in looks(signed_in("practitioner", "council"), HIDDEN)
    person = {"surname": HIDDEN, "date_of_birth": BORN.isoformat(), "reason": "at risk from a colleague"}
    assert signed_in("ig-lead", "council").post("/kept-out-of-sight/", person).status_code == 302
    client = signed_in("practitioner", "council")
    with CaptureQueriesContext(connection) as hidden:
        first = looks(client, HIDDEN)
    with CaptureQueriesContext(connection) as nobody:
        second = looks(client, "Stranger")
    assert first.split("<main")[1].split("</main>")[0] == second.split("<main")[1].split("</main>")[0]
    assert len(hidden) == len(nobody)
    assert "client-hidden" not in client.get("/my-look-ups/").content.decode().split("Nobody found")[1]
    said = {
        "date_of_birth": BORN.isoformat(), "agreement": "A-3", "on": TODAY.isoformat(), "how": "a form", "given": "yes",
    }  # fmt: skip
    with CaptureQueriesContext(connection) as hidden:
        client.post("/consents/", {**said, "surname": HIDDEN})
    with CaptureQueriesContext(connection) as nobody:
        client.post("/consents/", {**said, "surname": "Stranger"})
    assert len(hidden) == len(nobody)
    row = LookUp.objects.filter(client="client-hidden").first()
    assert row is not None
    assert alert(row.pk) is True
    assert alert(row.pk) is False
    assert len(notices(lead)) == 1
    emergency = looks(client, HIDDEN, emergency="on", explanation=EXPLAINED)
    assert "Nobody found" in emergency


def test_where_the_agreement_rests_on_consent_the_last_word_counts(installation: Home) -> None:
    legal = LegalAnswers("care-act-2014-s6", "consent", "consent")
    stocked(evolve(VIEW, legal=legal))
    client = signed_in("practitioner", "council")
    assert "consent" in looks(client)
    assert "9990000018" not in looks(client)
    said = {
        "surname": ALONE, "date_of_birth": BORN.isoformat(), "agreement": "A-3", "on": TODAY.isoformat(),
        "how": "signed form",
    }  # fmt: skip
    assert "9990000018" in looks(client, emergency="on", explanation=EXPLAINED)
    assert client.post("/consents/", {**said, "given": "yes"}).status_code == 302
    assert "9990000018" in looks(client)
    assert client.post("/consents/", {**said, "given": "no"}).status_code == 302
    assert "9990000018" not in looks(client)
    assert "9990000018" not in looks(client, emergency="on", explanation=EXPLAINED)


def test_a_list_cannot_be_gone_through(installation: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.lookups import queries
    from joinedup.service.notices.queries import notices

    monkeypatch.setattr(queries, "MOST_AN_HOUR", 3)
    stocked()
    manager = enrolled("service-manager", "council")
    client = signed_in("practitioner", "council")
    for _ in range(3):
        assert "Nobody found" in looks(client, "Stranger")
    assert "9990000018" not in looks(client)
    assert len(notices(manager)) == 1
    assert "in the last hour" in signed_in("service-manager", "council").get("/look-ups-to-review/").content.decode()


def test_a_look_up_is_put_off_by_the_lead_only_and_kept_whole(installation: Home) -> None:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.lookups.models import Deferral, LookUp

    stocked()
    looks(signed_in("practitioner", "council"))
    path = f"/look-ups-to-review/{LookUp.objects.get().pk}/"
    asked = {"later": "yes", "later-until": (TODAY + timedelta(days=9)).isoformat(), "later-reason": "a fraud inquiry"}
    assert signed_in("service-manager", "council").post(path, asked).status_code != 302
    assert signed_in("ig-lead", "council").post(path, asked).status_code == 302
    assert Deferral.objects.count() == 1
    assert list(findings(gate())) == []


def test_no_page_asks_the_database_too_often(installation: Home) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    stocked()
    looks(signed_in("practitioner", "council"), emergency="on", explanation=EXPLAINED)
    for path, roles in PAGES.items():
        client = signed_in(sorted(roles)[0], "council")
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) <= 30, path


def test_who_has_withdrawn_looks_nobody_up_and_the_others_are_told_to_link_again(installation: Home) -> None:
    from joinedup.service.agreements.actions import withdraw

    stocked()
    withdraw(by="nhs", reference="A-3", partner="nhs", on=TODAY)
    theirs = signed_in("practitioner", "nhs").get("/look-up/").content.decode()
    assert "nhs has withdrawn from it." in theirs
    ours = signed_in("practitioner", "council").get("/look-up/").content.decode()
    assert "links again" in ours
    assert "9990000018" not in looks(signed_in("practitioner", "council"))
