"""Which counts of smaller areas or shorter times add up to which of larger or longer ones, and what that tells.

Found out from a few areas and the latest times; only what agrees there is read for every area and time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from operator import add
from typing import Any

import numpy as np
from attrs import field, frozen

from joinedup.engine.areas.lying import Lying
from joinedup.engine.clearing.behind import WHOLE
from joinedup.engine.clearing.sources import FEW, Coming, Source
from joinedup.engine.clearing.summing import DIGITS, OF_TWO, Summed, agree, few_differ, told
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.indicators.over_time import tilings
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.relations import related
from joinedup.engine.indicators.store import Slice

_LATEST = 2  # times of an indicator by which it is found out
_FIRST = 8  # places in which nearly all that differ do so
_LOOKED_AT = 20  # of those that come, by which the few areas are chosen
SAME = 0  # the length of the shorter times, in months, where they are as long


@frozen(eq=False)
class Family:
    """Sources that are of the same areas."""

    codes: Sequence[str] = field(repr=False)
    sources: Sequence[Source]

    @cached_property
    def by_times(self) -> dict[tuple[Slice, ...], list[Source]]:
        """The sources that have the same times and groups."""
        found: dict[tuple[Slice, ...], list[Source]] = {}
        for one in self.sources:
            found.setdefault(tuple(one.slices), []).append(one)
        return found

    @property
    def comes(self) -> bool:
        """Whether its figures come; otherwise they are kept."""
        return isinstance(self.sources[0], Coming)


@frozen(eq=False)
class Found:
    """Those that tell, and the larger area in which."""

    smaller: tuple[Source, ...]
    larger: Source
    area: str


@frozen(eq=False)
class _Row:
    """One count of one source at all places. months: of the times that were added up, SAME for none."""

    source: Source
    group: str
    alone: bool
    number: int
    months: int
    counts: Any = field(repr=False)


@frozen(eq=False)
class Beside:
    """Families of which the one's areas lie in the other's, or are the same.

    own: by its key all sources of an indicator.
    """

    smaller: Family
    larger: Family
    lies: Lying
    same: bool
    own: Mapping[str, Sequence[Source]] = field(repr=False)

    def found(self, rule: Rule) -> Iterator[Found]:
        """Those that tell what one of them hides."""
        for lows, high in self._alike():
            place = self._told(lows, high, rule)
            if place is not None:
                yield Found(tuple(low.source for low in lows), high.source, place)

    @cached_property
    def _times(self) -> dict[tuple[Any, Any], list[tuple[str, str, int, Period, tuple[Period, ...]]]]:
        """Of sources of the same times each: which of the longer times are made of which shorter ones, the latest last.

        (group of the smaller, group of the larger, months, longer time, shorter times)
        """
        found = {}
        for low in self.smaller.by_times:
            for high in self.larger.by_times:
                alone = len({one.group for one in low}) == 1 == len({one.group for one in high})
                own = [
                    (group, one.group, months, one.period, parts)
                    for one in high
                    for group in sorted({each.group for each in low})
                    if group == one.group or alone
                    for months, parts in _made_of(low, group, one.period).items()
                    if months != SAME or not self.same
                ]
                if own:
                    found[low, high] = sorted(own, key=lambda told: told[3])
        return found

    def _alike(self) -> list[tuple[tuple[_Row, ...], _Row]]:
        """Counts of which the sums, of one or of two together, are another, in a few areas and at the latest times."""
        if not self._times:
            return []
        few = self.lies.some(self._few())
        itself = Lying(few.codes, _places(self.larger.codes, few.codes), np.zeros(len(few.codes), dtype=int))
        below: dict[tuple[Any, str, int], dict[Period, tuple[Period, ...]]] = {}
        above: dict[tuple[Any, str], dict[Period, tuple[Period, ...]]] = {}
        for (low, high), times in self._times.items():
            latest: dict[tuple[str, str, int], int] = {}
            for group, other, months, longer, parts in reversed(times):
                latest[group, other, months] = latest.get((group, other, months), 0) + 1
                if latest[group, other, months] <= _LATEST:
                    below.setdefault((low, group, months), {})[longer] = parts
                    above.setdefault((high, other), {})[longer] = (longer,)
        order = sorted({longer for times in above.values() for longer in times})
        lows = [
            row for (low, group, months), times in below.items() for one in self.smaller.by_times[low]
            for row in _rows(one, group, months, times, order, few)
        ]  # fmt: skip
        highs = [
            row for (high, group), times in above.items() for one in self.larger.by_times[high]
            for row in _rows(one, group, SAME, times, order, itself)
        ]  # fmt: skip
        return [*_matching(lows, highs), *_adding_up(lows, highs)]

    def _few(self) -> list[int]:
        """A few larger areas, those first of which most is known in what comes."""
        there = np.bincount(self.lies.up[self.lies.up >= 0], minlength=len(self.lies.codes)) > 0
        known = np.zeros(len(self.lies.codes))
        comes = self.smaller if self.smaller.comes else self.larger
        for one in comes.sources[:_LOOKED_AT]:
            if not one.slices:
                continue
            if comes is self.smaller:
                known += ~np.isnan(one.summed(one.slices[-1], self.lies)[0].whole)
            else:
                known += ~np.isnan(one.counts(one.slices[-1])[0].shown)
        by_lot = np.random.default_rng(0).random(len(known))
        order = np.lexsort((by_lot, -known))
        return sorted(int(at) for at in order[there[order]][:FEW])

    def _told(self, lows: tuple[_Row, ...], high: _Row, rule: Rule) -> str | None:
        """The area in which they tell, by all areas and times; None for none, or where they do not agree."""
        low = lows[0]
        own = [
            (low.group, parts, Slice(longer, high.group))
            for group, other, months, longer, parts in self._times[tuple(low.source.slices), tuple(high.source.slices)]
            if (group, other, months) == (low.group, high.group, low.months)
        ]
        larger = [high.source.counts(one)[high.number] for *_, one in own]
        wholes, left_out = (np.concatenate([getattr(one, name) for one in larger]) for name in ("shown", "hidden"))
        if all(each.number == WHOLE for each in lows) and not left_out.any():
            return None  # that very many are counted out of the same people tells nothing
        sums = [
            reduce(add, (_added(each.source, group, parts, self.lies)[each.number] for each in lows))
            for group, parts, _ in own
        ]
        together = Summed(*(np.concatenate([getattr(one, name) for one in sums]) for name in _PARTS))
        if not agree(together, wholes, DIGITS if len(lows) == 1 else OF_TWO):
            return None
        cleared = len(lows) == 1 and low.source.indicator.key == high.source.indicator.key
        for place in told(together, wholes, left_out, rule, cleared=cleared).tolist():
            time, at = divmod(place, len(self.lies.codes))
            area: str = self.lies.codes[at]
            if len(lows) > 1 or left_out[place] or not self._shows(low, area, own[time][2].period):
                return area
        return None

    def _shows(self, low: _Row, area: str, longer: Period) -> bool:
        """Whether an indicator shows the sum itself: it was made safe with it, and nobody else tells anything new."""
        asked = Slice(longer, low.group)
        # figures of one time were made safe together, and of one area those of all times
        by_times = [low.source] if self.same else []
        own = self.own[low.source.indicator.key] if low.months == SAME else by_times
        return any(
            asked in one.slices
            and area in one.codes
            and not np.isnan(one.counts(asked)[low.number].shown[one.codes.index(area)])
            for one in own
        )


_PARTS = ("shown", "hidden", "missing")


@lru_cache(maxsize=4096)
def _made_of(slices: tuple[Slice, ...], group: str, longer: Period) -> dict[int, tuple[Period, ...]]:
    """By their months the times of a group that follow one another from a longer time's first day to its last."""
    own = [one.period for one in slices if one.group == group]
    spans = [(one.starts, one.ends) for one in own]
    found: dict[int, tuple[Period, ...]] = {SAME: (longer,)} if longer in own else {}
    inside = [
        at for at, one in enumerate(own) if one != longer and longer.starts <= one.starts and one.ends <= longer.ends
    ]
    for parts in tilings(spans, inside, longer.starts, longer.ends) if inside else []:
        found[max(1, own[parts[0]].months)] = tuple(own[at] for at in parts)
    return found


