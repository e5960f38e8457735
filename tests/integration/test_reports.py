"""Reports to print: ten district packs of one page each from one run, and a theme in all areas."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from django.test import Client
from typer.testing import CliRunner

from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in


@pytest.fixture
def analyst(installation: Home) -> Client:
    from joinedup.service.indicators.demonstrating import show_figures

    show_figures(date(2026, 11, 23), "gmac")
    Partnership("council")
    return signed_in("analyst", "council")


def unpacked(pdf: bytes) -> bytes:
    """The file with its packed streams of objects in plain."""
    assert pdf.startswith(b"%PDF-1.7")
    packed = re.findall(rb"/Type ?/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return pdf + b"\n".join(zlib.decompress(one) for one in packed)


def test_ten_districts_have_a_tagged_page_each_from_one_run(analyst: Client) -> None:
    answer = analyst.get("/areas/district-2021/packs.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert len(archive.namelist()) == 10
    for name in archive.namelist():
        content = unpacked(archive.read(name))
        assert b"/StructTreeRoot" in content
        assert len(re.findall(rb"/Type ?/Page\b", content)) == 1, name


def pages_of(answer: Any) -> int:
    content = unpacked(answer.content)
    assert b"/StructTreeRoot" in content
    return len(re.findall(rb"/Type ?/Page\b", content))


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_fifty_indicators_and_eight_areas_are_on_a_page_and_the_full_report_is_called_so(analyst: Client) -> None:
    from joinedup.engine.indicators.parts import rows_of
    from joinedup.service.indicators.queries import whole_store

    kept, kind = whole_store(), "district-2021"
    there = [one for one in kept.indicators() if kept.has(one.key, kind)]
    for n in range(50 - len(there)):
        one = there[n % len(there)]
        again = evolve(
            one, key=f"more-{n}", title=f"{one.title}, and of those who were asked {n} times", theme=f"T{n % 6}"
        )
        kept.put(again, kind, rows_of(kept, one.key, kind))
    codes = sorted(kept.codes(kind))[:8]
    profile = analyst.get(f"/areas/{kind}/{codes[0]}.pdf")
    assert (pages_of(profile), profile["Content-Disposition"].endswith(f'"{codes[0]}.pdf"')) == (1, True)
    beside = {"area": codes}
    assert pages_of(analyst.get(f"/areas/{kind}/compare.pdf", beside)) == 1
    full = analyst.get(f"/areas/{kind}/{codes[0]}.pdf?full=yes")
    assert pages_of(full) > 1
    assert "full-report" in full["Content-Disposition"]
    assert pages_of(analyst.get(f"/areas/{kind}/compare.pdf", {**beside, "full": "yes"})) > 1
    some = analyst.get(f"/areas/{kind}/{codes[0]}.pdf", {"theme": "T1", "indicator": "more-2"})
    assert pages_of(some) == 1
    assert len(some.content) < len(profile.content)
    assert analyst.get(f"/areas/{kind}/{codes[0]}.pdf", {"theme": "None such"}).status_code == 404
    page = analyst.get(f"/areas/{kind}/{codes[0]}/").content.decode()
    assert "Choose what is on paper" in page
    assert re.search(r"In the \w+ fifth( from the \w+)? of 10 areas\.", page)


def test_the_command_writes_the_same_packs(analyst: Client, installation: Home, tmp_path: Path) -> None:
    from joinedup.cli.indicator import indicator

    told = ["packs", "district-2021", str(tmp_path / "packs"), "--home", str(installation.folder)]
    result = CliRunner().invoke(indicator, told, standalone_mode=False)
    assert result.exception is None
    assert len(list((tmp_path / "packs").glob("*.pdf"))) == 10
    told = ["packs", "district-2021", str(tmp_path / "few"), "--theme", "None such", "--home", str(installation.folder)]
    assert "store-indicator-unknown" in repr(CliRunner().invoke(indicator, told, standalone_mode=False).exception)
    assert not (tmp_path / "few").exists()


def test_packs_are_not_made_of_more_areas_than_anybody_answers_for(analyst: Client) -> None:
    assert analyst.get("/areas/lsoa-2021/packs.zip").status_code == 404


def test_a_theme_has_all_its_indicators_for_all_areas_on_screen_and_on_paper(analyst: Client) -> None:
    page = analyst.get("/indicators/theme/", {"theme": "Safety"}).content.decode()
    assert "Homes burgled" in page
    assert "Violent offences" in page
    assert all(f"District {number}" in page for number in range(1, 11))
    assert "Half of the areas have" in page
    paper = analyst.get("/indicators/theme/", {"theme": "Safety", "areas": "lsoa-2021", "form": "pdf"})
    assert paper.content.startswith(b"%PDF-1.7")
    assert analyst.get("/indicators/theme/", {"theme": "Nothing"}).status_code == 404
