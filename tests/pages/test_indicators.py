"""From a question in one's own words to a map, an area's profile and a file to take along; also without a script."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import NARROW, WIDE, Visitor, served, visiting


def test_a_question_leads_to_a_map_an_area_and_its_profile(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/indicators/")
    page.fill("main input[name=words]", "homeless children")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("main")).to_contain_text("No indicator here is about: homeless.")
    visitor.accessible()
    page.get_by_role("link", name="children", exact=True).click()
    expect(page.locator("main")).to_contain_text("2 indicators for “children”")
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


def test_a_second_indicator_is_laid_over_the_map_without_a_script(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, WIDE, script=False) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/indicators/smoking/?areas=lsoa-2021")
        page.select_option("#with", index=1)
        page.select_option("#edges", "ward-2021")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("svg.joinedup-map .joinedup-circles circle")).to_have_count(40)
        assert page.locator("svg.joinedup-map .joinedup-edges path").count() > 1
        expect(page.locator("main")).to_contain_text("edges of ward")
        assert "with=" in page.url
        ana.picture("indicator-layers")
        page.emulate_media(media="print")
        expect(page.locator("svg.joinedup-map .joinedup-circles circle").first).to_be_visible()
    with visiting(browser, borough, NARROW) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/indicators/smoking/?areas=lsoa-2021&with=child-poverty&edges=ward-2021")
        ana.accessible()
        fits(page)


def test_areas_stand_side_by_side_without_a_script(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, NARROW, script=False) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/areas/ward-2021/compare/")
        for number in (1, 2):
            page.check(f"#area-{number}")
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
    with visiting(browser, borough, size, script=size is WIDE) as ana:  # the year after is entered by hand
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/indicators/entry/")
        if size is WIDE:  # what looks whether everybody can use a page is a script itself
            ana.accessible()
        fits(page)
        page.locator("main tr", has_text=title).get_by_role("link", name="Enter").click()
        page.fill("#id_text-E07000001", "many")
        page.get_by_role("button", name="Check the figures").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("this is no figure")
        fits(page)
        if size is WIDE:
            ana.accessible()
            ana.picture("figures-entered")
        for number, counted in enumerate(("320", "300", "340"), 1):
            page.fill(f"#id_text-E0700000{number}", counted)
            page.fill(f"#id_out-of-E0700000{number}", "1,000")
        page.get_by_role("button", name="Check the figures").click()
        expect(page.locator("main")).to_contain_text("Figures entered for 2025/26")
        expect(page.locator("main")).to_contain_text("320 of 1,000")
        fits(page)
        if size is WIDE:
            ana.accessible()
        where = page.url
        page.get_by_role("button", name="Put it to its owner").click()
    with visiting(browser, borough, size) as chidi:
        page = chidi.sign_in("Chidi Sample").page
        page.goto(where)
        page.get_by_label("Yes: sign them off").check()
        page.get_by_role("button", name="Say so").click()
        expect(page.locator("main")).to_contain_text("Signed off. Everybody sees them now.")
        page.goto(f"{borough}/indicators/adults-who-walk-{size['width']}/")
        expect(page.locator("main")).to_contain_text("Small numbers were looked for and left out. Said by")
    with visiting(browser, borough, size, script=size is WIDE) as ana:  # and one of them was wrong
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/indicators/entry/")
        page.locator("main tr", has_text=title).get_by_role("link", name="Correct 2025/26").click()
        expect(page.locator("#id_text-E07000001")).to_have_value("320")
        page.fill("#id_text-E07000001", "322")
        page.fill("#id_reason", "A walking group was counted twice.")
        page.get_by_role("button", name="Check the figures").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("1 to 4 people more or fewer")
        fits(page)
        if size is WIDE:
            ana.accessible()
        page.fill("#id_text-E07000001", "290")
        page.get_by_role("button", name="Check the figures").click()
        expect(page.locator("main")).to_contain_text("A correction: 1 figure for 2025/26 becomes another.")
        expect(page.locator("main")).to_contain_text("2025/26: 32.0%")
        fits(page)
        if size is WIDE:
            ana.accessible()
    with visiting(browser, borough, size) as corin:
        page = corin.sign_in("Corin Sample").page
        page.goto(f"{borough}/indicators/entry/partners/")
        corin.accessible()
        fits(page)
        answer = page.request.get(f"{borough}/indicators/entry/partners.csv")
        assert answer.text().startswith("partner,indicator,theme,due_for")


def test_an_indicator_is_looked_at_closer(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/indicators/smoking/")
    page.get_by_role("link", name="Which areas differ by more than chance (funnel plot)").click()
    expect(page.locator("main")).to_contain_text("chance alone would put about 2 of 40 outside the limits of 95%")
    drawn(page)
    visitor.accessible()
    fits(page)
    if page.viewport_size == WIDE:
        visitor.picture("funnel")
    page.get_by_role("link", name="From the most to the least deprived").click()
    expect(page.locator("main")).to_contain_text("Choose above what puts the areas in order")
    page.select_option("#by", index=1)
    page.select_option("#groups", "5")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main table").last).to_contain_text("5, least deprived")
    assert "groups=5" in page.url
    drawn(page)
    visitor.accessible()
    fits(page)
    if page.viewport_size == WIDE:
        visitor.picture("slope")
    assert visitor.said == []


def drawn(page: Page) -> None:
    """The picture is there."""
    picture = page.locator("main img.joinedup-chart")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 300


def test_an_indicator_is_carried_to_the_areas_of_another_year(browser: Browser, lived_in: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(lived_in, home)
    overlaps = tmp_path / "overlaps.csv"
    split = "".join(f"E0100000{n},E0103{n:04},3\nE0100000{n},E0104{n:04},7\n" for n in range(1, 4))
    same = "".join(f"E010000{n:02},E010000{n:02},9\n" for n in range(4, 41))
    overlaps.write_text(f"lsoa21cd,lsoa31cd,people\n{split}{same}", encoding="utf-8")
    command = [sys.executable, "-m", "joinedup.cli", "areas", "--overlaps", str(overlaps), "--home", str(home)]
    subprocess.run(command, check=True, capture_output=True)
    with served(home) as ours:
        for size, script in ((WIDE, True), (NARROW, False)):
            with visiting(browser, ours, size, script=script) as ana:
                page = ana.sign_in("Ana Sample").page
                page.goto(f"{ours}/indicators/smoking/?areas=lsoa-2021")
                page.get_by_role("link", name="On LSOA 2031: carried, an estimate").click()
                expect(page.locator("main")).to_contain_text("6 of them are estimates")
                expect(page.locator("main table").last).to_contain_text("estimate, shared out")
                fits(page)
                if script:
                    ana.accessible()
                    assert ana.said == []


def test_what_published_figures_tell_is_said_before_they_are_put_forward(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").page
    visitor.goes("/indicators/loading/new/")
    few = FILE.replace(",310,1000,31.0", ",3,1000,0.3")
    page.set_input_files("#id_file", {"name": "walk.csv", "mimeType": "text/csv", "buffer": few.encode()})
    for name, words in (("title", "Adults who run"), ("theme", "Health"), ("definition", "They say so"),
                        ("source", "Asked"), ("unit", "%")):  # fmt: skip
        page.fill(f"#id_{name}", words)
    for words in ("A share: so many of each hundred", "High is good", "Yes, and its source has published"):
        page.get_by_label(words).check()
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator(".govuk-inset-text")).to_contain_text("1 figure shows a count of 1 to 4 people")
    visitor.accessible()
    fits(page)


def test_a_goal_is_set_and_what_is_on_paper_is_chosen(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/indicators/smoking/goal/")
    fits(page)
    for name, words in (("met", "10"), ("missed", "20"), ("reason", "The best of the county")):
        page.fill(f"#id_{name}", words)
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("main")).to_contain_text("Green up to 10.0%, red above 20.0%")
    visitor.accessible()
    visitor.goes("/areas/lsoa-2021/E01000001/")
    page.get_by_text("Choose what is on paper").click()
    expect(page.get_by_label("Health", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Goal: green up to 10.0%")
    visitor.accessible()
    fits(page)
    visitor.goes("/indicators/smoking/goal/")
    page.get_by_role("button", name="End the goal").click()
    expect(page.locator("main")).not_to_contain_text("Green up to")


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
    assert visitor.said == []


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """A site of somebody else with one page; the value is its address."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_told: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"  # another site than 127.0.0.1, to a browser
        server.shutdown()


