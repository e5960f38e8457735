"""Supplies: what is due, what was received and how good it is, accept or send back, and how often it is due."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.supplies.report import QualityReport, report_from_json
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import Entry
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.partners.queries import titles
from joinedup.service.supplies import overview, wording
from joinedup.service.supplies.forms import JudgeForm, ScheduleForm
from joinedup.service.supplies.judging import judge
from joinedup.service.supplies.quality_picture import quality_picture
from joinedup.service.supplies.report_file import report_file
from joinedup.service.supplies.scheduling import set_schedule

NEVER_CHANGES = "private, max-age=86400, immutable"  # a supply's report is made once


def _may_see(acting: Acting) -> None:
    if not overview.may_see_supplies(acting):
        raise Http404


@door(May.SEE_INITIATIVE)
def supplies(request: HttpRequest) -> HttpResponse:
    """Each agreement's data sets: due, late, on its way, received, accepted."""
    acting = acting_of(request)
    _may_see(acting)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1
    words = request.GET.get("words", "")[:100].replace("\0", "")
    parts, pages = overview.parts(acting, today(), words=words, page=max(page, 1))
    shown = {
        "parts": parts, "page": page, "pages": pages, "words": words, "titles": titles(),
        "sends": acting.may(May.SUPPLY),
    }  # fmt: skip
    return render(request, "supplies/list.html", shown)


def _entry(acting: Acting, reference: str) -> Entry:
    entry = overview.entry_for(acting, reference, today())
    if entry is None:
        raise Http404
    return entry


def _report(acting: Acting, name: str) -> tuple[Any, QualityReport | None]:
    """A supply and its report; None where it was received without one. 404 where it is not theirs to see."""
    _may_see(acting)
    row = overview.supply(acting, name)
    if row is None:
        raise Http404
    plain = row.facts.get("report")
    return row, report_from_json(plain) if plain else None


@door(May.SEE_INITIATIVE)
def supply(request: HttpRequest, name: str) -> HttpResponse:
    """One supply: its quality, what changed since the last, and whether it was accepted."""
    acting = acting_of(request)
    row, report = _report(acting, name)
    entry = _entry(acting, row.agreement)
    said = overview.judgements(name)
    form = None
    if overview.may_judge(acting, entry.agreement) and row.destroyed_on is None:
        form = JudgeForm(request.POST or None, initial={"seen": len(said)})
    if form is not None and form.is_valid():
        told = form.cleaned_data
        accepted = told["accepted"] == "yes"
        judge(acting, supply=row, accepted=accepted, words=told["words"], seen=told["seen"])
        messages.success(request, _("Accepted.") if accepted else _("Sent back. The supplier hears of it."))
        return redirect("supply", name)
    shown = {
        "row": row, "report": report, "entry": entry, "said": said, "form": form, "titles": titles(),
        "wording": wording, "may_send": acting.may(May.SUPPLY) and row.supplier == acting.partner,
    }  # fmt: skip
    return render(request, "supplies/one.html", shown)


@door(May.SEE_INITIATIVE)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The report's bars."""
    _row, report = _report(acting_of(request), name)
    if report is None:
        raise Http404
    drawn = HttpResponse(quality_picture(report), content_type="image/svg+xml")
    drawn["Cache-Control"] = NEVER_CHANGES
    return drawn


@door(May.SEE_INITIATIVE)
def download_report(request: HttpRequest, name: str) -> HttpResponse:
    """The report as CSV."""
    row, report = _report(acting_of(request), name)
    if report is None:
        raise Http404
    answer = HttpResponse(report_file(report), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.name}-quality.csv"'
    return answer


@door(May.ACCEPT_SUPPLY)
def schedule(request: HttpRequest, reference: str, supplier: str, dataset: str) -> HttpResponse:
    """How often a data set is due: said by the partner that receives it."""
    acting = acting_of(request)
    entry = _entry(acting, reference)
    if entry.agreement.terms_for(supplier, dataset) is None or not overview.may_judge(acting, entry.agreement):
        raise Http404
    now = overview.schedule(reference, supplier, dataset)
    initial = {
        "seen": now.changed if now else 0, "every": now.every if now else "", "days": now.days if now else None,
        "starts": now.starts if now else today(),
    }  # fmt: skip
    form = ScheduleForm(request.POST or None, initial=initial)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        set_schedule(acting, entry.agreement, supplier=supplier, dataset=dataset, rhythm=form.rhythm(), seen=seen)
        messages.success(request, _("Kept. Their data suppliers are reminded, once a day, when it is late."))
        return redirect("supplies")
    shown = {"form": form, "entry": entry, "supplier": titles().get(supplier, supplier), "dataset": dataset}
    return render(request, "supplies/schedule.html", shown)
