"""From an empty installation to the first release: everybody is invited, and every step is taken in the pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, served, visiting

PASSWORD, PHRASE = "kettle lantern orchard 9", "four plain words here"
PURPOSE = "plan services where people who need support live"
SHARED = ("record_id", "forename", "surname", "date_of_birth", "sex", "postcode")


def one_time_code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def activates_app(page: Page) -> tuple[str, str]:
    """Set up an authenticator app on its page; its secret, and the code that was used."""
    for _ in range(3):  # a code may have changed between the app and the page, as it does for people
        secret = page.locator("#authenticator_secret").input_value()
        code = one_time_code(secret)
        page.locator("input[name=code]").fill(code)
        with page.expect_navigation():
            page.get_by_role("button", name="Activate").click()
        if "totp" not in page.url:
            break
    assert re.search("recovery-codes|/2fa/$", page.url)
    return secret, code


def _joinedup(home: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "joinedup.cli", *words, "--home", str(home)], check=True, capture_output=True)


def _secures(visitor: Visitor) -> None:
    """The second factor that everybody sets up before anything else."""
    page = visitor.page
    visitor.accessible()
    if "totp" not in page.url:
        page.get_by_role("link", name="Set up an app").click()
        visitor.accessible()
    activates_app(page)
    page.goto(f"{visitor.address}/")
    visitor.accessible()


class Partnership:
    """The people of the walk, each before a browser of their own, wide and narrow by turns."""

    def __init__(self, stack: ExitStack, browser: Browser, address: str) -> None:
        self.stack, self.browser, self.address, self.people = stack, browser, address, {}  # type: ignore[var-annotated]

    def somebody(self) -> Visitor:
        """A fresh browser."""
        width = (WIDE, NARROW)[len(self.people) % 2]
        return self.stack.enter_context(visiting(self.browser, self.address, width))

    def signs_in(self, email: str) -> Visitor:
        """With a password, then setting up the second factor."""
        visitor = self.people[email] = self.somebody()
        page = visitor.goes("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        _secures(visitor)
        return visitor

    def invited(self, by: Visitor, role: str, partner: str = "", *, guest: bool = False) -> Visitor:
        """Somebody is invited and comes in by the link."""
        page = by.goes("/people/")
        page.fill("#id_name", f"{role} of {partner}")
        page.fill("#id_email", f"{role}@{partner or 'whole'}.example")
        page.select_option("#id_role", role)
        page.select_option("#id_partner", partner)
        if guest:
            page.check("#id_guest")
        page.get_by_role("button", name="Invite").click()
        by.accessible()
        link = page.locator(".joinedup-hash").inner_text()
        visitor = self.people[f"{role}@{partner}"] = self.somebody()
        visitor.page.goto(link)
        visitor.accessible()
        if guest:
            visitor.page.locator("main button").click()
        else:
            visitor.page.fill("#id_password", PASSWORD)
            visitor.page.get_by_role("button", name="Begin").click()
            _secures(visitor)
        return visitor


def _saved(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def _until(page: Page, words: str) -> None:
    for _ in range(90):
        if words in page.content():
            return
        time.sleep(1)
        page.reload()
    raise AssertionError(f"the page never said: {words}")


def test_an_empty_partnership_comes_to_its_first_release(
    browser: Browser, lived_in: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("empty") / "home"
    with ExitStack() as stack:
        address = stack.enter_context(served(home))
        password = home.parent / "password"
        password.write_text(f"{PASSWORD}\n", encoding="utf-8")
        _joinedup(home, "enrol", "first@whole.example", "--name", "The first", "--role", "coordinator",
                  "--password-file", str(password))  # fmt: skip
        _install_areas(home, lived_in)
        partnership = Partnership(stack, browser, address)
        coordinator = partnership.signs_in("first@whole.example")
        _begins(coordinator)
        lead = partnership.invited(coordinator, "ig-lead", "council")
        chiefs = [
            partnership.invited(coordinator, "signatory", "council"),
            partnership.invited(coordinator, "signatory", "homes", guest=True),
        ]
        officers = [partnership.invited(coordinator, "dpo", partner) for partner in ("council", "homes")]
        _protocol(coordinator, chiefs)
        agreement = _agreement(lead)
        for officer in officers:
            _signed_off(officer, agreement)
        for chief in chiefs:
            _signed(chief, agreement)
        assert "In force" in lead.goes(agreement).content()
        reference = agreement.split("/")[2]
        extracts = next((lived_in / "made-up").glob("*/extracts"))
        for partner, dataset, file in (
            ("council", "council_tax", "council_tax_liable_parties.csv"), ("homes", "housing", "Housing Tenants.csv"),
        ):  # fmt: skip
            _sends(partnership.invited(coordinator, "data-supplier", partner), dataset, extracts / file)
        analyst = partnership.invited(coordinator, "analyst", "council")
        checker = partnership.invited(coordinator, "checker", "council")
        _released(analyst, checker, reference)
        auditor = partnership.invited(coordinator, "auditor")
        assert "was made under" in auditor.goes("/audit/").content()
        for visitor in partnership.people.values():
            assert visitor.said == []


def _install_areas(home: Path, lived_in: Path) -> None:
    table = pl.read_parquet(lived_in / "areas" / "lookup.parquet")
    directory = home.parent / "postcodes.csv"
    table.rename({"postcode": "pcds", "lsoa": "lsoa21cd", "msoa": "msoa21cd", "lad": "lad25cd"}).write_csv(directory)
    _joinedup(home, "areas", str(directory))


def _begins(coordinator: Visitor) -> None:
    page = coordinator.goes("/initiatives/")
    page.get_by_role("link", name="Begin").first.click()
    coordinator.accessible()
    page.fill("#id_title", "Renting well")
    page.fill("#id_key", "renting-well")
    page.fill("#id_what", "Fewer evictions, because help comes earlier.")
    page.get_by_role("button", name="Begin").click()
    for key, title, kind in (
        ("council", "A Council", "unitary-council"), ("homes", "Some Homes", "housing-association"),
    ):  # fmt: skip
        page = coordinator.goes("/initiatives/renting-well/partners/")
        page.fill("#id_key", key)
        page.fill("#id_title", title)
        page.select_option("#id_kind", kind)
        page.locator("form:has(#id_kind) button").click()
        coordinator.accessible()
        expect(page.locator("main")).to_contain_text(title)


def _protocol(coordinator: Visitor, chiefs: list[Visitor]) -> None:
    page = coordinator.goes("/drafts/")
    page.get_by_role("link", name="Write an overarching protocol").click()
    page.fill("#id_reference", "PROTOCOL-1")
    page.fill("#id_title", "How we share")
    page.fill("#id_principles", "Share what is needed and nothing else.")
    for partner in ("council", "homes"):
        box = page.locator(f"input[type=checkbox][value={partner}]")
        if box.count():
            box.check()
    page.get_by_role("button", name="Put it to the partners").click()
    for chief in chiefs:
        chief.goes("/signing-key/")
        chief.page.fill("#id_phrase", PHRASE)
        chief.page.fill("#id_again", PHRASE)
        chief.page.get_by_role("button", name="Keep it").click()
        chief.goes("/protocols/PROTOCOL-1/sign/")
        _phrase(chief, "Your partner has joined the protocol")


def _phrase(chief: Visitor, said: str) -> None:
    chief.page.fill("#id_phrase", PHRASE)
    chief.page.check("#id_read")
    chief.page.get_by_role("button", name="Sign", exact=True).click()
    expect(chief.page.locator("main")).to_contain_text(said)
    chief.accessible()


def _agreement(lead: Visitor) -> str:
    page = lead.goes("/drafts/")
    page.select_option("#id_initiative", "renting-well")
    page.fill("#id_title", "Where people rent")
    page.get_by_role("button", name="Begin", exact=True).click()
    draft = page.url.removeprefix(lead.address)
    lead.goes(f"{draft}protocol/").locator("input[value='PROTOCOL-1']").check()
    _saved(page)
    page.fill("#id_purposes", PURPOSE)
    _saved(page)
    for name in ("one_person", "joined", "together"):
        page.locator(f"input[name={name}][value=no]").check()
    page.locator("input[name=sharing_type][value='1']").check()
    _saved(page)
    for partner in ("council", "homes"):
        page.select_option(f"#id_{partner}", "controller")
    _saved(page)
    for partner, dataset in (("council", "council-tax"), ("homes", "housing")):
        lead.goes(f"{draft}supplies/")
        page.select_option("#id_supplier", partner)
        page.fill("#id_dataset", dataset)
        for item in SHARED:
            page.locator(f"input[value='{item}']").check()
        page.get_by_role("button", name="Add", exact=True).click()
    lead.goes(f"{draft}host/").locator("input[value=council]").check()
    _saved(page)
    page.locator("input[value=public]").check()
    _saved(page)
    lead.accessible()
    page.fill("#id_least_count", "5")
    _saved(page)
    page.fill("#id_retention_days", "60")
    _saved(page)
    page.locator("input[value=no]").check()
    _saved(page)
    for answer in ("care-act-2014-s6", "public-task", "anonymised"):
        lead.accessible()
        page.locator(f"input[value='{answer}']").check()
        _saved(page)
    while "/dpia-" in page.url or "/further-" in page.url:
        page.locator("#id_words, #id_answer").first.fill("It was thought about.")
        _saved(page)
    page.fill("#id_source", "Somebody alone in a small area is recognised")
    for name, value in (
        ("likelihood", "remote"), ("severity", "minimal"), ("effect", "reduced"), ("residual", "low"),
    ):  # fmt: skip
        page.locator(f"input[name={name}][value={value}]").check()
    page.fill("#id_option", "Small numbers are protected")
    page.check("#id_approved")
    page.get_by_role("button", name="Add", exact=True).click()
    lead.goes(f"{draft}dpia-dpo_advice/").fill("#id_words", "Go ahead.")
    _saved(page)
    page.locator("input[name=followed][value=yes]").check()
    _saved(page)
    lead.goes(f"{draft}check/")
    page.get_by_role("button", name="Put it to the parties").click()
    expect(page.locator("main")).to_contain_text("Being agreed")
    return page.url.removeprefix(lead.address)


def _signed_off(officer: Visitor, agreement: str) -> None:
    page = officer.goes(agreement)
    page.get_by_role("link", name="Answer as").click()
    page.locator("input[name=approved][value=yes]").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("approved")


def _signed(chief: Visitor, agreement: str) -> None:
    chief.goes(agreement).get_by_role("link", name="Sign version").click()
    _phrase(chief, "You have signed version 1")


def _sends(supplier: Visitor, dataset: str, file: Path) -> None:
    page = supplier.goes("/supplies/")
    page.click(f"a[href$='/{dataset}/']")
    page.click("main button:has-text('Continue')")
    page.set_input_files("[type=file]", file)
    page.click("main button:has-text('Send the file')")
    for button in ("Receive the file", ""):
        link = page.locator("main a:has-text('See what came of it')")
        link.wait_for(timeout=60_000)
        link.click()
        supplier.accessible()
        if button:
            page.click(f"main button:has-text('{button}')")
    assert "/supplies/report/" in page.url


def _released(analyst: Visitor, checker: Visitor, reference: str) -> None:
    page = analyst.goes("/linkage/")
    page.get_by_role("button", name="Link now").click()
    _until(page, "See what came of it")
    page = analyst.goes(f"/releases/ask/{reference}/")
    page.fill("#id_title", "Where people rent")
    page.fill("#id_why", "To plan")
    page.get_by_role("button", name="Ask", exact=True).click()
    _until(page, "Waits for a checker")
    check = checker.goes(page.url.removeprefix(analyst.address))
    check.locator("input[name=approved][value=yes]").check()
    check.fill("#id_words", "Nothing can be worked out.")
    check.get_by_role("button", name="Send").click()
    _until(check, "See the release")
    assert "Where people rent" in analyst.goes("/catalogue/").content()
