"""From a question in one's own words to a map, an area's profile and a file to take along; also without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, visiting


def test_a_question_leads_to_a_map_an_area_and_its_profile(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/indicators/")
    page.fill("main input[name=words]", "people who smoke")
    page.get_by_role("button", name="Find").click()
    visitor.accessible()
    page.locator("main a:has-text('Adults who smoke')").first.click()
    expect(page.locator("main svg.joinedup-map path")).to_have_count(40)
    visitor.accessible()
    if page.viewport_size == WIDE:
        visitor.picture("indicator")
    page.select_option("#areas", "district-2021")
    page.get_by_role("button", name="Show").click()
    visitor.goes("/search/?words=smoking")
    page.go_back()
    assert "areas=district-2021" in page.url  # what is shown can be sent to somebody
    page = visitor.goes("/areas/lsoa-2021/E01000001/")
    if page.viewport_size == WIDE:
        visitor.picture("area")
    page.locator("main a:has-text('Adults who smoke')").click()
    picture = page.locator("main img.joinedup-chart")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 300
    visitor.accessible()
    assert visitor.said == []


def test_areas_stand_side_by_side_without_a_script(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, NARROW, script=False) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/areas/ward-2021/compare/")
        page.select_option("#area", index=[0, 1])
        page.get_by_role("button", name="Show").click()
        expect(page.locator("main table tbody tr")).to_have_count(4)
        answer = page.request.get(f"{borough}/indicators/smoking/figures.csv")
        assert answer.text().startswith("area_code,")


FILE = "area_code,period,numerator,denominator,value\n" + "".join(
    f"E0700000{n},2024/25,{counted},1000,{counted / 10}\n" for n, counted in ((1, 310), (2, 290), (3, 330))
)


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_figures_are_loaded_looked_at_and_signed_off_by_somebody_else(
    browser: Browser, borough: str, size: dict[str, int]
) -> None:
    title = f"Adults who walk {size['width']}"
    with visiting(browser, borough, size, script=size is WIDE) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/indicators/loading/new/")
        page.get_by_role("button", name="Read the file").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        if size is WIDE:
            ana.accessible()
            fits(page)
        page.set_input_files("#id_file", {"name": "walk.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
        for name, words in (("title", title), ("theme", "Health"), ("definition", "They say so"), ("source", "Asked"),
                            ("unit", "%")):  # fmt: skip
            page.fill(f"#id_{name}", words)
        for words in ("A share: so many of each hundred", "High is good", "Yes: small numbers are left out"):
            page.get_by_label(words).check()
        page.get_by_role("button", name="Read the file").click()
        expect(page.locator("h1")).to_have_text(title)
        if size is WIDE:
            ana.accessible()
            ana.picture("figures-read")
            fits(page)
        where = page.url
        page.get_by_role("button", name="Put it to its owner").click()
        expect(page.locator("main")).to_contain_text("Put forward")
    with visiting(browser, borough, size) as chidi:
        page = chidi.sign_in("Chidi Sample").page
        page.goto(where)
        chidi.accessible()
        fits(page)
        page.get_by_label("Yes: sign them off").check()
        page.get_by_role("button", name="Say so").click()
        expect(page.locator("main")).to_contain_text("Signed off. Everybody sees them now.")
        page.goto(f"{borough}/indicators/adults-who-walk-{size['width']}/")
        expect(page.locator("main table").first).to_contain_text("31.0%")
        assert chidi.said == []


def test_a_target_is_set_and_its_path_drawn(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/indicators/smoking/target/")
    fits(page)
    page.select_option("#id_area", "county-2021/E10000001")
    page.select_option("#id_since", index=4)
    page.fill("#id_wanted", "10")
    page.fill("#id_by", "2030-03-31")
    page.get_by_role("button", name="Set it").click()
    picture = page.locator("main img.joinedup-chart")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 300
    visitor.accessible()
    fits(page)
    if page.viewport_size == WIDE:
        visitor.picture("target")
    page = visitor.goes("/targets/")
    expect(page.locator("main table")).to_contain_text("Adults who smoke")
    fits(page)
    page = visitor.goes("/indicators/smoking/embed/")
    fits(page)
    assert visitor.said == []
