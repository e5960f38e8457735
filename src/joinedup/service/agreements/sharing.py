"""The map of sharing: who shares what with whom, why and until when; and the committee's pack."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve, frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.engine.agreements.agreement import PUBLIC
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import listing
from joinedup.service.agreements.sharing_picture import picture
from joinedup.service.audit.queries import last_link
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.documents.committee_pack import PackEntry, committee_pack_html
from joinedup.service.documents.pdf import pdf
from joinedup.service.gatehouse.queries import refused_lately
from joinedup.service.partners.queries import titles

A_PAGE = 100  # lines of the list; the picture and the CSV file have them all


@frozen
class Flow:
    """One line of the map: a partner gives a data set to those who may receive it, under one agreement."""

    supplier: str
    recipient: str
    dataset: str
    agreement: str
    title: str
    sharing_type: int
    purpose: str
    until: str
    in_force: bool


def flows(acting: Acting) -> tuple[Flow, ...]:
    """Every flow that is agreed and has not ended, of the agreements that somebody may see."""
    last = last_link()
    alike = evolve(acting, person=0, handle="", name="")  # whoever acts for the same partner sees the same
    return _flows(alike, today(), last.hash if last else "")


# a thousand agreements take a while to weigh, and nothing of it changes on a day without an event
@lru_cache(maxsize=64)
def _flows(acting: Acting, on: date, _after: str) -> tuple[Flow, ...]:
    found, _ = listing.entries(acting, on, states=(State.SIGNED.value, State.SUSPENDED.value))
    return tuple(
        Flow(
            supply.supplier, recipient, supply.dataset, entry.agreement.reference, entry.agreement.title,
            entry.agreement.sharing_type, "; ".join(entry.agreement.purposes), entry.agreement.ends.isoformat(),
            entry.in_force,
        )
        for entry in found
        for supply in entry.agreement.supplies
        for recipient in entry.agreement.recipients
        if recipient != supply.supplier
    )  # fmt: skip


@door(May.SEE_PACK)
def sharing_map(request: HttpRequest) -> HttpResponse:
    """The picture, with the list that says the same."""
    found = flows(acting_of(request))
    named = {**titles(), PUBLIC: "everyone"}
    pages = max(1, -(-len(found) // A_PAGE))
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    shown = {
        "flows": found[(page - 1) * A_PAGE : page * A_PAGE], "count": len(found), "titles": named,
        "picture": picture(found, named), "page": page, "pages": pages,
    }  # fmt: skip
    return render(request, "agreements/sharing-map.html", shown)


@door(May.SEE_PACK)
def sharing_list(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    heading = ("from", "to", "data set", "agreement", "title", "type", "purpose", "until", "in force")
    rows = (
        (flow.supplier, flow.recipient, flow.dataset, flow.agreement, flow.title, str(flow.sharing_type), flow.purpose,
         flow.until, "yes" if flow.in_force else "no")
        for flow in flows(acting_of(request))
    )  # fmt: skip
    answer = HttpResponse("".join(csv_pieces((heading, *rows))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="map-of-sharing.csv"'
    return answer


@door(May.SEE_PACK)
def committee_pack(request: HttpRequest) -> HttpResponse:
    """One PDF for the information-governance committee: in force, expiring, refused, at risk."""
    acting, on = acting_of(request), today()
    found, _ = listing.entries(acting, on)
    soon = on + timedelta(days=90)
    sections: dict[str, list[PackEntry]] = {"In force": [], "Expiring within 90 days": [], "At risk": []}
    for entry in found:
        one = entry.agreement
        line = PackEntry(one.reference, one.title, f"Type {one.sharing_type}, until {one.ends:%-d %B %Y}")
        if entry.in_force:
            sections["In force"].append(line)
            if min(one.ends, one.review_due) <= soon:
                due = f"Ends {one.ends:%-d %B %Y}, review due by {one.review_due:%-d %B %Y}"
                sections["Expiring within 90 days"].append(PackEntry(one.reference, one.title, due))
        elif entry.state in (State.SIGNED, State.SUSPENDED, State.PROPOSED):
            why = " ".join(reason.words for reason in entry.reasons)
            sections["At risk"].append(PackEntry(one.reference, one.title, why))
    seen = {entry.agreement.reference for entry in found}
    sections["Refused in the last 30 days"] = [
        PackEntry(reference, what, why) for reference, what, why in refused_lately(on, 30) if reference in seen
    ]
    made = pdf(committee_pack_html(sections, on=on))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="committee-pack-{on.isoformat()}.pdf"'
    return answer
