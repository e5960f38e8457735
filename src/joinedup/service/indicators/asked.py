"""What an address asks for: an indicator, a kind of area, a time, a group of people. What is not there is not found."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from attrs import frozen
from django.http import Http404, HttpRequest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.bands import by_age
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.profile import Beside
from joinedup.engine.indicators.store import Slice
from joinedup.service.indicators import queries


@frozen
class Asked:
    """The indicator's figures that a page is about. `slices`: all there are of this kind of area."""

    indicator: Indicator
    kind: str
    chosen: Slice
    slices: tuple[Slice, ...]

    @property
    def state(self) -> str:
        """The part of an address that asks for the same again, whatever is loaded later."""
        told = {"areas": self.kind, "period": self.chosen.period.label, "group": self.chosen.group}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def periods(self) -> tuple[str, ...]:
        """The times there are for this group, in order."""
        return tuple(dict.fromkeys(one.period.label for one in self.slices if one.group == self.chosen.group))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of people there are figures of."""
        return tuple(sorted({one.group for one in self.slices}, key=by_age))


def indicator_or_404(key: str) -> Indicator:
    """The indicator of this key."""
    try:
        return queries.store().indicator(key)
    except JoinedupError:
        raise Http404 from None


def asked(request: HttpRequest, key: str) -> Asked:
    """The figures asked for: of the kind with the most areas, and the latest, unless the address says others."""
    kept, one = queries.store(), indicator_or_404(key)
    there = kept.kinds(key)
    if not there:
        raise Http404
    kind = request.GET.get("areas", "") or max(there, key=lambda one: len(kept.codes(one)))
    if kind not in there:
        raise Http404
    slices = tuple(sorted(kept.slices(key, kind), key=lambda one: (one.period, one.group)))
    group, period = request.GET.get("group", ""), request.GET.get("period", "")
    own = [one for one in slices if one.group == group] or slices
    chosen = next((one for one in own if one.period.label == period), own[-1])
    return Asked(one, kind, chosen, slices)


def area_or_404(kind: str, code: str) -> tuple[str, str]:
    """(name of an area, title of its kind)."""
    try:
        areas = queries.store().areas(kind)
    except JoinedupError:
        raise Http404 from None
    if code not in areas.names:
        raise Http404
    return areas.names[code], areas.title


def beside(kind: str, codes: Collection[str]) -> Beside | None:
    """The larger area that some of a kind are compared with: one in which all of them lie."""
    told = queries.beside_of(kind, codes)
    return Beside(*told) if told else None
