"""A person is found misspelt or in part, behind the gate; nothing of anybody is told before they are chosen."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.integration.test_ids_stay import TERMS, made_up, sent
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.people import signed_in

PERSON = made_up(120).row(11, named=True)
BORN = PERSON["date_of_birth"]
ASKED = {"reason": "in front of me", "under": "A-3|0"}


@pytest.fixture
def linked(installation: Home) -> Partnership:
    """120 people of one partner, linked."""
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies
    from joinedup.service.project.secret import secret

    made = Partnership("council", "nhs")
    made.protocol()
    made.propose(TERMS)
    made.sign(TERMS)
    sent("nhs", "community", made_up(120), "1")
    link_supplies(gate(), by="host", agreement=TERMS, postcode_lookup={}, secret=secret("index A-3"), name="a-3-index")
    return made


def asked(client: Client, **told: Any) -> str:
    """What somebody reads who asks for a person."""
    return client.post("/look-up/", {**ASKED, **told}).content.decode()


def test_typed_right_shows_the_person_at_once(linked: Partnership) -> None:
    client = signed_in("practitioner", "council")
    page = asked(client, surname=PERSON["surname"], date_of_birth=BORN.isoformat())
    assert "One person" in page
    assert PERSON["forename"] in page
    by_postcode = asked(client, surname=PERSON["surname"], postcode=PERSON["postcode"].lower().replace(" ", ""))
    assert PERSON["forename"] in by_postcode


def test_typed_nearly_right_tells_what_fits_and_nothing_else_until_one_is_chosen(linked: Partnership) -> None:
    from joinedup.service.lookups.models import LookUp

    client = signed_in("practitioner", "council")
    typed = {"surname": PERSON["surname"][:-1] + "x", "date_of_birth": BORN.isoformat()}
    page = asked(client, **typed)
    assert "Is one of these meant?" in page
    for told in (PERSON["forename"], PERSON["surname"], PERSON["postcode"]):
        assert told not in page.split("<fieldset")[1], "nothing of the person is told"
    pick = re.findall(r'name="picked" type="radio" value="([^"]+)"', page)[0]
    chosen = asked(client, **typed, picked=pick)
    assert PERSON["surname"] in chosen
    assert [row.outcome for row in LookUp.objects.order_by("id")] == ["several", "found"]


def test_a_choice_counts_for_whoever_was_offered_it_and_for_its_own_question_only(linked: Partnership) -> None:
    client = signed_in("practitioner", "council")
    typed = {"surname": PERSON["surname"][:-1] + "x", "date_of_birth": BORN.isoformat()}
    pick = re.findall(r'name="picked" type="radio" value="([^"]+)"', asked(client, **typed))[0]
    colleague = asked(signed_in("service-manager", "council"), **typed, picked=pick)
    assert "Is one of these meant?" in colleague
    other = made_up(120).row(50, named=True)
    elsewhere = asked(client, surname=other["surname"], date_of_birth=other["date_of_birth"].isoformat(), picked=pick)
    assert "Nobody found" in elsewhere
    assert "Is one of these meant?" in asked(client, **typed, picked=pick + "x")


def test_somebody_kept_out_of_sight_is_not_even_nearly_found(linked: Partnership) -> None:
    from joinedup.service.lookups.models import LookUp, SafetyMarker

    client = signed_in("practitioner", "council")
    asked(client, surname=PERSON["surname"], date_of_birth=BORN.isoformat())
    hidden = LookUp.objects.get(outcome="found").client
    SafetyMarker.objects.create(
        agreement="A-3", key="k", client=hidden, person=1, by="lead", partner="nhs", reason="risk", set_on=TODAY
    )
    for typed in (PERSON["surname"], PERSON["surname"][:-1] + "x"):
        page = asked(client, surname=typed, date_of_birth=BORN.isoformat())
        assert "Nobody found" in page


def test_too_little_is_asked_for_again(linked: Partnership) -> None:
    client = signed_in("practitioner", "council")
    assert "Enter two of these" in asked(client, surname=PERSON["surname"])
    assert "Enter two of these" in asked(client)
    assert "Enter a date of birth in the past" in asked(
        client, surname="Any", date_of_birth=date(2999, 1, 1).isoformat()
    )


def test_the_search_goes_when_the_index_is_destroyed_and_the_chain_is_whole(linked: Partnership) -> None:
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.supplies.held import held

    assert list(findings(gate())) == []
    destroy(gate(), name="a-3-index", by="lead", reason="over")
    gone = {one.what: one.destroyed_on for one in held("A-3")}
    assert gone["index"] == gone["search"] == TODAY
    assert gone["community"] is None
    assert list(findings(gate())) == []