def test_a_map_is_shown_on_another_site_to_somebody_who_is_not_signed_in(
    browser: Browser, lived_in: Path, tmp_path: Path
) -> None:
    home, key, other = tmp_path / "home", "smoking", "<!DOCTYPE html><title>Ward news</title>"
    shutil.copytree(lived_in, home)
    with (
        another_site(other) as named,
        another_site(other) as not_named,
        served(home, JOINEDUP_FRAMED_BY=named, JOINEDUP_PUBLIC_RATE="30") as ours,
    ):
        with visiting(browser, ours, WIDE) as ana:
            page = ana.sign_in("Ana Sample").page
            page.goto(f"{ours}/indicators/{key}/?areas=lsoa-2021")
            page.get_by_role("link", name="Show it to everybody, on other sites").click()
            ana.accessible()
            page.get_by_role("button", name="Show it to everybody").click()
            expect(page.locator("h1")).to_have_text("Shown to everybody")
            ana.accessible()
            ana.picture("for-everybody")
            code = page.locator("#latest").input_value()
            assert ana.said == []
        seen = []
        for site in (named, not_named):
            context = browser.new_context(viewport=NARROW)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(site)
            page.evaluate("code => { document.body.innerHTML = code }", code)
            page.wait_for_timeout(1500)
            seen.append(sum(frame.locator("svg.joinedup-map path").count() for frame in page.frames[1:]))
            assert context.cookies() == []
            context.close()
        assert seen == [40, 0]
        with visiting(browser, ours, NARROW) as nobody:
            nobody.page.goto(f"{ours}/indicators/{key}/embed/?areas=lsoa-2021")
            nobody.page.get_by_text("All areas in a table").click()
            nobody.accessible()
            fits(nobody.page)
            for _ in range(61):  # a minute may turn meanwhile
                answer = nobody.page.goto(f"{ours}/catalogue/")
                if answer is not None and answer.status == 429:
                    break
            expect(nobody.page.locator("h1")).to_have_text("Too many requests")
            nobody.accessible()
            fits(nobody.page)


