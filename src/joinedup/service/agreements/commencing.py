"""Which provisions of the last years are in force: what the law library knows, and what the partnership has entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.engine.agreements.law.commencement import SWITCHES, commenced_on, regulator
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import actions, queries
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May


class CommenceForm(forms.Form):
    """A provision, its first day, and where that was read."""

    switch = forms.ChoiceField(
        label=gettext_lazy("Which provision?"),
        choices=[("", gettext_lazy("Choose")), *((one.key, one.title) for one in SWITCHES.values())],
    )  # fmt: skip
    starts = forms.DateField(
        label=gettext_lazy("From which day is it in force?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    source = forms.CharField(
        label=gettext_lazy("Where did you read it?"), max_length=300,
        help_text=gettext_lazy("The commencement regulations, such as SI 2027/12."),
    )  # fmt: skip

    def clean_starts(self) -> date:
        """Not before the Acts themselves."""
        starts: date = self.cleaned_data["starts"]
        if starts.year < 2018:
            raise forms.ValidationError(_("Enter a day from 2018 on"))
        return starts


@door(May.WRITE_AGREEMENT)
def commencement(request: HttpRequest) -> HttpResponse:
    """The list, and a form to enter a day."""
    form = CommenceForm(request.POST or None)
    if form.is_valid():
        actions.commence(by=acting_of(request).by, **form.cleaned_data)
        messages.success(request, _("Entered. Agreements written from now on are held to it."))
        return redirect("commencement")
    entered = queries.switches()
    rows: list[dict[str, Any]] = [
        {"switch": one, "starts": commenced_on(one.key, entered), "entered": one.key in entered}
        for one in SWITCHES.values()
    ]
    shown = {"form": form, "rows": rows, "regulator": regulator(today(), entered), "on": today()}
    return render(request, "agreements/commencement.html", shown)
