"""Looking one person up, as a practitioner does: with the keyboard, in two pages; and the review afterwards."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.pages.conftest import NARROW, Visitor, visiting
from tests.pages.made_up_person import somebody

WHY = "The person is on the floor and cannot say what they take."


def _fill(visitor: Visitor, surname: str, born: str, reason: str) -> None:
    page = visitor.page
    page.fill("#id_surname", surname)
    page.fill("#id_date_of_birth", born)
    page.fill("#id_reason", reason)


def test_a_practitioner_looks_one_person_up(visitor: Visitor, lived_in: Path) -> None:
    surname, born = somebody(lived_in)
    visitor.sign_in("Priya")
    page = visitor.goes("/look-up/")
    visitor.picture("look-up")
    assert page.evaluate("document.activeElement.id") == "id_surname"
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary:has-text('There is a problem')")
    visitor.accessible()
    _fill(visitor, surname, born.isoformat(), "Visit to the person today")
    page.focus("#id_reason")
    page.keyboard.press("Enter")
    page.wait_for_selector('h1:has-text("One person\'s record")')
    why = page.locator(".joinedup-why").inner_text()
    for words in ("Purpose:", "Visit to the person today", "Agreement:", "Who else may see it:", "Kept until:"):
        assert words in why
    assert surname.casefold() in page.locator("table").inner_text().casefold()
    visitor.accessible()
    visitor.picture("one-person")
    visitor.goes("/my-look-ups/")
    expect(page.locator("main")).to_contain_text("Visit to the person today")
    assert surname not in page.content()
    visitor.goes("/consents/")
    assert visitor.said == []


def test_somebody_misspelt_is_chosen_from_those_who_are_nearly_meant(visitor: Visitor, lived_in: Path) -> None:
    surname, born = somebody(lived_in)
    visitor.sign_in("Priya")
    page = visitor.goes("/look-up/")
    _fill(visitor, surname[:2] + "x" + surname[2:], born.isoformat(), "Visit to the person today")
    page.click("main button:has-text('Look up')")
    page.wait_for_selector("h1:has-text('Is one of these meant?')")
    visitor.accessible()
    visitor.picture("is-one-of-these-meant")
    told = page.locator("main fieldset").inner_text()
    assert "Surname nearly as you typed it; date of birth as you typed it." in told
    assert surname not in told
    page.get_by_label("Person 1").check()
    page.click('main button:has-text("Show this person\'s record")')
    page.wait_for_selector('h1:has-text("One person\'s record")')
    assert surname.casefold() in page.locator("table").inner_text().casefold()
    assert visitor.said == []


def test_nobody_found_is_said_in_words(visitor: Visitor) -> None:
    visitor.sign_in("Priya")
    visitor.goes("/look-up/")
    _fill(visitor, "Nobodysname", "1980-03-31", "Visit to the person today")
    visitor.page.click("main button:has-text('Look up')")
    assert visitor.page.locator("h1").inner_text() == "Nobody found"
    visitor.accessible()


def test_an_emergency_is_reviewed_by_somebody_else(browser: Browser, borough: str, lived_in: Path) -> None:
    surname, born = somebody(lived_in)
    with visiting(browser, borough, NARROW, script=False) as visitor:
        page = visitor.sign_in("Priya").page
        page.goto(f"{borough}/look-up/")
        _fill(visitor, surname, born.isoformat(), "Found at home")
        page.locator("summary:has-text('Emergency')").first.click()
        page.check("#id_emergency")
        page.fill("#id_explanation", WHY)
        page.click("main button:has-text('Look up')")
        assert "Emergency, to be reviewed" in page.locator(".joinedup-why").inner_text()
    with visiting(browser, borough) as visitor:
        visitor.sign_in("Sam Sample")
        page = visitor.goes("/look-ups-to-review/")
        assert WHY in page.content()
        visitor.picture("look-ups-to-review")
        page.locator("a:has-text('Review look-up')").first.click()
        visitor.accessible()
        page.locator("input[name=justified]").first.check()
        page.fill("#id_words", "There was no time to ask.")
        page.click("button:has-text('Keep the review')")
        expect(page.locator("main")).to_contain_text("The review is kept.")
        visitor.accessible()
    with visiting(browser, borough) as visitor:
        visitor.sign_in("Ines")
        visitor.goes("/kept-out-of-sight/")
        visitor.goes("/look-ups-to-review/")
        visitor.page.locator("table a").first.click()
        visitor.accessible()
        assert visitor.said == []
