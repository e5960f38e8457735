"""Counts of areas of one's own, exact by their own line where that gives nobody away beside what else is published.

Between the line that somebody drew and the edge of standard areas, and between two such lines, lie pieces with few
people. All that would be published of the areas is attacked together with what is public already: piece by piece, and
by adding and subtracting whole areas. Where a small count follows, an area that gives it away is counted by whole small
areas instead (best fit); where that gives somebody away too, its count is kept back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import field, frozen

from joinedup.engine.areas.pieces import Piece
from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.overlay import SMALL, overlay
from joinedup.engine.disclosure.published import SHOWN, Published
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.disclosure.subtracting import told_by_subtraction

EXACT, BEST_FIT, KEPT_BACK = "exact", "best fit", "kept back"
_SMALL = "its own count is small"
_EDGE = "its line leaves few people of a standard area on one side"
_DIFFERENCE = "a few people would follow from it and {others}"
_EARLIER = "earlier"
_NAMED = 4  # areas in a reason


@frozen
class OwnCount:
    """One area of one's own. `how`: exact, best fit or kept back; `count`: None where it is kept back.

    `why`: why it is not exact, in words for whoever counts: not for the public, since it may say that a count is small.
    """

    area: str
    count: int | None
    how: str
    why: str = field(default="", eq=False)


def own_counts(
    counts: Mapping[Piece, int],
    fitted: Mapping[str, Sequence[str]],
    *,
    layers: Mapping[str, Mapping[str, Sequence[str]]],
    beside: Sequence[Published] = (),
    earlier: Mapping[str, Sequence[Piece]] = MappingProxyType({}),
    rule: Rule = DEFAULT,
) -> tuple[OwnCount, ...]:
    """The counts that may be published together. counts: of every piece; fitted: the small areas of each area.

    layers: standard areas of which counts are published, small ones kept back, with their small areas. beside: tables
    that are public already, of the small areas or of larger ones in `layers`; earlier: areas that somebody drew whose
    counts are, with their pieces. What is left out of these is not shown to follow either. An area that cannot be
    checked to the end is kept back.
    """
    exact = {key: [piece for piece in counts if key in piece.own] for key in fitted}
    whole = {key: [piece for piece in counts if piece.small in set(smalls)] for key, smalls in fitted.items()}
    standard = {
        level: {code: [piece for piece in counts if piece.small in set(smalls)] for code, smalls in areas.items()}
        for level, areas in layers.items()
    } | {f"{_EARLIER} {key}": {key: list(parts)} for key, parts in earlier.items()}
    public = public_regions(counts, standard, beside, rule)
    how, why = dict.fromkeys(fitted, EXACT), dict.fromkeys(fitted, "")
    for key in fitted:
        if _is_small(_count(counts, exact[key]), rule):
            how[key], why[key] = KEPT_BACK, _SMALL
    order = _by_neighbours(counts, exact, rule)
    while shown := {key: exact[key] if how[key] == EXACT else whole[key] for key in order if how[key] != KEPT_BACK}:
        leaks = _leaks(counts, shown, standard, beside, rule)
        if leaks is not None:
            key, reason = _take_back(shown, how, leaks, counts), _EDGE
        elif told := told_by_subtraction(counts, public, shown, rule):
            key, reason = told.area, _DIFFERENCE.format(others=" and ".join(told.by[:_NAMED]) or "what is public")
        else:
            break
        worse = how[key] == BEST_FIT or _is_small(_count(counts, whole[key]), rule)
        how[key], why[key] = KEPT_BACK if worse else BEST_FIT, reason
    return tuple(
        OwnCount(key, None if key not in shown else _count(counts, shown[key]), how[key], why[key]) for key in fitted
    )


def public_regions(
    counts: Mapping[Piece, int],
    standard: Mapping[str, Mapping[str, Sequence[Piece]]],
    beside: Sequence[Published],
    rule: Rule = DEFAULT,
) -> dict[str, Collection[Piece]]:
    """The areas whose counts anybody has, with their pieces: standard ones that are not small, and those in tables."""
    found: dict[str, Collection[Piece]] = {
        (code if level == f"{_EARLIER} {code}" else f"{level} {code}"): parts
        for level, areas in standard.items()
        for code, parts in areas.items()
        if not _is_small(_count(counts, parts), rule)
    }
    by_code: dict[str, list[Piece]] = {}
    for piece in counts:
        by_code.setdefault(piece.small, []).append(piece)
    by_code |= {code: list(parts) for areas in standard.values() for code, parts in areas.items()}
    for cell in (cell for table in beside for cell in table.cells):
        parts = list(counts) if cell.key.level == ALL else by_code.get(cell.key.area, [])
        whole = all(value == TOTAL for value in cell.key.values)
        if whole and cell.status == SHOWN and cell.count == _count(counts, parts):  # else it is of another place
            found[f"{cell.key.level} {cell.key.area}"] = parts
    return found


def _by_neighbours(counts: Mapping[Piece, int], exact: Mapping[str, Sequence[Piece]], rule: Rule) -> list[str]:
    """The areas, those first that differ by few people from the fewest others: of these fewer have to give way."""
    sets = {key: set(parts) for key, parts in exact.items()}
    near = {
        key: sum(_is_small(_count(counts, own - other), rule) or _is_small(_count(counts, other - own), rule)
                 for other in sets.values())
        for key, own in sets.items()
    }  # fmt: skip
    return sorted(exact, key=lambda key: near[key])


def _count(counts: Mapping[Piece, int], parts: Iterable[Piece]) -> int:
    return sum(counts[piece] for piece in parts)


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
