"""The programming interface: its one door for systems, and its errors (RFC 9457, problem+json)."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from oauth2_provider.models import AccessToken

from joinedup.engine.errors import REFUSED, JoinedupError
from joinedup.service.api.queries import acting_system
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.asking import is_asking
from joinedup.service.authorization.permissions import Permission

PROBLEM = "application/problem+json"
BYTES = "application/octet-stream"
CSV = "text/csv; charset=utf-8"


class Reason(Schema):
    """One reason why something was refused."""

    code: str
    words: str


class Problem(Schema):
    """What went wrong: RFC 9457, with the house's own code and every reason."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[Reason] = Field(default_factory=list)


class SystemToken(HttpBearer):
    """A short token that a partner's system got at /api/token/ for one scope or several."""

    def authenticate(self, request: HttpRequest, token: str) -> Acting | None:
        """The system, as it acts; None where the token is unknown or over."""
        found = AccessToken.objects.select_related("application").filter(token=token).first()
        if found is None or found.application is None or not found.is_valid():
            return None
        acting = acting_system(found.application.client_id)
        request.scopes = frozenset(found.scope.split())  # type: ignore[attr-defined]
        return acting


def asker(request: HttpRequest, scope: str, permission: Permission) -> Acting:
    """Who asks, if their token has the scope and their role the permission. Raises PermissionDenied."""
    acting: Acting = request.auth  # type: ignore[attr-defined]
    if scope not in request.scopes or not acting.may(permission):  # type: ignore[attr-defined]
        raise PermissionDenied
    is_asking(acting)
    return acting


class Interface(NinjaAPI):
    """The interface, described as it is: errors are problem+json, files are bytes."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """OpenAPI 3.1 of every operation."""
        made = super().get_openapi_schema(**options)
        for operation in (one for there in made["paths"].values() for one in there.values()):
            for status, answer in operation["responses"].items():
                if status >= 400 and "application/json" in answer.get("content", {}):
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}
                elif operation["operationId"].endswith("_csv"):
                    answer["content"] = {"text/csv": {"schema": {"type": "string"}}}
                elif operation["operationId"].endswith("_file"):
                    answer["content"] = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
        return made


api = Interface(
    title="Joinedup",
    version="1",
    description="For partners' systems: supply, ask, receive. Every movement of data passes the same gate as in the "
    "pages, and is refused with every reason where no agreement in force covers it.",
    auth=SystemToken(),
    throttle=[AuthRateThrottle("600/m")],
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)

PROBLEMS: dict[int, type[Problem]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem,
}  # fmt: skip


def problem(status: int, code: str, title: str, detail: str, reasons: list[Any] | None = None) -> HttpResponse:
    plain = {
        "type": f"urn:joinedup:{code}", "title": title, "status": status, "detail": detail, "reasons": reasons or [],
    }  # fmt: skip
    return HttpResponse(json.dumps(plain, ensure_ascii=False), content_type=PROBLEM, status=status)


_CONFLICTS = frozenset(
    ("arrival-offset", "arrival-state", "arrival-busy", "arrival-unknown", "supply-empty")
)  # asked at a wrong time


@api.exception_handler(JoinedupError)
def _house(request: HttpRequest, failure: JoinedupError) -> HttpResponse:
    status = 409 if failure.status == REFUSED or failure.code in _CONFLICTS else 400
    return problem(status, failure.code, failure.what, failure.do, failure.as_json().get("reasons"))  # type: ignore[arg-type]


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, failure: Http404) -> HttpResponse:
    return problem(404, "not-found", "There is nothing here.", "Or nothing that this system may know of.")


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, failure: PermissionDenied) -> HttpResponse:
    return problem(403, "refused", "This token may not do that.", "Ask for a token with the scope that it needs.")


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, failure: AuthenticationError) -> HttpResponse:
    answer = problem(401, "no-token", "There is no valid token.", "Get one at /api/token/ with client credentials.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    # where something is wrong and how, never the value that was sent
    found = [{"code": str(e["type"]), "words": f"{'.'.join(map(str, e['loc']))}: {e['msg']}"} for e in failure.errors]
    return problem(422, "input-wrong", "The input is not as described.", "See /api/docs.", found)


@api.exception_handler(Throttled)
def _often(request: HttpRequest, failure: Throttled) -> HttpResponse:
    answer = problem(429, "too-often", "This system asks too often.", "Wait, and ask again.")
    answer["Retry-After"] = str(int(failure.wait or 60))
    return answer


@api.exception_handler(HttpError)
def _other(request: HttpRequest, failure: HttpError) -> HttpResponse:
    return problem(failure.status_code, "input-wrong", "The request cannot be read.", "See /api/docs.")
