"""Load figures: choose the file, look at what was read, put it to its owner; the owner signs it off."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from attrs import evolve
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.sign_off import SignOff
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import actions, entering, queries, waiting
from joinedup.service.indicators.forms import JudgeForm, LoadForm
from joinedup.service.indicators.held_against import MOST_NAMED, OtherFile, held_against
from joinedup.service.indicators.map_page import good
from joinedup.service.indicators.queries import Loading
from joinedup.service.indicators.reading_in import described_in, in_memory, read, to_fill_in
from joinedup.service.indicators.standardising import EUROPEAN, GIVEN, ByAge, by_age_given, people_given
from joinedup.service.pages.large_files import takes_files
from joinedup.service.partners.queries import titles

MOST_BYTES = 50_000_000  # of one file and its metadata
_OF_FILES = (
    "supply-", "figures-unchecked", "figures-owned", "not-safe", "counts-", "areas-not-nested", "store-", "metadata-",
    "other-file-", "age-bands-", "indicator-",
)  # fmt: skip


@door(May.SEE_INITIATIVE)
def loadings(request: HttpRequest) -> HttpResponse:
    """The files of one's partner: loaded by it, or owned by it and put forward."""
    acting = acting_of(request)
    shown = {"loadings": queries.loadings(acting) if acting.partner else [], "titles": titles(), "today": today()}
    return render(request, "indicators/loadings.html", shown)


@door(May.LOAD_FIGURES)
@takes_files(MOST_BYTES)
def load(request: HttpRequest) -> HttpResponse:
    """Choose a file and say what it means. Nothing is kept of a file in which something is wrong."""
    acting, named = acting_of(request), titles()
    owners = sorted(named.items(), key=lambda one: (one[0] != acting.partner, one[1]))
    form = LoadForm(
        request.POST or None, request.FILES or None, owners=owners, today=today(), tiers=bool(queries.for_some())
    )
    defects: Any = ()
    if "to-fill" in request.POST:
        made = _to_fill(form)
        if made is not None:
            return made
    elif form.is_valid():
        told, file, beside = form.cleaned_data, form.cleaned_data["file"], form.cleaned_data["metadata"]
        of = "metadata" if beside else "file"  # which of the files is being read
        try:
            metadata = described_in(beside.name, beside.file) if beside else None
            of = "people"
            people = people_given(told["people"].name, told["people"].file, in_memory) if told["people"] else None
            of = "reference"
            by_age = _by_age(told, people)
            of = "file"
            found, defects = read(
                file.name, file.file, told["indicator"], period=told["period"], cleared=told["cleared"],
                metadata=metadata, by_age=by_age, bands=told["bands"], whole=told["whole"],
                for_all=told.get("for_all", False),
            )  # fmt: skip
            if found is not None:
                of, second = "against", told["against"]
                other = OtherFile(second.name, second.file) if second else None
                found = held_against(found, other, told["indicator"], period=told["period"], metadata=metadata)
                row = actions.keep_reading(
                    acting, found, file=file.name, owner=told["owner"], cleared=told["cleared"], due=told["due"]
                )
                return redirect("loading", row.key)
        except JoinedupError as wrong:
            if not wrong.code.startswith(_OF_FILES):
                raise
            form.add_error(of, f"{wrong.what} {wrong.do}")
        else:
            form.add_error("file", _("Nothing was loaded. What is wrong with the file stands below"))
    shown = {"form": form, "wrong": [str(one) for one in defects if one.stops]}
    return render(request, "indicators/load.html", shown, status=200)


def _to_fill(form: LoadForm) -> HttpResponse | None:
    """A file of metadata for the file that was chosen, to be filled in; None, with what is wrong in the form."""
    form.errors.clear()  # what else is open may stay open
    file, words = form.files.get("file"), str(form.data.get("period", ""))
    if file is None or file.file is None:
        form.add_error("file", _("Choose the file"))
        return None
    try:
        text = to_fill_in(
            str(file.name), cast(BinaryIO, file.file), form.so_far(), period=read_period(words) if words else None
        )
    except JoinedupError as wrong:
        if not wrong.code.startswith(_OF_FILES):
            raise
        form.add_error("file", f"{wrong.what} {wrong.do}")
        return None
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="what-is-measured.csv"'
    return answer


def _by_age(told: dict[str, Any], people: Any) -> ByAge | None:
    """How counts by age are to be standardised; None where the figures are taken as they are."""
    if told["by_age"] == GIVEN:
        given = by_age_given(told["reference"].name, told["reference"].file, in_memory)
        return evolve(given, people=people)
    return ByAge(people=people) if told["by_age"] == EUROPEAN else None


def _one(request: HttpRequest, key: str) -> Loading:
    row = queries.loading(acting_of(request), key)
    if row is None:
        raise Http404
    return row


@door(May.SEE_INITIATIVE)
def loading(request: HttpRequest, key: str) -> HttpResponse:
    """What was read from a file, what it would change, and whose word it waits for."""
    acting, row = acting_of(request), _one(request, key)
    parts = list(row.indicators.all())
    waits = row.state in Loading.WAITING
    changes = [(one, waiting.change_of(key, one.indicator, one.kind)) for one in parts] if waits else []
    described = {one.key: one for one in waiting.waiting(key).indicators()} if waits else {}
    judges = acting.may(May.SIGN_OFF_FIGURES) and acting.partner == row.owner and row.state == Loading.PUT
    signature = getattr(row, "signature", None)
    standing = SignOff(
        parts[0].indicator if parts else "", Period(row.due, row.due), titles().get(row.owner, row.owner), row.due,
        signature.on if signature is not None and signature.signed else None,
    )  # fmt: skip
    left_open = waiting.left_open(key) if waits else {}
    may_judge = judges and row.person != acting.person
    form = JudgeForm(request.POST or None, left_open=bool(left_open)) if may_judge else None
    if form is not None and form.is_valid():
        signed = form.cleaned_data["signed"] == "yes"
        actions.judge(
            acting, key, signed=signed, words=form.cleaned_data["words"], on=today(),
            for_all=form.cleaned_data.get("for_all", False),
        )  # fmt: skip
        messages.success(request, _("Signed off. Everybody sees them now.") if signed else _("Sent back."))
        return redirect("loading", key)
    shown = {
        "row": row, "parts": row.facts["parts"], "changes": changes, "described": described.values(),
        "entered": entering.entered(row), "good": good, "form": form, "signature": signature,
        "left_open": left_open,
        "standing": standing.words(today()), "waits": waits, "titles": titles(), "own": judges and form is None,
        "indirect": any(one["bands"][0]["rate"] is not None for one in _working(row)),
        "most": MOST_NAMED, "mine": acting.partner == row.partner and acting.may(May.LOAD_FIGURES),
    }  # fmt: skip
    return render(request, "indicators/loading.html", shown)


def _working(row: Loading) -> list[dict[str, Any]]:
    return list(row.facts.get("working", {}).get("made", {}).values())


@door(May.LOAD_FIGURES)
@require_POST
def put_forward(request: HttpRequest, key: str) -> HttpResponse:
    """To the owner."""
    row = _one(request, key)
    actions.put_forward(acting_of(request), row.key)
    messages.success(request, _("Put forward. The owner has been told."))
    return redirect("loading", key)


@door(May.LOAD_FIGURES)
@require_POST
def give_up(request: HttpRequest, key: str) -> HttpResponse:
    """Take them back."""
    row = _one(request, key)
    actions.give_up(acting_of(request), row.key)
    messages.success(request, _("Taken back. Nothing was kept of these figures."))
    return redirect("loadings")