def test_an_area_is_drawn_with_the_mouse_and_its_figures_are_those_of_its_parts(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, WIDE) as ana:
        page = ana.sign_in("Ana Sample").goes("/indicators/")
        page.locator("a[href='/own-areas/draw/lsoa-2021/']").click()
        ana.accessible()
        number, shapes = page.locator("[data-number]"), page.locator("svg.joinedup-map path")
        page.locator("svg.joinedup-map").scroll_into_view_if_needed()
        shapes.nth(0).click()
        expect(number).to_have_text("1")
        shapes.nth(0).click()
        expect(number).to_have_text("0")  # and out again
        box = page.locator("svg.joinedup-map").bounding_box()
        assert box is not None
        corners = [(0.02, 0.02), (0.6, 0.02), (0.6, 0.5), (0.02, 0.5)]
        page.mouse.move(box["x"] + corners[0][0] * box["width"], box["y"] + corners[0][1] * box["height"])
        page.mouse.down()
        for across, down in corners[1:]:
            page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"], steps=5)
        page.mouse.up()
        chosen = int(number.inner_text())
        assert 1 < chosen < 40
        assert page.locator("input[name=parts]:checked").count() == chosen
        assert page.locator("path.joinedup-chosen").count() == chosen
        ana.accessible()
        ana.picture("draw-an-area")
        page.get_by_role("button", name="Keep it and see its figures").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("What is it called?")
        assert page.locator("input[name=parts]:checked").count() == chosen  # nothing was lost
        page.fill("#id_title", "Round the station")
        page.get_by_role("button", name="Keep it and see its figures").click()
        expect(page.locator("h1")).to_have_text("Round the station")
        expect(page.locator("main")).to_contain_text("Adults who smoke")
        ana.accessible()
        address = page.url.removeprefix(borough)
        assert ana.said == []
    with visiting(browser, borough, NARROW) as ines:  # everybody looks at it, only its partner forgets it
        page = ines.sign_in("Ines Other").goes(address)
        fits(page)
        assert page.get_by_text("Forget this area").count() == 0
    with visiting(browser, borough, NARROW) as ana:
        page = ana.sign_in("Ana Sample").goes(address)
        page.get_by_text("Forget this area").click()
        ana.accessible()
        page.get_by_role("button", name="Forget it").click()
        expect(page.locator("main")).to_contain_text("Forgotten")
        assert page.request.get(f"{borough}{address}").status == 404


def test_an_area_is_listed_without_a_script(browser: Browser, borough: str) -> None:
    with visiting(browser, borough, NARROW, script=False) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/own-areas/draw/lsoa-2021/")
        fits(page)
        page.fill("#id_title", "By the river")
        page.get_by_role("button", name="Keep it").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("it has no parts")
        page.fill("#id_codes", "E01000001, E01999999")
        page.get_by_role("button", name="Keep it").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("E01999999 is not known")
        page.fill("#id_codes", "e01000001\nE01000002 E01000001")
        page.get_by_role("button", name="Keep it").click()
        expect(page.locator("h1")).to_have_text("By the river")
        assert page.locator("main ul a[href^='/areas/lsoa-2021/']").count() == 2


