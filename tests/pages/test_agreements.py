"""An agreement from its first question to the last signature, as each role walks it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, visiting

PHRASE = "made-up signing phrase"


def _saved(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_agreement_is_written_signed_off_signed_and_stopped(
    browser: Browser, borough: str, width: dict[str, int]
) -> None:
    with visiting(browser, borough, width) as ines:
        address = _written(ines.sign_in("Ines Sample"))
    for name in ("Dora", "Sofia"):  # the officers of the council
        with visiting(browser, borough, width) as officer:
            page = officer.sign_in(name).goes(address)
            page.get_by_role("link", name="Answer as").click()
            page.locator("input[name=approved][value=yes]").check()
            officer.accessible()
            page.get_by_role("button", name="Send").click()
            expect(page.locator("main")).to_contain_text("approved")
    with visiting(browser, borough, width) as chief:
        page = chief.sign_in("Chief Executive, Madeup Borough").goes(address)
        expect(page.locator("main")).to_contain_text("It waits for")
        page.get_by_role("link", name="Sign version").click()
        page.locator("#id_phrase").fill("not the phrase at all")
        page.locator("#id_read").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator("main")).to_contain_text("That is not the phrase")
        page.go_back()
        page.locator("#id_phrase").fill(PHRASE)
        page.locator("#id_read").check()
        chief.accessible()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator("main")).to_contain_text("You have signed version 1")
        page = chief.goes(address)
        expect(page.locator("main")).to_contain_text(re.compile("siro of fire|officer of fire"))


def _written(ines: Visitor) -> str:
    page = ines.goes("/drafts/")
    page.select_option("#id_initiative", "made-up-borough")
    page.fill("#id_title", "Warm homes visits")
    page.get_by_role("button", name="Begin").click()
    draft = page.url.removeprefix(ines.address)
    ines.accessible()
    ines.picture("drafting")
    ines.goes(f"{draft}protocol/").locator("input[value='PROTOCOL-1']").check()
    _saved(page)
    page.fill("#id_purposes", "visit people in cold homes")
    _saved(page)
    for name, answer in (("one_person", "yes"), ("joined", "yes"), ("together", "no")):
        page.locator(f"input[name={name}][value={answer}]").check()
    page.locator("input[name=sharing_type][value='3']").check()
    ines.accessible()
    _saved(page)
    for partner in ("council", "fire"):
        page.select_option(f"#id_{partner}", "controller")
    _saved(page)
    page.fill("#id_dataset", "council-tax")
    for item in ("forename", "surname", "address", "postcode"):
        page.locator(f"input[value='{item}']").check()
    ines.accessible()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="That is all of them").click()
    ines.goes(f"{draft}host/").locator("input[value=council]").check()
    _saved(page)
    page.locator("input[value=fire]").check()
    _saved(page)
    page.fill("#id_retention_days", "60")
    _saved(page)
    page.locator("input[value=no]").check()
    _saved(page)
    page.locator("input[value='lga-2000-s2']").check()
    _saved(page)
    assert "Local Government Act 2000 s2" in page.locator(".govuk-error-summary").inner_text()
    ines.accessible()
    ines.picture("what-the-law-refuses")
    page.locator("input[value='frsa-2004-s6']").check()
    _saved(page)
    page.locator("input[value='public-task']").check()
    _saved(page)
    page.locator("input[value='not-confidential']").check()
    _saved(page)
    while "/dpia-" in page.url:
        page.fill("#id_words", "It was thought about.")
        _saved(page)
    page.fill("#id_source", "A fraudster poses as a visitor")
    for name, value in (
        ("likelihood", "possible"), ("severity", "significant"), ("effect", "reduced"), ("residual", "low"),
    ):  # fmt: skip
        page.locator(f"input[name={name}][value={value}]").check()
    page.fill("#id_option", "Visits are announced")
    page.locator("#id_approved").check()
    ines.accessible()
    page.get_by_role("button", name="Add", exact=True).click()
    ines.goes(f"{draft}dpia-dpo_advice/").fill("#id_words", "Go ahead.")
    _saved(page)
    page.locator("input[name=followed][value=yes]").check()
    _saved(page)
    ines.goes(f"{draft}check/")
    ines.picture("check-your-answers")
    page.get_by_role("button", name="Put it to the parties").click()
    expect(page.locator("main")).to_contain_text("Being agreed")
    assert ines.said == []
    return page.url.removeprefix(ines.address)


def test_two_people_write_one_answer_and_the_second_is_told(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as first, visiting(browser, borough) as second:
        page = first.sign_in("Ines Sample").goes("/drafts/")
        page.select_option("#id_initiative", "made-up-borough")
        page.fill("#id_title", "Two writers")
        page.get_by_role("button", name="Begin").click()
        path = page.url.removeprefix(borough)
        first.goes(f"{path}title/")
        other = second.sign_in("Corin Sample").goes(f"{path}title/")
        page.fill("#id_title", "What the first wrote")
        _saved(page)
        other.fill("#id_title", "What the second wrote")
        _saved(other)
        expect(other.locator("main")).to_contain_text("Somebody else changed this")
        assert other.locator("#id_title").input_value() == "What the second wrote"
        assert "What the first wrote" in second.goes(path).content()


def test_suspending_is_asked_once_more_and_takes_effect_at_once(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as chief:
        page = chief.sign_in("Chief Executive, Madeup Borough").goes("/agreements/LA-1/stop/suspend/")
        page.fill("#id_reason", "A breach is looked into")
        page.get_by_role("button", name="Suspend").click()
        expect(page.locator("main")).to_contain_text("There is a problem")
        page.locator("#id_sure").check()
        page.get_by_role("button", name="Suspend").click()
        expect(page.locator("main")).to_contain_text("suspended, not signed by all")
        page = chief.goes("/agreements/LA-1/stop/resume/")
        page.fill("#id_reason", "It was a false alarm")
        page.locator("#id_sure").check()
        page.get_by_role("button", name="Resume").click()
        assert "In force" in chief.goes("/agreements/LA-1/").content()


def test_what_is_taken_away_can_be_checked(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as chief:
        chief.sign_in("Chief Executive, Madeup Borough").goes("/agreements/LA-3/")
        chief.picture("agreement")
        for form, begins in (("pdf", b"%PDF-1.7"), ("docx", b"PK"), ("jsonld", b"{")):
            answer = chief.page.request.get(f"{borough}/agreements/LA-3/version/1/document.{form}")
            assert answer.status == 200
            assert answer.body().startswith(begins)
        digest = answer.json()["joinedup:hash"]
        chief.goes("/sharing/")
        chief.picture("map-of-sharing")
        assert chief.page.request.get(f"{borough}/sharing/pack.pdf").body().startswith(b"%PDF")
    with visiting(browser, borough) as stranger:
        assert "Yes. It is the version that counts" in stranger.goes(f"/current/{digest}/").content()
