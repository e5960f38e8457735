"""Who objected to what one's partner does with their data: kept back from all that leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.objections import actions, queries
from joinedup.service.objections.forms import ObjectionForm


@door(May.SERVE_RESIDENTS, personal_data=True)
def objections(request: HttpRequest) -> HttpResponse:
    """The objections to one's own partner that hold; and one more, by surname and date of birth."""
    acting = acting_of(request)
    there = [(one.reference, f"{one.title} ({one.reference})") for one in actions.open_to_objection(acting)]
    form = ObjectionForm(request.POST or None, agreements=there) if acting.partner else None
    if form is not None and form.is_valid():
        told = form.cleaned_data
        actions.record(
            acting, surname=told["surname"], date_of_birth=told["date_of_birth"], agreements=told["agreements"],
            why=told["why"],
        )  # fmt: skip
        messages.success(request, _("What you hold of them leaves no more. Tell them so."))
        return redirect("objections")
    shown = {"objections": queries.objections_of(acting), "form": form, "agreements": there}
    return render(request, "objections/list.html", shown)


@door(May.SERVE_RESIDENTS)
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """The person takes the objection back."""
    if request.method != "POST":
        raise Http404
    actions.lift(acting_of(request), number)
    messages.success(request, _("It is lifted. What you hold of them may leave again."))
    return redirect("objections")
