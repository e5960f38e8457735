"""Writing, seen: the form's pages beside the walk of `test_agreements`, wide and narrow, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, visiting


def begun(visitor: Visitor, title: str) -> str:
    """The path of a new draft."""
    page = visitor.goes("/drafts/")
    page.select_option("#id_initiative", "made-up-borough")
    page.fill("#id_title", title)
    page.get_by_role("button", name="Begin", exact=True).click()
    return page.url.removeprefix(visitor.address)


def _saved(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def test_each_page_of_the_form_is_usable_by_everyone(visitor: Visitor) -> None:
    path = begun(visitor.sign_in("Ines Sample"), "Every page")
    page = visitor.goes(f"{path}host/")
    expect(page.locator("main")).to_contain_text("Choose the parties first")
    page = visitor.goes(f"{path}parties/")
    for partner in ("council", "fire"):
        page.select_option(f"#id_{partner}", "controller")
    _saved(page)
    page.fill("#id_dataset", "care")
    page.locator("input[value=care_need]").check()
    page.get_by_role("button", name="Add", exact=True).click()
    visitor.accessible()
    page.get_by_role("link", name="Change care").click()
    assert page.locator("input[value=care_need]").is_checked()
    visitor.accessible()
    visitor.goes(path)
    addresses = [link.get_attribute("href") or "" for link in page.locator(".govuk-task-list a").all()]
    assert f"{path}special_category/" in addresses
    for address in addresses:
        visitor.goes(address)
    visitor.goes(f"{path}check/")
    expect(page.locator("main")).to_contain_text("Not answered yet")
    visitor.goes(f"{path}abandon/")
    page.get_by_role("button", name="Put it away").click()
    visitor.accessible()
    assert visitor.said == []


def test_a_protocol_and_the_guidance_are_found_from_where_one_writes(visitor: Visitor) -> None:
    page = visitor.sign_in("Corin Sample").goes("/drafts/")
    page.get_by_role("link", name="Write an overarching protocol").click()
    visitor.accessible()
    page.get_by_role("button", name="Put it to the partners").click()
    expect(page.locator("main")).to_contain_text("There is a problem")
    visitor.accessible()
    page = visitor.goes("/guidance/")
    page.fill("#words", "child risk")
    page.get_by_role("button", name="Show").click()
    visitor.accessible()
    if page.viewport_size == WIDE:
        visitor.picture("myths")
    expect(page.locator("main")).to_contain_text("when a child may be at risk")


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_next_version_begins_from_the_last_and_another_party_reads_along(
    browser: Browser, borough: str, width: dict[str, int]
) -> None:
    with visiting(browser, borough, width) as ines:
        page = ines.sign_in("Ines Sample").goes("/agreements/LA-3/")
        page.get_by_role("button", name="Write its next version").click()
        ines.accessible()
        expect(page.locator("main")).to_contain_text("version 2")
        path = page.url.removeprefix(borough)
        ines.goes(f"{path}check/")
        if width is WIDE:
            ines.picture("what-is-still-needed")
    with visiting(browser, borough, width) as officer:
        page = officer.sign_in("Ines Other").goes(path)
        expect(page.locator("main")).to_contain_text("You can read it")
        officer.goes(f"{path}title/", 404)


def test_the_form_works_without_a_script(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, script=False) as ines:
        page = ines.page
        ines.sign_in("Ines Sample")
        page.goto(f"{borough}/drafts/")
        page.select_option("#id_initiative", "made-up-borough")
        page.fill("#id_title", "No script")
        page.get_by_role("button", name="Begin", exact=True).click()
        page.get_by_role("link", name="Was any of it collected for law enforcement?").click()
        page.locator("input[value=no]").check()
        _saved(page)
        assert page.locator("h1").inner_text() == "Which power or duty lets it be disclosed?"
