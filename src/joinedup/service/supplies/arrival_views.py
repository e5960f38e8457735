"""Sending a file: begin, send it in a form or in pieces that go on after a break, say what its columns are."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.errors import REFUSED, JoinedupError, error
from joinedup.engine.supplies.layout_file import layout_from_json
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import Entry
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.partners.queries import titles
from joinedup.service.supplies import overview, sending
from joinedup.service.supplies.forms import FileForm, MappingForm
from joinedup.service.supplies.mapping import not_found
from joinedup.service.supplies.queries import last_of
from joinedup.service.supplies.uploading import SealingHandler, body

OFFSET, LENGTH = "Upload-Offset", "Upload-Length"


def _entry(request: HttpRequest, reference: str) -> Entry:
    entry = overview.entry_for(acting_of(request), reference, today())
    if entry is None:
        raise Http404
    return entry


@door(May.SUPPLY)
def send(request: HttpRequest, reference: str, dataset: str) -> HttpResponse:
    """What may be sent from a data set, and begin. A refusal shows every reason; nothing has been read then."""
    acting = acting_of(request)
    entry = _entry(request, reference)
    terms = entry.agreement.terms_for(acting.partner, dataset)
    if terms is None:
        raise Http404
    if request.method == "POST":
        row = sending.begin(acting, agreement=reference, dataset=dataset)
        return redirect("arrival", row.key)
    shown = {
        "entry": entry, "terms": terms, "items": ITEMS, "titles": titles(),
        "last": last_of(reference, acting.partner, dataset), "most": settings.UPLOAD_BYTES // 1_000_000,
    }  # fmt: skip
    return render(request, "supplies/send.html", shown)


def _arrival(request: HttpRequest, key: str) -> Any:
    row = overview.arrival(acting_of(request), key)
    if row is None:
        raise Http404
    return row


@door(May.SUPPLY, personal_data=True)
def arrival(request: HttpRequest, key: str) -> HttpResponse:
    """One upload, whatever it waits for: its file, a person's look at its columns, or nothing any more."""
    row = _arrival(request, key)
    entry = _entry(request, row.agreement)
    shown = {"row": row, "entry": entry, "titles": titles(), "form": FileForm()}
    if row.state == row.MAPPING:
        return _mapping(request, row, entry.agreement, shown)
    return render(request, "supplies/arrival.html", shown)


def _mapping(request: HttpRequest, row: Any, agreement: Agreement, shown: dict[str, Any]) -> HttpResponse:
    layout, looks = layout_from_json(row.layout), row.looks["columns"]
    terms = agreement.terms_for(row.supplier, row.dataset)
    items = terms.items if terms else ()
    form = MappingForm(
        request.POST or None, layout=layout, looks=looks, items=items, initial={"changed": row.changed}
    )  # fmt: skip
    if form.is_valid():
        job = sending.receive_so(
            acting_of(request), row, form.cleaned_data["layout"], seen=form.cleaned_data["changed"]
        )  # fmt: skip
        return redirect("job", job.pk)
    columns = [
        {
            "column": column, "look": look, "field": form[f"c{place}"],
            "date": form[f"d{place}"] if f"d{place}" in form.fields else None,
            "not_agreed": ITEMS[column.item].title if column.item in ITEMS and column.item not in items else "",
        }
        for place, (column, look) in enumerate(zip(layout.columns, looks, strict=True))
    ]  # fmt: skip
    shown |= {"form": form, "columns": columns, "missing": not_found(layout, items), "items": ITEMS}
    return render(request, "supplies/mapping.html", shown)


@door(May.SUPPLY, personal_data=True)
@csrf_exempt  # the form is checked after its file has been sealed: `_from_form` and `_piece`
@require_http_methods(["HEAD", "PUT", "POST"])
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """HEAD: how much has arrived. PUT: the next piece. POST: the whole file in a form.

    Whether the agreement would let it in is asked before the first byte of a request is read.
    """
    row = _arrival(request, key)
    if request.method == "HEAD":
        return _so_far(row.size)
    if request.method == "PUT":
        return _piece(request, row)
    if row.state != row.ARRIVING:
        raise error("arrival-state", state=row.state)
    if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_BYTES + 100_000:  # the form around it
        raise error("arrival-too-large", most=settings.UPLOAD_BYTES // 1_000_000)
    sending.from_the_start(row)
    with closing(SealingHandler(key)) as handler:
        request.upload_handlers = [handler]
        return _from_form(request, row, handler)


@csrf_protect
def _piece(request: HttpRequest, row: Any) -> HttpResponseBase:
    told, whole = request.headers.get(OFFSET, ""), request.headers.get(LENGTH, "")
    if not told.isdigit() or not whole.isdigit():
        return JsonResponse({"error": "usage", "what": f"Say {OFFSET} and {LENGTH}."}, status=400)
    try:
        if told == "0":
            sending.from_the_start(row, expected=int(whole))
        there = sending.add(row, body(request, settings.UPLOAD_BYTES), int(told))
    except JoinedupError as failure:
        return JsonResponse(failure.as_json(), status=409 if failure.status == REFUSED else 400)
    return _so_far(there, status=204)


def _so_far(size: int, status: int = 200) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer[OFFSET] = str(size)
    answer["Cache-Control"] = "no-store"
    return answer


@csrf_protect
def _from_form(request: HttpRequest, row: Any, handler: SealingHandler) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if handler.too_large:
        raise error("arrival-too-large", most=settings.UPLOAD_BYTES // 1_000_000)
    if not form.is_valid():
        entry = _entry(request, row.agreement)
        return render(
            request, "supplies/arrival.html", {"row": row, "entry": entry, "titles": titles(), "form": form}
        )  # fmt: skip
    sending.has_come(row, handler.size)
    job = sending.arrived(acting_of(request), row)
    return redirect("job", job.pk)


@door(May.SUPPLY, personal_data=True)
@require_POST
def whole(request: HttpRequest, key: str) -> HttpResponseBase:
    """The last piece has been sent: have a look at it. Tells the script where to go on."""
    try:
        job = sending.arrived(acting_of(request), _arrival(request, key))
    except JoinedupError as failure:
        return JsonResponse(failure.as_json(), status=409 if failure.status == REFUSED else 400)
    return JsonResponse({"address": reverse("job", args=[job.pk])})


@door(May.SUPPLY, personal_data=True)
@require_POST
def give_up(request: HttpRequest, key: str) -> HttpResponse:
    """Give an upload up."""
    sending.give_up(acting_of(request), _arrival(request, key))
    messages.success(request, _("Given up. What had arrived is gone."))
    return redirect("supplies")
