"""An agreement as one printable page of HTML, for the PDF: every clause, who has signed, and how to check the copy."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.service.documents.clauses import readable, sections, suppliers
from joinedup.service.documents.copied import Copy, signature_lines

_TEMPLATES = Environment(
    loader=PackageLoader("joinedup.service.documents", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_TEMPLATES.filters["day"] = day_in_words
_TEMPLATES.filters["readable"] = readable


def agreement_html(agreement: Agreement, copy: Copy) -> str:
    """The page, A4, in English. Everything is escaped; it names no file or address to fetch."""
    return rendered(
        "agreement.html",
        agreement=agreement,
        title=readable(agreement.title),
        reference=readable(agreement.reference),
        protocol=copy.protocol,
        protocol_title=readable(copy.protocol.title) if copy.protocol else "",
        sections=sections(agreement, copy.titles),
        suppliers=suppliers(agreement, copy.titles),
        signatures=signature_lines(agreement, copy),
        state_words=readable(copy.state_words),
        current_address=readable(copy.current_address),
        hash=copy.hash,
    )


def rendered(template: str, **values: object) -> str:
    """Any document's page, from one of the templates beside this file. Everything is escaped."""
    return _TEMPLATES.get_template(template).render(**values)
