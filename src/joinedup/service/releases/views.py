"""Releases: ask, see what it would show, check, download, withdraw; and the catalogue of what is published."""

from __future__ import annotations

import json
from functools import partial

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.disclosure.cell_words import area_in_words
from joinedup.engine.disclosure.rules import RULES, Rule, own_rules
from joinedup.engine.errors import JoinedupError
from joinedup.engine.spreadsheet_safe import safe_cell
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import entries, references
from joinedup.service.areas.queries import are_installed, knows_wards
from joinedup.service.areas.queries import people as people_there
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.indicators.showing import all_shown
from joinedup.service.linkage.queries import latest_of
from joinedup.service.partners.queries import titles
from joinedup.service.project.home import home
from joinedup.service.releases import asking, queries, reidentifying
from joinedup.service.releases.counting import count_cohort
from joinedup.service.releases.files import unchanged
from joinedup.service.releases.forms import (
    CheckForm,
    CohortForm,
    CountsForm,
    ExtractForm,
    RankingForm,
    WhoIsItForm,
    WithdrawForm,
)
from joinedup.service.releases.giving import give
from joinedup.service.releases.layers import named, own_to_choose
from joinedup.service.releases.preview import preview
from joinedup.service.releases.queries import ReleaseRequest
from joinedup.service.releases.reidentifying import lists_under, own_datasets, second_agreements
from joinedup.service.releases.series import beside_former
from joinedup.service.releases.states import STATES

SEE = (May.ASK_RELEASE, May.CHECK_RELEASE, May.DOWNLOAD_RELEASE)


def _may_see(acting: Acting) -> None:
    if not any(acting.may(permission) for permission in SEE):
        raise Http404


@door(May.SEE_INITIATIVE)
def releases(request: HttpRequest) -> HttpResponse:
    """What has left, what is asked for, and what can be asked for."""
    acting = acting_of(request)
    _may_see(acting)
    found, _total = entries(acting, today())
    askable = [
        e for e in found
        if e.agreement.sharing_type in (1, 2) and acting.partner in ("", e.agreement.host, *e.agreement.recipients)
    ]  # fmt: skip
    shown = {
        "releases": queries.releases_for(acting, references(acting)),
        "requests": queries.requests_of(acting),
        "askable": askable if acting.may(May.ASK_RELEASE) else [],
        "indexes": latest_of([e.agreement.reference for e in askable]),
        "states": STATES,
        "second": second_agreements(acting, today()) if acting.may(May.LOOK_UP) else [],
    }
    return render(request, "releases/list.html", shown)


def _askable(acting: Acting, reference: str) -> Agreement:
    found, _total = entries(acting, today())
    for entry in found:
        if entry.agreement.reference == reference and entry.agreement.sharing_type in (1, 2):
            return entry.agreement
    raise Http404


def rule_sets() -> list[Rule]:
    """Every rule set that a release may be asked for under: the library's, then the partnership's own."""
    return [*RULES.values(), *own_rules(home().rules).values()]


@door(May.ASK_RELEASE)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for counts (type 1) or an extract (type 2)."""
    acting = acting_of(request)
    agreement = _askable(acting, reference)
    form: CountsForm | ExtractForm
    if agreement.sharing_type == 1:
        own = [(row.pk, row.title) for row in own_to_choose()] if are_installed() else []
        form = CountsForm(
            request.POST or None, rules=rule_sets(), own=own, wards=knows_wards(),
            people=bool(people_there()[0]), least=agreement.least_count, on=today(),
        )  # fmt: skip
    else:
        recipient = acting.partner if acting.partner in agreement.recipients else agreement.recipients[0]
        form = ExtractForm(request.POST or None, agreement=agreement, recipient=recipient)
    if form.is_valid():
        row = asking.ask(
            acting, agreement=reference, sharing_type=agreement.sharing_type, title=form.cleaned_data["title"],
            why=form.cleaned_data["why"], asks=form.asks(), on=today(),
        )  # fmt: skip
        messages.success(request, _("It is being prepared. You hear when somebody has checked it."))
        return redirect("release-request", row.pk)
    return render(request, "releases/ask.html", {"agreement": agreement, "form": form})


@door(May.ASK_RELEASE)
def rank(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a list of households in the order of the score that every party signed."""
    acting = acting_of(request)
    agreement = _askable(acting, reference)
    if agreement.sharing_type != 2 or not agreement.factors:
        raise Http404
    recipient = acting.partner if acting.partner in agreement.recipients else agreement.recipients[0]
    form = RankingForm(request.POST or None, recipient=recipient)
    if form.is_valid():
        row = asking.ask(
            acting, agreement=reference, sharing_type=2, title=form.cleaned_data["title"],
            why=form.cleaned_data["why"], asks=form.asks(), on=today(),
        )  # fmt: skip
        messages.success(request, _("It is being prepared. You hear when somebody has checked it."))
        return redirect("release-request", row.pk)
    return render(request, "releases/rank.html", {"agreement": agreement, "form": form})


