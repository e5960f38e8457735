"""An initiative begins in the browser: partners, stage, and the list of what there is to do."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.pages.conftest import Visitor


def test_the_coordinator_begins_an_initiative_and_brings_partners_together(visitor: Visitor) -> None:
    width = visitor.page.viewport_size
    key = f"warm-homes-{width['width'] if width else 0}"
    page = visitor.sign_in("Corin Sample").goes("/initiatives/")
    page.get_by_role("link", name="Begin an initiative").click()
    visitor.accessible()
    page.fill("#id_title", "Warm homes")
    page.fill("#id_key", key)
    page.fill("#id_what", "Fewer cold homes.")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("main")).to_contain_text("Bring the partners together")
    visitor.accessible()
    page.get_by_role("link", name="Add a partner").click()
    page.select_option("#id_partner", "fire")
    page.get_by_role("button", name="Add").first.click()
    page.fill("#id_key", f"charity-{key}")
    page.fill("#id_title", "Warm Hands")
    page.select_option("#id_kind", "charity")
    page.get_by_role("button", name="Add").last.click()
    visitor.accessible()
    expect(page.locator("main")).to_contain_text("Warm Hands")
    page = visitor.goes(f"/initiatives/{key}/change/")
    page.locator("input[name=stage][value=scoping]").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Scoping")


def test_the_task_list_says_how_far_it_is(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/initiatives/made-up-borough/")
    visitor.picture("initiative")
    words = page.content()
    assert "Send the data" in words
    assert "Cannot begin yet" not in words
