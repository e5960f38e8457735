"""Enter figures: what is due of one's partner, the page to enter them on, and how far all partners are."""

from __future__ import annotations

from collections import Counter

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.entry import Standing
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import entering, queries
from joinedup.service.indicators.entry_form import EntryForm
from joinedup.service.partners.queries import titles

_WORST = (Standing.LATE, Standing.DUE, Standing.ENTERED, Standing.WAITING, Standing.NOT_YET)
_OF_FIGURES = ("figures-unchecked", "figures-owned", "not-safe", "counts-", "areas-not-nested", "store-", "entry-")


@door(May.SEE_INITIATIVE)
def entries(request: HttpRequest) -> HttpResponse:
    """What one's partner is to enter, the late first."""
    acting = acting_of(request)
    found = entering.dues(today(), acting.partner) if acting.partner else []
    shown = {
        "dues": sorted(found, key=lambda one: _WORST.index(one.standing)), "Standing": Standing,
        "enters": acting.may(May.LOAD_FIGURES),
    }  # fmt: skip
    return render(request, "indicators/entries.html", shown)


@door(May.LOAD_FIGURES)
def enter(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The figures of the time that is due. Nothing is kept where something is wrong with one of them."""
    acting = acting_of(request)
    one = entering.due(acting.partner, key, kind, today()) if acting.partner else None
    if one is None:
        raise Http404
    kinds = [(other, queries.store().areas(other).title) for other in one.kinds]
    shown = {"one": one, "kinds": kinds, "Standing": Standing, "form": None}
    if one.hindrance or one.loading or one.standing is Standing.NOT_YET:
        return render(request, "indicators/enter.html", shown)
    form = EntryForm(request.POST or None, due=one, last=entering.last_of(one))
    if form.is_valid():
        told = form.cleaned_data
        try:
            row = entering.enter(acting, key, kind, told["period"], told["typed"], today())
            return redirect("loading", row.key)
        except JoinedupError as wrong:
            if not wrong.code.startswith(_OF_FIGURES):
                raise
            form.add_error(None, f"{wrong.what} {wrong.do}")
    return render(request, "indicators/enter.html", {**shown, "form": form, "rows": _rows(form, one)})


def _rows(form: EntryForm, one: entering.Due) -> list[tuple[str, list[object]]]:
    """The fields of each area, under its name."""
    parts = ("text", "out-of", "reason") if one.counted else ("text", "reason")
    return [(name, [form[f"{part}-{code}"] for part in parts]) for code, name in one.areas.names.items()]


@frozen
class Partner:
    """How far one partner is. `standing`: of the figure that is furthest behind."""

    title: str
    standing: Standing
    dues: tuple[entering.Due, ...]


@door(May.SEE_ENTRY)
def overview(request: HttpRequest) -> HttpResponse:
    """Which partners have entered what is due, and which are late."""
    named = titles()
    own: dict[str, list[entering.Due]] = {}
    for one in entering.dues(today()):
        own.setdefault(one.owner, []).append(one)
    partners = [
        Partner(named.get(key, key), min((one.standing for one in found), key=_WORST.index), tuple(found))
        for key, found in own.items()
    ]
    wanted = request.GET.get("standing", "")
    chosen = [one for one in partners if not wanted or one.standing == wanted]
    chosen.sort(key=lambda one: (_WORST.index(one.standing), one.title))
    counts = Counter(one.standing for one in partners)
    shown = {
        "partners": chosen, "all": len(partners), "counts": [(one, counts[one]) for one in _WORST if counts[one]],
        "wanted": wanted, "without": sorted(set(named.values()) - {one.title for one in partners}),
    }  # fmt: skip
    return render(request, "indicators/entry-overview.html", shown)
