"""Choose a role, see one's own account, and sign in as a made-up person where everything is made up."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from joinedup.service.accounts.forms import RoleForm
from joinedup.service.accounts.queries import CHOSEN, demonstration_people, person_by_email, roles_of
from joinedup.service.authorization.doors import door


@door()
def choose_role(request: HttpRequest) -> HttpResponse:
    """In which role somebody acts, where they have several; what to do where they have none."""
    mine = roles_of(request.user)  # type: ignore[arg-type]
    form = RoleForm(request.POST or None, mine=mine)
    if form.is_valid():
        request.session[CHOSEN] = int(form.cleaned_data["role"])
        request.session.cycle_key()
        return redirect("home")
    return render(request, "accounts/choose-role.html", {"form": form, "mine": mine})


@door()
def my_account(request: HttpRequest) -> HttpResponse:
    """What one may do, and how one signs in."""
    mine = roles_of(request.user)  # type: ignore[arg-type]
    return render(request, "accounts/my-account.html", {"mine": [acting for _, acting in mine]})


@door(everyone=True)
def not_enrolled(request: HttpRequest) -> HttpResponse:
    """The partner's provider knows them, the partnership does not."""
    return render(request, "accounts/not-enrolled.html")


@door(everyone=True)
@require_POST
def demonstration(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the made-up people: only where everything is made up, and only from this machine."""
    if not settings.MADE_UP or settings.ADDRESS:
        raise Http404
    known = {member.email for member in demonstration_people()}
    person = person_by_email(request.POST.get("person", ""))
    if person is None or person.email not in known:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    membership = next(m.membership for m in demonstration_people() if m.email == person.email)
    request.session[CHOSEN] = membership
    return redirect("home")
