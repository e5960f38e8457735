"""A signatory's key: made once, sealed with a phrase that only they know; lost with it, and made anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from joinedup.engine.agreements.sealed_key import SHORTEST
from joinedup.service.accounts import actions, queries
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May


class PhraseForm(forms.Form):
    """A phrase, twice."""

    phrase = forms.CharField(
        label=gettext_lazy("Your signing phrase"), strip=False, min_length=SHORTEST, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("At least 12 letters: four or five words that you can remember."),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("The same once more"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned = super().clean() or {}
        if cleaned.get("phrase") and cleaned.get("phrase") != cleaned.get("again"):
            self.add_error("again", gettext("The two are not the same"))
        return cleaned


@door(May.SIGN)
def signing_key(request: HttpRequest) -> HttpResponse:
    """Make the key, or a new one in place of one whose phrase is lost."""
    acting = acting_of(request)
    if not acting.partner:
        raise Http404
    there = queries.sealed_key(acting.person, acting.partner)
    form = PhraseForm(request.POST or None)
    if form.is_valid():
        actions.renew_key(
            by=acting.by, person=acting.person, partner=acting.partner, phrase=form.cleaned_data["phrase"],
            on=queries.today(),
        )  # fmt: skip
        messages.success(request, gettext("You can sign now. Nobody else can use this key."))
        return redirect("agreements")
    return render(request, "accounts/signing-key.html", {"form": form, "there": there})
