"""What a new table gives away together with everything that was published before of the same people.

All tables go into one system of sums: other areas through the lookups, other bands of a number (ages 0-17 beside
0-4 and 5-17) through the pieces that they have in common, and tables of several groups of people together beside tables
of one of them through the groups. Pieces that nobody published are attacked too: two bands that differ by a year give
that year away. What is withdrawn was public, and counts.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from joinedup.engine.disclosure.attack import Reading, attack, system_of
from joinedup.engine.disclosure.cell_words import NONE, place_in_words
from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.mending import Advance, Mended, mend
from joinedup.engine.disclosure.published import SHOWN, SUPPRESSED, Cell, Key, Published
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.disclosure.system import Lookup, Place, Splits, Spot, Values, spot_of

PEOPLE = "people counted"  # the column that says which groups of people a table counts
_BAND = re.compile(r"(\d+)-(\d+)|(\d+)\+")
_PIECES = "pieces that nobody published"


@frozen(eq=False)
class Release:
    """A table, and the groups of people that it counts, each by a name (an index, say)."""

    table: Published
    people: tuple[str, ...]


@frozen
class Leak:
    """A small count that follows, by the column names and values of its cell; `with_tables`: from which former ones.

    `people`: whom it counts, as `Release` names them.
    """

    level: str
    area: str
    values: tuple[tuple[str, str], ...]
    with_tables: tuple[str, ...]
    people: tuple[tuple[str, str], ...] = ()

    @property
    def spot(self) -> Spot:
        """The cell among those of all tables together."""
        return (self.level, self.area), tuple(sorted((*self.values, *self.people)))

    def in_words(self, rule: Rule, names: Mapping[str, str] = NONE) -> str:
        """For a person, without the count. names: of areas, by their codes."""
        return f"which of {rule.smallest} to {rule.largest} the count of {self.cell(names)} is"

    def cell(self, names: Mapping[str, str] = NONE) -> str:
        """Which cell it is, for a person: "ward W1, age 0-17"."""
        place = place_in_words(self.level, self.area, names)
        return ", ".join([place, *(f"{name} {value}" for name, value in self.values)])


@frozen
class Difference:
    """`leaks`: small counts that follow from the new table and former ones together, and from no former ones alone.

    `unchecked`: how many could not be settled; `attacked`: with how many former tables. `before`: small counts that
    former tables tell by themselves, which no new table can take back.
    """

    leaks: tuple[Leak, ...]
    unchecked: int
    attacked: int
    before: tuple[Leak, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether the new table may leave."""
        return not self.leaks and not self.unchecked


def left_out_before(table: Published, former: Sequence[Release], lookups: Sequence[Lookup]) -> set[Key]:
    """The cells of a table whose very count was left out of a former one, in whatever areas: it stays left out."""
    small = _small_areas(lookups)
    before = {
        (small[cell.key.level, cell.key.area], _named(one.table, cell.key))
        for one in former
        for cell in one.table.cells
        if cell.count is None and (cell.key.level, cell.key.area) in small
    }
    return {
        cell.key
        for cell in table.cells
        if (small.get((cell.key.level, cell.key.area)), _named(table, cell.key)) in before
    }


def _small_areas(lookups: Sequence[Lookup]) -> dict[Place, frozenset[str]]:
    """Of every area the small areas that it is made of."""
    found: dict[Place, set[str]] = {}
    everywhere = [] if any(ALL in names for names, _ in lookups) else [(ALL, TOTAL)]
    for names, rows in lookups:
        for codes in rows:
            for place in (*everywhere, *zip(names, codes, strict=True)):
                found.setdefault(place, set()).add(codes[0])
    return {place: frozenset(parts) for place, parts in found.items()}


def _named(table: Published, key: Key) -> Values:
    return spot_of(table.by, key)[1]


def same_people(new: Release, former: Sequence[Release]) -> list[Release]:
    """The former releases that count some of the same people, directly or through one another."""
    groups, found = set(new.people), []
    left = list(former)
    while any(groups & set(one.people) for one in left):
        for one in [one for one in left if groups & set(one.people)]:
            groups |= set(one.people)
            found.append(one)
            left.remove(one)
    return [one for one in former if one in found]


def difference(
    new: Release, former: Sequence[Release], lookups: Sequence[Lookup] = (), certificate: Certificate | None = None
) -> Difference:
    """Attack the new table together with all former ones of the same people.

    Names of tables are unique. certificate: what `mending` found, which is checked and not believed. Raises
    `tables-disagree` where the tables cannot be of the same people, and `nesting-unknown`.
    """
    with_it = same_people(new, former)
    if not with_it:
        return Difference((), 0, 0)
    rule = new.table.rule
    found, unchecked = _small(rule, [*with_it, new], lookups, certificate)
    told = _shown_small(rule, with_it)
    if found:
        before, _ = _small(rule, with_it, lookups)
        told |= before.keys()
    leaks = _leaks(found.keys() - told, rule, with_it, lookups, [new])
    return Difference(leaks, unchecked, len(with_it), _leaks(told, rule, with_it, lookups, []))


