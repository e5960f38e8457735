"""From the desk to a resident's own page and back: the code, what is held, a request, its answer; in Welsh too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, visiting
from tests.pages.made_up_person import somebody


def _code(visitor: Visitor, surname: str, born: str) -> str:
    page = visitor.sign_in("Corin").goes("/residents/code/")
    page.fill("#id_surname", surname)
    page.fill("#id_date_of_birth", born)
    page.locator("input[name=how]").first.check()
    page.click("button:has-text('Make the code')")
    visitor.accessible()
    visitor.picture("resident-code")
    return page.locator(".govuk-inset-text").inner_text().strip()


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_resident_sees_asks_and_is_answered(
    browser: Browser, borough: str, lived_in: Path, width: dict[str, int]
) -> None:
    surname, born = somebody(lived_in)
    with visiting(browser, borough, width) as visitor:
        code = _code(visitor, surname, born.isoformat())
    with visiting(browser, borough, width) as visitor:
        page = visitor.goes("/about-me/")
        page.fill("#id_code", code.lower().replace("-", " "))
        page.fill("#id_date_of_birth", born.isoformat())
        page.click("button:has-text('Continue')")
        assert page.locator("h1").inner_text() == "What is held and shared about you"
        expect(page.locator("main")).to_contain_text("LA-3")
        visitor.accessible()
        visitor.picture("about-me")
        visitor.goes("/about-me/ask/")
        page.click("button:has-text('Send')")
        expect(page.locator("main")).to_contain_text("There is a problem")
        visitor.accessible()
        page.locator("input[name=kind]").first.check()
        page.locator("label:has-text('Council')").first.click()
        page.fill("#id_words", "A copy of everything, please.")
        page.fill("#id_name", "A Resident")
        page.fill("#id_contact", "1 High Street")
        page.click("button:has-text('Send')")
        expect(page.locator("main")).to_contain_text("Your request has been sent.")
        page.click("button:has-text('Cymraeg')")
        assert page.locator("h1").inner_text() == "Beth a gedwir ac a rennir amdanoch"
        assert page.locator("html").get_attribute("lang") == "cy"
        visitor.accessible()
        assert visitor.said == []
    with visiting(browser, borough, width) as visitor:
        page = visitor.sign_in("Ines").goes("/residents/")
        visitor.picture("residents")
        page.locator("table a").first.click()
        expect(page.locator("main")).to_contain_text("A copy of everything, please.")
        visitor.accessible()
        page.locator("input[name=step]").first.check()
        page.fill("#id_words", "We have it, and look for your records.")
        page.click("button:has-text('Keep')")
        expect(page.locator("main")).to_contain_text("The resident sees it.")
        visitor.accessible()
        visitor.goes("/residents/").get_by_role("button", name="Objections").click()
        page.fill("#id_surname", surname)
        page.fill("#id_date_of_birth", born.isoformat())
        page.locator("input[value='LA-1']").check()
        page.fill("#id_why", "A letter of 3 May: granted.")
        page.click("button:has-text('Keep them back')")
        expect(page.locator("main")).to_contain_text("leaves no more")
        visitor.accessible()
        page.locator("summary:has-text('Lift')").first.click()
        page.locator("button:has-text('Lift it')").first.click()
        expect(page.locator("main")).to_contain_text("may leave again")


def test_a_wrong_code_is_said_in_words(visitor: Visitor) -> None:
    page = visitor.goes("/about-me/")
    page.fill("#id_code", "222-222-222-222-222-222-222-222")
    page.fill("#id_date_of_birth", "1980-03-31")
    page.click("button:has-text('Continue')")
    assert "do not fit together" in page.locator(".govuk-error-summary").inner_text()
    visitor.accessible()
