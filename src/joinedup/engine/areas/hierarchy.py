"""Which area lies in which larger one, and from when to when: LSOA in MSOA in ward in district in county."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet, is_code, kind_of
from joinedup.engine.errors import error

_CODE_COLUMN = re.compile(r"([a-z]+?)(\d\d)?_?(cd|code)(_\w+)?")


@frozen(eq=False)
class Hierarchy:
    """Areas of one kind and the area of each level above. `year`: of the areas, 0 if not known; `years`: of the levels.

    `above`: for each level (district, ward …) the code above each code; `names`: of every code that has one;
    `from_day` and `until`: the days between which the lookup holds, None where it does not say.
    """

    kind: str
    year: int
    above: Mapping[str, Mapping[str, str]] = field(repr=False)
    names: Mapping[str, str] = field(factory=dict, repr=False)
    from_day: date | None = None
    until: date | None = None
    years: Mapping[str, int] = field(factory=dict, repr=False)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels above, finest first."""
        return tuple(sorted(self.above, key=lambda level: -len(set(self.above[level].values()))))

    def parents(self, level: str) -> Mapping[str, str]:
        """The area of a level above each area. Raises `hierarchy-level-unknown`."""
        if level not in self.above:
            raise error("hierarchy-level-unknown", level=level, levels=", ".join(self.levels) or "none")
        return self.above[level]

    def table(self) -> pl.DataFrame:
        """A row for each area: its code, then those above it, a column a level, finest first."""
        above = [level for level in self.levels if level != self.kind]
        codes = sorted({code for parents in self.above.values() for code in parents})
        columns = {level: [self.above[level].get(code) for code in codes] for level in above}
        return pl.DataFrame({self.kind: codes, **columns}, schema=dict.fromkeys([self.kind, *above], pl.String))

    def children(self, code: str) -> tuple[str, ...]:
        """The areas in a larger one, in the order of their codes; none where it is not known."""
        return tuple(sorted({c for parents in self.above.values() for c, parent in parents.items() if parent == code}))

    def path(self, code: str) -> tuple[str, ...]:
        """The areas above an area, finest first."""
        return tuple(self.above[level][code] for level in self.levels if code in self.above[level])

    def area_set(self, level: str = "") -> AreaSet:
        """The areas of a level, or the areas themselves, as a set that files are checked against."""
        if level:
            own = {code: self.names.get(code, code) for code in sorted(set(self.parents(level).values()))}
            return AreaSet(level, self.years.get(level, self.year), own, self._above(level))
        broadest = self.levels[-1] if self.levels else ""
        codes = {code for parents in self.above.values() for code in parents}
        parents = self.above[broadest] if broadest else {}
        return AreaSet(self.kind, self.year, {code: self.names.get(code, code) for code in sorted(codes)}, parents)

    def area_sets(self) -> tuple[AreaSet, ...]:
        """The areas themselves and those of every level above, finest first."""
        above = [level for level in self.levels if level != self.kind]
        return (self.area_set(), *(self.area_set(level) for level in above))

    def _above(self, level: str) -> dict[str, str]:
        """The broadest area above each one of a level that lies in one only."""
        broadest = self.levels[-1]
        if level == broadest:
            return {}
        told: dict[str, set[str]] = {}
        for code, parent in self.above[level].items():
            if code in self.above[broadest]:
                told.setdefault(parent, set()).add(self.above[broadest][code])
        return {code: next(iter(parents)) for code, parents in told.items() if len(parents) == 1}

    def holds_on(self, day: date) -> bool:
        """Whether the lookup holds on a day."""
        return (self.from_day is None or self.from_day <= day) and (self.until is None or day <= self.until)


def read_hierarchy(path: Path, from_day: date | None = None, until: date | None = None) -> Hierarchy:
    """A lookup from a CSV file with columns such as lsoa21cd, lsoa21nm, msoa21cd, lad22cd.

    Raises `file-missing`, `hierarchy-unreadable`, `hierarchy-contradicts`.
    """
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("hierarchy-unreadable", where=path.name, problem="it is not CSV in UTF-8") from None
    return hierarchy_from(table, path.name, from_day, until)


def hierarchy_from(
    table: pl.DataFrame, where: str = "", from_day: date | None = None, until: date | None = None
) -> Hierarchy:
    """A lookup from a table: every column of codes is a level, the one with most codes the areas themselves.

    An area that lies in two of a level is refused (a best-fit lookup names one). Raises as `read_hierarchy`.
    """
    columns = [name for name in table.columns if _CODE_COLUMN.fullmatch(name.strip().casefold())]
    found = {}
    for name in columns:
        codes = table[name].drop_nulls()
        if len(codes) and all(is_code(code) for code in codes.unique()):
            found[name] = codes.n_unique()
    if not found:
        raise error("hierarchy-unreadable", where=where, problem="it has no column of area codes")
    finest = max(found, key=lambda name: found[name])
    above: dict[str, Mapping[str, str]] = {}
    years: dict[str, int] = {}
    names: dict[str, str] = _names(table, found)
    for name in found:
        if name == finest:
            continue
        pairs = table.select(finest, name).drop_nulls().unique()
        if pairs[finest].n_unique() < pairs.height:
            twice = pairs.height - pairs[finest].n_unique()
            raise error("hierarchy-contradicts", where=where, count=twice, level=name)
        level = kind_of(str(pairs[name][0])) or name.casefold()
        above.setdefault(level, dict(pairs.iter_rows()))
        years.setdefault(level, year_in(name))
    year = year_in(finest)
    kind = kind_of(str(table[finest].drop_nulls()[0])) or finest.casefold()
    codes_only = {} if above else {kind: {code: code for code in table[finest].drop_nulls().unique()}}
    return Hierarchy(kind, year, above or codes_only, names, from_day, until, years)


def year_in(heading: str) -> int:
    """The year in a heading such as lsoa21cd, 0 for none."""
    matched = _CODE_COLUMN.fullmatch(heading.strip().casefold())
    return 2000 + int(matched[2]) if matched and matched[2] else 0


def holding_on(lookups: Iterable[Hierarchy], kind: str, day: date) -> Hierarchy:
    """The lookup for a kind of area that holds on a day, the latest of several. Raises `hierarchy-none-then`."""
    holding = [one for one in lookups if one.kind == kind and one.holds_on(day)]
    if not holding:
        raise error("hierarchy-none-then", kind=kind, day=day.isoformat())
    return max(holding, key=lambda one: one.from_day or date.min)


def _names(table: pl.DataFrame, columns: Iterable[str]) -> dict[str, str]:
    by_plain = {name.casefold(): name for name in table.columns}
    names: dict[str, str] = {}
    for code in columns:
        name = by_plain.get(re.sub(r"(cd|code)(?=_|$)", lambda m: "nm" if m[0] == "cd" else "name", code.casefold()))
        if name is not None and name != code:
            names.update(dict(table.select(code, name).drop_nulls().unique(code).iter_rows()))
    return names
