"""Search: one box for everything that somebody may know of, by the words that they remember of it."""

from __future__ import annotations

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.engine.guidance.myths import MYTHS
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import listing
from joinedup.service.agreements.drafting.queries import drafts
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.queries import initiatives
from joinedup.service.pages.sections import may_open, sections
from joinedup.service.releases.queries import releases_for

MOST = 20  # of each sort


@frozen
class Hit:
    """Something that fits: what it is, its name, a few words, and where it is."""

    sort: str
    title: str
    words: str
    address: str


def hits(acting: Acting, words: str) -> list[Hit]:
    """Everything that fits every word, of what somebody may know of: never people, whom only look-up finds."""
    asked = words.lower().split()

    def fits(*texts: str) -> bool:
        text = " ".join(texts).lower()
        return all(word in text for word in asked)

    found = [
        Hit(_("Initiative"), row.title, row.what, reverse("initiative", args=[row.key]))
        for row in initiatives(acting)
        if fits(row.key, row.title, row.what)
    ][:MOST]
    agreed, _total = listing.entries(acting, today(), words=asked[0], count=200)
    found += [
        Hit(_("Agreement"), one.title, f"{one.reference}: {'; '.join(one.purposes)}",
            reverse("agreement", args=[one.reference]))
        for one in (entry.agreement for entry in agreed)
        if fits(one.reference, one.title, *one.purposes, *(supply.dataset for supply in one.supplies))
    ][:MOST]  # fmt: skip
    found += [
        Hit(_("Draft"), str(row.content.get("title", "")), row.reference, reverse("draft", args=[row.pk]))
        for row, _mine in drafts(acting)
        if fits(row.reference, str(row.content.get("title", "")))
    ][:MOST]
    if may_open(acting, "releases"):
        found += [
            Hit(_("Release"), row.title, row.agreement, reverse("release", args=[row.name]))
            for row in releases_for(acting, listing.references(acting))
            if fits(row.name, row.title, row.agreement)
        ][:MOST]
    found += [
        Hit(_("Section"), str(one["text"]), "", str(one["href"]))
        for one in sections(acting, "")
        if fits(str(one["text"]))
    ]
    found += [Hit(_("Guidance"), myth.myth, "", reverse("guidance")) for myth in MYTHS if fits(myth.myth, myth.truth)][
        :MOST
    ]
    return found


@door(May.SEE_INITIATIVE)
def search(request: HttpRequest) -> HttpResponse:
    """What fits, by sort."""
    words = request.GET.get("words", "")[:100].replace("\0", "").strip()
    found = hits(acting_of(request), words) if words else []
    return render(request, "pages/search.html", {"words": words, "hits": found})
