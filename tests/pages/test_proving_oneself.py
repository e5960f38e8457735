"""Coming in: by a passkey, by the partner's own OpenID Connect, never as a stranger; and notices by real e-mail."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import Visitor, free_port, served, visiting
from tests.pages.test_from_nothing import PASSWORD, activates_app, one_time_code


def _enrolled(home: Path, email: str, role: str, *more: str) -> None:
    password = home.parent / "password"
    password.write_text(f"{PASSWORD}\n", encoding="utf-8")
    words = ["enrol", email, "--name", "Somebody", "--role", role, *more, "--password-file", str(password)]
    subprocess.run([sys.executable, "-m", "joinedup.cli", *words, "--home", str(home)], check=True, capture_output=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of an installation that is not a demonstration."""
    return tmp_path / "home"


def _signs_in(visitor: Visitor, email: str) -> None:
    page = visitor.goes("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/2fa/**")


def test_a_passkey_is_added_and_lets_its_owner_in(browser: Browser, place: Path) -> None:
    with served(place) as address:
        _enrolled(place, "first@example.org", "coordinator")
        named = address.replace("127.0.0.1", "localhost")  # passkeys belong to a name, never to a number
        with visiting(browser, named) as visitor:
            page = visitor.page
            machine = page.context.new_cdp_session(page)
            machine.send("WebAuthn.enable")
            options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                       "hasUserVerification": True, "isUserVerified": True}  # fmt: skip
            machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
            _signs_in(visitor, "first@example.org")
            visitor.accessible()
            visitor.picture("prove-that-it-is-you")
            page.get_by_role("link", name="Add a passkey").click()
            page.fill("input[name=name]", "My telephone")
            page.check("input[name=passwordless]")
            visitor.accessible()
            page.click("#mfa_webauthn_add")
            page.wait_for_url(re.compile("recovery-codes|/2fa/$|/webauthn/$"))
            visitor.goes("/account/2fa/webauthn/")
            visitor.goes("/initiatives/")
            page.get_by_role("button", name="Sign out").click()
            visitor.goes("/account/login/")
            page.get_by_role("button", name="Sign in with a passkey").click()
            expect(page.locator("main")).to_contain_text("nitiative")
            assert visitor.said == []


def test_the_second_sign_in_asks_for_the_code(browser: Browser, place: Path) -> None:
    with served(place) as address:
        _enrolled(place, "first@example.org", "coordinator")
        with visiting(browser, address) as visitor:
            _signs_in(visitor, "first@example.org")
            page = visitor.page
            page.goto(f"{address}/initiatives/")
            page.wait_for_url("**/account/2fa/")  # nothing else first
            page.get_by_role("link", name="Set up an app").click()
            secret, used = activates_app(page)
            visitor.accessible()
        _enrolled(place, "first@example.org", "auditor")
        with visiting(browser, address) as again:
            page = again.goes("/account/login/")
            page.fill("input[name=login]", "first@example.org")
            page.fill("input[name=password]", PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/authenticate/**")
            again.accessible()
            again.page.goto(f"{address}/initiatives/")
            assert "/authenticate/" in again.page.url  # the password alone opens nothing
            page.goto(f"{address}/account/2fa/authenticate/")
            _gives_next_code(page, secret, used)
            expect(page.locator("h1")).to_contain_text("Which role do you act in now?")
            again.accessible()


def _gives_next_code(page: Page, secret: str, used: str) -> None:
    while one_time_code(secret) == used:  # a code serves once
        time.sleep(0.2)
    for _ in range(3):  # a code may have changed between the app and the page, as it does for people
        page.fill("input[name=code]", one_time_code(secret))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if "/authenticate/" not in page.url:
            return


@contextmanager
def _provider(*people: tuple[str, bool]) -> Iterator[str]:
    """A partner's own OpenID Connect provider on loopback."""
    port = free_port()
    claims = [json.dumps({"sub": email, "email": email, "email_verified": proved}) for email, proved in people]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for one in claims:
        command += ["--user-claims", one]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/.well-known/openid-configuration", timeout=2).close()
                break
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        running.terminate()
        running.wait()


def _through(visitor: Visitor, email: str) -> None:
    page = visitor.goes("/account/login/")
    page.get_by_role("button", name="Sign in through The council").click()
    page.locator("input[name=sub]").fill(email)
    page.locator("button:has-text('Authorize')").click()


def test_the_partner_s_own_sign_in_lets_in_whom_the_partnership_knows(browser: Browser, place: Path) -> None:
    with _provider(("ig@council.example", True), ("odd@council.example", True), ("aud@council.example", False)) as far:
        file = place.parent / "providers.json"
        told = {"provider_id": "council", "name": "The council", "client_id": "joinedup", "secret": "not a secret",
                "settings": {"server_url": far}}  # fmt: skip
        file.write_text(json.dumps([told]), encoding="utf-8")
        with served(place, JOINEDUP_OPENID=str(file)) as address:
            _enrolled(place, "ig@council.example", "coordinator")
            _enrolled(place, "aud@council.example", "auditor")
            with visiting(browser, address) as visitor:
                _through(visitor, "ig@council.example")
                expect(visitor.page.locator("main")).to_contain_text("nitiative")
                visitor.goes("/people/")
            for stranger in ("odd@council.example", "aud@council.example"):  # not enrolled; an address nobody proved
                with visiting(browser, address) as visitor:
                    _through(visitor, stranger)
                    expect(visitor.page.locator("h1")).to_contain_text("not enrolled")
                    visitor.accessible()
                    assert "/account/login/" in visitor.goes("/people/").url


class _Kept(Message):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[str] = []

    def handle_message(self, message: object) -> None:
        self.letters.append(str(message))


def test_notices_and_invitations_go_out_by_a_real_mail_server(browser: Browser, lived_in: Path, tmp_path: Path) -> None:
    kept = _Kept()
    post = Controller(kept, hostname="127.0.0.1", port=free_port())
    post.start()
    try:
        home = tmp_path / "home"
        shutil.copytree(lived_in, home)
        with served(home, JOINEDUP_MAIL=f"smtp://127.0.0.1:{post.port}") as address:
            with visiting(browser, address) as visitor:
                page = visitor.sign_in("Corin Sample").goes("/people/")
                page.fill("#id_name", "Nadia New")
                page.fill("#id_email", "nadia@council.example")
                page.select_option("#id_role", "analyst")
                page.select_option("#id_partner", "council")
                page.get_by_role("button", name="Invite").click()
            with visiting(browser, address) as visitor:
                page = visitor.sign_in("Chief Executive, Madeup Borough").goes("/agreements/LA-1/stop/suspend/")
                page.fill("#id_reason", "A breach is looked into")
                page.locator("#id_sure").check()
                page.get_by_role("button", name="Suspend").click()
            for _ in range(60):
                if all(any(words in one for one in kept.letters) for words in ("nadia@council.example", "LA-1/")):
                    break
                time.sleep(0.5)
        plain = [one.replace("=\n", "") for one in kept.letters]
        [invitation] = [one for one in plain if f"{address}/invitation/" in one]
        assert "nadia@council.example" in invitation
        notices = [one for one in plain if one is not invitation]
        assert any("/agreements/LA-1/" in one for one in notices)
    finally:
        post.stop()