def check_agreement(new: Release, former: Sequence[Release], lookups: Sequence[Lookup]) -> None:
    """Raise `tables-disagree` where the tables cannot be of the same people; much quicker than an attack."""
    tables, whole, splits = together([*same_people(new, former), new], lookups)
    system = system_of(tables, whole, splits)
    system.wanted.clear()
    system.solve(exact=False, certificate=None)


def unpublished(releases: Sequence[Release], lookups: Sequence[Lookup], rule: Rule) -> tuple[Leak, ...]:
    """Small counts that no table has a cell for, and that follow from the differences between these tables."""
    found, _ = _small(rule, releases, lookups)
    tables = [_with_people(one) for one in releases]
    there = {spot_of(table.by, cell.key) for table in tables for cell in table.cells}
    return _leaks(found.keys() - there, rule, releases, lookups, [])


def _leaks(
    spots: Collection[Spot], rule: Rule, former: Sequence[Release], lookups: Sequence[Lookup], new: Sequence[Release]
) -> tuple[Leak, ...]:
    """These small counts, each with the former tables from any one of which (and the new one) it follows."""
    names: dict[Spot, list[str]] = {}
    if spots and len(former) > 1:
        for one in former:
            alone = _small(rule, [one, *new], lookups)[0].keys() | _shown_small(rule, [one])
            for spot in alone & set(spots):
                names.setdefault(spot, []).append(one.table.name)
    everything = [one.table.name for one in former]
    return tuple(
        Leak(
            level,
            area,
            tuple(v for v in values if v[0] != PEOPLE),
            tuple(names.get(spot, everything)),
            tuple(v for v in values if v[0] == PEOPLE),
        )
        for spot in sorted(spots)
        for (level, area), values in [spot]
    )


def mending(
    new: Release,
    true: Mapping[Key, int],
    former: Sequence[Release],
    lookups: Sequence[Lookup],
    before: Mended | None = None,
    advance: Advance = lambda done, total: None,
) -> tuple[Mended, set[Key]]:
    """The fewest and smallest cells of the new table to leave out, those it leaves out already among them, so that no
    cell left out follows that former ones do not tell by themselves.

    true: the counts of the cells that the new table leaves out. before: what was found for it with others left out.
    """
    with_it = same_people(new, former)
    system = system_of(*together([*with_it, new], lookups))
    spots = [(spot_of(table.by, cell.key), cell) for table in map(_with_people, with_it) for cell in table.cells]
    shown = {spot for spot, cell in spots if _exact(cell)}
    counted = _with_people(new)
    own = [
        (system.number[spot], old.key, cell)
        for old, cell in zip(new.table.cells, counted.cells, strict=True)
        if (spot := spot_of(counted.by, cell.key)) not in shown
    ]
    hidden = {system.number[spot] for spot, cell in spots if cell.count is None}
    hidden |= {number for number, _, cell in own if cell.count is None}
    rule = new.table.rule
    found = mend(
        system,
        {
            n: int(rule.zeros_published)
            for n, _, cell in own
            if cell.count or (_exact(cell) and not rule.zeros_published)
        },
        {n: true[key] for n, key, cell in own if cell.count is None},
        lambda n, count: n in hidden or (n in system.wanted and rule.smallest <= count <= rule.largest),
        before,
        advance,
    )
    return found, {key for number, key, _ in own if number in found.needed}


def _exact(cell: Cell) -> bool:
    return cell.status == SHOWN


def _small(
    rule: Rule, releases: Sequence[Release], lookups: Sequence[Lookup], certificate: Certificate | None = None
) -> tuple[dict[Spot, Reading], int]:
    """The small counts that follow exactly from these together, and how many could not be settled."""
    tables, whole, splits = together(releases, lookups)
    by = {table.name: table.by for table in tables}
    among = (rule.smallest, rule.largest)
    outcome = attack(tables, whole, exact=False, splits=splits, certificate=certificate, among=among)
    found = {
        spot_of(by[one.table], one.key): one
        for one in outcome.readings
        if one.pinned and rule.smallest <= one.low <= rule.largest
    }
    return found, outcome.unchecked


def together(releases: Sequence[Release], lookups: Sequence[Lookup]) -> tuple[list[Published], list[Lookup], Splits]:
    """All that is public as one: tables, with what follows from them that nobody published, lookups and splits, as
    `attack` takes them."""
    tables = [_with_people(one) for one in releases]
    splits = _splits(tables)
    pieces = [piece for table in tables if (piece := _pieces(table, splits)) is not None]
    rests, whole = _rests(tables, lookups)
    return [*tables, *pieces, *rests, *_between(tables, lookups)], whole, splits


def _shown_small(rule: Rule, releases: Iterable[Release]) -> set[Spot]:
    """The cells whose exact count stands in one of these tables though it is small."""
    tables = [_with_people(one) for one in releases]
    return {
        spot_of(table.by, cell.key)
        for table in tables
        for cell in table.cells
        if _exact(cell) and cell.count is not None and rule.smallest <= cell.count <= rule.largest
    }


