"""Pages that belong to no part: the start, what was not found, what is refused, help."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from joinedup.engine.errors import REFUSED, JoinedupError
from joinedup.service.authorization.doors import door
from joinedup.service.pages.sections import sections


@door(everyone=True)
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody begins: their first section; the sign-in page for a stranger."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    acting = request.acting  # type: ignore[attr-defined]
    if acting is None:
        return redirect("choose-role")
    return redirect(str(sections(acting, "")[0]["href"]))


def _text(name: str) -> Callable[[HttpRequest], HttpResponse]:
    def show(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{name}.html")

    return door(everyone=True)(show)


help_page, accessibility, privacy = _text("help"), _text("accessibility"), _text("privacy")


@door(everyone=True)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Welsh or English, remembered in a cookie."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = redirect(back)
    if wanted in dict(settings.LANGUAGES):
        translation.activate(wanted)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


@door(everyone=True)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing that this person may know of: the two look the same."""
    if request.path.startswith("/api/"):
        from joinedup.service.api.surface import problem as for_machines

        return for_machines(404, "not-found", "There is nothing here.", "See /api/docs.")
    return render(request, "pages/not-found.html", status=404)


@door(everyone=True)
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This role may not do that."""
    return render(request, "pages/refused.html", status=403)


@door(everyone=True)
def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that was open too long."""
    return render(request, "pages/stale.html", status=403)


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """One address asked too often; `wait`: seconds. It holds nothing of anybody, so that a frame may show it too."""
    answer = render(request, "pages/too-often.html", {"wait": wait}, status=429)
    answer["Retry-After"], answer["Cache-Control"] = str(wait), "no-store"
    setattr(answer, "xframe_options_exempt", True)  # noqa: B010 -- the policy says who may
    setattr(answer, "_csp_replace", {"frame-ancestors": settings.FRAMED_BY or [NONE]})  # noqa: B010
    return answer


@door(everyone=True)
def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong inside. Without context processors, so that it shows whatever is broken."""
    return HttpResponse(
        "<!DOCTYPE html><html lang='en'><title>Something went wrong - Joinedup</title>"
        "<h1>Something went wrong</h1><p>Nothing was saved or released. Try again; if it happens again, tell "
        "whoever runs this service what you were doing and when.</p></html>",
        status=500,
    )


def problem(request: HttpRequest, failure: JoinedupError) -> HttpResponse:
    """An error of the house as a page: what happened, where, what to do."""
    status = 409 if failure.status == REFUSED else 400
    reasons = failure.as_json().get("reasons", [])
    return render(request, "pages/problem.html", {"failure": failure, "reasons": reasons}, status=status)
