"""How partners' systems supply: begin, send the file in one piece or several, receive it; all through the gate."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Field, Schema
from ninja.params.functions import Header
from ninja.responses import Status

from joinedup.service.agreements.listing import may_see
from joinedup.service.api.surface import BYTES, PROBLEMS, api, asker
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.supplies import overview, sending
from joinedup.service.supplies.uploading import body

_FILE = {"requestBody": {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}}
_NAME = r"^[A-Za-z0-9_./-]+$"
_MOST = settings.UPLOAD_BYTES


class SupplyIn(Schema):
    """Which data set is to be sent, under which agreement, and how many bytes the file has."""

    agreement: str = Field(max_length=60, pattern=_NAME)
    dataset: str = Field(max_length=60, pattern=_NAME)
    size: int = Field(ge=1, le=_MOST)


class SupplyOut(Schema):
    """A file on its way: how much has arrived, how far it is, and what stopped it where something did."""

    key: str
    agreement: str
    dataset: str
    state: str
    size: int
    supply: str
    problem: dict[str, Any] | None


def _of_this_partner(acting: Acting, key: str) -> Any:
    row = overview.arrival(acting, key) if key.isalnum() else None
    if row is None:
        raise Http404
    return row


@api.post("/supplies", response={201: SupplyOut, **PROBLEMS}, summary="Begin to send a file")
def begin_supply(request: HttpRequest, asked: SupplyIn) -> Any:
    """Asks the gate before a byte is read: a refusal names every reason."""
    acting = asker(request, "supply", May.SUPPLY)
    if not may_see(acting, asked.agreement):
        raise Http404
    return Status(
        201, sending.begin(acting, agreement=asked.agreement, dataset=asked.dataset, expected=asked.size)
    )  # fmt: skip


@api.get("/supplies/{key}", response={200: SupplyOut, **PROBLEMS}, summary="How far a file is")
def supply_state(request: HttpRequest, key: str) -> Any:
    """A file that this partner sends. `size` is where to go on after a break."""
    return _of_this_partner(asker(request, "supply", May.SUPPLY), key)


@api.put(
    "/supplies/{key}/content",
    response={200: SupplyOut, **PROBLEMS},
    summary="Send the file, or its next piece",
    openapi_extra=_FILE,
)
def supply_piece(request: HttpRequest, key: str, upload_offset: int = Header(0, ge=0, le=_MOST)) -> Any:
    """The body is the piece that begins at `Upload-Offset`. It is sealed as it arrives."""
    acting = asker(request, "supply", May.SUPPLY)
    row = _of_this_partner(acting, key)
    sending.add(row, body(request, settings.UPLOAD_BYTES), upload_offset)
    return _of_this_partner(acting, key)


@api.post("/supplies/{key}/receive", response={202: SupplyOut, **PROBLEMS}, summary="Receive what has been sent")
def receive_supply(request: HttpRequest, key: str) -> Any:
    """In the background, with the layout of the last supply. How it ends is told at `/supplies/{key}`."""
    acting = asker(request, "supply", May.SUPPLY)
    row = _of_this_partner(acting, key)
    sending.receive_so(acting, row, None, seen=row.changed)
    return Status(202, _of_this_partner(acting, key))
