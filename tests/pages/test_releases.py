"""A release from the asking to the catalogue: prepared, checked by somebody else, made, downloaded, withdrawn."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, visiting


def _until(page: Page, words: str) -> None:
    for _ in range(60):
        if words in page.content():
            return
        time.sleep(1)
        page.reload()
    raise AssertionError(f"the page never said: {words}")


def test_a_release_is_asked_for_checked_by_somebody_else_and_published(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as ana, visiting(browser, borough, NARROW) as chidi:
        page = ana.sign_in("Ana Sample").goes("/releases/")
        page.get_by_role("link", name="Counts by area").click()
        page.fill("#id_title", "Where people live who need support")
        page.fill("#id_why", "To plan services")
        ana.accessible()
        page.get_by_role("button", name="Ask", exact=True).click()
        _until(page, "Waits for a checker")
        ana.accessible()
        assert page.locator("text=Your check").count() == 0  # who asks does not check
        check = chidi.sign_in("Chidi Sample").goes(page.url.removeprefix(borough))
        expect(check.locator("main")).to_contain_text("Ana Sample (Analyst, council)")
        chidi.picture("checking-a-release")
        check.locator("input[name=approved][value=yes]").check()
        check.fill("#id_words", "Nothing can be worked out.")
        check.get_by_role("button", name="Send").click()
        _until(check, "See the release")
        check.get_by_role("link", name="See the release").click()
        chidi.accessible()
        path = check.url.removeprefix(borough)
        mine = ana.goes(path)
        with mine.expect_download() as download:
            mine.get_by_role("link", name="counts.csv", exact=True).click()
        assert download.value.path().read_text(encoding="utf-8").startswith("level,area,")
        with visiting(browser, borough) as stranger:
            assert "Where people live who need support" in stranger.goes("/catalogue/").content()
            plain = stranger.page.request.get(f"{borough}/catalogue/?form=json").json()
            assert plain["@type"] == "dcat:Catalog"
        check.get_by_text("Withdraw it").click()
        check.fill("#id_reason", "A mistake in the input")
        check.locator("#id_sure").check()
        check.get_by_role("button", name="Withdraw", exact=True).click()
        expect(check.locator("main")).to_contain_text("Withdrawn on")
        with visiting(browser, borough) as stranger:
            assert "Withdrawn" in stranger.goes("/catalogue/").content()
            gone = stranger.page.request.get(f"{borough}/catalogue/{path.split('/')[-2]}/counts.csv")
            assert gone.status == 404


def test_linking_again_shows_how_far_it_is(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as ana:
        page = ana.sign_in("Ana Sample").goes("/linkage/")
        ana.picture("linkage")
        page.get_by_role("button", name="Link again Where people").click()
        ana.accessible()
        _until(page, "See what came of it")


def test_an_extract_is_given_only_while_its_agreement_is_in_force(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as ana, visiting(browser, borough) as chief:
        page = ana.sign_in("Ana Sample").goes("/releases/")
        page.get_by_role("link", name="Linked extract: several disadvantages", exact=True).first.click()
        ana.accessible()
        file = page.get_by_role("link", name="extract.csv").get_attribute("href")
        assert ana.page.request.get(f"{borough}{file}").status == 200
        stop = chief.sign_in("Chief Executive, Madeup Borough").goes("/agreements/LA-2/stop/suspend/")
        stop.fill("#id_reason", "A breach is looked into")
        stop.locator("#id_sure").check()
        stop.get_by_role("button", name="Suspend").click()
        refused = ana.page.request.get(f"{borough}{file}")
        assert refused.status == 409
        assert "suspended" in refused.text()
