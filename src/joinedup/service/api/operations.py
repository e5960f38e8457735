"""What partners' systems can do: see agreements, supply, ask for releases, receive them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema
from ninja.responses import Status

from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import Entry, entries, references
from joinedup.service.api.surface import BYTES, PROBLEMS, Reason, api, asker
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.releases import asking, queries
from joinedup.service.releases.giving import give
from joinedup.service.work.queries import job as job_of


class SupplyTermsOut(Schema):
    """The items that one supplier gives from one data set, and nothing else."""

    supplier: str
    dataset: str
    items: list[str]


class AgreementOut(Schema):
    """An agreement, and how it stands today."""

    reference: str
    version: int
    title: str
    sharing_type: int
    purposes: list[str]
    host: str
    recipients: list[str]
    supplies: list[SupplyTermsOut]
    starts: date
    ends: date
    in_force: bool
    reasons: list[Reason]


class ReleaseOut(Schema):
    """A release that this partner may have."""

    name: str
    agreement: str
    sharing_type: int
    title: str
    made_on: date
    withdrawn_on: date | None
    files: list[dict[str, Any]]


class CountsIn(Schema):
    """Counts of people by area, age and sex, to be asked for under a type 1 agreement."""

    agreement: str = Field(max_length=60)
    title: str = Field(min_length=1, max_length=120)
    why: str = Field(min_length=1, max_length=2000)
    levels: list[str] = Field(min_length=1, max_length=3)
    edges: list[int] = Field(min_length=1, max_length=12, description="Where each age band begins, from 0 upwards")


class RequestOut(Schema):
    """A request for a release, and how far it is."""

    number: int
    state: str
    release: str


class JobOut(Schema):
    """Work in the background."""

    key: str
    kind: str
    state: str
    done: int
    total: int | None
    said: dict[str, Any]


def _agreement(entry: Entry) -> dict[str, Any]:
    one = entry.agreement
    return {
        "reference": one.reference, "version": one.version, "title": one.title, "sharing_type": one.sharing_type,
        "purposes": list(one.purposes), "host": one.host, "recipients": list(one.recipients), "starts": one.starts,
        "ends": one.ends, "in_force": entry.in_force,
        "supplies": [{"supplier": s.supplier, "dataset": s.dataset, "items": list(s.items)} for s in one.supplies],
        "reasons": [{"code": reason.code, "words": reason.words} for reason in entry.reasons],
    }  # fmt: skip


def _entry(acting: Acting, reference: str) -> Entry:
    for entry in entries(acting, today())[0]:
        if entry.agreement.reference == reference:
            return entry
    raise Http404


@api.get("/agreements", response={200: list[AgreementOut], **PROBLEMS}, summary="The agreements of this partner")
def agreements(request: HttpRequest) -> Any:
    """Each with how it stands today, and every reason where it is not in force."""
    acting = asker(request, "ask", May.SEE_INITIATIVE)
    return [_agreement(entry) for entry in entries(acting, today())[0]]


@api.get("/agreements/{reference}", response={200: AgreementOut, **PROBLEMS}, summary="One agreement")
def agreement(request: HttpRequest, reference: str) -> Any:
    """One agreement of this partner, and how it stands today."""
    return _agreement(_entry(asker(request, "ask", May.SEE_INITIATIVE), reference))


@api.get("/releases", response={200: list[ReleaseOut], **PROBLEMS}, summary="The releases that this partner may have")
def releases(request: HttpRequest) -> Any:
    """Of type 1 all, of type 2 those made for this partner; withdrawn ones stay listed."""
    acting = asker(request, "receive", May.DOWNLOAD_RELEASE)
    return queries.releases_for(acting, references(acting))


@api.get("/releases/{name}/files/{file}", response={200: bytes, **PROBLEMS}, summary="A file of a release")
def release_file(request: HttpRequest, name: str, file: str) -> Any:
    """The file itself. An extract of people is delivered only under an agreement in force now."""
    acting = asker(request, "receive", May.DOWNLOAD_RELEASE)
    row = queries.release(name)
    if row is None or row not in queries.releases_for(acting, references(acting)):
        raise Http404
    answer = give(gate(), acting, row, file)
    answer["Content-Type"] = BYTES
    return answer


@api.post("/requests", response={201: RequestOut, **PROBLEMS}, summary="Ask for counts by area")
def ask_for_counts(request: HttpRequest, asked: CountsIn) -> Any:
    """Ask for a type 1 release. A person of the partner checks it before it leaves."""
    acting = asker(request, "ask", May.ASK_RELEASE)
    entry = _entry(acting, asked.agreement)
    if entry.agreement.sharing_type != 1:
        raise Http404
    edges = sorted({edge for edge in asked.edges if 0 <= edge <= 120} | {0})
    levels = [level for level in ("lsoa", "msoa", "lad") if level in asked.levels] or ["lad"]
    row = asking.ask(
        acting, agreement=asked.agreement, sharing_type=1, title=asked.title, why=asked.why,
        asks={"levels": levels, "edges": edges}, on=today(),
    )  # fmt: skip
    return Status(201, {"number": row.pk, "state": row.state, "release": row.release})


@api.get("/requests/{number}", response={200: RequestOut, **PROBLEMS}, summary="How far a request is")
def request_state(request: HttpRequest, number: int) -> Any:
    """A request of this partner."""
    acting = asker(request, "ask", May.ASK_RELEASE)
    row = queries.request_of(acting, number)
    if row is None:
        raise Http404
    return {"number": row.pk, "state": row.state, "release": row.release}


@api.get("/jobs/{key}", response={200: JobOut, **PROBLEMS}, summary="How far work in the background is")
def work(request: HttpRequest, key: UUID) -> Any:
    """A job of this partner."""
    found = job_of(asker(request, "supply", May.SUPPLY), str(key))
    if found is None:
        raise Http404
    return {
        "key": str(found.pk), "kind": found.kind, "state": found.state, "done": found.done, "total": found.total,
        "said": found.said,
    }  # fmt: skip
