"""Services on the maps: which there are; give a file of them, look at it, keep it; show those of a kind no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.defects import Alike, alike
from joinedup.engine.indicators.services_file import read_services
from joinedup.service.areas.queries import postcode_points
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import service_points, services_waiting
from joinedup.service.indicators.reading_in import in_memory
from joinedup.service.indicators.service_form import ServicesForm
from joinedup.service.indicators.services_waiting import GivenServices
from joinedup.service.pages.large_files import takes_files

MOST_BYTES = 10_000_000  # of one file
MOST_SAID = 200  # rows of a kind that are named: wrong, left out or doubtful; the rest are counted
MOST_SHOWN = 20  # services that are shown before they are kept


@door(May.SEE_INITIATIVE)
def service_kinds(request: HttpRequest) -> HttpResponse:
    """Each kind of service: how many, and who says so."""
    return render(request, "indicators/service-kinds.html", {"kinds": service_points.kinds()})


@door(May.LOAD_BOUNDARIES)
@takes_files(MOST_BYTES)
def load(request: HttpRequest) -> HttpResponse:
    """Choose a file and say what they are; it is looked at next. Nothing is kept of a file in which a row is wrong."""
    form = ServicesForm(request.POST or None, request.FILES or None)
    wrong: tuple[Alike, ...] = ()
    if form.is_valid():
        told, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            with in_memory(file.name, file.file) as (path, sha256):
                read = read_services(path, postcode_points, kind=told["kind"], source=told["source"])
            wrong = alike(one for one in read.defects if one.stops)
            if not wrong:
                key = services_waiting.lay_by(
                    acting_of(request), read, source=told["source"], sha256=sha256, add=told["add"]
                )
                return redirect("given-services", key)
            form.add_error("file", _("Nothing was kept. The rows that are wrong stand below"))
        except JoinedupError as unread:
            if not unread.code.startswith(("services-", "supply-")):
                raise
            form.add_error("file", f"{unread.what} {unread.do}")
    shown = {"form": form, "wrong": wrong, "most_said": MOST_SAID}
    return render(request, "indicators/load-services.html", shown)


def _given(request: HttpRequest, key: str) -> GivenServices:
    given = services_waiting.given_services(acting_of(request), key)
    if given is None:
        raise Http404
    return given


@door(May.LOAD_BOUNDARIES)
def given(request: HttpRequest, key: str) -> HttpResponse:
    """What was read from a file, before anything of it is on a map."""
    there = _given(request, key)
    shown = {"given": there, "kinds": there.kinds(), "most_said": MOST_SAID, "most_shown": MOST_SHOWN}
    return render(request, "indicators/given-services.html", shown)


@door(May.LOAD_BOUNDARIES)
@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Put them on the maps."""
    there = _given(request, key)
    before = services_waiting.put_on_maps(acting_of(request), there)
    count = len(there.services)
    words = ngettext("%(num)s service is on the maps.", "%(num)s services are on the maps.", count) % {"num": count}
    told = _(" Of these kinds there were {count} before.").format(count=before) if before else ""
    messages.success(request, words + told)
    return redirect("services")


@door(May.LOAD_BOUNDARIES)
@require_POST
def give_up(request: HttpRequest, key: str) -> HttpResponse:
    """Give them up."""
    services_waiting.give_up(acting_of(request), _given(request, key))
    messages.success(request, _("Given up. Nothing of the file was kept."))
    return redirect("services")


@door(May.LOAD_BOUNDARIES)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Show the services of a kind no more."""
    service_points.forget_services(by=acting_of(request).by, kind=request.POST.get("kind", "").replace("\0", ""))
    messages.success(request, _("Not on the maps any more. Their file can be loaded again."))
    return redirect("services")
