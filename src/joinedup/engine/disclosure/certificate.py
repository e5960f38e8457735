"""A certificate of safety: other tables that look the same, by which anybody can see that a table gives nobody away.

It holds the counts that were left out and, for each of them, a change of them that alters nothing that is published:
two tables look alike and differ in the cell, so that nobody can tell which is the true one. Checking is adding up, and
is done here without the search that made it and without linear programmes; whoever trusts neither can write it anew.

It holds the truth. It is for whoever checks a table (a checker, an auditor, a regulator), and is never published.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.published import LEFT_OUT, Key, Published, is_bare, tells_small_ones
from joinedup.engine.errors import error
from joinedup.engine.spreadsheet_safe import safe_cell, whole_file

FORM = 1  # of the file
WARNING = (
    "This file holds the counts that were left out of the table. Keep it as you keep the data that they count: it is "
    "for whoever checks the table, and is never published."
)
Change = Mapping[Key, int]


@frozen(eq=False)
class Witnesses:
    """The counts of the cells left out, and changes of them that leave all that is published as it is.

    sha256: of the table's CSV file, so that it is known which table it is of.
    """

    sha256: str
    counts: Mapping[Key, int]
    changes: tuple[Change, ...]


@frozen
class Seen:
    """What a certificate shows of one cell left out: values between which nobody can tell."""

    key: Key
    low: int
    high: int

    @property
    def hidden(self) -> bool:
        """Whether another table that looks the same has another count here."""
        return self.low < self.high


@frozen
class Verdict:
    """What was seen of every cell left out. `changes`: how many other tables were checked."""

    cells: tuple[Seen, ...]
    changes: int

    @property
    def bare(self) -> tuple[Key, ...]:
        """The cells of which no other table was shown."""
        return tuple(cell.key for cell in self.cells if not cell.hidden)

    @property
    def safe(self) -> bool:
        """Whether every cell left out is shown to have two values at least."""
        return not self.bare


def write_certificate(path: Path, table: Published, found: Certificate, csv: Path) -> None:
    """Write the certificate of a table that was written to `csv`; only the file's owner may read it.

    found: over the cells of the table, in their order. Raises as `whole_file` does.
    """
    left_out = [n for n, cell in enumerate(table.cells) if cell.count is None]
    number = {cell: n for n, cell in enumerate(left_out)}
    rows = found.changes.tocsr()
    changes = [
        [
            [number[int(cell)], int(by)]
            for cell, by in zip(rows.indices[a:b], rows.data[a:b], strict=True)
            if by
        ]
        for a, b in zip(rows.indptr, rows.indptr[1:], strict=False)
    ]  # fmt: skip
    keys = [table.cells[n].key for n in left_out]
    plain = {
        "joinedup:certificate": FORM,
        "warning": WARNING,
        "table": csv.name,
        "sha256": _digest(csv),
        "columns": ["level", "area", *(safe_cell(name) for name in table.by), "count"],
        "cells": [
            [
                safe_cell(key.level),
                safe_cell(key.area),
                *(safe_cell(value) for value in key.values),
                int(found.counts[n]),
            ]
            for key, n in zip(keys, left_out, strict=True)
        ],
        "changes": changes,
    }
    with whole_file(path) as stream:
        os.fchmod(stream.fileno(), 0o600)
        json.dump(plain, stream, ensure_ascii=False, separators=(",", ":"))
        stream.write("\n")


def read_certificate(path: Path) -> Witnesses:
    """A certificate from its file. Raises `file-missing`, `certificate-unreadable`."""
    if not path.is_file():
        raise error("file-missing", where=str(path))
    try:
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as failure:
        raise error("certificate-unreadable", where=str(path)) from failure


def _read(plain: Mapping[str, Any]) -> Witnesses:
    if plain["joinedup:certificate"] != FORM:
        raise ValueError("another form")
    keys = [Key(_text(row[0]), _text(row[1]), tuple(_text(value) for value in row[2:-1])) for row in plain["cells"]]
    counts = {key: _whole(row[-1]) for key, row in zip(keys, plain["cells"], strict=True)}
    if len(counts) < len(keys):
        raise ValueError("a cell comes twice")
    changes = []
    for each in plain["changes"]:
        numbers = [_whole(number) for number, _ in each]
        if len(set(numbers)) < len(numbers) or min(numbers, default=0) < 0:
            raise ValueError("a cell comes twice in a change")
        changes.append({keys[number]: _whole(by) for number, by in each})
    return Witnesses(_text(plain["sha256"]), counts, tuple(changes))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if type(value) is not int:  # no bool, no 1.5
        raise TypeError
    return value


def verify(table: Published, witnesses: Witnesses, csv: Path) -> Verdict:
    """Check a certificate against a published table, believing nothing of it.

    Raises `certificate-wrong`, which says in words what does not hold, and `nesting-unknown` where nobody says which
    area lies in which.
    """
    if table.method != LEFT_OUT:
        raise _wrong(table, "the table's figures are changed, not left out")
    if tells_small_ones(table):
        raise _wrong(table, "the table's marks tell which cells are small, and a certificate is of one that does not")
    if any(is_bare(cell, table.rule) for cell in table.cells):
        raise _wrong(table, "the table shows small counts as they are")
    if witnesses.sha256 != _digest(csv):
        raise _wrong(table, "it is of another table, or the table was changed afterwards")
    shown = {cell.key: cell.count for cell in table.cells if cell.count is not None}
    left_out = {cell.key for cell in table.cells if cell.count is None}
    if witnesses.counts.keys() != left_out:
        raise _wrong(table, "it does not name the very cells that are left out")
    least = int(table.rule.zeros_published)
    if any(count < least for count in witnesses.counts.values()):
        raise _wrong(table, "a count is less than anybody knows it to be")
    truth = {**shown, **witnesses.counts}
    inside: dict[Key, list[tuple[int, int]]] = {}  # cell left out -> in which sums, and with which sign
    for number, (whole, parts) in enumerate(_sums(table)):
        if whole not in truth or any(part not in truth for part in parts):
            raise _wrong(table, "a sum of the table has parts that it does not list")
        if truth[whole] != sum(truth[part] for part in parts):
            raise _wrong(table, "its counts do not add up to the sums that are published")
        for key, sign in ((whole, -1), *((part, 1) for part in parts)):
            if key in left_out:
                inside.setdefault(key, []).append((number, sign))
    low, high = dict(witnesses.counts), dict(witnesses.counts)
    for change in witnesses.changes:
        _check(table, change, witnesses.counts, inside, least)
        for key, by in change.items():
            low[key], high[key] = min(low[key], truth[key] + by), max(high[key], truth[key] + by)
    cells = tuple(Seen(cell.key, low[cell.key], high[cell.key]) for cell in table.cells if cell.key in left_out)
    return Verdict(cells, len(witnesses.changes))


def _check(
    table: Published, change: Change, counts: Mapping[Key, int], inside: Mapping[Key, list[tuple[int, int]]], least: int
) -> None:
    sums: dict[int, int] = {}
    for key, by in change.items():
        if counts[key] + by < least:
            raise _wrong(table, "another table has a count that is less than anybody knows it to be")
        for number, sign in inside.get(key, ()):
            sums[number] = sums.get(number, 0) + sign * by
    if any(sums.values()):
        raise _wrong(table, "another table has other sums than those that are published")


def _sums(table: Published) -> Iterator[tuple[Key, list[Key]]]:
    """Every cell that is the sum of others: all values of a column, and all areas of the level below."""
    combinations = sorted({cell.key.values for cell in table.cells})
    categories = [sorted({values[d] for values in combinations} - {TOTAL}) for d in range(len(table.by))]
    areas = list(dict.fromkeys((cell.key.level, cell.key.area) for cell in table.cells))
    for level, area in areas:
        for values in combinations:
            for d, value in enumerate(values):
                if value == TOTAL:
                    yield (
                        Key(level, area, values),
                        [Key(level, area, (*values[:d], one, *values[d + 1 :])) for one in categories[d]],
                    )
    for (upper, area), below in _nesting(table, areas).items():
        for values in combinations:
            yield Key(upper, area, values), [Key(lower, part, values) for lower, part in below]


def _nesting(table: Published, areas: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Every area above the finest, with the areas of the next level that lie in it."""
    known = set(areas)
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    top = (ALL, TOTAL)
    if len(table.levels) > 1 and not table.lookup:
        raise error("nesting-unknown", where=table.name, lower=table.levels[0], upper=table.levels[1])
    if not table.lookup:
        return {top: [place for place in areas if place != top]} if top in known else {}
    for codes in table.lookup:
        chain = [*zip(table.levels, codes, strict=True), *([top] if top in known else [])]
        for lower, upper in itertools.pairwise(chain):
            found.setdefault(upper, set()).add(lower)
    return {place: sorted(parts) for place, parts in found.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wrong(table: Published, problem: str) -> Exception:
    return error("certificate-wrong", where=table.name, problem=problem)


__all__ = ["Seen", "Verdict", "Witnesses", "read_certificate", "verify", "write_certificate"]
