"""The desk of those who serve residents: prove who somebody is, give a code, answer what they ask for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.partners.queries import titles
from joinedup.service.residents import actions, queries
from joinedup.service.residents.clock import Kind, Step, may_follow
from joinedup.service.residents.forms import KINDS, STEPS, StepForm, VerifyForm

_KINDS = {kind.value: words for kind, (words, _hint) in KINDS.items()}
_STEPS = {step.value: words for step, words in STEPS.items()}


@door(May.SERVE_RESIDENTS, personal_data=True)
def residents(request: HttpRequest) -> HttpResponse:
    """What residents have asked for, what is due first at the top."""
    found = queries.requests_for(acting_of(request))
    shown = {"requests": found, "kinds": _KINDS, "titles": titles(), "today": today()}
    return render(request, "residents/desk.html", shown)


@door(May.SERVE_RESIDENTS, personal_data=True)
def verify(request: HttpRequest) -> HttpResponse:
    """Somebody is there in person; the letter with their code is the answer, and is shown this once."""
    form = VerifyForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        person, code = actions.verify(
            acting_of(request), surname=asked["surname"], date_of_birth=asked["date_of_birth"], how=asked["how"]
        )
        shown = {
            "person": person,
            "code": code.written,
            "days": actions.CODE_DAYS,
            "address": request.build_absolute_uri("/about-me/"),
            "on": today(),
        }
        return render(request, "residents/letter.html", shown)
    return render(request, "residents/verify.html", {"form": form})


@door(May.SERVE_RESIDENTS, personal_data=True)
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what it is, until when, what was done; and, for the controller, the next step."""
    acting = acting_of(request)
    asked = queries.request_for(acting, number)
    if asked is None:
        raise Http404
    steps = may_follow(Kind(asked.row.kind), asked.standing) if acting.partner else ()
    form = StepForm(request.POST or None, steps=steps, initial={"on": today(), "seen": len(asked.steps)})
    if steps and form.is_valid():
        given = form.cleaned_data
        actions.take_step(
            acting, number, step=Step(given["step"]), words=given["words"], on=given["on"], seen=given["seen"]
        )
        messages.success(request, _("Kept. The resident sees it."))
        return redirect("resident-request", number)
    shown = {
        "one": asked,
        "form": form if steps else None,
        "kinds": _KINDS,
        "steps": _STEPS,
        "titles": titles(),
        "theirs": acting.partner == asked.row.controller,
        "today": today(),
    }
    return render(request, "residents/request.html", shown)
