"""Pages of those who answer for look-ups: emergency ones to review, people kept out of sight, consents."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.lookups import actions, queries
from joinedup.service.lookups.forms import ConsentForm, DeferForm, MarkerForm, ReviewForm


@door(May.REVIEW_LOOK_UPS, personal_data=True)
def to_review(request: HttpRequest) -> HttpResponse:
    """Emergency look-ups of one's partner: those that wait, and those that were judged."""
    acting = acting_of(request)
    shown = {
        "waiting": queries.to_review(acting),
        "reviewed": queries.reviewed(acting),
        "recent": queries.recent(acting) if acting.role_key == "ig-lead" else [],
        "busy": queries.busy(acting),
        "most": queries.MOST_AN_HOUR,
        "lead": acting.role_key == "ig-lead",
    }
    return render(request, "lookups/to-review.html", shown)


@door(May.REVIEW_LOOK_UPS, personal_data=True)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """One look-up of one's partner: what was done and why; judge it, or put off telling the person."""
    acting = acting_of(request)
    row = queries.look_up_of(acting, number)
    if row is None or (row.outcome != "found" and not row.emergency):
        raise Http404
    form, later = ReviewForm(), DeferForm(prefix="later")
    if request.method == "POST" and "later" in request.POST:
        later = DeferForm(request.POST, prefix="later")
        if later.is_valid():
            actions.defer(acting, number, until=later.cleaned_data["until"], reason=later.cleaned_data["reason"])
            messages.success(request, _("The person is told later."))
            return redirect("look-up-review", number)
    elif request.method == "POST":
        form = ReviewForm(request.POST)
        if form.is_valid():
            justified = form.cleaned_data["justified"] == "yes"
            actions.review(acting, number, justified=justified, words=form.cleaned_data["words"])
            messages.success(request, _("The review is kept."))
            return redirect("look-ups-to-review")
    shown = {
        "row": row,
        "form": form,
        "later": later,
        "review": getattr(row, "review", None),
        "own": row.person == acting.person,
        "lead": acting.role_key == "ig-lead",
        "until": queries.deferred_until(row),
    }
    return render(request, "lookups/review.html", shown)


def _lead(request: HttpRequest) -> Acting:
    acting = acting_of(request)
    if acting.role_key != "ig-lead":
        raise PermissionDenied
    return acting


@door(May.REVIEW_LOOK_UPS, personal_data=True)
def safety_markers(request: HttpRequest) -> HttpResponse:
    """People whom look-ups do not find: for information-governance leads."""
    acting = _lead(request)
    form = MarkerForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        made = actions.keep_out_of_sight(
            acting, surname=asked["surname"], date_of_birth=asked["date_of_birth"], reason=asked["reason"]
        )
        if made:
            messages.success(request, _("Look-ups do not find this person any more."))
        else:
            messages.warning(request, _("Your partner has no agreement under which people are looked up."))
        return redirect("safety-markers")
    return render(request, "lookups/markers.html", {"form": form, "markers": queries.markers(acting)})


@door(May.REVIEW_LOOK_UPS)
@require_POST
def lift_marker(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody may be found again."""
    actions.lift_marker(_lead(request), number)
    messages.success(request, _("Look-ups may find this person again."))
    return redirect("safety-markers")


@door(May.LOOK_UP, personal_data=True)
def consents(request: HttpRequest) -> HttpResponse:
    """What people said about agreements that rest on their consent; and write it down."""
    acting = acting_of(request)
    choices = queries.choices(acting, today())
    form = ConsentForm(request.POST or None, choices=choices, initial={"on": today()})
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.record_consent(
                acting, reference=asked["agreement"], surname=asked["surname"], date_of_birth=asked["date_of_birth"],
                given=asked["given"] == "yes", on=asked["on"], how=asked["how"],
            )  # fmt: skip
            messages.success(request, _("Kept in the register of consents."))
            return redirect("consents")
        except JoinedupError as failure:
            if failure.code not in ("nobody-found", "several-found", "no-index"):
                raise
            form.add_error(None, f"{failure.what} {failure.do}")
    return render(request, "lookups/consents.html", {"form": form, "consents": queries.consents(acting)})