def _added(source: Source, group: str, parts: Sequence[Period], lies: Lying) -> list[Summed]:
    each = [source.summed(Slice(one, group), lies) for one in parts]
    return [reduce(add, column) for column in zip(*each, strict=True)]


def _rows(
    source: Source, group: str, months: int, times: dict[Period, tuple[Period, ...]], order: Sequence[Period],
    lies: Lying,
) -> Iterator[_Row]:  # fmt: skip
    made = {longer: [one.whole for one in _added(source, group, parts, lies)] for longer, parts in times.items()}
    nothing = np.full(len(lies.codes), np.nan)
    alone = len({one.group for one in source.slices}) == 1
    for number in range(len(next(iter(made.values())))):
        counts = np.concatenate([made[one][number] if one in made else nothing for one in order])
        yield _Row(source, group, alone, number, months, counts)


def _matching(lows: Sequence[_Row], highs: Sequence[_Row]) -> Iterator[tuple[tuple[_Row], _Row]]:
    """Rows that are the same nearly wherever both say something, in one place at least."""
    if not lows or not highs:
        return
    turned = len(highs) < len(lows)
    few, many = (highs, lows) if turned else (lows, highs)
    table = np.vstack([one.counts for one in many])
    for one in few:
        places = np.flatnonzero(~np.isnan(one.counts))
        rows = np.arange(len(many))
        for some in (places[:: max(1, len(places) // _FIRST)], places):
            there = table[np.ix_(rows, some)]
            off = np.abs(there - one.counts[some])
            counted = ~np.isnan(off) & ((there > 0) | (one.counts[some] > 0))
            rows = rows[few_differ((off > 0).sum(axis=1), counted.sum(axis=1))]
        known = ~np.isnan(table[np.ix_(rows, places)])
        rows = rows[(known & (one.counts[places] > 0)).any(axis=1)]
        for at in rows.tolist():
            low, high = (many[at], one) if turned else (one, many[at])
            if _may_be(low, high):
                yield (low,), high


def _adding_up(lows: Sequence[_Row], highs: Sequence[_Row]) -> Iterator[tuple[tuple[_Row, ...], _Row]]:
    """Two rows of different indicators that add up to one: smokers and others by small area, adults by ward."""
    rows = sorted((*lows, *highs), key=lambda row: not isinstance(row.source, Coming))
    below = set(map(id, lows))
    for *parts, whole in related([row.counts for row in rows], sum(isinstance(row.source, Coming) for row in rows)):
        both, high = tuple(rows[at] for at in parts), rows[whole]
        if len(both) < 2 or id(high) in below or not {id(row) for row in both} <= below:
            continue
        first, second = both
        if first.source is second.source or (first.source.slices, first.group, first.months) != (
            second.source.slices, second.group, second.months,
        ):  # fmt: skip
            continue
        if all(_may_be(row, high) for row in both):
            yield both, high


def _may_be(low: _Row, high: _Row) -> bool:
    """Whether one may tell of the other: of one indicator, only by longer times; of wholes nothing is hidden."""
    if low.source is high.source or low.number == high.number == WHOLE:
        return False
    if not (low.group == high.group or (low.alone and high.alone)):
        return False
    return low.months != SAME or low.source.indicator.key != high.source.indicator.key


def _places(codes: Sequence[str], few: Sequence[str]) -> Any:
    at = {code: place for place, code in enumerate(few)}
    return np.array([at.get(code, -1) for code in codes], dtype=int)
