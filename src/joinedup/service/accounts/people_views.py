"""People: who is what, invite, end a role, leave; and the pages that an invited person and a guest come in by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from joinedup.service.accounts import actions, inviting
from joinedup.service.accounts.queries import CHOSEN, members, today
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.initiatives.queries import all_titles
from joinedup.service.partners.queries import titles

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(label=gettext_lazy("Their name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("What do they do?"))
    partner = forms.ChoiceField(label=gettext_lazy("For which partner?"), required=False)
    initiative = forms.ChoiceField(label=gettext_lazy("In which initiative?"), required=False)
    guest = forms.BooleanField(
        label=gettext_lazy("As a guest: they come in by a link for 14 days, without a password"), required=False
    )

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(key, role.title) for key, role in ROLES.items() if inviting.may_invite(acting, key)]
        for name, choices in (
            ("role", roles),
            ("partner", [("", gettext("The whole partnership")), *titles().items()]),
            ("initiative", [("", gettext("Every initiative")), *all_titles().items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A role of one partner says which."""
        cleaned = super().clean() or {}
        if cleaned.get("role") and cleaned["role"] not in inviting.WHOLE and not cleaned.get("partner"):
            self.add_error("partner", gettext("Say for which partner"))
        if cleaned.get("guest") and cleaned.get("role") in inviting.WHOLE:
            self.add_error("guest", gettext("Guests act for one partner"))
        return cleaned


class BeginForm(forms.Form):
    """The invited person's name and password."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    password = forms.CharField(
        label=gettext_lazy("A password of at least 12 letters"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_password(self) -> str:
        """Long enough, and not a common one."""
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


@door(May.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Who is what now, by partner; and invite somebody."""
    acting = acting_of(request)
    form, made, address = InviteForm(request.POST or None, acting=acting), None, ""
    if form.is_valid():
        made = inviting.invite(acting, **form.cleaned_data)
        name = "guest" if made.guest else "invitation"
        path = reverse(name, args=[made.token])
        address = f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)
        if settings.EMAIL_HOST:
            words = gettext("You are invited to Joinedup. Open this link within a few days; it is for you alone:")
            EmailMessage(gettext("Your invitation"), f"{words}\n\n{address}\n", to=[made.person.email]).send()
        form = InviteForm(acting=acting)
    shown = {"members": members(), "titles": titles(), "form": form, "made": made, "address": address}
    answer = render(request, "accounts/people.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


@door(May.MANAGE_PEOPLE)
@require_POST
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody acts in a role no more, from now on."""
    acting = acting_of(request)
    held = next((m for m in members() if m.membership == number), None)
    if held is None or not inviting.may_invite(acting, held.role):
        raise Http404
    if request.POST.get("what") == "leave":
        inviting.leave(acting, person=held.person, on=today())
    else:
        actions.end_role(by=acting.by, membership=number, on=today() - timedelta(days=1))
    messages.success(request, gettext("Done. It takes effect with their next click."))
    return redirect("people")


@door(everyone=True)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set a name and a password, and come in."""
    person = inviting.invited(token)
    form = BeginForm(request.POST or None, initial={"name": person.name})
    if form.is_valid():
        inviting.begin(person, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        login(request, person, backend=BACKEND)
        return redirect("home")
    answer = render(request, "accounts/invitation.html", {"form": form, "person": person})
    answer["Referrer-Policy"], answer["Cache-Control"] = "same-origin", "no-store"
    return answer


@door(everyone=True)
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """A guest comes in: asked once, because some mail programs open links by themselves."""
    membership = inviting.guest(token)
    if request.method == "POST":
        login(request, membership.person, backend=BACKEND)
        request.session[CHOSEN] = membership.pk
        request.session["guest"] = True
        return redirect("home")
    answer = render(request, "accounts/guest.html", {"membership": membership})
    answer["Referrer-Policy"], answer["Cache-Control"] = "same-origin", "no-store"
    return answer
