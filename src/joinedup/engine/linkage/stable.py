"""Ids that stay: who a person was before says which id they have now; nobody is re-numbered.

Each group of records keeps the id that most of its records had; an id goes to one group only. A group whose
records are the same as before, with or without new ones, so keeps its id without exception.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import polars as pl
from attrs import frozen


@frozen
class Event:
    """What befell ids. kind: "split" (one id, now several) or "merge" (several, now one). before, after: ids."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@frozen
class Kept:
    """ids: for every record its id now, in order. events: splits and merges, by the ids they touch."""

    ids: tuple[str, ...]
    events: tuple[Event, ...]


def keep_ids(before: Sequence[str | None], group: Sequence[Hashable], new_id: Callable[[], str]) -> Kept:
    """Ids for records in groups. before: each record's id until now, None for a new one; group: its person now.

    new_id makes an id that nobody has had. Ties go to the smaller id, then to the group that comes first, so
    the same records have the same ids again. Raises ValueError where the two differ in length.
    """
    if len(before) != len(group):
        raise ValueError("a record has an id before and a group now")
    numbers = {name: number for number, name in enumerate(dict.fromkeys(group))}
    frame = pl.DataFrame(
        {"before": pl.Series(before, dtype=pl.String), "group": [numbers[name] for name in group]},
        schema_overrides={"group": pl.Int64},
    )
    shared = (
        frame.drop_nulls()
        .group_by("before", "group")
        .len()
        .sort(["len", "before", "group"], descending=[True, False, False])
    )
    id_of: dict[int, str] = {}
    given: set[str] = set()
    for old, number, _ in shared.iter_rows():
        if number not in id_of and old not in given:
            id_of[number] = old
            given.add(old)
    for number in numbers.values():
        if number not in id_of:
            id_of[number] = new_id()
    events = [
        Event("split", (old,), tuple(sorted(id_of[number] for number in now)))
        for old, now in shared.group_by("before").agg("group").sort("before").iter_rows()
        if len(now) > 1
    ]
    events += [
        Event("merge", tuple(sorted(olds)), (id_of[number],))
        for number, olds in shared.group_by("group").agg("before").sort("group").iter_rows()
        if len(olds) > 1
    ]
    return Kept(tuple(id_of[number] for number in frame["group"].to_list()), tuple(events))
