"""A table made safe beside former ones: by itself first, and again with more left out until nothing more follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from attrs import frozen

from joinedup.engine.disclosure.cell_words import NONE
from joinedup.engine.disclosure.choices import Made
from joinedup.engine.disclosure.differencing import (
    Difference,
    Leak,
    Release,
    difference,
    left_out_before,
    mending,
    same_people,
)
from joinedup.engine.disclosure.mending import Advance, Mended
from joinedup.engine.disclosure.protection import Protected
from joinedup.engine.disclosure.published import Key, Published, with_one_mark
from joinedup.engine.disclosure.system import Lookup
from joinedup.engine.errors import error

_NAMED = 3  # counts that an error describes
_ROUNDS = 8  # of leaving more out, before it is given up


@frozen(eq=False)
class Beside:
    """A table made safe beside former ones.

    attacked: with how many of them. hidden: how many cells are left out that it would show by itself. before: the
    small counts that former tables tell by themselves.
    """

    made: Made
    attacked: int
    hidden: int
    before: tuple[Leak, ...]


def make_beside(
    alone: Made,
    make: Callable[[Collection[Key]], Made],
    people: Sequence[str],
    former: Sequence[Release],
    lookups: Sequence[Lookup],
    *,
    hide: bool,
    names: Callable[[Collection[str]], Mapping[str, str]] = lambda codes: {},
    advance: Advance = lambda done, total: None,
) -> Beside:
    """The table, made so that nothing small follows from it and former ones together that these do not tell already.

    alone: it, safe by itself. make: makes it, the cells given left out as well. people: whom it counts, by the names of
    `Release`. former: their tables have names unlike its own. hide: whether more may be left out of it. names: what
    areas are called, by their codes. Readers see it with one mark, and former ones as they are. Raises `differencing`
    where a small count follows all the same, and `not-safe` where that could not be settled.
    """

    def released(made: Made) -> Release:
        return Release(with_one_mark(made.published), whom)

    whom = tuple(people)
    same = [one for one in former if one.people == whom]
    left_out: set[Key] = left_out_before(alone.published, same, lookups) if hide else set()
    made = make(left_out) if left_out else alone
    mended: Mended | None = None
    for _ in range(_ROUNDS):
        if not (hide and isinstance(made, Protected) and same_people(released(made), former)):
            break
        mended, needed = mending(released(made), _true(made), former, lookups, mended, advance)
        if needed <= _left_out(made):
            break
        left_out |= needed
        made = make(left_out)
    else:
        mended = None  # it was of the table before the last
    outcome = difference(released(made), former, lookups, None if mended is None else mended.certificate)
    _refuse(outcome, made.published, names)
    return Beside(made, outcome.attacked, len(_left_out(made) - _left_out(alone)), outcome.before)


def _true(made: Protected) -> dict[Key, int]:
    """The counts that it leaves out."""
    counts = made.certificate.counts.tolist()
    return {cell.key: count for cell, count in zip(made.published.cells, counts, strict=True) if cell.count is None}


def _left_out(made: Made) -> set[Key]:
    return {cell.key for cell in made.published.cells if cell.count is None}


def _refuse(found: Difference, table: Published, names: Callable[[Collection[str]], Mapping[str, str]]) -> None:
    if found.leaks:
        tables = sorted({name for leak in found.leaks for name in leak.with_tables})
        what = told(found.leaks, table, names({leak.area for leak in found.leaks[:_NAMED]}))
        raise error("differencing", where=table.name, tables=" and ".join(tables), what=what)
    if found.unchecked:
        raise error("not-safe", where=table.name, pinned=0, unchecked=found.unchecked)


def told(leaks: Sequence[Leak], table: Published, names: Mapping[str, str] = NONE) -> str:
    """Which counts are told, for a person, without one of them."""
    words = "; ".join(leak.in_words(table.rule, names) for leak in leaks[:_NAMED])
    return f"{words}; and {len(leaks) - _NAMED:,} more such" if len(leaks) > _NAMED else words
