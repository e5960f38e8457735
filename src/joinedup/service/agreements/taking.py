"""Take an agreement with you: as PDF, as a Word file, machine-readable; what changed; whether a copy is current."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from joinedup.engine.agreements.comparison import changes
from joinedup.engine.agreements.linked_data import as_linked_data
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import listing, queries
from joinedup.service.agreements.views import seen
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.documents.agreement_page import agreement_html
from joinedup.service.documents.copied import Copy
from joinedup.service.documents.pdf import pdf
from joinedup.service.documents.word import word
from joinedup.service.partners.queries import public_keys, titles

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def current_address(request: HttpRequest, digest: str) -> str:
    """Where a printed copy's reader asks whether it is current."""
    path = reverse("is-current", args=[digest])
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)


@door(May.SEE_INITIATIVE)
def document(request: HttpRequest, reference: str, version: int, form: str) -> HttpResponse:
    """One version as a file."""
    acting = acting_of(request)
    seen(acting, reference)
    row = queries.agreement_row(reference, version)
    standing = queries.standing_of(row, public_keys())
    address = current_address(request, row.hash)
    state = "In force today." if listing.entry_of(row, public_keys(), today()).in_force else "Not in force today."
    name = f"{reference}-v{version}"
    if form == "jsonld":
        base = f"{settings.ADDRESS or request.build_absolute_uri('/').rstrip('/')}/agreements/"
        plain = as_linked_data(
            standing.agreement, base=base, protocol=standing.protocol.protocol if standing.protocol else None,
            signatures=standing.signatures,
        )  # fmt: skip
        answer = HttpResponse(json.dumps(plain, indent=2, ensure_ascii=False), content_type="application/ld+json")
    elif form in ("pdf", "docx"):
        copy = Copy(
            protocol=standing.protocol.protocol if standing.protocol else None,
            signatures=standing.signatures,
            state_words=state,
            current_address=address,
            hash=row.hash,
            titles=titles(),
        )
        if form == "pdf":
            answer = HttpResponse(pdf(agreement_html(standing.agreement, copy)), content_type="application/pdf")
        else:
            answer = HttpResponse(word(standing.agreement, copy), content_type=WORD)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@door(May.SEE_INITIATIVE)
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """Two versions side by side, changed clauses marked. ?from= and ?to= choose; else the last two."""
    seen(acting_of(request), reference)
    there = {row.version: row for row in listing.versions(reference)}
    numbers = sorted(there)
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    before, after = (int(one) if one.isdigit() and int(one) in there else 0 for one in chosen)
    before, after = before or numbers[max(len(numbers) - 2, 0)], after or numbers[-1]
    found = changes(queries.as_agreement(there[before]), queries.as_agreement(there[after]))
    shown = {"reference": reference, "numbers": numbers, "before": before, "after": after, "changes": found}
    return render(request, "agreements/compare.html", shown)


@door(everyone=True)
def current(request: HttpRequest, digest: str) -> HttpResponse:
    """Whether a printed copy is the version that counts: only whoever holds the copy knows its hash."""
    row = listing.by_hash(digest)
    if row is None:
        raise Http404
    counting = queries.agreement_row(row.reference)
    same = counting.pk == row.pk and counting.state == "signed"
    return render(request, "agreements/current.html", {"row": row, "same": same, "counting": counting})
