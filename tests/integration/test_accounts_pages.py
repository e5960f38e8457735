"""Joiners, movers, leavers, guests, and the second factor: each in a browser's steps without a browser."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.people import signed_in

PASSWORD = "four-words-long-enough"


def _invited(client: Client, **changed: str) -> str:
    told = {"name": "Jo Iner", "email": "jo@nhs.example", "role": "ig-lead", "partner": "nhs", **changed}
    page = client.post("/people/", told).content.decode()
    assert "is invited" in page, page
    return page.split("http://127.0.0.1")[1].split("<")[0]


def test_an_invited_person_comes_in_once_by_their_link(installation: Home) -> None:
    Partnership("council", "nhs")
    address = _invited(signed_in("coordinator"))
    stranger = Client(headers={"host": "127.0.0.1"})
    assert stranger.get(address).status_code == 200
    weak = stranger.post(address, {"name": "Jo", "password": "password1234"})
    assert weak.status_code == 200
    assert b"There is a problem" in weak.content
    assert stranger.post(address, {"name": "Jo Iner", "password": PASSWORD}).status_code == 302
    assert Client(headers={"host": "127.0.0.1"}).get(address).status_code == 409


def test_without_a_second_factor_nothing_else_can_be_done(installation: Home) -> None:
    Partnership("council", "nhs")
    address = _invited(signed_in("coordinator"))
    jo = Client(headers={"host": "127.0.0.1"})
    jo.post(address, {"name": "Jo Iner", "password": PASSWORD})
    for path in ("/agreements/", "/audit/", "/notices/"):
        assert jo.get(path)["Location"] == "/account/2fa/"
    assert jo.get("/account/2fa/").status_code == 200
    assert jo.get("/me/").status_code == 200


def test_a_guest_of_a_small_partner_has_no_lesser_rights_until_their_day(installation: Home) -> None:
    from joinedup.service.accounts.models import Membership

    Partnership("council", "nhs")
    address = _invited(signed_in("coordinator"), role="signatory", guest="on")
    guest = Client(headers={"host": "127.0.0.1"})
    assert guest.get(address).status_code == 200
    assert guest.get("/agreements/").status_code == 302  # opening the link alone signs nobody in
    assert guest.post(address).status_code == 302
    assert guest.get("/agreements/").status_code == 200
    assert guest.get("/signing-key/").status_code == 200
    Membership.objects.filter(role="signatory").update(ends=TODAY - timedelta(days=1))
    assert guest.get("/agreements/")["Location"] == "/role/"
    assert Client(headers={"host": "127.0.0.1"}).get(address).status_code == 409


def test_nobody_gives_what_is_not_theirs_to_give(installation: Home) -> None:
    Partnership("council", "nhs")
    coordinator = signed_in("coordinator")
    told = {"name": "Jo", "email": "jo@nhs.example", "role": "administrator", "partner": ""}
    assert b"is invited" not in coordinator.post("/people/", told).content
    own = {"name": "Me", "email": "coordinator@partnership.example", "role": "auditor", "partner": ""}
    assert coordinator.post("/people/", own).status_code == 409
    administrator = signed_in("administrator")
    other = {"name": "Jo", "email": "jo@nhs.example", "role": "practitioner", "partner": "nhs"}
    assert b"is invited" not in administrator.post("/people/", other).content


def test_who_leaves_is_out_with_their_next_click_and_signs_no_more(installation: Home) -> None:
    from joinedup.service.accounts.actions import make_key
    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.queries import members
    from joinedup.service.partners.queries import may_sign_now

    Partnership("council", "nhs")
    leaving = signed_in("signatory", "nhs")
    person = Person.objects.get(email="signatory@nhs.example")
    public = make_key(by="x", person=person, partner="nhs", phrase="a phrase that is long enough")
    assert leaving.get("/agreements/").status_code == 200
    number = next(m.membership for m in members() if m.person == person.pk)
    assert signed_in("coordinator").post(f"/people/{number}/end/", {"what": "leave"}).status_code == 302
    assert leaving.get("/agreements/").status_code == 302
    assert not may_sign_now("nhs", public)


def test_five_wrong_passwords_lock_out_and_say_nothing_of_who_is_known(installation: Home) -> None:
    Partnership("council", "nhs")
    address = _invited(signed_in("coordinator"))
    Client(headers={"host": "127.0.0.1"}).post(address, {"name": "Jo Iner", "password": PASSWORD})
    stranger = Client(headers={"host": "127.0.0.1"})
    said = set()
    for email in ("jo@nhs.example", "nobody@nhs.example"):
        answer = stranger.post("/account/login/", {"login": email, "password": "wrong-wrong-wrong"})
        said.add(answer.content.decode().split("govuk-error-summary")[1][:900].replace(email, ""))
    assert len(said) == 1
    for _ in range(5):
        answer = stranger.post("/account/login/", {"login": "jo@nhs.example", "password": "wrong-wrong-wrong"})
    assert b"Too many tries" in answer.content
    right = stranger.post("/account/login/", {"login": "jo@nhs.example", "password": PASSWORD})
    assert b"Too many tries" in right.content


def test_nobody_signs_up_by_themselves(installation: Home) -> None:
    told = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    Client(headers={"host": "127.0.0.1"}).post("/account/signup/", told)
    from joinedup.service.accounts.models import Person

    assert not Person.objects.filter(email="eve@example.org").exists()
