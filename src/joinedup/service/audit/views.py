"""The audit chain as sentences, its state, its export, and signed checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.audit.chain import Link
from joinedup.engine.audit.checkpoint import checkpoint, checkpoint_from
from joinedup.engine.errors import JoinedupError
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.accounts.queries import handles_named
from joinedup.service.agreements.listing import references
from joinedup.service.audit import actions, queries, reading
from joinedup.service.audit.forms import CheckpointForm, FindForm
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.project.secret import secret
from joinedup.service.work.actions import ask
from joinedup.service.work.queries import last_done

PAGE = 50


def _may_see(acting: Acting) -> None:
    if not (acting.may(May.SEE_AUDIT) or acting.may(May.SEE_OWN_AUDIT)):
        raise Http404


def _asked(request: HttpRequest) -> tuple[FindForm, reading.Asked]:
    form = FindForm(request.GET or None)
    if not form.is_valid():
        return form, reading.Asked()
    words = form.cleaned_data["words"]
    return form, reading.Asked(**form.cleaned_data, handles=handles_named(words) if words else ())


@door(May.SEE_INITIATIVE)
def audit(request: HttpRequest) -> HttpResponse:
    """The latest events that somebody may see, and how the chain stands."""
    acting = acting_of(request)
    _may_see(acting)
    form, asked = _asked(request)
    before = request.GET.get("before", "")
    number = int(before) if before.isdigit() else 0
    found = reading.events(acting, references(acting), asked, number, PAGE + 1)
    head, last = queries.kept_head(), queries.last_link()
    kept = head is not None and last is not None and (head.sequence, head.hash) == (last.sequence, last.hash)
    query = request.GET.copy()
    query.pop("before", None)
    shown = {
        "events": found[:PAGE],
        "more": found[PAGE - 1].sequence if len(found) > PAGE else None,
        "form": form,
        "head": last,
        "end_as_kept": kept,
        "proved": last_done("verify"),
        "query": query.urlencode(),
    }
    return render(request, "audit/list.html", shown)


@door(May.SEE_INITIATIVE)
def export(request: HttpRequest) -> HttpResponseBase:
    """The events found, as CSV, however many."""
    acting = acting_of(request)
    _may_see(acting)
    _form, asked = _asked(request)
    found = reading.all_events(acting, references(acting), asked)
    answer = StreamingHttpResponse(csv_pieces(_rows(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _rows(found: Iterator[Link]) -> Iterator[tuple[str, ...]]:
    yield "event", "at", "kind", "by", "subject", "what happened", "hash"
    for link in found:
        yield str(link.sequence), link.at, link.kind, link.by, link.subject, link.sentence, link.hash


@door(May.SEE_AUDIT)
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Check everything that the chain attests, in the background."""
    job = ask("verify", by=acting_of(request), subject="the audit chain", takes={}, doing=_("Proving the audit chain"))
    return redirect("job", job.pk)


@door(May.KEEP_CHECKPOINT)
@require_POST
def take_checkpoint(request: HttpRequest) -> HttpResponse:
    """A signed checkpoint of the chain as it ends now."""
    acting = acting_of(request)
    last = actions.checkpoint_kept(by=acting.by, partner=acting.partner or "the auditor")
    made = checkpoint(last, secret("audit checkpoints"))
    answer = HttpResponse(json.dumps(made.as_plain(), indent=1) + "\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="joinedup-checkpoint-{made.sequence}.json"'
    return answer


@door(May.KEEP_CHECKPOINT)
def compare_checkpoint(request: HttpRequest) -> HttpResponse:
    """Whether the chain still is what a checkpoint says it was."""
    form = CheckpointForm(request.POST or None, request.FILES or None)
    result = ""
    if form.is_valid():
        try:
            kept = checkpoint_from(json.loads(form.cleaned_data["file"].read(20_000)))
        except (ValueError, JoinedupError):
            form.add_error("file", _("That is not a checkpoint, or it was changed."))
        else:
            ours = checkpoint_from(checkpoint(_end(), secret("audit checkpoints")).as_plain()).public_key
            now = reading.event_hash(kept.sequence)
            result = "foreign" if kept.public_key != ours else "same" if now == kept.hash else "different"
    if result == "different":
        messages.warning(request, _("The chain was written anew."))
    return render(request, "audit/checkpoint.html", {"form": form, "result": result})


def _end() -> Link:
    last = queries.last_link()
    if last is None:
        raise Http404
    return last
