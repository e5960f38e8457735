"""The form's pages: the task list, one question a page, check and propose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.agreements.agreement import Protocol
from joinedup.engine.agreements.law.findings import findings
from joinedup.engine.errors import JoinedupError
from joinedup.engine.guidance.myths import MYTHS, TAGS, myths_for, questions_for, tags_of
from joinedup.service.accounts.queries import today
from joinedup.service.agreements import listing, queries
from joinedup.service.agreements.drafting import actions
from joinedup.service.agreements.drafting import queries as drafts_there
from joinedup.service.agreements.drafting.building import agreement_of, dpia_of
from joinedup.service.agreements.drafting.checking import lacking
from joinedup.service.agreements.drafting.forms import BeginForm, ImportForm, NewProtocolForm
from joinedup.service.agreements.drafting.pages import Written, page_for
from joinedup.service.agreements.drafting.questions import Asked, asked
from joinedup.service.agreements.forms import CopyForm
from joinedup.service.agreements.views import seen
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.queries import initiatives
from joinedup.service.partners.queries import kinds, titles


def _number(words: str | None) -> int | None:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 10 else None


def _changed(request: HttpRequest) -> int:
    """The change that the writer saw; -1, which no draft has, where they send none."""
    told = _number(request.POST.get("changed"))
    return -1 if told is None else told


def _readable(acting: Acting, number: int, request: HttpRequest) -> Written:
    draft = drafts_there.draft(acting, number)
    if draft is None or draft.state == draft.ABANDONED:
        raise Http404
    change = _number(request.GET.get("change"))
    return Written(draft, agreement_of(draft, kinds(), today()), dpia_of(draft), titles(), acting, change)


def _written(request: HttpRequest, number: int) -> Written:
    acting = acting_of(request)
    written = _readable(acting, number, request)
    if written.draft.state != written.draft.WRITING or not drafts_there.may_write(acting, written.draft):
        raise Http404
    return written


def _asked(written: Written) -> list[Asked]:
    return asked(written.agreement, written.draft.content, written.dpia, written.titles)


@door(May.SEE_INITIATIVE)
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being written; and begin something new, for those who may."""
    acting = acting_of(request)
    may_begin = acting.may(May.WRITE_AGREEMENT)
    there = [(one.key, one.title) for one in initiatives(acting)]
    form = BeginForm(request.POST or None, initiatives=there)
    if may_begin and form.is_valid():
        row = actions.begin(acting, initiative=form.cleaned_data["initiative"], title=form.cleaned_data["title"])
        return redirect("draft", row.pk)
    shown = {"drafts": drafts_there.drafts(acting), "form": form, "protocols": listing.standing_protocols(today()),
             "may_begin": may_begin, "initiatives": there}  # fmt: skip
    return render(request, "agreements/draft/list.html", shown)


@door(May.SEE_INITIATIVE)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The task list of one draft; for the other parties, what has been written so far."""
    acting = acting_of(request)
    written = _readable(acting, number, request)
    row = written.draft
    if row.state == row.PROPOSED:
        return redirect("agreement-version", row.reference, row.version)
    listed = _asked(written)
    sections: dict[str, list[Asked]] = {}
    for one in listed:
        sections.setdefault(one.section, []).append(one)
    may_write = drafts_there.may_write(acting, row)
    shown = {"draft": row, "parts": sections, "open": sum(not one.answered for one in listed), "may_write": may_write}
    return render(request, "agreements/draft/tasks.html" if may_write else "agreements/draft/read.html", shown)


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
        try:
            page.keep(form, _changed(request))
        except JoinedupError as failure:  # what was typed stays in the form
            if failure.code != "changed-meanwhile":
                raise
            changed = failure.what
        else:
            return _onward(request, number, key, again=page.again)
    shown: dict[str, Any] = {
        "draft": written.draft, "form": form, "page": page, "key": key, "changed": changed, "written": written,
        "asks": questions_for(tags_of(written.agreement)),
        "now": next(one.answer for one in _asked(written) if one.key == key),
    }  # fmt: skip
    if key == "protocol":
        shown["inherited"] = [queries.as_protocol(row) for row in listing.standing_protocols(today())]
    return render(request, "agreements/draft/question.html", shown, status=409 if changed else 200)


def _onward(request: HttpRequest, number: int, key: str, *, again: bool) -> HttpResponse:
    if again:
        return redirect("draft-question", number, key)
    keys = [one.key for one in _asked(_written(request, number))]
    following = keys[keys.index(key) + 1 :] if key in keys else []
    if "save" in request.POST or not following:
        return redirect("draft", number)
    return redirect("draft-question", number, following[0])


@door(May.WRITE_AGREEMENT)
def remove(request: HttpRequest, number: int, what: str, place: int) -> HttpResponse:
    """Take a data set, a factor or a risk out again."""
    written = _written(request, number)
    if request.method != "POST" or what not in ("supplies", "factors", "risks"):
        raise Http404
    written.remove(what, place, _changed(request))
    return redirect("draft-question", number, what)


@door(May.WRITE_AGREEMENT)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Check the answers and what the law says to them, then put it to the parties."""
    written = _written(request, number)
    if request.method == "POST":
        row = actions.propose(acting_of(request), number, _changed(request), today())
        messages.success(request, _("It is put to the parties. Everybody who must answer has been told."))
        return redirect("agreement-version", row.reference, row.version)
    shown = {
        "draft": written.draft, "agreement": written.agreement, "lacks": lacking(written.draft, written.agreement),
        "warnings": [one for one in findings(written.agreement, queries.switches()) if not one.refuses],
        "questions": _asked(written),
        "keys": {one.key for one in _asked(written)},
    }  # fmt: skip
    return render(request, "agreements/draft/check.html", shown)


