"""HTML to tagged PDF (PDF/UA-1, ISO 14289), so that a screen reader can read it. Nothing is fetched from anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from joinedup.engine.errors import error


def _nothing_from_outside(url: str, *rest: Any, **options: Any) -> Any:
    raise ValueError("a document fetches nothing")


@frozen
class Paper:
    """A document. `pages`: how many it has."""

    content: bytes
    pages: int


def pdf(html: str) -> bytes:
    """The document. Its title and language stand in the HTML; the same HTML gives the same bytes.

    Raises `pdf-unavailable` where Pango is missing.
    """
    return first_that_fits([html]).content


def first_that_fits(drafts: Sequence[Callable[[], str] | str], pages: int = 1) -> Paper:
    """The first of these drafts of one document, as HTML, that has no more pages; the last where none fits.

    drafts: at least one, the roomiest first. Raises as `pdf`.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:  # its system libraries are looked for when it is imported
        raise error("pdf-unavailable") from None

    class Nothing(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Refuses every address."""

        fetch = staticmethod(_nothing_from_outside)

    for place, draft in enumerate(drafts, 1):
        html = draft if isinstance(draft, str) else draft()
        # PDF wants an identifier for each file, which would otherwise be drawn by chance
        identifier = hashlib.sha256(html.encode()).digest()[:16]
        options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": identifier}
        laid_out = HTML(string=html, url_fetcher=Nothing()).render(**options)
        if len(laid_out.pages) <= pages or place == len(drafts):
            break
    return Paper(laid_out.write_pdf(**options), len(laid_out.pages))
