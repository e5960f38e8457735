"""Initiatives, each with the list of what there is to do, and its partners."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.service.accounts.queries import members, today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives import actions, queries
from joinedup.service.initiatives.forms import AddForm, BeginForm, ChangeForm, PartnerForm
from joinedup.service.initiatives.queries import Initiative
from joinedup.service.initiatives.tasks import tasks
from joinedup.service.partners.actions import join
from joinedup.service.partners.queries import signatories, titles


@door(May.SEE_INITIATIVE)
def initiatives(request: HttpRequest) -> HttpResponse:
    """Those that somebody takes part in."""
    return render(request, "initiatives/list.html", {"initiatives": queries.initiatives(acting_of(request))})


def _one(request: HttpRequest, key: str) -> Initiative:
    found = queries.initiative(acting_of(request), key)
    if found is None:
        raise Http404
    return found


@door(May.SEE_INITIATIVE)
def initiative(request: HttpRequest, key: str) -> HttpResponse:
    """One of them: what there is to do, and who takes part."""
    acting, row = acting_of(request), _one(request, key)
    shown = {"initiative": row, "tasks": tasks(acting, row, today()), "titles": titles(), "signatories": signatories()}
    shown["members"] = [m for m in members(initiative=key) if m.partner in row.partners or not m.partner]
    return render(request, "initiatives/one.html", shown)


@door(May.RUN_INITIATIVE)
def begin(request: HttpRequest) -> HttpResponse:
    """A new initiative."""
    form = BeginForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        if queries.exists(told["key"]):
            form.add_error("key", _("There is an initiative of that short name already"))
        else:
            actions.begin(
                by=acting_of(request).by, key=told["key"], title=told["title"], what=told["what"], partners=[]
            )
            messages.success(request, _("It has begun. Bring the partners together next."))
            return redirect("initiative", told["key"])
    return render(request, "initiatives/begin.html", {"form": form})


@door(May.RUN_INITIATIVE)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Its words and its stage."""
    row = _one(request, key)
    start = {"title": row.title, "what": row.what, "stage": row.stage, "changed": row.changed}
    form = ChangeForm(request.POST or None, initial=start)
    if form.is_valid():
        told = form.cleaned_data
        actions.change(
            by=acting_of(request).by, key=key, seen=told["changed"], title=told["title"], what=told["what"],
            stage=told["stage"],
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("initiative", key)
    return render(request, "initiatives/change.html", {"form": form, "initiative": row})


@door(May.RUN_INITIATIVE)
def partners(request: HttpRequest, key: str) -> HttpResponse:
    """Who takes part: add a partner that is there already, or a new one."""
    acting, row, named = acting_of(request), _one(request, key), titles()
    others = [(partner, title) for partner, title in named.items() if partner not in row.partners]
    adding = request.POST.get("what") == "add"
    add = AddForm(request.POST if adding else None, partners=others)
    new = PartnerForm(request.POST if request.POST.get("what") == "new" else None)
    joining = ""
    if add.is_valid():
        joining = add.cleaned_data["partner"]
    elif new.is_valid():
        if new.cleaned_data["key"] in named:
            new.add_error("key", _("There is a partner of that short name already"))
        else:
            joining = new.cleaned_data["key"]
    if joining:
        with transaction.atomic():
            if joining not in named:
                told = new.cleaned_data
                join(by=acting.by, key=joining, title=told["title"], kind=told["kind"])
            actions.change(by=acting.by, key=key, seen=row.changed, partners=[*row.partners, joining])
        messages.success(request, _("They take part now. Invite their people next."))
        return redirect("initiative-partners", key)
    shown = {
        "initiative": row,
        "add": add if others else None,
        "new": new,
        "titles": named,
        "signatories": signatories(),
    }
    return render(request, "initiatives/partners.html", shown)
