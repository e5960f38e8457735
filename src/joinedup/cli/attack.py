"""`joinedup attack`: what an intruder can work out from published tables, all together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from joinedup.cli import say
from joinedup.cli.certified import check_certificate
from joinedup.engine.disclosure.attack import Attack, Lookup, attack
from joinedup.engine.disclosure.cell_words import closest
from joinedup.engine.disclosure.counts_file import header_of, read_counts
from joinedup.engine.disclosure.cube import Cube
from joinedup.engine.disclosure.published import Key, Published, tells_small_ones
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.errors import DONE, REFUSED, error

_EXAMPLES = 5


def attack_tables(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Everything that is public, as CSV.")],
    truth: Annotated[
        Path | None, typer.Option("--truth", metavar="FILE", help="The original counts, with the area columns.")
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Check this proof of one table by adding up, in place."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every cell left out as JSON.")] = False,
) -> int:
    """Work out the least and the greatest value of every cell left out, from all tables together."""
    if certificate is not None:
        if len(files) > 1 or truth is not None:
            raise error("usage", what="A certificate is of one table: give one FILE, and no --truth.")
        return check_certificate(files[0], certificate, as_json=as_json)
    tables = [read_published(path) for path in files]
    cubes = [_truth(truth, table) for table in tables] if truth else []
    lookups: list[Lookup] = [(cube.levels, cube.lookup()) for cube in cubes]
    outcome = attack(tables, lookups)
    against = _against(outcome, tables, cubes) if cubes else None
    if as_json:
        say.as_json(_as_json(outcome, tables, against))
    else:
        _in_words(outcome, tables, against)
    return DONE if outcome.safe else REFUSED


def _truth(path: Path, table: Published) -> Cube:
    names = header_of(path)
    levels = [name for name in table.levels if name in names]
    if len(levels) < len(table.levels):
        missing = ", ".join(name for name in table.levels if name not in names)
        raise error("column-missing", where=str(path), missing=missing, there=", ".join(names))
    rest = [name for name in names if name not in (*table.levels, *table.by)]
    count = "count" if "count" in rest else rest[-1] if rest else "count"
    return read_counts(path, count, table.by, levels)


def _against(outcome: Attack, tables: list[Published], cubes: list[Cube]) -> dict[str, int]:
    """How the published counts and the values worked out compare with the original counts."""
    true = {table.name: _counts(cube) for table, cube in zip(tables, cubes, strict=True)}
    shown = [(true[t.name].get(c.key), c.count) for t in tables for c in t.cells if c.count is not None]
    pinned = [(true[r.table].get(r.key), r.low) for r in outcome.readings if r.pinned]
    return {
        "published_counts": len(shown),
        "published_counts_that_agree": sum(one == other for one, other in shown),
        "recovered": len(pinned),
        "recovered_rightly": sum(one == other for one, other in pinned),
    }


def _counts(cube: Cube) -> dict[Key, int]:
    combinations = cube.combinations()
    return {
        Key(level, code, values): int(count)
        for (level, code), row in zip(cube.areas, cube.counts, strict=True)
        for values, count in zip(combinations, row, strict=True)
    }


def _as_json(outcome: Attack, tables: list[Published], against: dict[str, int] | None) -> dict[str, Any]:
    by = {table.name: table.by for table in tables}
    return {
        "safe": outcome.safe,
        "files": [table.name for table in tables],
        "cells": outcome.cells,
        "suppressed": len(outcome.readings),
        "pinned": outcome.pinned,
        "narrower_than_the_rule": outcome.narrow,
        "unchecked": outcome.unchecked,
        **({"truth": against} if against else {}),
        "suppressed_cells": [
            {
                "file": reading.table,
                "level": reading.key.level,
                "area": reading.key.area,
                **dict(zip(by[reading.table], reading.key.values, strict=True)),
                "low": reading.low,
                "high": reading.high,
                "pinned": reading.pinned,
                "checked": reading.checked,
            }
            for reading in outcome.readings
        ],
    }


def _in_words(outcome: Attack, tables: list[Published], against: dict[str, int] | None) -> None:
    names = ", ".join(table.name for table in tables)
    hidden = len(outcome.readings)
    changed = " or changed where the count may be small" if any(table.within for table in tables) else ""
    say.words(f"{names}: {outcome.cells:,} cells, {hidden:,} left out{changed}.")
    if not hidden:
        say.words("Nothing is left out, so there is nothing to work out.")
    for line in closest(outcome, tables, _EXAMPLES):
        say.words(f"  {line}.")
    if hidden > _EXAMPLES:
        say.words(f"  and {hidden - _EXAMPLES:,} more, known less closely; --json gives every one.")
    say.words(f"Worked out exactly: {outcome.pinned:,}.")
    small = {(table.rule.smallest, table.rule.largest) for table in tables}
    ranges = " or ".join(f"{smallest} to {largest}" for smallest, largest in sorted(small))
    say.words(f"Small counts known more closely than '{ranges}': {outcome.narrow:,}.")
    if telling := [table.name for table in tables if tells_small_ones(table)]:
        say.words(f"{', '.join(telling)}: the column status tells which cells are small. Readers who see it know more")
        say.words("than was attacked here. For the public use --one-mark of `joinedup protect`.")
    if outcome.unchecked:
        say.words(f"Not checked to the end: {outcome.unchecked:,}.")
    if against:
        say.words(
            f"Against the original counts: {against['published_counts_that_agree']:,} of "
            f"{against['published_counts']:,} published counts agree; {against['recovered_rightly']:,} of "
            f"{against['recovered']:,} values worked out are right."
        )
    if outcome.safe:
        say.words("Safe: no cell left out can be worked out.")
    elif outcome.pinned:
        say.words("Not safe: do not publish these tables together.")
    else:
        say.words("Not shown to be safe: some cells could not be checked.")
