"""Standing in: an officer or signatory lets a colleague answer in their role until a day, and can take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from joinedup.engine.agreements.sign_off import TITLES, delegated
from joinedup.engine.errors import JoinedupError
from joinedup.service.accounts import actions
from joinedup.service.accounts.queries import Member, members, memberships, person_by_email, today
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May


class StandInForm(forms.Form):
    """Who, and until when."""

    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("Somebody of your partner who signs in here."),
    )
    until = forms.DateField(label=gettext_lazy("Until and including"), widget=forms.DateInput(attrs={"type": "date"}))


def stand_ins(acting: Acting) -> list[Member]:
    """Who stands in for somebody's role now: those who hold it for a time."""
    return [m for m in members(acting.partner) if m.role == acting.role_key and m.ends and m.person != acting.person]


def _their_own(acting: Acting) -> bool:
    """Whether the role is theirs for good: somebody who stands in lets nobody else stand in."""
    mine = [m for m in members(acting.partner) if m.person == acting.person and m.role == acting.role_key]
    return any(m.ends is None for m in mine)


@door(May.COMMENT)
def stand_in(request: HttpRequest) -> HttpResponse:
    """Let a colleague stand in, or take it back."""
    acting = acting_of(request)
    if acting.role_key not in TITLES or not acting.partner or not _their_own(acting):
        raise Http404
    ending = request.POST.get("end", "")
    if ending:
        row = next((m for m in stand_ins(acting) if str(m.membership) == ending), None)
        if row is None:
            raise Http404
        actions.end_role(by=acting.by, membership=row.membership, on=today() - timedelta(days=1))
        messages.success(request, gettext("Taken back. It takes effect with their next click."))
        return redirect("stand-in")
    form = StandInForm(request.POST or None)
    if form.is_valid() and _given(acting, form):
        messages.success(request, gettext("They answer in your role now, beside you."))
        return redirect("stand-in")
    shown: dict[str, Any] = {"form": form, "there": stand_ins(acting), "title": TITLES[acting.role_key]}
    return render(request, "accounts/stand-in.html", shown)


def _given(acting: Acting, form: StandInForm) -> bool:
    told = form.cleaned_data
    person = person_by_email(told["email"])
    of_partner = person is not None and any(m.partner == acting.partner for m in memberships(person))
    if person is None or not of_partner:
        form.add_error("email", gettext("Nobody of your partner signs in with that address"))
        return False
    try:
        made = delegated(acting.partner, acting.role_key, acting.handle, person.handle, on=today(), until=told["until"])
    except JoinedupError as wrong:
        form.add_error("until" if told["until"] < today() else "email", wrong.what)
        return False
    actions.give_role(by=acting.by, person=person, role=made.role, partner=made.partner, ends=made.until)
    return True
