"""An agreement as a Word file, with real headings and tables, for those who must paste it into their own papers."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.comparison import clauses
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS
from joinedup.service.documents.copied import Copy


def word(agreement: Agreement, copy: Copy) -> bytes:
    """The file. It says of itself that the register holds the agreement, and where to ask whether it is current."""
    document = Document()
    document.core_properties.title = agreement.title
    document.core_properties.subject = f"{agreement.reference}, version {agreement.version}, {copy.hash}"
    document.core_properties.author = "Joinedup"
    document.core_properties.language = "en-GB"
    document.add_heading(agreement.title, 0)
    document.add_paragraph(f"{agreement.reference}, version {agreement.version}. {copy.state_words}")
    if copy.protocol is not None:
        document.add_paragraph(
            f"It stands under {copy.protocol.title} ({copy.protocol.reference}), and inherits what that says:"
        )
        for principle in copy.protocol.principles:
            document.add_paragraph(principle, style="List Bullet")
    document.add_heading("What is agreed", 1)
    for name, words in clauses(agreement).items():
        if words and not name.startswith("Items of"):
            document.add_heading(name, 2)
            document.add_paragraph(words)
    document.add_heading("What is shared, and nothing else", 1)
    for terms in agreement.supplies:
        document.add_heading(f"{copy.titles.get(terms.supplier, terms.supplier)}: {terms.dataset.replace('_', ' ')}", 2)
        for name in terms.items:
            document.add_paragraph(ITEMS[name].title if name in ITEMS else name, style="List Bullet")
    document.add_heading("Signatures", 1)
    signed = {signature.partner: signature for signature in copy.signatures}
    table = document.add_table(rows=1, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Party", "Signed by", "On"), strict=True):
        cell.text = words
    for party in agreement.parties:
        row = table.add_row().cells
        found = signed.get(party.partner)
        row[0].text = copy.titles.get(party.partner, party.partner)
        row[1].text = found.signatory if found else ""
        row[2].text = day_in_words(found.signed_on) if found else "not yet"
    document.add_heading("This copy", 1)
    document.add_paragraph(f"The register holds the agreement; this is a copy of the version {copy.hash}.")
    document.add_paragraph(f"Is it current? {copy.current_address}")
    made = BytesIO()
    document.save(made)
    return made.getvalue()
