"""From a question in one's own words to a map, an area's profile and a file to take along; also without a script."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

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
