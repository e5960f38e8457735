"""A new table of counts beside every one that was ever public: what was withdrawn is known all the same.

Two tables count the same people where they were made from the same index; and, as far as their readers can tell, where
they were made from the same data sets of the same partners, linked again or under another agreement. The first are
attacked as one system. The second are too, as long as they add up together. Where they do not, because people came or
left between, and where only some of the people are the same, what comparing tells is counted, and a checker decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import polars as pl
from attrs import evolve, frozen

from joinedup.engine.disclosure.beside import Beside, make_beside
from joinedup.engine.disclosure.choices import Made
from joinedup.engine.disclosure.differencing import Release, check_agreement
from joinedup.engine.disclosure.likeness import Likeness, compare_tables
from joinedup.engine.disclosure.mending import Advance
from joinedup.engine.disclosure.published import Key, Published, with_one_mark
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.disclosure.system import Lookup
from joinedup.engine.errors import JoinedupError
from joinedup.service.areas.queries import are_installed, hierarchy
from joinedup.service.releases.files import unchanged
from joinedup.service.releases.layers import lookups_of, named
from joinedup.service.releases.queries import counts_that_left
from joinedup.service.releases.same_people import People, people_named

_NAMED = 3  # counts that the checker's page names


@frozen(eq=False)
class Past:
    """A table that left, and whom it counts. `release`: its name; `title`: what its readers call it."""

    table: Published
    people: tuple[People, ...]
    release: str
    title: str

    def counting(self, groups: Sequence[str]) -> Release:
        """It, with these names for the people that it counts."""
        return Release(self.table, tuple(groups))


@frozen(eq=False)
class Former:
    """All tables of counts that ever left, and which areas lie in which."""

    releases: tuple[Past, ...]
    lookups: tuple[Lookup, ...]

    def taken_for_the_same(self, table: Published, people: Sequence[People]) -> tuple[Past, ...]:
        """Those of other indexes of the same data sets that add up with a new table: nobody can tell them apart."""
        taken: list[Past] = []
        for one in self.releases:
            if not _alike(one, people) or compare_tables(table, one.table).differ:
                continue
            try:
                new = Release(with_one_mark(table), tuple(each.name for each in people))
                check_agreement(new, self.counting(people, [*taken, one]), self.lookups)
            except JoinedupError as failure:
                if failure.code != "tables-disagree":
                    raise
            else:
                taken.append(one)
        return tuple(taken)

    def counting(self, people: Sequence[People], taken: Sequence[Past]) -> list[Release]:
        """The tables, those that are taken for the same with the names of the new table's people."""
        found = []
        for one in self.releases:
            groups = [each.name for each in one.people]
            if one in taken:
                groups = [next((new.name for new in people if new.alike(each)), each.name) for each in one.people]
            found.append(one.counting(groups))
        return found

    def compared(
        self, table: Published, people: Sequence[People], taken: Sequence[Past]
    ) -> list[tuple[Past, Likeness]]:
        """Those of some of the same people that do not add up with a new table, with what comparing each tells."""
        names = {one.name for one in people}
        return [
            (one, compare_tables(table, one.table))
            for one in self.releases
            if one not in taken
            and not names & {each.name for each in one.people}
            and any(new.overlaps(each) for new in people for each in one.people)
        ]


def _alike(one: Past, people: Sequence[People]) -> bool:
    """Whether every group that a former table counts is alike one of the new table's, and no two the same one."""
    names = {each.name for each in one.people}
    if names & {new.name for new in people}:
        return False  # of the same index: attacked in any case
    matched = [[new.name for new in people if new.alike(each)] for each in one.people]
    return all(len(each) == 1 for each in matched) and len({each[0] for each in matched}) == len(matched)


def former_releases(areas: pl.DataFrame) -> Former:
    """areas: of the new table, one row an LSOA, with the areas that it lies in."""
    releases: list[Past] = []
    lookups: list[Lookup] = [(tuple(areas.columns), areas.rows())]
    for row in counts_that_left():
        if counted := row.facts.get("people"):
            day = f"{row.made_on.day} {row.made_on:%B %Y}"
            unchanged(row, "counts.csv-metadata.json")
            read = read_published(unchanged(row, "counts.csv"))
            called = f"the release of {day} ({row.title}, {row.name})"
            people = tuple(people_named(name) for name in counted)
            releases.append(Past(evolve(read, name=called), people, row.name, row.title))
            lookups += lookups_of(row.facts)
    if are_installed():
        standard = hierarchy()
        lookups.append((tuple(standard.columns), standard.rows()))
    return Former(tuple(releases), tuple(lookups))


@frozen(eq=False)
class BesideFormer:
    """A table made safe beside former ones, and those of some of the same people that do not add up with it, with what
    comparing tells."""

    beside: Beside
    compared: tuple[tuple[Past, Likeness], ...]


def told_before(beside: Beside) -> tuple[str, ...]:
    """The first of the small counts that former releases tell by themselves, by their cells."""
    names = named({leak.area for leak in beside.before[:_NAMED]})
    return tuple(f"{leak.cell(names)} ({' and '.join(leak.with_tables)})" for leak in beside.before[:_NAMED])


def make_beside_former(
    make: Callable[[Collection[Key]], Made],
    people: Sequence[People],
    former: Former,
    *,
    hide: bool,
    advance: Advance = lambda done, total: None,
) -> BesideFormer:
    """The table, made so that nothing small follows from it and former ones together.

    make: makes the table safe by itself, the cells given left out as well. hide: whether it may leave out more, so
    that nothing follows from it and former releases of the same people together. Raises as `make_beside` does.
    """
    alone = make(())
    taken = former.taken_for_the_same(alone.published, people)
    counted = [one.name for one in people]
    tables = former.counting(people, taken)
    beside = make_beside(alone, make, counted, tables, former.lookups, hide=hide, names=named, advance=advance)
    return BesideFormer(beside, tuple(former.compared(beside.made.published, people, taken)))
