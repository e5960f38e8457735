"""Counts of areas of one's own, exact by their own line where that gives nobody away beside what else is published.

Between the line that somebody drew and the edge of standard areas lie pieces with few people. All that would be
published of the areas is attacked together with what is public already. Where a small count of a piece or of a small
area follows, the areas that give it away are counted by whole small areas instead (best fit); where that gives somebody
away too, their counts are kept back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from joinedup.engine.areas.pieces import Piece
from joinedup.engine.disclosure.overlay import SMALL, overlay
from joinedup.engine.disclosure.published import Published
from joinedup.engine.disclosure.rules import DEFAULT, Rule

EXACT, BEST_FIT, KEPT_BACK = "exact", "best fit", "kept back"


@frozen
class OwnCount:
    """One area of one's own. `how`: exact, best fit or kept back; `count`: None where it is kept back."""

    area: str
    count: int | None
    how: str


def own_counts(
    counts: Mapping[Piece, int],
    fitted: Mapping[str, Sequence[str]],
    *,
    layers: Mapping[str, Mapping[str, Sequence[str]]],
    beside: Sequence[Published] = (),
    rule: Rule = DEFAULT,
) -> tuple[OwnCount, ...]:
    """The counts that may be published together. counts: of every piece; fitted: the small areas of each area.

    layers: standard areas of which counts are published, small ones kept back, with their small areas. beside: tables
    that are public already, of the small areas or of larger ones in `layers`. What is left out of these is not shown
    to follow either. An area that cannot be checked to the end is kept back.
    """
    how = dict.fromkeys(fitted, EXACT)
    exact = {key: [piece for piece in counts if key in piece.own] for key in fitted}
    whole = {key: [piece for piece in counts if piece.small in set(smalls)] for key, smalls in fitted.items()}
    for key in fitted:
        if _is_small(sum(counts[piece] for piece in exact[key]), rule):
            how[key] = KEPT_BACK
    standard = {
        level: {code: [piece for piece in counts if piece.small in set(smalls)] for code, smalls in areas.items()}
        for level, areas in layers.items()
    }
    while shown := {key: exact[key] if told == EXACT else whole[key] for key, told in how.items() if told != KEPT_BACK}:
        leaks = _leaks(counts, shown, standard, beside, rule)
        if leaks is None:
            break
        key = _take_back(shown, how, leaks, counts)
        worse = how[key] == BEST_FIT or _is_small(sum(counts[piece] for piece in whole[key]), rule)
        how[key] = KEPT_BACK if worse else BEST_FIT
    return tuple(
        OwnCount(key, None if key not in shown else sum(counts[piece] for piece in shown[key]), told)
        for key, told in how.items()
    )


def _is_small(count: int, rule: Rule) -> bool:
    return rule.smallest <= count <= rule.largest


def _leaks(
    counts: Mapping[Piece, int],
    shown: Mapping[str, Sequence[Piece]],
    standard: Mapping[str, Mapping[str, Sequence[Piece]]],
    beside: Sequence[Published],
    rule: Rule,
) -> frozenset[str] | None:
    """The small areas in which a small count follows; None where the counts may be published."""
    # areas of one's own may overlap, so each is a layer by itself
    layers = {**standard, **{f"own area {key}": {key: parts} for key, parts in shown.items()}}
    within: dict[Piece, list[str]] = {piece: [piece.small] if beside else [] for piece in counts}
    for level, areas in layers.items():
        for code, parts in areas.items():
            for piece in parts:
                within[piece].append(f"{level} {code}")
    # pieces that lie in the same published areas are one place to whoever subtracts: slivers along a line, say
    place = {piece: "; ".join(named) or "outside" for piece, named in within.items()}
    people: dict[str, int] = {}
    for piece, count in counts.items():
        people[place[piece]] = people.get(place[piece], 0) + count
    parts_of = {
        level: {code: sorted({place[piece] for piece in parts}) for code, parts in areas.items()}
        for level, areas in layers.items()
    }
    smalls = sorted({(place[piece], piece.small) for piece in counts})
    lookups = [((SMALL, level), smalls) for level in dict.fromkeys(table.levels[0] for table in beside)]
    found = overlay(parts_of, people, rule, beside, lookups)
    leaking = {leak.area for leak in found.leaks}
    return None if found.safe else frozenset(p.small for p in counts if place[p] in leaking or p.small in leaking)


def _take_back(
    shown: Mapping[str, Sequence[Piece]], how: Mapping[str, str], leaking: Collection[str], counts: Mapping[Piece, int]
) -> str:
    """The area to be counted otherwise: one whose line cuts through the small area of a leak, else the last."""
    lines = {
        key: {one.small for one in counts if key in one.own} & {one.small for one in counts if key not in one.own}
        for key in shown
        if how[key] == EXACT
    }
    cutting = [key for key, cut in lines.items() if cut & set(leaking)]
    return cutting[0] if cutting else next(reversed(list(lines) or list(shown)))


__all__ = ["BEST_FIT", "EXACT", "KEPT_BACK", "OwnCount", "own_counts"]
