"""A goal: the limits of green and red, set and ended by whoever owns the indicator."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.compare import Goal
from joinedup.engine.indicators.goals import SetGoal
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import goals
from joinedup.service.indicators.asked import indicator_or_404


class GoalForm(forms.Form):
    """Two limits in the indicator's unit, and why they are these."""

    met = forms.FloatField(label=gettext_lazy("From which figure on is it green?"))
    missed = forms.FloatField(
        label=gettext_lazy("Beyond which figure is it red?"),
        help_text=gettext_lazy("Between the two it is amber. Give the same figure again if there is to be no amber."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why these?"), max_length=300,
        help_text=gettext_lazy("As: the best quarter of English districts, agreed by the board in May"),
    )  # fmt: skip


@door(May.SET_TARGET)
def set_goal(request: HttpRequest, key: str) -> HttpResponse:
    """The limits of green and red of one's partner's indicator."""
    acting, one = acting_of(request), indicator_or_404(key)
    if not goals.may_set(acting, key):
        raise Http404
    form = GoalForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        reason = told["reason"].replace("\0", "")
        try:
            goals.set_goal(acting, key, SetGoal(Goal(told["met"], told["missed"]), reason, today(), acting.partner))
            messages.success(request, _("The goal is set."))
            return redirect("indicator", key)
        except JoinedupError as wrong:
            if not wrong.code.startswith("goal-"):
                raise
            form.add_error(None, f"{wrong.what} {wrong.do}")
    shown = {"form": form, "one": one, "goal": goals.goals().get(key)}
    return render(request, "indicators/set-goal.html", shown)


@door(May.SET_TARGET)
@require_POST
def end_goal(request: HttpRequest, key: str) -> HttpResponse:
    """It holds no more."""
    acting, _one = acting_of(request), indicator_or_404(key)
    if not goals.may_set(acting, key):
        raise Http404
    goals.end_goal(acting, key, today())
    messages.success(request, _("The goal is ended."))
    return redirect("indicator", key)
