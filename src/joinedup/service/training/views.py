"""Training: what I have completed and what I lack; everybody's, for whoever manages people; and the modules."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.service.accounts.queries import Member, handle_of, members, today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.partners.queries import titles
from joinedup.service.training import actions, queries
from joinedup.service.training.forms import CompletionForm, ModuleForm


@frozen
class Trained:
    """A person with their roles and how each module stands."""

    person: int
    name: str
    members: tuple[Member, ...]
    standings: tuple[queries.Standing, ...]

    @property
    def lacks(self) -> tuple[queries.Standing, ...]:
        """What shuts something to them today."""
        return tuple(one for one in self.standings if one.needed and not one.holds)

    @property
    def shut(self) -> tuple[str, ...]:
        """What their roles may do, and they may not until then, in words."""
        may = {permission.name for member in self.members for permission in ROLES[member.role].may}
        return tuple(queries.words_of(sorted({name for one in self.lacks for name in one.module.opens} & may)))


@door()
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody has completed, what it opens, and what they lack."""
    acting = acting_of(request)
    shown = {
        "standings": queries.standings(acting.person, [acting.role_key], today()), "words_of": queries.words_of,
        "today": today(),
    }  # fmt: skip
    return render(request, "training/mine.html", shown)


def _trained() -> Iterator[Trained]:
    own: dict[int, list[Member]] = {}
    for member in members():
        own.setdefault(member.person, []).append(member)
    told = queries.standings_of({person: [one.role for one in held] for person, held in own.items()}, today())
    for person, held in sorted(own.items(), key=lambda one: (one[1][0].partner, one[1][0].name)):
        yield Trained(person, held[0].name, tuple(held), tuple(told[person]))


@door(May.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Who has completed which module and what it opens; and one more, with the day."""
    acting, named = acting_of(request), titles()
    there = list(_trained())
    listed = [
        (one.person, f"{one.name} ({named.get(one.members[0].partner, '') or _('the whole partnership')})")
        for one in there
        if one.person != acting.person
    ]
    modules = [(one.key, one.title) for one in queries.modules()]
    form = CompletionForm(request.POST or None, people=listed, modules=modules, today=today())
    if form.is_valid():
        told = form.cleaned_data
        actions.record(
            acting, person=told["person"], handle=handle_of(told["person"]), module=told["module"],
            done_on=told["done_on"], on=today(),
        )  # fmt: skip
        messages.success(request, _("Recorded. What it opens is open with their next click."))
        return redirect("training-people")
    only = request.GET.get("lacking") == "yes"
    shown = {
        "people": [one for one in there if one.lacks] if only else there, "only": only, "titles": named, "form": form,
        "modules": modules, "lacking": sum(bool(one.lacks) for one in there), "all": len(there),
    }  # fmt: skip
    return render(request, "training/people.html", shown)


@door(May.MANAGE_PEOPLE)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Recorded by mistake."""
    if queries.completion(number) is None:
        raise Http404
    actions.withdraw(acting_of(request), number, today())
    messages.success(request, _("Withdrawn. What it opened is shut again."))
    return redirect("training-people")


@door(May.MANAGE_PEOPLE)
def modules(request: HttpRequest) -> HttpResponse:
    """Which modules the partnership asks for, and what each opens."""
    form = ModuleForm(request.POST or None, today=today())
    if form.is_valid():
        actions.set_module(acting_of(request), **form.cleaned_data, on=today())
        messages.success(request, _("The module is set. People see it on their page of training."))
        return redirect("training-modules")
    there, asked_for = list(_trained()), queries.modules()
    lacking = {
        one.key: sum(
            any(s.module.key == one.key and s.needed and not s.holds for s in each.standings) for each in there
        )
        for one in asked_for
    }
    shown = {"modules": asked_for, "form": form, "words_of": queries.words_of, "lacking": lacking,
             "today": today()}  # fmt: skip
    return render(request, "training/modules.html", shown)


@door(May.MANAGE_PEOPLE)
@require_POST
def end_module(request: HttpRequest, number: int) -> HttpResponse:
    """It opens nothing any more."""
    if queries.module(number) is None:
        raise Http404
    actions.end_module(acting_of(request), number, today())
    messages.success(request, _("The module is ended. Nothing hangs on it any more."))
    return redirect("training-modules")
