"""One supply, two tiers: an indicator for districts and their county, and what a district may see of the county.

Nothing is shown that nobody said may be: what is no district, lies above none and is in none is seen by the upper tier
only, and a partner that is named in neither tier sees no small area at all. Districts and what is above them all see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.hierarchy import Hierarchy
from joinedup.engine.errors import error
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.totals import total

DISTRICT = "district"  # the level of the lower tier
_LARGE = frozenset({"district", "county", "combined authority", "region", "country"})  # seen by all anyway


@frozen(eq=False)
class RolledUp:
    """Figures of larger areas, columns of `extract.SCHEMA`. `partial`: areas without a figure as parts lack one."""

    figures: pl.DataFrame
    partial: Mapping[str, str]


def roll_up(figures: pl.DataFrame, parents: Mapping[str, str], indicator: Indicator) -> RolledUp:
    """The figures of the areas above, for every period and group: from counts, and none where a part is missing.

    `parents`: the area above each area. Figures that cannot be put together (scores, standardised rates) give none.
    """
    parts: dict[str, list[str]] = {}
    for area, parent in parents.items():
        parts.setdefault(parent, []).append(area)
    rows: list[list[object]] = []
    partial: dict[str, str] = {}
    for (series, group, starts, ends), own in figures.group_by(
        "series", "group", "starts", "ends", maintain_order=True
    ):
        for parent, areas in sorted(parts.items()):
            made = total(own, areas, indicator)
            note = "" if made.value is not None else "missing"
            if note:
                partial[parent] = made.why
            told = [made.value, made.numerator, made.denominator, None, None]
            rows.append([series, group, parent, starts, ends, *told, note, 0, "worked out"])
    return RolledUp(pl.DataFrame(rows, schema=SCHEMA, orient="row"), partial)


@frozen
class Tiers:
    """Which indicators two tiers share, and who sees what of them.

    `districts`: the district of each smaller area; `above`: areas that districts lie in, which are seen by all;
    `partners`: the district that each partner answers for; `whole`: partners of the upper tier, which see everything.
    """

    indicators: frozenset[str] = frozenset()
    districts: Mapping[str, str] = field(factory=dict, repr=False)
    above: frozenset[str] = frozenset()
    partners: Mapping[str, str] = field(factory=dict)
    whole: frozenset[str] = frozenset()
    _seen_by_all: frozenset[str] = field(init=False, repr=False, eq=False)
    _masks: dict[tuple[str, tuple[str, ...]], Any] = field(init=False, factory=dict, repr=False, eq=False)

    @_seen_by_all.default
    def _districts_and_above(self) -> frozenset[str]:
        return self.above | frozenset(self.districts.values())

    def checked(self) -> Tiers:
        """Itself. Raises `tiers-wrong` where it would show nobody anything, or one partner has two places."""
        districts = set(self.districts.values())
        unknown = sorted(set(self.partners.values()) - districts)
        if not self.indicators or not districts:
            raise error("tiers-wrong", problem="no indicator or no district is named")
        if unknown:
            raise error("tiers-wrong", problem=f"{unknown[0]} is no district of the lookup")
        if both := sorted(self.whole & self.partners.keys()):
            raise error("tiers-wrong", problem=f"{both[0]} is of both tiers")
        return self

    def left_open(self, indicator: str, areas: AreaSet) -> int:
        """How many smaller areas every partner would see, as nobody said that two tiers share this indicator.

        None where nothing is shared. Areas that the lookup does not place count as smaller ones, by default.
        """
        if not self.indicators or indicator in self.indicators or areas.kind in _LARGE:
            return 0
        return len(areas.codes - self._seen_by_all)

    def may_see(self, indicator: str, partner: str, area: str) -> bool:
        """Whether a partner ("" for nobody's) may see an indicator's figures of an area."""
        if indicator not in self.indicators or self._sees_everything(partner) or area in self._seen_by_all:
            return True
        own = self.partners.get(partner, "")
        return bool(partner and own) and self.districts.get(area) == own

    def withheld(self, indicator: str, partner: str, codes: Sequence[str]) -> Any:
        """Which of the areas a partner may not see: an array of truth values, None where it sees them all.

        The same for each indicator that is shared, so worked out once for a district and these areas.
        """
        if indicator not in self.indicators or self._sees_everything(partner):
            return None
        asked = self.partners.get(partner, ""), tuple(codes)
        if asked not in self._masks:
            hidden = np.array([not self.may_see(indicator, partner, code) for code in codes], dtype=bool)
            hidden.flags.writeable = False
            self._masks[asked] = hidden
        return self._masks[asked]

    def _sees_everything(self, partner: str) -> bool:
        return bool(partner) and partner in self.whole


def tiers_of(
    hierarchy: Hierarchy, indicators: Iterable[str], partners: Mapping[str, str], whole: Iterable[str],
    level: str = DISTRICT,
) -> Tiers:  # fmt: skip
    """Who sees what, by what lies in what: areas of levels below `level` are its parts, those above are seen by all.

    An area that lies in two districts is of neither. Raises `hierarchy-level-unknown` and `tiers-wrong`.
    """
    own = hierarchy.parents(level)
    below = hierarchy.levels[: hierarchy.levels.index(level)]
    districts = dict(own)
    for each in below:
        lies_in: dict[str, set[str]] = {}
        for small, area in hierarchy.parents(each).items():
            lies_in.setdefault(area, set()).add(own.get(small, ""))
        districts |= {area: next(iter(found)) for area, found in lies_in.items() if len(found) == 1 and "" not in found}
    larger = hierarchy.levels[hierarchy.levels.index(level) + 1 :]
    above = frozenset(area for each in larger for area in hierarchy.parents(each).values())
    return Tiers(frozenset(indicators), districts, above, dict(partners), frozenset(whole)).checked()


@frozen
class Eyes:
    """Who looks at figures: a partner ("" for somebody of none), by the tiers that hold."""

    tiers: Tiers
    partner: str = ""
