"""How much the indicators are looked at; and the register of analyses."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.indicators.analyses import Analysis, Stage
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import register
from joinedup.service.indicators.register_forms import AnalysisForm, StageForm
from joinedup.service.partners.queries import titles


@door(May.SEE_USAGE)
def usage(request: HttpRequest) -> HttpResponse:
    """Looks by partner and by theme, month by month; a warning where they fall."""
    found = register.usage_now(titles(), today())
    shown = {
        "usage": found, "warning": found.warning(_("the analysts"), _("this service")),
        "now": register.visits_this_month(today()),
    }  # fmt: skip
    return render(request, "indicators/usage.html", shown)


@door(May.SEE_INITIATIVE)
def analyses(request: HttpRequest) -> HttpResponse:
    """Who works on what, and what overlaps."""
    acting, named = acting_of(request), titles()
    found = register.register(named)
    mine = named.get(acting.partner, "") if acting.may(May.ENTER_ANALYSIS) else ""
    shown = {"entries": found, "mine": mine, "stages": list(Stage), "today": today()}
    return render(request, "indicators/analyses.html", shown)


@door(May.ENTER_ANALYSIS)
def enter_analysis(request: HttpRequest) -> HttpResponse:
    """A new piece of work."""
    acting, named = acting_of(request), titles()
    if not acting.partner:
        raise Http404
    form = AnalysisForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        made = Analysis(
            "new", told["question"], named[acting.partner], told["lead"], Stage(told["stage"]), told["ends"],
            frozenset(told["areas"]), frozenset(told["indicators"]),
        )  # fmt: skip
        number = register.enter(acting, made, told["kind"], today(), named)
        alike = next(one for one in register.register(named) if one.number == number).overlaps
        if alike:
            messages.warning(request, _("Entered. It overlaps with other work: see below, and talk to each other."))
        else:
            messages.success(request, _("Entered. Nothing like it is in the register."))
        return redirect("analyses")
    return render(request, "indicators/enter-analysis.html", {"form": form})


@door(May.ENTER_ANALYSIS)
def move_analysis_on(request: HttpRequest, number: int) -> HttpResponse:
    """How far one's piece of work is now."""
    acting, form = acting_of(request), StageForm(request.POST or None)
    if not acting.partner or register.partner_of(number) != acting.partner:
        raise Http404
    if form.is_valid():
        register.move_on(acting, number, Stage(form.cleaned_data["stage"]), form.cleaned_data["changed"])
        messages.success(request, _("Saved."))
    return redirect("analyses")
