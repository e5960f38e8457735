"""HTML to tagged PDF (PDF/UA-1, ISO 14289), so that a screen reader can read it. Nothing is fetched from anywhere."""

from __future__ import annotations

import hashlib
from typing import Any

from joinedup.engine.errors import error


def _nothing_from_outside(url: str, *rest: Any, **options: Any) -> Any:
    raise ValueError("a document fetches nothing")


def pdf(html: str) -> bytes:
    """The document. Its title and language stand in the HTML; the same HTML gives the same bytes.

    Raises `pdf-unavailable` where Pango is missing.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:  # its system libraries are looked for when it is imported
        raise error("pdf-unavailable") from None

    class Nothing(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Refuses every address."""

        fetch = staticmethod(_nothing_from_outside)

    # PDF wants an identifier for each file, which would otherwise be drawn by chance
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    made: bytes = HTML(string=html, url_fetcher=Nothing()).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made
