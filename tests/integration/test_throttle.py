"""One address may ask so often at doors that are open to everybody, and no oftener; others are not held up by it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from joinedup.service.project.home import Home
from tests.made_up.people import signed_in

LIMIT = 30


@pytest.fixture
def limited(installation: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    from django.conf import settings
    from django.core.cache import caches

    caches["addresses"].clear()
    monkeypatch.setattr(settings, "PUBLIC_A_MINUTE", LIMIT)
    return installation


def _visitor(address: str = "192.0.2.1") -> Client:
    return Client(headers={"host": "127.0.0.1"}, REMOTE_ADDR=address)


def _until_refused(visitor: Client, path: str = "/catalogue/") -> HttpResponse:
    for _ in range(2 * LIMIT + 1):  # a minute may turn meanwhile
        answer = visitor.get(path)
        if answer.status_code != 200:
            break
    return answer


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_an_address_that_asks_too_often_is_told_how_long_to_wait_and_others_are_served(limited: Home) -> None:
    answer = _until_refused(_visitor())
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert f"Wait {answer['Retry-After']} second" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    for path in ("/catalogue/none/file.csv", "/indicators/none/embed/", "/about-me/sign-in/", "/help/"):
        assert _visitor().get(path).status_code == 429, path  # one count for all of them
    assert _visitor("192.0.2.2").get("/catalogue/").status_code == 200
    analyst = signed_in("analyst", "council")
    analyst.defaults["REMOTE_ADDR"] = "192.0.2.1"
    assert analyst.get("/catalogue/").status_code == 200


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_resident_who_reads_welsh_is_told_in_welsh(limited: Home) -> None:
    visitor = _visitor("192.0.2.3")
    visitor.post("/language/", {"language": "cy", "next": "/about-me/sign-in/"})
    answer = _until_refused(visitor, "/about-me/sign-in/")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert '<html lang="cy"' in page
    assert "Gormod o geisiadau" in page
    assert f"Arhoswch {answer['Retry-After']} eiliad" in page
    assert "Wait" not in page


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_press_day_from_many_addresses_is_served(limited: Home) -> None:
    for number in range(2 * LIMIT):
        assert _visitor(f"198.51.100.{number}").get("/catalogue/").status_code == 200


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_proxy_on_this_machine_is_believed_and_nobody_else(limited: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from joinedup.service.authorization.throttle import address_of

    def seen(remote: str, forwarded: str = "") -> str:
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))

    assert seen("127.0.0.1", "192.0.2.9") == "127.0.0.1"  # no proxy is set up here
    monkeypatch.setattr(settings, "ADDRESS", "https://share.example.org")
    assert seen("127.0.0.1", "203.0.113.5, 192.0.2.9") == "192.0.2.9"  # the last: what the proxy itself saw
    assert seen("::1", "192.0.2.9") == "192.0.2.9"
    assert seen("198.51.100.7", "192.0.2.9") == "198.51.100.7"
    assert seen("127.0.0.1") == "127.0.0.1"
    assert seen("127.0.0.1", "2001:db8:1:2::7") == seen("127.0.0.1", "2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert seen("127.0.0.1", "::ffff:192.0.2.9") == "192.0.2.9"
    assert seen("127.0.0.1", "nonsense") == "nonsense"
