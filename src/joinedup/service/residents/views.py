"""A resident's own pages: what is held and shared, who looked, and what they ask for. They have no account: a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import door
from joinedup.service.authorization.throttle import address_of
from joinedup.service.partners.queries import titles
from joinedup.service.residents import actions, queries, session
from joinedup.service.residents.clock import Kind
from joinedup.service.residents.forms import KINDS, STEPS, AskForm, SignInForm


def _day(value: object) -> str:
    # Django's own, which knows the months' names in Welsh too
    return date_format(value, "j F Y")  # type: ignore[arg-type]


def _moment(value: object) -> str:
    return date_format(localtime(value), "j F Y, H:i")  # type: ignore[arg-type]


@door(everyone=True, personal_data=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """With a code and a date of birth."""
    form = SignInForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            person = actions.sign_in(
                code=asked["code"], date_of_birth=asked["date_of_birth"], origin=address_of(request)
            )
        except JoinedupError as failure:
            form.add_error(None, f"{_(failure.what)} {_(failure.do)}")
            return render(request, "residents/sign-in.html", {"form": form}, status=403)
        session.begin(request, person)
        return redirect("resident")
    return render(request, "residents/sign-in.html", {"form": form})


@door(everyone=True, personal_data=True)
def about_me(request: HttpRequest) -> HttpResponse:
    """What is held and shared, who looked, and how requests stand."""
    person = session.current(request)
    if person is None:
        return redirect("resident-sign-in")
    shown = {
        "sharings": queries.sharings(person),
        "looks": queries.looks(person, today()),
        "requests": queries.requests_of(person),
        "titles": titles(),
        "kinds": {kind.value: words for kind, (words, _hint) in KINDS.items()},
        "steps": {step.value: words for step, words in STEPS.items()},
        "in_words": _day,
        "at": _moment,
    }
    return render(request, "residents/about-me.html", shown)


@door(everyone=True, personal_data=True)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one's rights."""
    person = session.current(request)
    if person is None:
        return redirect("resident-sign-in")
    known = titles()
    partners = {key: known.get(key, key) for key in queries.controllers(person)}
    form = AskForm(request.POST or None, partners=partners)
    if form.is_valid():
        asked = form.cleaned_data
        actions.ask(
            person, kind=Kind(asked["kind"]), controllers=asked["controllers"], words=asked["words"],
            name=asked["name"], contact=asked["contact"],
        )  # fmt: skip
        messages.success(request, _("Your request has been sent. You can see here how it goes on."))
        return redirect("resident")
    return render(request, "residents/ask.html", {"form": form, "partners": partners})


@door(everyone=True)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave nothing behind."""
    session.end(request)
    return redirect("resident-sign-in")