def boundaries(areas: int, corners: int) -> bytes:
    """GeoJSON of a row of areas, the first of which crosses itself in one place."""
    features = []
    for number in range(areas):
        west = -1.6 + number * 0.01
        top = [[west + 0.01 - 0.01 * n / corners, 53.61] for n in range(corners)]
        ring = [[west, 53.6], [west + 0.01, 53.6], *top, [west, 53.61], [west, 53.6]]
        if number == 0:
            ring[2:2] = [[west + 0.01, 53.605], [west + 0.012, 53.607], [west + 0.01, 53.605]]
        properties = {"MSOA21CD": f"E02999{number:03}", "MSOA21NM": f"Madeup {number:03}"}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_boundaries_are_loaded_looked_at_and_used(browser: Browser, borough: str, size: dict[str, int]) -> None:
    with visiting(browser, borough, size, script=size is WIDE) as ana:
        page = ana.sign_in("Ana Sample").page
        page.goto(f"{borough}/boundaries/")
        fits(page)
        page.goto(f"{borough}/boundaries/new/")
        page.get_by_role("button", name="Read the file").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the file")
        if size is WIDE:
            ana.accessible()
        fits(page)

        def give(content: bytes, level: str) -> None:
            page.goto(f"{borough}/boundaries/new/")
            file = {"name": "areas.geojson", "mimeType": "application/geo+json", "buffer": content}
            page.set_input_files("#id_file", file)  # type: ignore[arg-type]
            page.select_option("#id_level", level)
            page.fill("#id_year", "2021")
            page.get_by_role("button", name="Read the file").click()

        give(boundaries(2, 2), "LSOA")
        expect(page.locator("main")).to_contain_text("It holds codes of MSOA in MSOA21CD")
        if size is WIDE:
            ana.accessible()
        give(boundaries(12, 9_000), "MSOA")  # 4 megabytes: more than a form holds otherwise
        expect(page.locator("main")).to_contain_text("row 1, E02999000: its line crosses itself; mended")
        expect(page.locator("main svg.joinedup-map path")).to_have_count(12)
        if size is WIDE:
            ana.accessible()
            ana.picture("boundaries")
        fits(page)
        page.get_by_role("button", name="Use these boundaries").click()
        expect(page.locator("main")).to_contain_text("In use. Maps of these areas are drawn from it.")
        page.get_by_role("button", name="Take them out of use").click()
        expect(page.locator("main")).to_contain_text("can be used again")
        assert ana.said == []


def test_services_are_given_and_named_where_wrong(visitor: Visitor) -> None:
    page = visitor.sign_in("Ana Sample").goes("/services/new/")

    def give(content: str) -> None:
        file = {"name": "surgeries.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.set_input_files("#id_file", file)  # type: ignore[arg-type]
        page.fill("#id_kind", "GP surgery")
        page.fill("#id_source", "NHS England, November 2026 (OGL)")
        page.get_by_role("button", name="Read the file").click()

    give("name,longitude,latitude\nBrook,53.4,-2.3\n")
    expect(page.locator("main")).to_contain_text("row 2: it lies outside the United Kingdom")
    visitor.accessible()
    give("name,longitude,latitude\nBrook surgery,-1.98,53.01\nBrook surgery,-1.98,53.01\nHill surgery,-1.98,52.4\n")
    expect(page.locator("main")).to_contain_text("Nothing is on the maps yet")
    expect(page.locator("main")).to_contain_text("row 3: left out: the same service as in row 2")
    visitor.accessible()
    fits(page)
    if page.viewport_size == WIDE:
        visitor.picture("services-read")
    page.get_by_role("button", name="Put them on the maps").click()
    expect(page.locator("main table")).to_contain_text("GP surgery")
    expect(page.locator("main table")).to_contain_text("Ana Sample (Analyst, council)")
    visitor.accessible()
    fits(page)
    page = visitor.goes("/areas/lsoa-2021/E01000001/")
    expect(page.locator("main")).to_contain_text("Brook surgery")
    visitor.accessible()
    page = visitor.goes("/services/")
    page.get_by_text("Take off the maps: GP surgery").click()
    visitor.accessible()
    page.get_by_role("button", name="Take them off").and_(page.locator(":visible")).click()
    expect(page.locator("main")).to_contain_text("Their file can be loaded again")
