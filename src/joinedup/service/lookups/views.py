"""Look somebody up; one's own look-ups; what others review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.engine.agreements.wording import TYPES
from joinedup.engine.errors import JoinedupError
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.lookups import actions, queries, showing
from joinedup.service.lookups.forms import APART, COMMON_REASONS, LookUpForm
from joinedup.service.partners.queries import titles

REMEMBERED = "look-up-under"  # in the session: the agreement and purpose of the last look-up


@door(May.LOOK_UP, personal_data=True)
def look_up(request: HttpRequest) -> HttpResponse:
    """Who, why, under what; and the person found, on the page that answers."""
    acting = acting_of(request)
    choices = queries.choices(acting, today())
    remembered = request.session.get(REMEMBERED)
    start = {"under": remembered} if remembered else {}
    form = LookUpForm(request.POST or None, choices=choices, initial=start)
    if form.is_valid():
        asked = form.cleaned_data
        reference, number = str(asked["under"]).rsplit(APART, 1)
        request.session[REMEMBERED] = asked["under"]
        agreement = next(one.agreement for one in choices if one.agreement.reference == reference)
        try:
            looked = actions.look_somebody_up(
                acting, reference=reference, purpose=agreement.purposes[int(number)], surname=asked["surname"],
                date_of_birth=asked["date_of_birth"], reason=asked["reason"],
                emergency=bool(asked["emergency"]) and acting.may(May.BREAK_GLASS), explanation=asked["explanation"],
            )  # fmt: skip
        except JoinedupError as failure:
            if failure.code not in ("nobody-found", "several-found", "no-index"):
                raise
            return render(request, "lookups/nobody.html", {"several": failure.code == "several-found"})
        shown = {
            "looked": looked,
            "records": showing.records(looked.view, reference),
            "lines": showing.lines(looked.view),
            "types": TYPES,
            "titles": titles(),
            "kept_until": showing.kept_until(looked.choice.agreement),
        }
        return render(request, "lookups/person.html", shown)
    shown = {"form": form, "choices": choices, "reasons": COMMON_REASONS, "emergency": acting.may(May.BREAK_GLASS)}
    return render(request, "lookups/look-up.html", shown)


@door(May.LOOK_UP, personal_data=True)
def my_look_ups(request: HttpRequest) -> HttpResponse:
    """One's own last look-ups, without names."""
    return render(request, "lookups/mine.html", {"look_ups": queries.own(acting_of(request).person)})
