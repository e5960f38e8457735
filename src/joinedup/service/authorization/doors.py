"""Doors: every page and operation says who may open it; one that says nothing stays shut.

A view is declared with `@door(...)`. The middleware finds out who is asking, and lets nobody through who may not.
What a person may see of what lies behind (only their partner's, only their initiative's) the queries decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from attrs import frozen
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.asking import asked_by
from joinedup.service.authorization.permissions import Permission
from joinedup.service.authorization.throttle import seconds_to_wait

View = TypeVar("View", bound=Callable[..., Any])


@frozen
class Door:
    """Who may open it. `permission`: None for anybody who is signed in; `everyone`: signed in or not.

    personal_data: whether what it shows is about people, so that it is never kept by a browser or a proxy.
    """

    permission: Permission | None = None
    everyone: bool = False
    personal_data: bool = False


def door(
    permission: Permission | None = None, *, everyone: bool = False, personal_data: bool = False
) -> Callable[[View], View]:
    """Declare who may open a view."""
    declared = Door(permission, everyone, personal_data)

    def declare(view: View) -> View:
        view.door = declared  # type: ignore[attr-defined]
        return view

    return declare


# libraries whose views know by themselves who may come in: sign-in, tokens, and the interface (see api.surface)
LIBRARY = ("allauth.", "oauth2_provider.", "ninja.")


def acting_of(request: HttpRequest) -> Acting:
    """Who is asking. Raises PermissionDenied where nobody is."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        raise PermissionDenied
    return acting


# pages that somebody without a second factor may see while they set one up
SETTING_UP = ("my-account", "choose-role")


class DoorsMiddleware:
    """Shuts every door that is not declared, and those that the asker may not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        from joinedup.service.accounts.queries import acting_now
        from joinedup.service.accounts.sessions import keep

        keep(request)
        request.acting = acting_now(request)  # type: ignore[attr-defined]
        with asked_by(request.acting):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if getattr(request, "personal_data", False):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let through, send to sign in, or refuse."""
        from joinedup.service.pages.views import problem, too_often

        declared: Door | None = getattr(view, "door", None)
        if declared is None:
            if getattr(view, "func", view).__module__.startswith(LIBRARY):
                return None
            raise PermissionDenied("this page does not say who may open it")
        request.personal_data = declared.personal_data  # type: ignore[attr-defined]
        if declared.everyone:
            wait = 0 if request.user.is_authenticated else seconds_to_wait(request)
            return too_often(request, wait) if wait else None
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
        acting: Acting | None = request.acting  # type: ignore[attr-defined]
        from joinedup.service.accounts.queries import needs_second_factor

        here = request.resolver_match.url_name if request.resolver_match else ""
        if here not in SETTING_UP and needs_second_factor(request):
            return redirect("mfa_index")
        if acting is None:
            return None if declared.permission is None else redirect("choose-role")
        if declared.permission is not None and not acting.may(declared.permission):
            if (lacking := acting.lacks(declared.permission)) is not None:
                return problem(request, lacking)
            raise PermissionDenied("this role may not do that")
        return None
