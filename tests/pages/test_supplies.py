"""Sending data as a supplier does, also when the line breaks or without a script; and the answer of who receives it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.pages.conftest import NARROW, Visitor, visiting

A_MINUTE = 60_000  # milliseconds, for work behind the pages


def _picture(visitor: Visitor, name: str) -> None:
    """The guide shows the wide page."""
    if visitor.page.viewport_size != NARROW:
        visitor.picture(name)


def _extract(home: Path) -> Path:
    [path] = (home / "made-up").glob("*/extracts/library_members.tsv")
    return path


def _begins(visitor: Visitor) -> Page:
    """A supplier comes to the page where the file is chosen."""
    page = visitor.goes("/supplies/")
    page.click("a[href='/supplies/send/LA-3/libraries/']")
    visitor.accessible()
    page.click("main button:has-text('Continue')")
    expect(page.locator("h1")).to_contain_text("Choose the file")
    visitor.accessible()
    return page


def _after_the_work(page: Page) -> None:
    """Wait on the page of the work, then see what came of it."""
    link = page.locator("main a:has-text('See what came of it')")
    link.wait_for(timeout=A_MINUTE)
    link.click()


def test_a_supplier_sends_a_file_and_its_receiver_sends_it_back(visitor: Visitor, lived_in: Path) -> None:
    visitor.sign_in("Dev Sample")
    page = _begins(visitor)
    page.set_input_files("[type=file]", _extract(lived_in))
    page.click("main button:has-text('Send the file')")
    page.wait_for_url(re.compile("/jobs/"))
    _after_the_work(page)
    expect(page.locator("h1")).to_have_text("What the columns of libraries are")
    visitor.accessible()
    _picture(visitor, "columns-of-a-file")
    page.select_option("select[name=c7]", "")  # the telephone number is not wanted this time
    page.click("main button:has-text('Receive the file')")
    page.wait_for_url(re.compile("/jobs/"))
    _after_the_work(page)
    visitor.accessible()
    expect(page.locator("main img")).to_have_js_property("complete", value=True)
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 300
    _picture(visitor, "quality-of-a-supply")
    expect(page.locator("main")).to_contain_text("Different from last time")
    report = page.url
    assert visitor.said == []

    page.context.clear_cookies()
    visitor.sign_in("Ines Sample")
    visitor.goes("/supplies/")
    _picture(visitor, "supplies")
    visitor.goes(report.removeprefix(visitor.address))
    page.check("input[value=no]")
    page.click("main button:has-text('Tell the supplier')")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what the supplier should put right")
    visitor.accessible()
    page.fill("#id_words", "The telephone numbers are missing.")
    page.click("main button:has-text('Tell the supplier')")
    expect(page.locator("main")).to_contain_text("Sent back. The supplier hears of it.")
    visitor.accessible()
    visitor.goes("/supplies/due/LA-3/council/libraries/")
    page.check("input[value=monthly]")
    page.click("main button:has-text('Keep')")
    expect(page.locator("main")).to_contain_text("reminded")

    page.context.clear_cookies()
    visitor.sign_in("Dev Sample")
    visitor.goes("/notices/")
    expect(page.locator("main")).to_contain_text("The telephone numbers are missing.")
    visitor.goes(report.removeprefix(visitor.address))
    page.click("main a:has-text('Send a better one')")
    expect(page.locator("h1")).to_have_text("Send libraries")


def test_an_upload_goes_on_after_the_line_broke(browser: Browser, borough: str, lived_in: Path) -> None:
    broken: list[str] = []

    def breaks_once(route: Route) -> None:
        if route.request.method == "PUT" and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    with visiting(browser, borough) as visitor:
        page = _begins(visitor.sign_in("Dev Sample"))
        page.route("**/file/", breaks_once)
        page.set_input_files("[type=file]", _extract(lived_in))
        page.click("main button:has-text('Send the file')")
        page.wait_for_url(re.compile("/jobs/"), timeout=A_MINUTE)
        assert len(broken) == 1
        _after_the_work(page)
        page.click("main button:has-text('Give this upload up')")
        expect(page.locator("main")).to_contain_text("Given up.")
        visitor.accessible()


def test_without_a_script_the_form_sends_it_whole(browser: Browser, borough: str, lived_in: Path) -> None:
    with visiting(browser, borough, NARROW, script=False) as visitor:
        page = visitor.sign_in("Dev Sample").page
        page.goto(f"{borough}/supplies/send/LA-3/libraries/")
        page.click("main button:has-text('Continue')")
        page.click("main button:has-text('Send the file')")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the file")
        page.set_input_files("[type=file]", _extract(lived_in))
        page.click("main button:has-text('Send the file')")
        page.wait_for_url(re.compile("/jobs/"))
        for _ in range(60):
            if page.locator("a:has-text('See what came of it')").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        page.click("a:has-text('See what came of it')")
        expect(page.locator("h1")).to_have_text("What the columns of libraries are")
        page.click("main button:has-text('Give this upload up')")


def test_a_file_that_is_none_is_said_in_words(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("Dev Sample")
    page = _begins(visitor)
    picture = tmp_path / "members.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    address = page.url.removeprefix(visitor.address)
    page.set_input_files("[type=file]", picture)
    page.click("main button:has-text('Send the file')")
    page.wait_for_url(re.compile("/jobs/"))
    page.locator("text=This was not done.").wait_for(timeout=A_MINUTE)
    visitor.accessible()
    visitor.goes(address)
    expect(page.locator("h1")).to_have_text("This file was not received")
