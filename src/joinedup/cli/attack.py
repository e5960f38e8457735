"""`joinedup attack`: what an intruder can work out from published tables, all together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from joinedup.cli import say
from joinedup.cli.attack_words import in_words
from joinedup.cli.attacking import Found, attack_together
from joinedup.cli.beside import paths_in, read_lookups, read_tables
from joinedup.cli.certified import check_certificate
from joinedup.cli.sheets_read import sheets_as_json, sheets_in_words
from joinedup.engine.disclosure.counts_file import header_of, read_counts
from joinedup.engine.disclosure.cube import Cube
from joinedup.engine.disclosure.published import Key, Published, as_figure
from joinedup.engine.errors import DONE, REFUSED, error


def attack_tables(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Everything that is public, as CSV, XLSX, XLS or ODS.")
    ],
    truth: Annotated[
        Path | None, typer.Option("--truth", metavar="FILE", help="The original counts, with the area columns.")
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Check this proof of one table by adding up, in place."),
    ] = None,
    lookup: Annotated[
        str,
        typer.Option(
            "--lookup", metavar="FILE,FILE", help="Which areas lie in which: a table, a column a level, finest first."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print every cell left out as JSON.")] = False,
) -> int:
    """Work out the least and the greatest value of every cell left out, from all tables together."""
    if certificate is not None:
        if len(files) > 1 or truth is not None or lookup:
            raise error("usage", what="A certificate is of one table: give one FILE, no --truth and no --lookup.")
        return check_certificate(files[0], certificate, as_json=as_json)
    tables = read_tables(files)
    if truth is not None and any(table.decimals is not None for table in tables):
        raise error("usage", what="--truth is for counts: amounts are attacked without.")
    cubes = [_truth(truth, table) for table in tables] if truth else []
    found = attack_together(tables, [*read_lookups(lookup), *((cube.levels, cube.lookup()) for cube in cubes)])
    against = _against(found, tables, cubes) if cubes else None
    given = [*files, *([truth] if truth else []), *paths_in(lookup)]
    if as_json:
        say.as_json(_as_json(found, against) | sheets_as_json(given))
    else:
        sheets_in_words(given)
        in_words(found, against)
    return DONE if found.safe else REFUSED


def _truth(path: Path, table: Published) -> Cube:
    names = header_of(path)
    levels = [name for name in table.levels if name in names]
    if len(levels) < len(table.levels):
        missing = ", ".join(name for name in table.levels if name not in names)
        raise error("column-missing", where=str(path), missing=missing, there=", ".join(names))
    rest = [name for name in names if name not in (*table.levels, *table.by)]
    count = "count" if "count" in rest else rest[-1] if rest else "count"
    return read_counts(path, count, table.by, levels)


def _against(found: Found, tables: list[Published], cubes: list[Cube]) -> dict[str, int]:
    """How the published counts and the values worked out compare with the original counts."""
    true = {table.name: _counts(cube) for table, cube in zip(tables, cubes, strict=True)}
    shown = [(true[t.name].get(c.key), c.count) for t in tables for c in t.cells if c.count is not None]
    pinned = [(true[r.table].get(found.as_read(r)), r.low) for r in found.outcome.readings if r.pinned]
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


def _as_json(found: Found, against: dict[str, int] | None) -> dict[str, Any]:
    by, outcome = {table.name: table.by for table in found.tables}, found.outcome
    return {
        "safe": found.safe,
        "files": [table.name for table in found.tables],
        "cells": outcome.cells,
        "suppressed": len(outcome.readings),
        "pinned": outcome.pinned,
        **({} if found.amounts else {"pinned_small": found.small, "narrower_than_the_rule": outcome.narrow}),
        "pinned_by_marks": found.by_marks,
        "tell_small_ones": list(found.telling),
        "unchecked": outcome.unchecked,
        "small_counts_shown": outcome.bare,
        "not_in_the_file": outcome.not_there,
        "unrelated": list(found.unrelated),
        **({"truth": against} if against else {}),
        "unpublished": [
            {"level": leak.level, "area": leak.area, **dict(leak.values), "by": list(leak.with_tables)}
            for leak in found.unpublished
        ],
        "suppressed_cells": [
            {
                "file": reading.table,
                "level": reading.key.level,
                "area": reading.key.area,
                **dict(zip(by[reading.table], reading.key.values, strict=True)),
                "low": _plain(reading.low, reading.decimals),
                "high": _plain(reading.high, reading.decimals),
                "pinned": reading.pinned,
                "checked": reading.checked,
            }
            for reading in outcome.readings
        ],
    }


def _plain(end: int | None, decimals: int | None) -> int | str | None:
    """A count as a number; an amount as text, so that none of its decimals is lost."""
    return end if end is None or decimals is None else as_figure(end, decimals)
