"""Search finds what somebody may know of and nobody's name; standing in; dates that come near; what was destroyed."""

from __future__ import annotations

from datetime import timedelta

from joinedup.service.project.home import Home
from tests.made_up.partnership import AGREEMENT, TODAY, Partnership, discussed, receive
from tests.made_up.people import enrolled, signed_in


def test_search_finds_an_agreement_by_any_word_of_it_and_only_for_its_parties(installation: Home) -> None:
    partnership = Partnership("council", "nhs", "police")
    partnership.protocol()
    partnership.propose()
    ours = signed_in("ig-lead", "council")
    for words in (AGREEMENT.title, AGREEMENT.reference, AGREEMENT.purposes[0].split()[-1]):
        assert f"/agreements/{AGREEMENT.reference}/" in ours.get("/search/", {"words": words}).content.decode(), words
    theirs = signed_in("ig-lead", "police").get("/search/", {"words": AGREEMENT.title}).content.decode()
    assert f"/agreements/{AGREEMENT.reference}/" not in theirs
    assert "0 things fit" in ours.get("/search/", {"words": "zebra"}).content.decode()
    assert ours.get("/search/", {"words": "\0%' --"}).status_code == 200
    assert "/guidance/" in ours.get("/search/", {"words": "consent"}).content.decode()
    assert "/indicators/?words=fuel%20poverty" in ours.get("/search/", {"words": "fuel poverty"}).content.decode()


def test_an_officer_lets_a_colleague_stand_in_until_a_day_and_takes_it_back(installation: Home) -> None:
    from joinedup.service.accounts.queries import members

    Partnership("council", "nhs")
    enrolled("analyst", "council")
    enrolled("analyst", "nhs")
    dpo = signed_in("dpo", "council")
    told = {"email": "analyst@council.example", "until": (TODAY + timedelta(days=7)).isoformat()}
    for wrong in (
        {"email": "analyst@nhs.example"}, {"email": "dpo@council.example"}, {"email": "who@x.org"},
        {"until": "2001-01-01"},
    ):  # fmt: skip
        answer = dpo.post("/stand-in/", {**told, **wrong})
        assert answer.status_code == 200
        assert b"There is a problem" in answer.content, wrong
    assert dpo.post("/stand-in/", told).status_code == 302
    stands = [m for m in members("council") if m.role == "dpo" and m.ends]
    assert [(m.email, m.ends) for m in stands] == [("analyst@council.example", TODAY + timedelta(days=7))]
    taker = signed_in("dpo", "council")  # the officer's own session again, to end it
    assert b"Take it back" in taker.get("/stand-in/").content
    assert taker.post("/stand-in/", {"end": str(stands[0].membership)}).status_code == 302
    assert [m for m in members("council") if m.role == "dpo" and m.ends] == []
    assert taker.post("/stand-in/", {"end": str(stands[0].membership)}).status_code == 404


def test_who_stands_in_passes_it_to_nobody(installation: Home) -> None:
    from joinedup.service.accounts.actions import give_role
    from joinedup.service.accounts.models import Person

    Partnership("council", "nhs")
    client = signed_in("analyst", "council")
    person = Person.objects.get(email="analyst@council.example")
    row = give_role(by="dpo", person=person, role="dpo", partner="council", ends=TODAY + timedelta(days=7))
    assert client.post("/role/", {"role": str(row.pk)}).status_code == 302
    assert client.get("/agreements/").status_code == 200
    assert client.get("/stand-in/").status_code == 404


def test_each_party_is_told_once_that_a_review_comes_near(installation: Home) -> None:
    from joinedup.service.agreements.reminding import remind_of_dates
    from joinedup.service.notices.queries import notices

    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose()
    partnership.sign()
    lead = enrolled("ig-lead", "nhs")
    near = AGREEMENT.review_due - timedelta(days=30)
    assert remind_of_dates(AGREEMENT.review_due - timedelta(days=90)) == 0
    assert remind_of_dates(near) >= 1
    assert remind_of_dates(near + timedelta(days=1)) == 0
    assert any("review is due" in one.words for one in notices(lead))


def test_whoever_is_waited_for_past_the_day_is_told(installation: Home) -> None:
    from joinedup.service.agreements.models import AgreementVersion
    from joinedup.service.agreements.reminding import remind_of_dates
    from joinedup.service.notices.queries import notices

    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose()
    chief = enrolled("signatory", "nhs")
    day = AgreementVersion.objects.get().sign_by
    assert remind_of_dates(day) == 0
    assert remind_of_dates(day + timedelta(days=1)) >= 1
    assert any("it waits for you" in one.words for one in notices(chief))


def test_what_was_destroyed_can_be_proved(installation: Home) -> None:
    from joinedup.service.audit.queries import last_link
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.supplies.models import Supply

    discussed()
    receive()
    row = Supply.objects.get()
    client = signed_in("ig-lead", "nhs")
    page = f"/agreements/{row.agreement}/held/"
    assert row.name in client.get(page).content.decode()
    assert client.get(page, {"form": "json"}).json()["destroyed"] == []
    destroy(gate(), name=row.name, by="nhs", reason="It is not needed any more.")
    assert "Destroyed" in client.get(page).content.decode()
    proof = client.get(page, {"form": "json"}).json()
    end = last_link()
    assert end is not None
    assert proof["chain"] == {"sequence": end.sequence, "hash": end.hash}
    assert proof["destroyed"][0]["event_hash"] == end.hash
    assert signed_in("ig-lead", "police").get(page).status_code == 404
