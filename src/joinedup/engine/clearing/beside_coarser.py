"""Counts of the same people by larger areas or longer times under another name: what one hides, the sums may tell.

Who has the cases of each small area, some left out, and the cases of each ward subtracts. Nobody has to say that both
are the same people: where the sums of the one are the other wherever both are known, that is no accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import polars as pl

from joinedup.engine.areas.lying import Lookup, Lying, lying, pairs_of, themselves
from joinedup.engine.clearing.coarser import Beside, Family
from joinedup.engine.clearing.sources import Coming, Kept, Source
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.indicators.lookups_kept import lookups_kept
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.store import Store

_BY_AREAS = "larger areas", "give both under one name in one file, so that they are protected together"
_BY_TIMES = "longer times", "give one of the two"


def problem_beside_coarser(
    parts: Sequence[Part], kept: Store, lookups: Sequence[pl.DataFrame] = (), rule: Rule = DEFAULT
) -> tuple[str, str] | None:
    """The title of an indicator that comes and tells, with larger areas or longer times, what is hidden; and how.

    lookups: what lies in what, a column of codes for each level, the finest first. What is kept of areas, and known of
    those that come, is used as well.
    """
    known = [one for table in (*lookups, *lookups_kept(kept)) for one in pairs_of(table)]
    known += [Lookup(above) for kind in kept.area_kinds() if (above := kept.parents(kind))]
    known += [Lookup(part.areas.parents) for part in parts if part.areas.parents]
    coming = {part.indicator.key for part in parts}
    there = _kept(kept)
    arriving = [Coming(part) for part in parts]
    own: dict[str, list[Source]] = {}
    for one in (*arriving, *chain.from_iterable(there.values())):
        own.setdefault(one.indicator.key, []).append(one)
    for smaller, larger in _pairs(arriving, there):
        for same, lies in ((True, themselves(smaller.codes, larger.codes)), (False, _in(smaller, larger, known))):
            if lies is None:
                continue
            for found in Beside(smaller, larger, lies, same, own).found(rule):
                indicators = [one.indicator for one in (found.larger, *found.smaller)]
                titles = " and ".join(dict.fromkeys(one.title for one in (*indicators[1:], indicators[0])))
                first = next(one.title for one in indicators if one.key in coming)
                how, instead = _BY_TIMES if same else _BY_AREAS
                return first, (
                    f"{titles} are of the same people, one of them by {how}, and by subtraction they tell what is "
                    f"hidden of {found.area}; {instead}"
                )
    return None


def _in(smaller: Family, larger: Family, known: Sequence[Lookup]) -> Lying | None:
    return lying(smaller.codes, larger.codes, known)


def _kept(kept: Store) -> dict[str, list[Source]]:
    """What is kept, by the kind of area."""
    found: dict[str, list[Source]] = {}
    for indicator in kept.indicators():
        for kind in kept.kinds(indicator.key):
            found.setdefault(kind, []).append(Kept(kept, indicator, kind))
    return found


def _pairs(arriving: Sequence[Source], there: Mapping[str, Sequence[Source]]) -> Iterator[tuple[Family, Family]]:
    """Sources of the same areas beside those of others, or of the same: those that come with all, in both ways."""
    by_areas: dict[tuple[str, ...], list[Source]] = {}
    for one in arriving:
        by_areas.setdefault(tuple(one.codes), []).append(one)
    coming = [Family(codes, sources) for codes, sources in by_areas.items()]
    kept = [Family(sources[0].codes, sources) for _, sources in sorted(there.items())]
    for mine in coming:
        yield from ((mine, other) for other in (*coming, *kept))
        yield from ((other, mine) for other in kept)
