"""The form's pages: the task list, one question a page, check and propose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.agreements.agreement import DpiaOutcome, Protocol
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.dpia import missing as dpia_missing
from joinedup.engine.agreements.dpia import outcome
from joinedup.engine.agreements.law.findings import findings
from joinedup.engine.agreements.wording import TYPES
from joinedup.engine.errors import JoinedupError
from joinedup.engine.guidance.myths import MYTHS, TAGS, myths_for, questions_for
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import listing, queries
from joinedup.service.agreements.drafting import actions
from joinedup.service.agreements.drafting import queries as drafts_there
from joinedup.service.agreements.drafting.building import agreement_of, dpia_of
from joinedup.service.agreements.drafting.forms import BeginForm, NewProtocolForm
from joinedup.service.agreements.drafting.pages import Written, page_for
from joinedup.service.agreements.drafting.questions import asked
from joinedup.service.agreements.views import seen
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.queries import initiatives
from joinedup.service.partners.queries import kinds, titles


def _written(request: HttpRequest, number: int) -> Written:
    draft = drafts_there.draft(acting_of(request), number)
    if draft is None or draft.state != draft.WRITING:
        raise Http404
    return Written(draft, agreement_of(draft, kinds(), today()), dpia_of(draft), titles())


@door(May.WRITE_AGREEMENT)
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being written, and begin something new."""
    acting = acting_of(request)
    form = BeginForm(request.POST or None, initiatives=[(one.key, one.title) for one in initiatives(acting)])
    if form.is_valid():
        row = actions.begin(acting, initiative=form.cleaned_data["initiative"], title=form.cleaned_data["title"])
        return redirect("draft", row.pk)
    shown = {"drafts": drafts_there.drafts(acting), "form": form, "protocols": listing.protocols()}
    return render(request, "agreements/draft/list.html", shown)


@door(May.WRITE_AGREEMENT)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The task list of one draft."""
    written = _written(request, number)
    listed = asked(written.agreement, written.draft.content, written.dpia)
    sections: dict[str, list[Any]] = {}
    for one in listed:
        sections.setdefault(one.section, []).append(one)
    shown = {"draft": written.draft, "parts": sections, "open": sum(not one.answered for one in listed)}
    return render(request, "agreements/draft/tasks.html", shown)


@door(May.WRITE_AGREEMENT)
def question(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """One question; its answer is kept, and the next one follows."""
    written = _written(request, number)
    page = page_for(written, key)
    if page is None:
        raise Http404
    form = page.form(request.POST or None)
    changed = ""
    if form.is_valid():
        told = request.POST.get("changed", "")
        try:
            page.keep(form, int(told) if told.isdigit() else -1)
        except JoinedupError as failure:  # what was typed stays in the form
            if failure.code != "changed-meanwhile":
                raise
            changed = failure.what
        else:
            if page.again:
                return redirect("draft-question", number, key)
            after = _written(request, number)
            keys = [one.key for one in asked(after.agreement, after.draft.content, after.dpia)]
            following = keys[keys.index(key) + 1 :] if key in keys else []
            if "save" in request.POST or not following:
                return redirect("draft", number)
            return redirect("draft-question", number, following[0])
    shown = {"draft": written.draft, "form": form, "page": page, "key": key, "changed": changed, "written": written}
    return render(request, "agreements/draft/question.html", shown, status=409 if changed else 200)


@door(May.WRITE_AGREEMENT)
def remove(request: HttpRequest, number: int, what: str, place: int) -> HttpResponse:
    """Take a data set or a risk out again."""
    written = _written(request, number)
    if request.method != "POST" or what not in ("supplies", "risks"):
        raise Http404
    told = request.POST.get("changed", "")
    written.remove(what, place, int(told) if told.isdigit() else -1)
    return redirect("draft-question", number, what)


@door(May.WRITE_AGREEMENT)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Check the answers and what the law says to them, then put it to the parties."""
    acting, written = acting_of(request), _written(request, number)
    lacking = [*missing(written.agreement), *(f"{_('Impact assessment')}: {one}" for one in dpia_missing(written.dpia))]
    if outcome(written.dpia) is DpiaOutcome.CONSULT_REGULATOR:
        lacking.append(_("High risk stays: the regulator's prior consultation, with its answer (UK GDPR Article 36)"))
    if request.method == "POST" and not lacking:
        told = request.POST.get("changed", "")
        row = actions.propose(acting, number, int(told) if told.isdigit() else -1, today())
        messages.success(request, _("It is put to the parties. Everybody who must answer has been told."))
        return redirect("agreement-version", row.reference, row.version)
    shown = {
        "draft": written.draft, "agreement": written.agreement, "missing": lacking, "titles": written.titles,
        "findings": findings(written.agreement), "types": TYPES, "outcome": outcome(written.dpia),
        "questions": asked(written.agreement, written.draft.content, written.dpia),
    }  # fmt: skip
    return render(request, "agreements/draft/check.html", shown)


@door(May.WRITE_AGREEMENT)
def abandon(request: HttpRequest, number: int) -> HttpResponse:
    """The draft is not wanted any more: asked once more before it is done."""
    written = _written(request, number)
    if request.method == "POST":
        actions.abandon(number, written.draft.changed)
        messages.success(request, _("The draft is put away."))
        return redirect("drafts")
    return render(request, "agreements/draft/abandon.html", {"draft": written.draft})


@door(May.SEE_INITIATIVE)
def guidance(request: HttpRequest) -> HttpResponse:
    """Myths and questions, by kind of data and service. ?about= chooses."""
    about = request.GET.get("about", "")
    wanted = frozenset([about]) if about in TAGS else frozenset(TAGS)
    shown = {"myths": myths_for(wanted, len(MYTHS)), "questions": questions_for(wanted), "tags": TAGS, "about": about}
    return render(request, "agreements/draft/guidance.html", shown)


@door(May.WRITE_AGREEMENT)
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The next version of an agreement as a draft, or a copy of it for another initiative."""
    acting = acting_of(request)
    seen(acting, reference)
    if request.method != "POST":
        raise Http404
    versions = listing.versions(reference)
    wanted = request.POST.get("initiative", "")
    if wanted and wanted not in {one.key for one in initiatives(acting)}:
        raise Http404
    row = actions.copy(acting, row=queries.agreement_row(reference), newest=versions[0].version, initiative=wanted)
    return redirect("draft", row.pk)


@door(May.WRITE_AGREEMENT)
def new_protocol(request: HttpRequest) -> HttpResponse:
    """An overarching protocol, put to all partners."""
    form = NewProtocolForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        if queries.current_protocol(told["reference"]) is not None:
            form.add_error("reference", _("There is a protocol of that name already"))
        else:
            promises = tuple(line.strip() for line in told["principles"].splitlines() if line.strip())
            protocol = Protocol(
                told["reference"], 1, told["title"], told["starts"], told["ends"], told["review_due"], promises
            )
            actions.propose_protocol(acting_of(request), protocol=protocol, on=today())
            messages.success(request, _("It is put to the partners; each signatory can sign it now."))
            return redirect("protocol", protocol.reference)
    return render(request, "agreements/draft/protocol.html", {"form": form})
