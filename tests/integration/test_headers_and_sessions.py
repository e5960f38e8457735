"""What every answer carries, and sessions that end: OWASP ASVS 5, chapters V3 and V7."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in


@pytest.mark.parametrize("path", ["/account/login/", "/initiatives/", "/nowhere/", "/api/docs", "/about-me/sign-in/"])
def test_no_page_may_run_or_show_what_is_not_ours(installation: Home, path: str) -> None:
    answer = signed_in("coordinator").get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for word in ("unsafe-inline", "unsafe-eval", "http:", "*"):
        assert word not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_session_ends_after_an_hour_without_a_click_and_with_the_browser(installation: Home) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    Partnership("council")
    client = signed_in("ig-lead", "council")
    assert client.get("/agreements/").status_code == 200
    kept = Session.objects.get()
    assert timedelta(minutes=59) < kept.expire_date - timezone.now() <= timedelta(hours=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/agreements/")["Location"].startswith("/account/login/")


def test_a_click_begins_the_hour_anew_until_the_day_is_over(installation: Home) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from joinedup.service.accounts.sessions import BEGAN, LONGEST, SEEN

    Partnership("council")
    client = signed_in("ig-lead", "council")
    client.get("/agreements/")
    session = client.session
    session[SEEN] -= 301
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    assert client.get("/agreements/").status_code == 200
    assert Session.objects.get().expire_date - timezone.now() > timedelta(minutes=59)
    session = client.session
    session[BEGAN] -= LONGEST + 1
    session.save()
    assert client.get("/agreements/")["Location"].startswith("/account/login/")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(installation: Home) -> None:
    from django.conf import settings

    answer = Client(headers={"host": "127.0.0.1"}).get("/account/login/")
    for cookie in answer.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in ("Lax", "Strict"), cookie.key
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE


def test_signing_in_again_takes_a_new_session(installation: Home) -> None:
    """A session that somebody planted before is not the one that is signed in."""
    from django.conf import settings

    Partnership("council")
    client = Client(headers={"host": "127.0.0.1"})
    client.get("/account/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = (
        client.cookies[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in client.cookies else ""
    )
    from joinedup.service.accounts.models import Person

    signed_in("ig-lead", "council")
    client.force_login(
        Person.objects.get(email="ig-lead@council.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_request_for_another_host_is_refused(installation: Home) -> None:
    assert Client(headers={"host": "evil.example"}).get("/account/login/").status_code == 400
