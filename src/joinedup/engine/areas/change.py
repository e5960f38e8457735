"""Figures of areas of one year on the areas of another: by the people in each overlap.

Counts are shared out and conserved: whole counts stay whole and add up to what they were (largest remainders). Rates
are worked out anew from the numerator and denominator that were shared out. Scores, ranks and means without their
counts are never split: they stand where an area did not change, and nowhere else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path

import polars as pl
from attrs import evolve, field, frozen

from joinedup.engine.areas.area_set import is_code, kind_of
from joinedup.engine.areas.hierarchy import year_in
from joinedup.engine.errors import error

_PEOPLE = re.compile(r"person|people|popul|residents", re.IGNORECASE)


@frozen(eq=False)
class Overlaps:
    """`people`: for each old area the people in each new area that it overlaps (weights, not all zero).

    `old`, `new`: (kind, year) of the areas as far as the file's headings say, 0 for a year that they do not.
    `districts`: of old and new areas, where the file has a column of them.
    """

    people: Mapping[str, Mapping[str, float]] = field(repr=False)
    old: tuple[str, int] = ("", 0)
    new: tuple[str, int] = ("", 0)
    districts: Mapping[str, str] = field(factory=dict, repr=False)

    @property
    def unchanged(self) -> frozenset[str]:
        """Areas that are one area in both years, code for code and whole for whole."""
        onto: dict[str, int] = {}
        for new in self.people.values():
            for code in new:
                onto[code] = onto.get(code, 0) + 1
        return frozenset(old for old, new in self.people.items() if set(new) == {old} and onto[old] == 1)

    def backwards(self) -> Overlaps:
        """From the new areas to the old."""
        turned: dict[str, dict[str, float]] = {}
        for old, new in self.people.items():
            for code, people in new.items():
                turned.setdefault(code, {})[old] = people
        return Overlaps(turned, self.new, self.old, self.districts)

    def absent(self, areas: Collection[str]) -> tuple[str, ...]:
        """Old areas that are not among these, in the districts that these lie in as far as they are known."""
        lacking = self.people.keys() - set(areas)
        own = {self.districts[area] for area in areas if area in self.districts}
        return tuple(sorted(area for area in lacking if not own or self.districts.get(area) in own))

    def best_fit(self) -> dict[str, str]:
        """The one new area in which most people of each old area live; of equals the first by code."""
        return {old: min(new, key=lambda code: (-new[code], code)) for old, new in self.people.items()}


def read_overlaps(path: Path, old: str = "", new: str = "", people: str = "") -> Overlaps:
    """Overlaps from a CSV file: the headings of old code, new code and people in both; those not given are found.

    The first column of codes is the old, the second the new; people are where the heading says so. A lookup without
    people says in which one new area each old one lies.

    Raises `file-missing`, `overlaps-unreadable` (a heading missing, a code that is none, people below zero).
    """
    if not path.is_file():
        raise error("file-missing", where=path.name)
    if not (old and new and people):
        return _found_overlaps(path, old, new, people)
    try:
        everything = pl.read_csv(path, infer_schema=False)
        table = everything.select(old, new, pl.col(people).cast(pl.Float64))
    except (pl.exceptions.PolarsError, OSError):
        problem = "a heading is missing, or people are no number"
        raise error("overlaps-unreadable", where=path.name, problem=problem) from None
    found: dict[str, dict[str, float]] = {}
    for row, (first, second, weight) in enumerate(table.iter_rows(), 2):
        if not (is_code(first or "") and is_code(second or "")) or weight is None or weight < 0:
            raise error("overlaps-unreadable", where=f"{path.name}, row {row}", problem="a code or a weight is wrong")
        found.setdefault(first, {})[second] = found.get(first, {}).get(second, 0.0) + weight
    for code, weights in found.items():
        if not any(weights.values()):  # an area without people: shared out evenly
            found[code] = dict.fromkeys(weights, 1.0)
    return evolve(_dated(found, old, new), districts=_districts(everything, old, new))


def _found_overlaps(path: Path, old: str, new: str, people: str) -> Overlaps:
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("overlaps-unreadable", where=path.name, problem="it is not CSV in UTF-8") from None
    first = table.head(20)
    codes = [name for name in table.columns if first.height and all(is_code(text or "") for text in first[name])]
    old = old or next((name for name in codes if name != new), "")
    new = new or next((name for name in codes if name != old), "")
    people = people or next((name for name in table.columns if _PEOPLE.search(name)), "")
    if not old or not new:
        raise error("overlaps-unreadable", where=path.name, problem="it has no two columns of area codes")
    if people:
        return read_overlaps(path, old, new, people)
    pairs = table.select(old, new).drop_nulls().unique()
    if pairs[old].n_unique() < pairs.height:
        problem = "an area lies in several new ones, and it does not say how many people live in each part"
        raise error("overlaps-unreadable", where=path.name, problem=problem)
    made = _dated({code: {onto: 1.0} for code, onto in pairs.iter_rows()}, old, new)
    return evolve(made, districts=_districts(table, old, new))


def _districts(table: pl.DataFrame, old: str, new: str) -> dict[str, str]:
    """The district of each area, old and new, from the column that has nothing but codes of districts; else none."""
    for name in table.columns:
        told = table[name].drop_nulls() if name not in (old, new) else table[name].head(0)
        if len(told) and all(kind_of(code) == "district" for code in told.unique()):
            pairs = pl.concat([table.select(area=own, district=name) for own in (old, new)])
            return dict(pairs.drop_nulls().iter_rows())
    return {}


def _dated(people: dict[str, dict[str, float]], old: str, new: str) -> Overlaps:
    """Overlaps with the kind and year of their areas, by a code and the heading above it."""
    if not people:
        return Overlaps(people)
    code, onto = next(iter(people.items()))
    return Overlaps(people, (kind_of(code), year_in(old)), (kind_of(next(iter(onto))), year_in(new)))


@frozen
class Moved:
    """Counts on the new areas. `estimated`: new areas whose figure was shared out; `unplaced`: old ones not known."""

    values: Mapping[str, float] = field(repr=False)
    estimated: frozenset[str] = field(repr=False)
    unplaced: tuple[str, ...] = ()


def move_counts(counts: Mapping[str, float], overlaps: Overlaps) -> Moved:
    """Counts of old areas on new ones. Their sum stays what it was, exactly; whole counts stay whole."""
    values: dict[str, Fraction] = {}
    estimated: set[str] = set()
    unplaced = []
    for old, count in counts.items():
        weights = overlaps.people.get(old)
        if weights is None:
            unplaced.append(old)
            continue
        parts = _shared_out(count, weights)
        for code, part in parts.items():
            values[code] = values.get(code, Fraction(0)) + part
        if len(weights) > 1:
            estimated.update(weights)
    return Moved({code: float(part) for code, part in values.items()}, frozenset(estimated), tuple(unplaced))


def _shared_out(count: float, weights: Mapping[str, float]) -> dict[str, Fraction]:
    exact = Fraction(count)
    if len(weights) == 1:  # most areas: they are the same in both years
        return dict.fromkeys(weights, exact)
    all_weights = sum((Fraction(one) for one in weights.values()), Fraction(0))
    shares = {code: exact * Fraction(weight) / all_weights for code, weight in weights.items()}
    if exact.denominator != 1:
        return shares
    whole = {code: math.floor(share) for code, share in shares.items()}
    left = int(exact) - sum(whole.values())
    # whoever lost most by rounding down gets one more; of equals the first by code
    for code in sorted(shares, key=lambda one: (whole[one] - shares[one], one))[:left]:
        whole[code] += 1
    return {code: Fraction(one) for code, one in whole.items()}


def move_rates(
    numerators: Mapping[str, float], denominators: Mapping[str, float], overlaps: Overlaps, per: float = 1
) -> dict[str, tuple[float, float, float | None]]:
    """(numerator, denominator, rate) on each new area, of old areas that have both; no rate where nobody lives."""
    both = numerators.keys() & denominators.keys()
    top = move_counts({code: numerators[code] for code in both}, overlaps).values
    bottom = move_counts({code: denominators[code] for code in both}, overlaps).values
    return {
        code: (top.get(code, 0.0), people, top.get(code, 0.0) * per / people if people else None)
        for code, people in bottom.items()
    }


def move_scores(scores: Mapping[str, float], overlaps: Overlaps) -> tuple[dict[str, float], tuple[str, ...]]:
    """(scores of the areas that did not change, areas whose score was left out)."""
    unchanged = overlaps.unchanged
    kept = {code: score for code, score in scores.items() if code in unchanged}
    return kept, tuple(sorted(set(scores) - kept.keys()))


def incomplete(new: Collection[str], counts: Mapping[str, float], overlaps: Overlaps) -> tuple[str, ...]:
    """New areas that overlap an old one without a count: their figure would be too low."""
    lacking = {code for old, parts in overlaps.people.items() if old not in counts for code in parts}
    return tuple(sorted(lacking & set(new)))