@door(May.SEE_INITIATIVE)
def release_request(request: HttpRequest, number: int) -> HttpResponse:
    """What was asked for, what protecting and attacking it showed, and the checker's answer."""
    acting = acting_of(request)
    _may_see(acting)
    row = queries.request_of(acting, number)
    if row is None:
        raise Http404
    may_check = acting.may(May.CHECK_RELEASE) and row.person != acting.person and row.state == row.PREPARED
    choices = [one for one in row.facts.get("choices", []) if not one["refused"]]
    may_choose = bool(choices) and acting.may(May.ASK_RELEASE) and row.state == row.PREPARED
    if may_choose and "method" in request.POST:
        asking.choose(acting, request=row.pk, method=request.POST["method"])
        messages.success(request, _("It is being prepared that way."))
        return redirect("release-request", row.pk)
    beside = beside_former(row) if row.state == row.PREPARED else None
    form = CheckForm(request.POST or None, compares=bool(beside and beside.new)) if may_check else None
    if form is not None and form.is_valid():
        approved = form.cleaned_data["approved"] == "yes"
        asking.check(
            acting, request=row.pk, approved=approved, words=form.cleaned_data["words"], on=today(),
            compared=form.cleaned_data.get("compared", False),
        )  # fmt: skip
        messages.success(request, _("Your answer is kept, and who asked hears of it."))
        return redirect("release-request", row.pk)
    shown = {
        "row": row,
        "form": form,
        "beside": beside,
        "states": STATES,
        "going_on": row.state in (row.ASKED, row.APPROVED),
        "may_choose": may_choose,
        "titles": titles(),
        "place": partial(area_in_words, names=_names(row)),
    }
    return render(request, "releases/request.html", shown)


def _names(row: ReleaseRequest) -> dict[str, str]:
    """Of the areas in the table, as they are called now; those of one's own as they were when it was prepared."""
    if row.sharing_type != 1:
        return {}
    then: dict[str, str] = row.facts.get("area_titles", {})
    return named({cell[1] for cell in row.shown}) | then


@door(May.SEE_INITIATIVE)
def release(request: HttpRequest, name: str) -> HttpResponse:
    """One release: what it is, what was checked, its files."""
    acting = acting_of(request)
    _may_see(acting)
    row = queries.release(name)
    if row is None or row not in queries.releases_for(acting, references(acting)):
        raise Http404
    may_withdraw = acting.may(May.CHECK_RELEASE) and row.withdrawn_on is None
    form = WithdrawForm(request.POST or None) if may_withdraw else None
    if form is not None and form.is_valid():
        asking.withdraw(acting, name=name, reason=form.cleaned_data["reason"], on=today())
        messages.success(request, _("It is withdrawn. It stays listed."))
        return redirect("release", name)
    shown, failure = None, None
    if row.withdrawn_on is None:
        try:
            shown = preview(row)
        except JoinedupError as changed:
            failure = changed
    told = {"row": row, "form": form, "titles": titles(), "shown": shown, "failure": failure}
    return render(request, "releases/one.html", told)


@door(May.DOWNLOAD_RELEASE, personal_data=True)
def download(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """A file of a release, for whom it was made; each time under an agreement that is in force now."""
    acting = acting_of(request)
    row = queries.release(name)
    if row is None or row not in queries.releases_for(acting, references(acting)):
        raise Http404
    return give(gate(), acting, row, file)


@door(May.ASK_RELEASE)
def count(request: HttpRequest, reference: str) -> HttpResponse:
    """Count linked people by conditions; only counts come out, none of them small."""
    acting = acting_of(request)
    agreement = _askable(acting, reference)
    if agreement.sharing_type != 2 or acting.partner not in agreement.recipients:
        raise Http404
    form = CohortForm(request.POST or None, agreement=agreement)
    steps = None
    if form.is_valid():
        steps = count_cohort(
            gate(), agreement=agreement, conditions=form.conditions(), recipient=acting.partner, by=acting.by
        )
    return render(request, "releases/count.html", {"agreement": agreement, "form": form, "steps": steps})


@door(May.LOOK_UP, personal_data=True)
def who_is_it(request: HttpRequest, reference: str) -> HttpResponse:
    """One's own record numbers for a pseudonym, under a second agreement. Each time an event."""
    acting = acting_of(request)
    agreement = next((one for one in second_agreements(acting, today()) if one.reference == reference), None)
    if agreement is None:
        raise Http404
    lists = [(row.name, f"{row.title} ({row.name})") for row in lists_under(agreement)]
    form = WhoIsItForm(request.POST or None, releases=lists, datasets=own_datasets(acting, agreement))
    numbers = None
    if form.is_valid():
        numbers = reidentifying.who_is_it(
            gate(), acting, agreement=agreement, release=form.cleaned_data["release"],
            dataset=form.cleaned_data["dataset"], pseudonym=form.cleaned_data["pseudonym"].strip(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    return render(request, "releases/who-is-it.html", {"agreement": agreement, "form": form, "numbers": numbers})


@door(everyone=True)
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is published, for everyone; withdrawn releases stay listed."""
    rows = queries.published()
    if "json" in request.headers.get("Accept", "") or request.GET.get("form") == "json":
        plain = {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dcterms": "http://purl.org/dc/terms/"},
            "@type": "dcat:Catalog",
            "dcat:dataset": [
                {
                    "@type": "dcat:Dataset", "dcterms:title": row.title, "dcterms:issued": row.made_on.isoformat(),
                    "dcterms:identifier": row.name, "dcterms:provenance": f"Made under {row.agreement}",
                    **({"dcterms:valid": f"/{row.withdrawn_on}"} if row.withdrawn_on else {}),
                }
                for row in rows
            ],
        }  # fmt: skip
        return HttpResponse(json.dumps(plain, ensure_ascii=False, indent=2), content_type="application/ld+json")
    shown = {"releases": rows, "maps": all_shown(), "titles": titles()}
    return render(request, "releases/catalogue.html", shown)


@door(everyone=True)
def published_file(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """A file of a published release. What is published goes to everyone."""
    row = queries.release(name)
    if row is None or row.sharing_type != 1 or row.withdrawn_on or file not in {one["name"] for one in row.files}:
        raise Http404
    return FileResponse(unchanged(row, file).open("rb"), as_attachment=True, filename=safe_cell(file))
