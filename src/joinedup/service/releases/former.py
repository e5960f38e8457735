"""A new table of counts beside every one that was ever public: what was withdrawn is known all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import polars as pl
from attrs import evolve, frozen

from joinedup.engine.disclosure.attack import Lookup
from joinedup.engine.disclosure.choices import Made
from joinedup.engine.disclosure.differencing import Difference, Leak, Release, difference, hiding, left_out_before
from joinedup.engine.disclosure.published import Key, Published
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.errors import error
from joinedup.service.areas.queries import are_installed, hierarchy
from joinedup.service.project.home import home
from joinedup.service.releases.layers import lookups_of
from joinedup.service.releases.queries import counts_that_left

_NAMED = 3  # counts that an error describes
_ROUNDS = 8  # of hiding more, before it is given up


@frozen(eq=False)
class Former:
    """All tables of counts that ever left, and which areas lie in which."""

    releases: tuple[Release, ...]
    lookups: tuple[Lookup, ...]

    def beside(self, table: Published, people: Sequence[str]) -> Difference:
        """What a new table of these people gives away together with them."""
        return difference(Release(evolve(table, name="this release"), tuple(people)), self.releases, self.lookups)

    def left_out(self, table: Published, people: Sequence[str]) -> set[Key]:
        """The cells of a new table whose very count of the same people was left out before."""
        same = [one for one in self.releases if one.people == tuple(people)]
        return left_out_before(table, same, self.lookups)


def former_releases(areas: pl.DataFrame) -> Former:
    """areas: of the new table, one row an LSOA, with the areas that it lies in."""
    releases: list[Release] = []
    lookups: list[Lookup] = [(tuple(areas.columns), areas.rows())]
    for row in counts_that_left():
        if counted := row.facts.get("people"):
            day = f"{row.made_on.day} {row.made_on:%B %Y}"
            read = read_published(home().releases / row.name / "counts.csv")
            named = f"the release of {day} ({row.title}, {row.name})"
            releases.append(Release(evolve(read, name=named), tuple(counted)))
            lookups += lookups_of(row.facts)
    if are_installed():
        standard = hierarchy()
        lookups.append((tuple(standard.columns), standard.rows()))
    return Former(tuple(releases), tuple(lookups))


def make_beside_former(
    make: Callable[[Collection[Key]], Made], people: Sequence[str], former: Former, *, hide: bool
) -> tuple[Made, int, int]:
    """(the table, with how many former ones it was attacked, how many cells more that took).

    make: makes the table safe by itself, the cells given left out as well. hide: whether it may leave out more, so
    that nothing follows from it and former releases of the same people together. Raises `differencing` where a small
    count follows all the same, and `not-safe` where that could not be settled.
    """
    hidden: set[Key] = set()
    for _ in range(_ROUNDS):
        made = make(hidden)
        if hide and not hidden and (before := former.left_out(made.published, people)):
            hidden |= before
            made = make(hidden)
        found = former.beside(made.published, people)
        more = hiding(made.published, found.leaks, former.lookups) - hidden if hide else set()
        if found.safe or not more:
            break
        hidden |= more
    if found.leaks:
        tables = sorted({name for leak in found.leaks for name in leak.with_tables})
        what = _told(found.leaks, made.published)
        raise error("differencing", where=made.published.name, tables=" and ".join(tables), what=what)
    if found.unchecked:
        raise error("not-safe", where=made.published.name, pinned=0, unchecked=found.unchecked)
    return made, found.attacked, len(hidden)


def _told(leaks: Sequence[Leak], table: Published) -> str:
    words = "; ".join(leak.in_words(table.rule) for leak in leaks[:_NAMED])
    return f"{words}; and {len(leaks) - _NAMED:,} more such" if len(leaks) > _NAMED else words
