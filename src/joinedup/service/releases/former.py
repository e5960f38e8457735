"""A new table of counts beside every one that was ever public: what was withdrawn is known all the same."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from attrs import evolve

from joinedup.engine.disclosure.differencing import Leak, Release, difference
from joinedup.engine.disclosure.published import Published
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.errors import error
from joinedup.service.project.home import home
from joinedup.service.releases.queries import counts_that_left

_NAMED = 3  # counts that an error describes


def attack_with_former(table: Published, people: Sequence[str], lookup: pl.DataFrame) -> int:
    """Attack a table together with all former releases of the same people; returns how many those were.

    people: the groups that it counts, by name. lookup: one row an LSOA, with the areas above it. Raises `differencing`
    where a small count follows from both, and `not-safe` where that could not be settled.
    """
    former = []
    for row in counts_that_left():
        if counted := row.facts.get("people"):
            day = f"{row.made_on.day} {row.made_on:%B %Y}"
            read = read_published(home().releases / row.name / "counts.csv")
            named = f"the release of {day} ({row.title}, {row.name})"
            former.append(Release(evolve(read, name=named), tuple(counted)))
    lookups = [(tuple(lookup.columns), lookup.rows())]
    found = difference(Release(evolve(table, name="this release"), tuple(people)), former, lookups)
    if found.leaks:
        tables = sorted({name for leak in found.leaks for name in leak.with_tables})
        raise error("differencing", where=table.name, tables=" and ".join(tables), what=_told(found.leaks, table))
    if found.unchecked:
        raise error("not-safe", where=table.name, pinned=0, unchecked=found.unchecked)
    return found.attacked


def _told(leaks: Sequence[Leak], table: Published) -> str:
    words = "; ".join(leak.in_words(table.rule) for leak in leaks[:_NAMED])
    return f"{words}; and {len(leaks) - _NAMED:,} more such" if len(leaks) > _NAMED else words
