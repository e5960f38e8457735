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
from joinedup.service.areas import outlining
from joinedup.service.indicators import queries


@frozen
class Second:
    """A second indicator on the same areas, to lay over the first. `chosen`: None where it has no figures for them."""

    indicator: Indicator
    chosen: Slice | None


@frozen
class Asked:
    """The indicator's figures that a page is about. `slices`: all there are of this kind of area.

    `second`: what lies over them on the map; `edges`: the kind of larger areas whose edges do, "" for none.
    """

    indicator: Indicator
    kind: str
    chosen: Slice
    slices: tuple[Slice, ...]
    second: Second | None = None
    edges: str = ""

    @property
    def state(self) -> str:
        """The part of an address that asks for the same again, whatever is loaded later."""
        return self._address(areas=self.kind, period=self.chosen.period.label, group=self.chosen.group)

    @property
    def latest(self) -> str:
        """The part of an address that asks for the latest figures, whenever somebody looks."""
        return self._address(areas=self.kind)

    def _address(self, **told: str) -> str:
        layers = {"with": self.second.indicator.key if self.second else "", "edges": self.edges}
        return urlencode({name: value for name, value in (told | layers).items() if value})

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
    return Asked(one, kind, chosen, slices, _second(request, key, kind, chosen), _edges(request, kind))


def seconds(key: str, kind: str) -> list[Indicator]:
    """The other indicators that have figures for a kind of area."""
    kept = queries.store()
    return [one for one in kept.indicators() if one.key != key and kept.has(one.key, kind)]


def larger_kinds(kind: str) -> list[str]:
    """The kinds of area whose edges can be laid over the areas of a kind: fewer and larger, with boundaries."""
    kept = queries.store()
    many = len(kept.codes(kind))
    found = [one for one in queries.kinds() if 1 < len(kept.codes(one)) < many]
    return sorted((one for one in found if outlining.in_use(one)), key=lambda one: len(kept.codes(one)))


def _second(request: HttpRequest, key: str, kind: str, first: Slice) -> Second | None:
    """The same time and people where it has figures of them, else the latest and everybody."""
    asked_for = request.GET.get("with", "")
    if asked_for in ("", key):
        return None
    one, kept = indicator_or_404(asked_for), queries.store()
    if not kept.has(one.key, kind):
        return Second(one, None)
    slices = sorted(kept.slices(one.key, kind), key=lambda one: one.period)
    order = lambda one: (one.period == first.period, one.group == first.group, not one.group, one.period)  # noqa: E731
    return Second(one, max(slices, key=order))


def _edges(request: HttpRequest, kind: str) -> str:
    """What cannot be laid over these areas is not: another kind of area may be asked for with it."""
    asked_for = request.GET.get("edges", "")
    return asked_for if asked_for and asked_for in larger_kinds(kind) else ""


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
