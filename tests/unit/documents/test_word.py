"""The Word file: it opens, holds every clause under real headings, and says which version it is a copy of."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve
from docx import Document
from tests.made_up.agreements import PROTOCOL, agreement
from tests.unit.documents.a_copy import TITLES, copy_of

from joinedup.engine.agreements.agreement import Agreement, SupplyTerms
from joinedup.service.documents.clauses import sections, suppliers
from joinedup.service.documents.word import word


def opened(agreed: Agreement | None = None, **changes: Any) -> Any:
    return Document(BytesIO(word(agreed or agreement(), copy_of(**changes))))


def cells(document: Any) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for table in document.tables for row in table.rows]


@pytest.mark.parametrize("sharing_type", [1, 2, 3])
def test_every_clause_is_in_it(sharing_type: int) -> None:
    agreed = agreement(sharing_type)
    rows = dict(row for row in cells(opened(agreed)) if len(row) == 2)
    clauses = [clause for section in sections(agreed, TITLES) for clause in section.clauses]
    assert len(clauses) > 15
    for clause in clauses:
        assert rows[clause.name] == "\n".join((*clause.lines, *([clause.source] if clause.source else [])))


def test_every_item_is_in_it() -> None:
    rows = cells(opened())
    for supplier in suppliers(agreement(), TITLES):
        for given in supplier.given:
            assert (given.dataset, given.kind, "; ".join(given.items)) in rows


def test_the_headings_are_headings() -> None:
    headings = [
        (one.style.name, one.text) for one in opened().paragraphs if one.style.name.startswith(("Head", "Titl"))
    ]
    assert headings == [
        ("Title", "Families with several needs"),
        ("Heading 1", "The protocol above it"),
        ("Heading 1", "What it is for"),
        ("Heading 1", "Who takes part"),
        ("Heading 1", "By which law"),
        ("Heading 1", "From when until when"),
        ("Heading 1", "What is shared, and nothing else"),
        ("Heading 2", "Madeup NHS Trust"),
        ("Heading 2", "Madeup Constabulary"),
        ("Heading 1", "Signatures"),
        ("Heading 1", "This copy"),
    ]


def test_the_first_row_of_each_table_is_marked_as_its_heading() -> None:
    for table in opened().tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_who_has_signed_and_who_is_waited_for() -> None:
    rows = cells(opened())
    assert ("Madeup NHS Trust", "Chief officer", "5 January 2026") in rows
    assert ("Madeup Council", "", "Not signed yet") in rows


def test_it_says_which_version_it_is_a_copy_of() -> None:
    document, copy = opened(), copy_of()
    properties = document.core_properties
    assert properties.title == "Families with several needs"
    assert properties.subject == f"A-3, version 1, {copy.hash}"
    assert (properties.author, properties.language, properties.comments) == ("Joinedup", "en-GB", "")
    foot = document.sections[0].footer.paragraphs[0].text
    assert copy.hash in foot
    assert copy.current_address in foot
    assert "A-3, version 1" in document.sections[0].header.paragraphs[0].text


def test_it_says_nothing_of_the_empty_document_that_it_was_made_from() -> None:
    with ZipFile(BytesIO(word(agreement(), copy_of()))) as parts:
        core, styles = parts.read("docProps/core.xml").decode(), parts.read("word/styles.xml").decode()
    assert "2013" not in core
    assert "python-docx" not in core
    assert 'w:val="en-US"' not in styles


def test_the_protocol_is_named_with_what_it_says() -> None:
    words = [one.text for one in opened().paragraphs]
    assert PROTOCOL.principles[0] in words
    assert any("P-1, not in this copy" in one.text for one in opened(protocol=None).paragraphs)


HOSTILE = (
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "{ DDEAUTO c:\\ }",
    "</w:t><w:t>",
    "\x00\x01\ud800",
    "{{ 7*7 }}",
)


@pytest.mark.parametrize("text", HOSTILE, ids=("markup", "formula", "field", "word's markup", "no text", "template"))
def test_no_text_becomes_more_than_text(text: str) -> None:
    agreed = evolve(
        agreement(),
        title=text,
        reference=text,
        purposes=(text,),
        why_not_lower=text,
        supplies=(SupplyTerms("nhs", text, (text,)),),
    )
    made = word(agreed, copy_of(titles={"nhs": text}))
    body = Document(BytesIO(made))
    shown = text.replace("\x00\x01\ud800", "\ufffd" * 3)
    assert body.paragraphs[0].text == shown
    assert ("Purposes", shown) in cells(body)
    with ZipFile(BytesIO(made)) as parts:
        document = parts.read("word/document.xml").decode()
    assert not any(one in document for one in ("w:fldSimple", "w:fldChar", "w:instrText", "w:hyperlink", "<script"))


def test_a_long_title_still_makes_a_file() -> None:
    assert len(opened(evolve(agreement(), title="long " * 200)).core_properties.title) == 255
