"""Linkage: which agreements can be linked, what came of it, and link again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import entries
from joinedup.service.areas.queries import are_installed
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.linkage.queries import latest_of
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
    one = next((o for o in _linkable(acting) if o["entry"].agreement.reference == reference), None)  # type: ignore[attr-defined]
    if one is None:
        raise Http404
    job = ask(
        "link", by=acting, subject=reference, takes={"agreement": reference}, doing=_("Linking records into people")
    )
    return redirect("job", job.pk)
