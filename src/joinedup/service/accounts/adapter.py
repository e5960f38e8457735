"""What the sign-in library asks of us: nobody signs up by themselves, and a provider lets in only whom we know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse

from joinedup.service.accounts.queries import person_by_email


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """People are invited; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nobody tries on while they are locked out, and they are told so each time."""
        super().pre_authenticate(request, **credentials)
        if not AxesProxyHandler.is_allowed(request, credentials):
            raise ImmediateHttpResponse(render(request, "account/locked.html", status=429))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not to set up the first second factor, right after the password; nothing else can be done without one."""
        if app == "allauth.mfa" and not is_mfa_enabled(self.request.user):
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To their start, which depends on their role."""
        return reverse("home")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """A partner's own sign-in lets in the people whom the partnership enrolled, by their e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect the provider's account to the enrolled person; send a stranger back."""
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        person = next((found for email in verified if (found := person_by_email(email)) is not None), None)
        if person is None or not person.is_active:
            raise ImmediateHttpResponse(redirect("not-enrolled"))
        sociallogin.connect(request, person)


def sign_in_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """As whom somebody tries to sign in, for the lock-out: the same whether it is looked up before or after the try."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()