def _rests(tables: Sequence[Published], lookups: Sequence[Lookup]) -> tuple[list[Published], list[Lookup]]:
    """What is left of a larger area without the smaller ones that are published, as one area that nobody published.

    And the lookups with those in place of the areas that they stand for.
    """
    published: dict[str, set[str]] = {}
    for table in tables:
        for cell in table.cells:
            published.setdefault(cell.key.level, set()).add(cell.key.area)
    rests: dict[str, set[str]] = {}
    whole: list[Lookup] = []
    for names, rows in lookups:
        changed = []
        for codes in rows:
            new = list(codes)
            for d, level in enumerate(names[:-1]):
                if level in published and codes[d] not in published[level]:
                    new[d] = f"the rest of {names[d + 1]} {codes[d + 1]}"
                    rests.setdefault(level, set()).add(new[d])
            changed.append(tuple(new))
        whole.append((names, list(dict.fromkeys(changed))))
    made = []
    for table in tables:
        for level in table.levels:
            if areas := rests.get(level):
                made.append(_unpublished(table, f"the rest of {level}", level, areas))
    return made, whole


def _between(tables: Sequence[Published], lookups: Sequence[Lookup]) -> list[Published]:
    """The finest areas as ones that nobody published, where published areas cut across one another.

    Of wards and MSOAs that differ by one small area the count of that area follows, though no table has it.
    """
    published = {(cell.key.level, cell.key.area) for table in tables for cell in table.cells}
    shown = [
        {place for codes in rows for place in zip(names, codes, strict=True)} & published for names, rows in lookups
    ]
    if all(one <= other or other <= one for one, other in itertools.combinations(shown, 2)):
        return []
    finest: dict[str, set[str]] = {}
    for names, rows in lookups:
        finest.setdefault(names[0], set()).update(codes[0] for codes in rows)
    return [
        _unpublished(table, f"each {level}", level, areas)
        for level, areas in finest.items()
        for table in tables
        if level not in table.levels
    ]


def _unpublished(table: Published, name: str, level: str, areas: Iterable[str]) -> Published:
    """Cells of areas that nobody published, for every combination of a table's categories; they may be zero."""
    combinations = sorted({cell.key.values for cell in table.cells})
    cells = tuple(Cell(Key(level, area, values), None, SUPPRESSED) for area in sorted(areas) for values in combinations)
    rule = evolve(table.rule, smallest=0)
    return Published(f"{name}: {table.name}", (level,), table.by, cells, (), rule)


def _with_people(release: Release) -> Published:
    """The table with one column more, which says whom it counts."""
    table, whom = release.table, " and ".join(sorted(release.people))
    cells = tuple(
        evolve(cell, key=Key(cell.key.level, cell.key.area, (*cell.key.values, whom))) for cell in table.cells
    )
    return evolve(table, by=(*table.by, PEOPLE), cells=cells)


def _splits(tables: Sequence[Published]) -> Splits:
    """For each column the values that are sums of others: joint groups of people, and bands of a number."""
    values: dict[str, set[str]] = {}
    for table in tables:
        for d, column in enumerate(table.by):
            values.setdefault(column, set()).update({cell.key.values[d] for cell in table.cells} - {TOTAL})
    found: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for column, there in values.items():
        parts = _groups(there) if column == PEOPLE else _bands(there)
        found[column] = {value: each for value, each in parts.items() if len(each) > 1}
    return found


def _groups(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {value: tuple(value.split(" and ")) for value in values}


def _bands(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Bands of whole numbers ("0-17", "65+") as the pieces between all their edges; values that are no bands stay."""
    ends = {value: both for value in values if (both := ends_of_band(value)) is not None}
    edges = sorted({edge for pair in ends.values() for edge in pair})
    pieces = list(itertools.pairwise(edges))
    return {
        value: tuple(_band(a, b) for a, b in pieces if low <= a and b <= high) for value, (low, high) in ends.items()
    }


def ends_of_band(value: str) -> tuple[float, float] | None:
    """The first number of a band ("0-17", "65+") and the first one after it; None where it is no band."""
    match = _BAND.fullmatch(value)
    if match is None:
        return None
    if match[3] is not None:
        return float(match[3]), math.inf
    return float(match[1]), float(match[2]) + 1


def _band(low: float, high: float) -> str:
    return f"{low:.0f}+" if high == math.inf else f"{low:.0f}-{high - 1:.0f}"


def _pieces(table: Published, splits: Splits) -> Published | None:
    """The pieces of a table's cells as cells that nobody published; None where it has none."""
    made: dict[Key, Cell] = {}
    for cell in table.cells:
        parts = [splits[column].get(value, (value,)) for column, value in zip(table.by, cell.key.values, strict=True)]
        if any(len(each) > 1 for each in parts):
            for values in itertools.product(*parts):
                key = Key(cell.key.level, cell.key.area, values)
                made[key] = Cell(key, None, SUPPRESSED)
    if not made:
        return None
    # what nobody published may be zero, unlike a cell that was left out where zeros are shown
    unpublished = evolve(table.rule, smallest=0)
    return evolve(
        table, name=f"{_PIECES}: {table.name}", cells=tuple(made.values()), rule=unpublished, within=0, near=None
    )
