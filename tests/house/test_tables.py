"""A table that is wider than a telephone scrolls in a box of its own; the page never moves sideways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.ground import ROOT

# macros whose callers put the box around several tables at once
AROUND = ("facts.html", "near.html")
PAGES = sorted((ROOT / "src/joinedup/service").glob("*/jinja2/**/*.html"))


@pytest.mark.parametrize("page", [one for one in PAGES if "<table" in one.read_text("utf-8")], ids=lambda one: one.name)
def test_every_table_stands_in_a_box_that_scrolls(page: Path) -> None:
    text = page.read_text("utf-8")
    boxed = re.findall(r'<div class="[^"]*joinedup-scroll"[^>]*(?:\{\{[^}]*\}\}[^>]*)*>\s*<table', text)
    if page.name.endswith("-paper.html") or page.name in AROUND:
        assert not boxed
    else:
        assert len(boxed) == text.count("<table"), page.name


def test_what_is_put_around_macros_is_a_box() -> None:
    for page in PAGES:
        for line in page.read_text("utf-8").splitlines():
            if re.search(r"\{\{ ?(facts|nearest_services)\(", line) and not page.name.endswith("-paper.html"):
                assert "joinedup-scroll" in line, page.name
