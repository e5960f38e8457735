"""An agreement as a Word file, with real headings and tables, for those who must paste it into their own papers."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from joinedup.engine.agreements.agreement import Agreement
from joinedup.service.documents.clauses import readable, sections, suppliers
from joinedup.service.documents.copied import Copy, signature_lines


def word(agreement: Agreement, copy: Copy) -> bytes:
    """The file. It says of itself that the register holds the agreement, and where to ask whether it is current."""
    document = Document()
    title, reference = readable(agreement.title), readable(agreement.reference)
    version = f"{reference}, version {agreement.version}"
    _describe(document, title, f"{version}, {copy.hash}")
    _head_and_foot(document, f"{version}: {title}", copy)
    document.add_heading(title, 0)
    document.add_paragraph(f"Data sharing agreement {version}")
    document.add_paragraph(readable(copy.state_words))
    document.add_heading("The protocol above it", 1)
    _protocol(document, agreement, copy)
    for section in sections(agreement, copy.titles):
        document.add_heading(section.title, 1)
        said = [(clause.name, _paragraphs(*clause.lines, clause.source)) for clause in section.clauses]
        _table(document, ("Clause", "What it says"), said)
    document.add_heading("What is shared, and nothing else", 1)
    for supplier in suppliers(agreement, copy.titles):
        document.add_heading(supplier.title, 2)
        rows = [(given.dataset, given.kind, "; ".join(given.items)) for given in supplier.given]
        _table(document, ("Data set", "What it is in law", "Items"), rows)
    document.add_heading("Signatures", 1)
    document.add_paragraph("In force only when every party has signed this very version.")
    signed = [(line.party, line.signatory, line.on or "Not signed yet") for line in signature_lines(agreement, copy)]
    _table(document, ("Party", "Signed by", "On"), signed)
    document.add_heading("This copy", 1)
    document.add_paragraph(f"The register holds the agreement; this is a copy of the version {copy.hash}.")
    document.add_paragraph(f"Is this the current version? {readable(copy.current_address)}")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _describe(document: Any, title: str, subject: str) -> None:
    """The document's properties, in place of what the library's empty document says of itself."""
    properties = document.core_properties
    # Word takes 255 characters
    properties.title, properties.subject = title[:255], subject[-255:]
    properties.author, properties.comments, properties.language = "Joinedup", "", "en-GB"
    for name in ("dcterms:created", "dcterms:modified"):  # they say when the empty document was made
        for found in properties._element.findall(qn(name)):
            properties._element.remove(found)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _head_and_foot(document: Any, head: str, copy: Copy) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = head
    foot = section.footer.paragraphs[0]
    for words in (f"Version {copy.hash}", f"Is this the current version? {readable(copy.current_address)}"):
        foot.add_run(words).font.size = Pt(7)
        foot.add_run().add_break()
    foot.add_run("Page ").font.size = Pt(7)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    foot._p.append(number)


def _protocol(document: Any, agreement: Agreement, copy: Copy) -> None:
    above = copy.protocol
    if above is None:
        document.add_paragraph(f"It stands under the protocol {readable(agreement.protocol)}, not in this copy.")
        return
    document.add_paragraph(
        f"It stands under {readable(above.title)} ({readable(above.reference)}, version {above.version}) and inherits "
        "what that says:"
    )
    for principle in above.principles:
        document.add_paragraph(readable(principle), style="List Number")


def _paragraphs(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first row is repeated on each page, which also tells a screen reader that it is a heading."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, words in zip(first.cells, heads, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_paragraph()
