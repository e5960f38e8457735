"""Linkage: which agreements can be linked, what came of it, and link again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.errors import JoinedupError
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import Entry, entries
from joinedup.service.areas.queries import are_installed
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.linkage import graphs, measuring, queries, reviewing
from joinedup.service.linkage.graph_picture import graph_picture
from joinedup.service.linkage.queries import latest_of
from joinedup.service.linkage.why_picture import why_picture
from joinedup.service.partners.queries import titles
from joinedup.service.supplies.queries import held_under
from joinedup.service.work.actions import ask


def _linkable(acting: Acting) -> list[dict[str, object]]:
    """The agreements whose index this person's partner keeps."""
    found, _ = entries(acting, today())
    mine = [e for e in found if e.agreement.sharing_type < 4 and acting.partner in ("", e.agreement.host)]
    references = [entry.agreement.reference for entry in mine]
    indexes, supplies = latest_of(references), held_under(references)
    return [
        {"entry": e, "index": indexes.get(e.agreement.reference), "supplies": supplies.get(e.agreement.reference, [])}
        for e in mine
    ]


def _mine(acting: Acting, reference: str) -> Entry:
    """The agreement, where this person's partner keeps its index."""
    for one in _linkable(acting):
        entry = one["entry"]
        if isinstance(entry, Entry) and entry.agreement.reference == reference:
            return entry
    raise Http404


@door(May.LINK)
def linkage(request: HttpRequest) -> HttpResponse:
    """What can be linked, and when it was last."""
    shown = {"linkable": _linkable(acting_of(request)), "titles": titles(), "areas_installed": are_installed()}
    return render(request, "linkage/list.html", shown)


@door(May.LINK)
@require_POST
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Link now, in the background."""
    acting = acting_of(request)
    _mine(acting, reference)
    job = ask(
        "link", by=acting, subject=reference, takes={"agreement": reference}, doing=_("Linking records into people")
    )
    return redirect("job", job.pk)


@door(May.LINK, personal_data=True)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """One pair of records to judge, side by side and masked; the next one follows."""
    acting = acting_of(request)
    agreement = _mine(acting, reference).agreement
    if request.method == "POST":
        number, answer = request.POST.get("number", ""), request.POST.get("answer", "")
        try:
            reviewing.judge(acting, agreement=agreement, number=int(number) if number.isdigit() else -1, answer=answer)
        except JoinedupError as failure:
            if failure.code != "pair-not-open":
                raise
            messages.warning(request, f"{failure.what} {failure.do}")
        return redirect(request.get_full_path())
    drawn = "drawn" in request.GET
    waiting = reviewing.queue(acting, agreement, drawn_first=drawn)
    question = waiting[0] if waiting else None
    shown = {
        "agreement": agreement,
        "question": question,
        "drawn": drawn,
        "pairs": reviewing.shown(gate(), agreement, question, acting.by) if question else [],
        "progress": reviewing.progress(acting, agreement),
        "needed": reviewing.opinions_needed(agreement),
        "titles": titles(),
        "systems": queries.supplies_of(reference),
    }
    return render(request, "linkage/review.html", shown)


@door(May.LINK)
def quality(request: HttpRequest, reference: str) -> HttpResponse:
    """How good the last linkage is, as far as it can be told without the truth; as a table for a spreadsheet too."""
    agreement = _mine(acting_of(request), reference).agreement
    told = measuring.report(agreement)
    if "csv" in request.GET and told is not None:
        answer = HttpResponse("".join(csv_pieces(told.rows())), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="linkage-quality-{reference}.csv"'
        return answer
    return render(
        request, "linkage/quality.html",
        {"agreement": agreement, "told": told, "titles": titles(), "systems": queries.supplies_of(reference),
         "items": ITEMS},
    )  # fmt: skip


@door(May.LINK)
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """The people of the last linkage that hang together by the weakest links; any other is found by their id."""
    agreement = _mine(acting_of(request), reference).agreement
    if client := request.GET.get("client", "").strip():
        return redirect("linked-person", reference, client)
    shown = {"agreement": agreement, "doubtful": graphs.doubtful(reference)}
    return render(request, "linkage/people.html", shown)


@door(May.LINK)
def person(request: HttpRequest, reference: str, client: str) -> HttpResponse:
    """Why somebody's records are one person: which pairs of them hold, and by what. No value is shown."""
    acting = acting_of(request)
    agreement = _mine(acting, reference).agreement
    found = graphs.shown(gate(), agreement, client, acting.by)
    shown = {"agreement": agreement, "shown": found, "client": client, "titles": titles()}
    return render(request, "linkage/person.html", shown, status=200 if found else 404)


@door(May.LINK)
def person_picture(request: HttpRequest, reference: str, client: str) -> HttpResponse:
    """The same as a picture."""
    acting = acting_of(request)
    found = graphs.shown(gate(), _mine(acting, reference).agreement, client, acting.by)
    if found is None:
        raise Http404
    answer = HttpResponse(graph_picture(found), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


@door(May.LINK)
def why(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the model made of a pair, as a picture; it holds no value of either record."""
    acting = acting_of(request)
    found = [one for one in reviewing.asked(_mine(acting, reference).agreement.reference) if one.number == number]
    if not found:
        raise Http404
    answer = HttpResponse(why_picture(found[0].reasons), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer
