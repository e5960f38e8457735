"""What an initiative's partners measure: its indicators, areas, targets, analyses, services and use on one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.areas.nearest import Reach, nearest, reach
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.profile import Beside, Fact, Row, fact, side_by_side
from joinedup.engine.indicators.store import NOTES
from joinedup.service.areas import outlining
from joinedup.service.indicators import aiming, queries, register
from joinedup.service.indicators.aiming import Aim
from joinedup.service.indicators.register import Entry

MOST_AREAS, MOST_INDICATORS = 12, 6  # side by side on one page


@frozen
class Whole:
    """An indicator, and what it says of the whole place; None where there is no figure of it."""

    indicator: Indicator
    fact: Fact | None


@frozen
class Districts:
    """The larger areas side by side."""

    kind: str
    title: str
    areas: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


@frozen
class InitiativeFigures:
    """Everything that the page shows. `localities`: kind, code and name of each; `kinds`: key, title and how many."""

    wholes: tuple[Whole, ...]
    beside: Beside | None
    districts: Districts | None
    kinds: tuple[tuple[str, str, int], ...]
    localities: tuple[tuple[str, str, str], ...]
    aims: tuple[Aim, ...]
    entries: tuple[Entry, ...]
    reaches: tuple[tuple[str, Reach], ...]
    warning: str


def figures_of(partners: Sequence[str], titles: dict[str, str], today: date) -> InitiativeFigures:
    """What these partners own. By its metadata, or by whoever signed it off."""
    kept = queries.store()
    named = {titles.get(one, one) for one in partners} | set(partners)
    signed = queries.owners()
    own = [one for one in kept.indicators() if one.owner in named or signed.get(one.key) in partners]
    sets = [(kind, kept.areas(kind)) for kind in queries.kinds()]
    single = [(kind, areas) for kind, areas in sets if areas.kind.startswith("locality")]
    kinds = tuple((kind, areas.title, len(areas.names)) for kind, areas in sets if len(areas.names) > 1)
    told = queries.beside_of(kinds[0][0], kept.codes(kinds[0][0])) if kinds else None
    beside = Beside(*told) if told else None
    wholes = tuple(Whole(one, _fact(one, beside)) for one in own)
    found = register.usage_now({one: titles.get(one, one) for one in partners}, today) if own else None
    return InitiativeFigures(
        wholes, beside, _districts(kinds, own, beside), kinds,
        tuple((kind, code, name) for kind, areas in single for code, name in areas.names.items()),
        tuple(one for one in aiming.aims(today) if one.target.owner in partners),
        tuple(one for one in register.register(titles) if one.analysis.partner in named),
        _reaches(own), found.warning("the owners", "the service") if found and found.months else "",
    )  # fmt: skip


def _fact(one: Indicator, beside: Beside | None) -> Fact | None:
    if beside is None or not queries.store().has(one.key, beside.kind):
        return None
    try:
        return fact(queries.store(), one.key, beside.kind, beside.code)
    except JoinedupError:  # only groups of people have figures
        return None


def _districts(
    kinds: Sequence[tuple[str, str, int]], own: Sequence[Indicator], beside: Beside | None
) -> Districts | None:
    """The kind with the fewest areas: what somebody answers for."""
    few = [one for one in kinds if one[2] <= MOST_AREAS]
    if not few:
        return None
    kind, title, _count = min(few, key=lambda one: one[2])
    kept = queries.store()
    keys = [
        one.key for one in own
        if kept.has(one.key, kind) and any(not other.group for other in kept.slices(one.key, kind))
    ][:MOST_INDICATORS]  # fmt: skip
    areas = tuple(sorted(kept.areas(kind).names.items(), key=lambda one: (len(one[1]), one[1])))
    rows = side_by_side(kept, kind, [code for code, _name in areas], keys, beside)
    return Districts(kind, title, areas, rows)


def _reaches(own: Sequence[Indicator]) -> tuple[tuple[str, Reach], ...]:
    """How many of those counted live how far from the nearest service of each kind."""
    services = queries.services()
    if not services:
        return ()
    kept = queries.store()
    found = []
    for one in own:
        there = kept.kinds(one.key)
        if one.kind is not Kind.PROPORTION or not there:
            continue
        kind = max(there, key=lambda kind: len(kept.codes(kind)))
        middles, figures = outlining.centres(kind), kept.figures(one.key, kind)
        withheld = (figures.notes == NOTES.index(Gap.WITHHELD)).any()  # of some areas only it would be another figure
        if not middles or figures.numerators is None or withheld:
            continue
        people = {code: float(top) for code, top in zip(figures.codes, figures.numerators, strict=True) if top == top}
        for which in sorted({service.kind for service in services}):
            near = nearest(middles, [service for service in services if service.kind == which])
            found.append((one.title, reach(near, people, which)))
    return tuple(found)
