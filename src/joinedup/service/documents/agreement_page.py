"""An agreement as one printable page of HTML, for the PDF: every clause, who has signed, and how to check the copy."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.comparison import clauses
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS
from joinedup.service.documents.copied import Copy

_TEMPLATES = Environment(
    loader=PackageLoader("joinedup.service.documents", "templates"), autoescape=True, undefined=StrictUndefined
)
_TEMPLATES.filters["day"] = day_in_words


def agreement_html(agreement: Agreement, copy: Copy) -> str:
    """The page. Everything is escaped."""
    signed = {signature.partner: signature for signature in copy.signatures}
    listed = {name: words for name, words in clauses(agreement).items() if words and not name.startswith("Items of")}
    return _TEMPLATES.get_template("agreement.html").render(
        agreement=agreement, protocol=copy.protocol, signed=signed, state_words=copy.state_words, clauses=listed,
        items=ITEMS, current_address=copy.current_address, hash=copy.hash, titles=copy.titles,
    )  # fmt: skip


def rendered(template: str, **values: object) -> str:
    """Any other document's page."""
    return _TEMPLATES.get_template(template).render(**values)
