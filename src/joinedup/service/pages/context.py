"""What every page knows: who is asking, whom they may know by name, and whether all of it is made up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """For the templates of every page."""
    from joinedup.service.accounts.naming import naming
    from joinedup.service.pages.sections import sections

    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "named": naming(acting),
        "made_up": settings.MADE_UP,
        "sections": sections(acting, request.path),
        "csp_nonce": str(getattr(request, "csp_nonce", "")),
        "language": getattr(request, "LANGUAGE_CODE", "en-gb"),
    }
