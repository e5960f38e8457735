"""Pages on which a partner's data supplier registers systems, and ends them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.service.accounts.queries import today
from joinedup.service.api import actions, queries
from joinedup.service.api.forms import SystemForm
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May


@door(May.MANAGE_SYSTEMS)
def systems(request: HttpRequest) -> HttpResponse:
    """The partner's systems; a new one's secret is shown once."""
    acting = acting_of(request)
    form, made = SystemForm(request.POST or None), None
    if form.is_valid():
        made = actions.register(acting, title=form.cleaned_data["title"], on=today())
        form = SystemForm()
    answer = render(
        request, "api/systems.html", {"systems": queries.systems(acting.partner), "form": form, "made": made}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@door(May.MANAGE_SYSTEMS)
@require_POST
def end_system(request: HttpRequest, number: int) -> HttpResponse:
    """A system signs in no more."""
    actions.end(acting_of(request), system=number, on=today())
    messages.success(request, _("It signs in no more."))
    return redirect("systems")