@door(May.WRITE_AGREEMENT)
def abandon(request: HttpRequest, number: int) -> HttpResponse:
    """The draft is not wanted any more: asked once more before it is done."""
    written = _written(request, number)
    if request.method == "POST":
        actions.abandon(acting_of(request), number, _changed(request))
        messages.success(request, _("The draft is put away."))
        return redirect("drafts")
    return render(request, "agreements/draft/abandon.html", {"draft": written.draft})


def _says(words: str, *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in words.casefold().split())


@door(May.SEE_INITIATIVE)
def guidance(request: HttpRequest) -> HttpResponse:
    """Myths and questions, by kind of data and service. ?about= chooses."""
    about, words = request.GET.get("about", ""), request.GET.get("words", "").strip()[:100]
    wanted = frozenset([about]) if about in TAGS else frozenset(TAGS)
    found = [one for one in myths_for(wanted, len(MYTHS)) if _says(words, one.myth, one.truth, one.source)]
    asks = [one for one in questions_for(wanted) if _says(words, one.ask, one.why)]
    shown = {"myths": found, "questions": asks, "tags": TAGS, "about": about, "words": words}
    return render(request, "agreements/draft/guidance.html", shown)


@door(May.WRITE_AGREEMENT)
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The next version of an agreement as a draft; where an initiative is named, one like it for that."""
    acting = acting_of(request)
    seen(acting, reference)
    if request.method != "POST":
        raise Http404
    row = queries.agreement_row(reference)
    if "initiative" in request.POST:
        form = CopyForm(request.POST, initiatives=[(one.key, one.title) for one in initiatives(acting)])
        if not form.is_valid():
            raise Http404
        made = actions.localise(acting, row=row, initiative=form.cleaned_data["initiative"])
    else:
        made = actions.next_version(acting, row=row, newest=listing.versions(reference)[0].version)
    return redirect("draft", made.pk)


@door(May.WRITE_AGREEMENT)
def bring_in(request: HttpRequest) -> HttpResponse:
    """An agreement that was exported as JSON-LD becomes a draft here."""
    acting = acting_of(request)
    there = [(one.key, one.title) for one in initiatives(acting)]
    form = ImportForm(request.POST or None, request.FILES or None, initiatives=there)
    if form.is_valid():
        try:
            row = actions.bring_in(
                acting, document=form.cleaned_data["file"], initiative=form.cleaned_data["initiative"]
            )
        except JoinedupError as failure:
            if failure.code != "document-foreign":
                raise
            form.add_error("file", f"{failure.what} {failure.do}")
        else:
            messages.success(
                request, _("It is a draft now. Check each answer: what was signed elsewhere counts for nothing here.")
            )
            return redirect("draft", row.pk)
    return render(request, "agreements/draft/import.html", {"form": form, "initiatives": there})


@door(May.WRITE_AGREEMENT)
def new_protocol(request: HttpRequest) -> HttpResponse:
    """An overarching protocol, put to all partners."""
    first = today()
    usual = {"starts": first, "ends": first + timedelta(days=3 * 365), "review_due": first + timedelta(days=365)}
    form = NewProtocolForm(request.POST or None, initial=usual)
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
