"""Enter figures: what is due of one's partner, the page to enter them on, and how far all partners are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.entry import Standing
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import correcting, entering, entry_overview, queries
from joinedup.service.indicators.correction_form import CorrectionForm
from joinedup.service.indicators.entry_form import EntryForm, number_lines
from joinedup.service.indicators.entry_overview import WORST
from joinedup.service.partners.queries import titles

_OF_FIGURES = ("figures-unchecked", "figures-owned", "not-safe", "counts-", "areas-not-nested", "store-", "entry-")


@door(May.SEE_INITIATIVE)
def entries(request: HttpRequest) -> HttpResponse:
    """What one's partner is to enter, the late first."""
    acting = acting_of(request)
    found = entering.dues(today(), acting.partner) if acting.partner else []
    shown = {
        "dues": sorted(found, key=lambda one: WORST.index(one.standing)), "Standing": Standing,
        "enters": acting.may(May.LOAD_FIGURES), "corrections": correcting.correctable(acting.partner),
    }  # fmt: skip
    return render(request, "indicators/entries.html", shown)


@door(May.LOAD_FIGURES)
def enter(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The figures of the time that is due, or of an earlier one that is named, to be corrected.

    Nothing is kept where something is wrong with one of them.
    """
    acting = acting_of(request)
    one = entering.due(acting.partner, key, kind, today()) if acting.partner else None
    if one is None:
        raise Http404
    if "correct" in request.GET:
        return _correct(request, acting, one, request.GET["correct"])
    kinds = [(other, queries.store().areas(other).title) for other in one.kinds]
    shown = {
        "one": one, "kinds": kinds, "Standing": Standing, "form": None,
        "times": correcting.correctable(acting.partner).get((key, kind), []),
    }  # fmt: skip
    if one.hindrance or one.loading or one.standing is Standing.NOT_YET:
        return render(request, "indicators/enter.html", shown)
    form = EntryForm(request.POST or None, due=one, last=entering.last_of(one))
    if form.is_valid():
        told = form.cleaned_data
        row = _kept(form, lambda: entering.enter(acting, key, kind, told["period"], told["typed"], today()))
        if row is not None:
            return redirect("loading", row.key)
    rows = _rows(form, one.indicator, one.areas.names, "reason")
    return render(request, "indicators/enter.html", {**shown, "form": form, "rows": rows})


def _correct(request: HttpRequest, acting: Acting, due: entering.Due, label: str) -> HttpResponse:
    """The figures of a time that was entered, as they are seen, to be changed."""
    one = correcting.correction(acting.partner, due.indicator.key, due.kind, label)
    if one is None:
        raise Http404
    shown = {"one": one, "stay": [one.time.areas.names[code] for code in sorted(one.stay)], "form": None}
    if one.waits or not one.names:
        return render(request, "indicators/correct.html", shown)
    form = CorrectionForm(request.POST or None, correction=one)
    if form.is_valid():
        told = form.cleaned_data
        row = _kept(form, lambda: correcting.correct(acting, one, told["typed"], told["reason"], today()))
        if row is not None:
            return redirect("loading", row.key)
    rows = _rows(form, one.time.indicator, one.names)
    return render(request, "indicators/correct.html", {**shown, "form": form, "rows": rows})


def _kept(form: Form, keep: Callable[[], queries.Loading]) -> queries.Loading | None:
    """What was kept; None, with the reason in the form, where the figures cannot be."""
    try:
        return keep()
    except JoinedupError as wrong:
        if not wrong.code.startswith(_OF_FIGURES):
            raise
        form.add_error(None, f"{wrong.what} {wrong.do}")
        return None


def _rows(form: Form, one: Indicator, names: Mapping[str, str], *also: str) -> list[tuple[str, list[object]]]:
    """The fields of each area, under its name."""
    parts = [*(part for part, _label in number_lines(one)), *also]
    return [(name, [form[f"{part}-{code}"] for part in parts]) for code, name in names.items()]


@door(May.SEE_ENTRY)
def overview(request: HttpRequest) -> HttpResponse:
    """Which partners have entered what is due, and which are late."""
    found = entry_overview.partners(today())
    wanted = request.GET.get("standing", "")
    counts = Counter(one.standing for one in found)
    shown = {
        "partners": [one for one in found if not wanted or one.standing == wanted], "all": len(found),
        "counts": [(one, counts[one]) for one in WORST if counts[one]], "late": [one for one in found if one.days_late],
        "wanted": wanted, "without": sorted(set(titles().values()) - {one.title for one in found}), "today": today(),
    }  # fmt: skip
    return render(request, "indicators/entry-overview.html", shown)


@door(May.SEE_ENTRY)
def overview_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, all partners."""
    pieces = csv_pieces(entry_overview.as_rows(entry_overview.partners(today()), today()))
    answer = HttpResponse("".join(pieces), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-entered-{today().isoformat()}.csv"'
    return answer
