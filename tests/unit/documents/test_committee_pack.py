"""The committee's pack: what it says of each section, first in numbers and then line by line."""

from __future__ import annotations

from datetime import date

from tests.unit.documents.test_agreement_page import Parts
from tests.unit.documents.test_pdf import whole

from joinedup.service.documents.committee_pack import PackEntry, committee_pack_html
from joinedup.service.documents.pdf import pdf

SECTIONS = {
    "In force": [PackEntry("A-1", "Area counts", "Until 31 January 2027"), PackEntry("A-2", "Extract", "Type 2")],
    "Expiring within 90 days": [],
    "Refused": [PackEntry("A-3", "<script>alert(1)</script>", "one\x00two")],
}
HTML = committee_pack_html(SECTIONS, on=date(2026, 11, 3))


def test_numbers_come_first() -> None:
    assert "In force 2 Expiring within 90 days 0 Refused 1 Contents" in Parts(HTML).text


def test_each_section_has_its_lines_or_says_that_there_are_none() -> None:
    text = Parts(HTML).text
    assert "A-1 Area counts Until 31 January 2027 A-2 Extract Type 2 Expiring within 90 days None. Refused" in text


def test_the_contents_lead_to_the_sections() -> None:
    elements = Parts(HTML).elements
    links = [attributes["href"] for tag, attributes in elements if tag == "a"]
    assert links == ["#section-1", "#section-2", "#section-3"]
    assert [attributes["id"] for tag, attributes in elements if tag == "h2" and "id" in attributes] == [
        link.removeprefix("#") for link in links if link
    ]


def test_the_day_is_written_for_people() -> None:
    assert "3 November 2026" in Parts(HTML).text


def test_no_text_becomes_more_than_text() -> None:
    found = Parts(HTML)
    assert "script" not in {tag for tag, _ in found.elements}
    assert "<script>alert(1)</script>" in found.text
    assert "one\ufffdtwo" in found.text


def test_it_becomes_a_tagged_pdf_even_when_empty() -> None:
    for html in (HTML, committee_pack_html({}, on=date(2026, 11, 3))):
        assert b"/StructTreeRoot" in whole(pdf(html))
