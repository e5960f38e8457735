"""Boundaries: which there are; give a file of them, look at what was found in it, take it into use and out of it."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from joinedup.engine.areas.map_picture import SHADES
from joinedup.engine.areas.map_svg import MOST_PATHS, map_svg
from joinedup.service.accounts.queries import today
from joinedup.service.areas import boundaries, queries
from joinedup.service.areas.boundaries import BoundaryFile
from joinedup.service.areas.forms import BoundaryForm
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.pages.large_files import takes_files
from joinedup.service.partners.queries import titles
from joinedup.service.work.actions import ask

MOST_BYTES = 100_000_000  # of one file
AT_ONCE = 8_000_000  # bytes that are read while somebody waits; a larger file in the background
PLAIN, MENDED = SHADES[1], SHADES[4]


@door(May.SEE_INITIATIVE)
def boundary_files(request: HttpRequest) -> HttpResponse:
    """What maps are drawn from, and which areas have figures but no map."""
    shown = {"files": boundaries.files(), "without": queries.without_boundaries(), "titles": titles()}
    return render(request, "areas/boundary-files.html", shown)


@door(May.LOAD_BOUNDARIES)
@takes_files(MOST_BYTES)
def load(request: HttpRequest) -> HttpResponse:
    """Choose a file and say what it is. Small ones are read while one waits."""
    acting = acting_of(request)
    form = BoundaryForm(request.POST or None, request.FILES or None, today=today())
    if form.is_valid():
        file = form.cleaned_data["file"]
        digest = hashlib.file_digest(file.file, "sha256").hexdigest()
        file.file.seek(0)
        row = boundaries.load(
            acting, form.cleaned_data["said"], file=file.name, content=file.file, sha256=digest,
            source=form.cleaned_data["source"],
        )  # fmt: skip
        if file.size > AT_ONCE:
            job = ask(
                "look-at-boundaries", by=acting, subject=file.name[-200:], takes={"key": row.key},
                doing=_("Reading the boundaries"),
            )  # fmt: skip
            return redirect("job", job.pk)
        boundaries.look_at(row.key)
        return redirect("boundary-file", row.key)
    return render(request, "areas/load-boundaries.html", {"form": form})


def _one(key: str) -> BoundaryFile:
    row = boundaries.boundary_file(key)
    if row is None or row.state == BoundaryFile.GIVEN_UP:
        raise Http404
    return row


@door(May.SEE_INITIATIVE)
@gzip_page
def boundary_file(request: HttpRequest, key: str) -> HttpResponse:
    """What was found in a file, with a map of it, and what can be done with it."""
    row = _one(key)
    outlines = boundaries.outlines_of(row)
    picture = ""
    if outlines is not None:
        names = boundaries.names_of(row)
        mended = dict.fromkeys(row.facts["mended"], MENDED)
        title = _("Map of the areas in the file: {count}.").format(count=len(names))
        picture = map_svg(outlines, mended, names, title, empty=PLAIN)
    now = next((one for one in boundaries.files() if one.state == BoundaryFile.IN_USE and one.kind == row.kind), None)
    shown = {
        "row": row, "map": picture, "now": now if now and now.key != row.key else None, "titles": titles(),
        "most": MOST_PATHS, "plain": PLAIN, "mended": MENDED,
    }  # fmt: skip
    return render(request, "areas/boundary-file.html", shown)


@door(May.LOAD_BOUNDARIES)
@require_POST
def use(request: HttpRequest, key: str) -> HttpResponse:
    """Draw maps from it."""
    boundaries.use(acting_of(request), _one(key).key)
    messages.success(request, _("In use. Maps of these areas are drawn from it."))
    return redirect("boundary-file", key)


@door(May.LOAD_BOUNDARIES)
@require_POST
def take_out(request: HttpRequest, key: str) -> HttpResponse:
    """Draw no map from it."""
    boundaries.take_out(acting_of(request), _one(key).key)
    messages.success(request, _("Not in use any more. There is no map of these areas until some are used again."))
    return redirect("boundary-file", key)


@door(May.LOAD_BOUNDARIES)
@require_POST
def give_up(request: HttpRequest, key: str) -> HttpResponse:
    """Give it up."""
    boundaries.give_up(acting_of(request), _one(key).key)
    messages.success(request, _("Given up. Nothing of the file was kept."))
    return redirect("boundary-files")
