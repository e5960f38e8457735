"""Look somebody up; one's own look-ups; what others review."""

from __future__ import annotations

from django.core import signing
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
from joinedup.service.releases.looking_up import NearlyFoundError

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
                acting, reference=reference, purpose=agreement.purposes[int(number)], question=form.question,
                reason=asked["reason"], emergency=bool(asked["emergency"]) and acting.may(May.BREAK_GLASS),
                explanation=asked["explanation"], picked=_picked(request, reference),
            )  # fmt: skip
        except NearlyFoundError as nearly:
            near = [(_pick(request, reference, one.client), one.fits) for one in nearly.near]
            return render(request, "lookups/near.html", {"near": near, "form": form})
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


def _pick(request: HttpRequest, reference: str, client: str) -> str:
    """A choice of one person, good for whoever was offered it, under this agreement, for ten minutes."""
    return signing.dumps([acting_of(request).person, reference, client], salt="look-up", compress=True)


def _picked(request: HttpRequest, reference: str) -> str:
    """The client chosen; nobody where the choice was not offered to this person, or too long ago."""
    try:
        person, under, client = signing.loads(request.POST.get("picked", ""), salt="look-up", max_age=600)
    except (signing.BadSignature, ValueError):
        return ""
    return str(client) if (person, under) == (acting_of(request).person, reference) else ""


@door(May.LOOK_UP, personal_data=True)
def my_look_ups(request: HttpRequest) -> HttpResponse:
    """One's own last look-ups, without names."""
    return render(request, "lookups/mine.html", {"look_ups": queries.own(acting_of(request).person)})
