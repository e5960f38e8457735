"""Errors of the house become pages, with every reason; nobody sees a traceback."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from joinedup.engine.errors import JoinedupError


class ProblemsMiddleware:
    """Shows a `JoinedupError` that a view raised as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponseBase | None:
        """The page for an error of the house; Django's way for any other."""
        if not isinstance(failure, JoinedupError):
            return None
        from joinedup.service.pages.views import problem

        return problem(request, failure)
