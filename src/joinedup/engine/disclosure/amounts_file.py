"""Reading an analyst's file of amounts, one row a contribution: exact, in whole smallest units (pence, minutes)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from joinedup.engine.disclosure.contributions import Contributions, Row, contributions
from joinedup.engine.disclosure.counts_file import check_columns, check_keys, table_rows
from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.errors import error

GREATEST_AMOUNT = 10**15  # in smallest units: up to here sums, and a hundred times as much, are exact
MOST_DECIMALS = 6
OWN_COLUMNS = ("level", "area", "count", "amount", "status")  # of a published table, beside the BY columns
_NUMBER = re.compile(r"(\d{1,16})(?:\.(\d*))?", re.ASCII)


@frozen(eq=False)
class Amounts:
    """A table of amounts, in units of the last of its `decimals`, and who is behind it."""

    table: Cube
    behind: Contributions
    decimals: int


def read_amounts(path: Path, amount: str, contributor: str, by: Sequence[str], hierarchy: Sequence[str]) -> Amounts:
    """The table of amounts in a CSV file (UTF-8): one row a contribution, with a column a level and a category.

    Contributors are told apart without regard to capitals and blanks. Raises errors of the catalogue: `file-missing`,
    `usage`, `table-unreadable`, `column-missing`, `amount-invalid`, `contributor-missing`, `key-invalid`, and those of
    `cube`.
    """
    names = [*hierarchy, *by, contributor, amount]
    check_columns(names, by, hierarchy, "--amount, --contributor", OWN_COLUMNS)
    read: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[int, str]]] = []
    for where, (*keys, one, given) in table_rows(path, names):
        check_keys(keys, where)
        who = " ".join(one.casefold().split())
        if not who:
            raise error("contributor-missing", where=f"{where}, column {contributor}")
        parts = _parts(given, f"{where}, column {amount}")
        read.append((who, tuple(keys[: len(hierarchy)]), tuple(keys[len(hierarchy) :]), parts))
    decimals = max((len(after) for *_, (_, after) in read), default=0)
    rows: list[Row] = [
        (who, areas, values, whole * 10**decimals + int(after.ljust(decimals, "0") or 0))
        for who, areas, values, (whole, after) in read
    ]
    if sum(row[3] for row in rows) > GREATEST_AMOUNT:
        what = f"with {decimals} decimals its amounts cannot be added up exactly; round them first"
        raise error("counts-too-large", what=what)
    table = cube([row[1:] for row in rows], by, hierarchy, greatest=GREATEST_AMOUNT)
    return Amounts(table, contributions(table, rows), decimals)


def _parts(text: str, where: str) -> tuple[int, str]:
    """The whole part of an amount, and its decimals as they are written."""
    if not text:
        raise error("amount-invalid", where=where, problem="is missing")
    if text.startswith(("-", "−", "(")):
        raise error("amount-invalid", where=where, problem="is negative")
    found = _NUMBER.fullmatch(text)
    if not found:
        raise error("amount-invalid", where=where, problem="is not a plain number")
    after = found[2] or ""
    if len(after.rstrip("0")) > MOST_DECIMALS:
        raise error("amount-invalid", where=where, problem=f"has more than {MOST_DECIMALS} decimals")
    return int(found[1]), after[:MOST_DECIMALS]
