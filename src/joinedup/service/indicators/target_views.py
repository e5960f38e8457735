"""Targets: which are missed, each with its path and its figures; set one, end one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.compare import Colour
from joinedup.engine.indicators.targets import Target
from joinedup.engine.indicators.wording import said
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import aiming
from joinedup.service.indicators.asked import indicator_or_404
from joinedup.service.indicators.map_page import why_none
from joinedup.service.indicators.target_form import TargetForm
from joinedup.service.indicators.trend_picture import path_picture
from joinedup.service.partners.queries import titles


@door(May.SEE_INITIATIVE)
def targets(request: HttpRequest) -> HttpResponse:
    """All in force, those in danger first."""
    found = aiming.aims(today())
    shown = {"aims": found, "titles": titles(), "said": said, "danger": sum(one.in_danger for one in found),
             "colours": [(colour, sum(one.light.colour is colour for one in found)) for colour in Colour]}  # fmt: skip
    return render(request, "indicators/targets.html", shown)


def _aim(number: int) -> aiming.Aim:
    found = aiming.aim(number, today())
    if found is None:
        raise Http404
    return found


@door(May.SEE_INITIATIVE)
def target(request: HttpRequest, number: int) -> HttpResponse:
    """One target: its path, and where the figures are beside it."""
    one, acting = _aim(number), acting_of(request)
    shown: dict[str, Any] = {
        "one": one, "titles": titles(), "said": said, "why_none": why_none,
        "ends": acting.may(May.SET_TARGET) and one.target.owner == acting.partner and one.ended_on is None,
    }  # fmt: skip
    return render(request, "indicators/target.html", shown)


@door(May.SEE_INITIATIVE)
def target_path(request: HttpRequest, number: int) -> HttpResponse:
    """The path and the figures as a picture."""
    one = _aim(number)
    answer = HttpResponse(path_picture(one.target, one.series, one.indicator.unit), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@door(May.SET_TARGET)
def set_target(request: HttpRequest, key: str) -> HttpResponse:
    """A figure wanted of one's partner's indicator by a day."""
    acting, indicator = acting_of(request), indicator_or_404(key)
    if not acting.partner:
        raise Http404
    form = TargetForm(request.POST or None, key=key)
    if form.is_valid():
        told = form.cleaned_data
        try:
            wanted = Target(
                key, told["code"], told["baseline"], told["baseline_period"], told["wanted"], told["by"],
                told["milestones"], acting.partner,
            )  # fmt: skip
            number = aiming.set_target(acting, wanted, told["kind"], today())
            messages.success(request, _("The target is set."))
            return redirect("target", number)
        except JoinedupError as wrong:
            if wrong.code != "target-impossible":
                raise
            form.add_error(None, f"{wrong.what} {wrong.do}")
    return render(request, "indicators/set-target.html", {"form": form, "one": indicator})


@door(May.SET_TARGET)
@require_POST
def end_target(request: HttpRequest, number: int) -> HttpResponse:
    """It holds no more."""
    _aim(number)
    aiming.end_target(acting_of(request), number, today())
    messages.success(request, _("The target is ended."))
    return redirect("targets")
