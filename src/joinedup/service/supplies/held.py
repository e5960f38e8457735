"""What is held under an agreement, what was destroyed, and the proof that anybody can compare with the chain."""

from __future__ import annotations

import json
from datetime import date, timedelta

from attrs import asdict, frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.service.agreements.listing import may_see
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.queries import last_link, links_about
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.linkage import queries as linkage
from joinedup.service.partners.queries import titles
from joinedup.service.supplies import queries as supplies


@frozen
class Held:
    """A supply or an index: until when it may be kept; where it was destroyed, when, and the event that says so."""

    name: str
    what: str
    supplier: str
    rows: int
    received_on: date
    keep_until: date
    sha256: str
    destroyed_on: date | None
    event: int
    event_hash: str
    sentence: str


def held(reference: str) -> list[Held]:
    """Everything that was ever held under an agreement, the latest first."""
    days = timedelta(days=max(as_agreement(agreement_row(reference)).retention_days, 0))
    rows = [*supplies.of_agreement(reference), *linkage.of_agreement(reference)]
    events = {link.subject: link for link in links_about("source-destroyed", [row.name for row in rows])}
    found = []
    for row in rows:
        event = events.get(row.name)
        found.append(
            Held(
                row.name, row.dataset, row.supplier, row.rows, row.received_on, row.received_on + days, row.sha256,
                row.destroyed_on, event.sequence if event else 0, event.hash if event else "",
                event.sentence if event else "",
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.received_on, one.name), reverse=True)


@door(May.SEE_INITIATIVE)
def held_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The list; `?form=json` gives the proof of what was destroyed, with the end of the chain."""
    if not may_see(acting_of(request), reference):
        raise Http404
    found = held(reference)
    if request.GET.get("form") != "json":
        return render(request, "supplies/held.html", {"reference": reference, "held": found, "titles": titles()})
    end = last_link()
    proof = {
        "agreement": reference,
        "destroyed": [asdict(one) for one in found if one.destroyed_on],
        "chain": {"sequence": end.sequence, "hash": end.hash} if end else None,
    }
    answer = HttpResponse(json.dumps(proof, default=str, indent=2), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="destroyed.json"'
    return answer
