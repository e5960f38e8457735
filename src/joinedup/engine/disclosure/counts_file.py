"""Reading an analyst's file of counts: strict, so that nothing is counted that was not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from joinedup.engine.disclosure.cube import ALL, GREATEST_COUNT, TOTAL, Cube, cube
from joinedup.engine.disclosure.sums_among import sum_among
from joinedup.engine.disclosure.table_file import lines_of
from joinedup.engine.errors import error

_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)  # as a spreadsheet shows 1,204: a count has no decimals
_LEFT_OUT = re.compile(r"[*~]+|\[?[csx]\]?|<\s?\d+|supp\w*", re.IGNORECASE)  # marks of what is not told
GREATEST_KEYS = 10**18  # sums of record keys
Values = tuple[str, ...]
OWN_COLUMNS = ("level", "area", "count", "status")  # the columns of a published table beside the BY columns


def read_counts(path: Path, count: str, by: Sequence[str], hierarchy: Sequence[str]) -> Cube:
    """The table of counts in a CSV file (UTF-8) or a spreadsheet, with one column a level, a category and the count.

    Rows with the same keys are added up. Raises errors of the catalogue: `file-missing`, `usage`, `table-unreadable`,
    `column-missing`, `count-invalid`, `key-invalid`, and those of `cube`.
    """
    names = [*hierarchy, *by, count]
    check_columns(names, by, hierarchy, "--count", OWN_COLUMNS)
    rows = []
    for where, row in table_rows(path, names):
        keys = tuple(row[:-1])
        check_keys(keys, where)
        rows.append((keys[: len(hierarchy)], keys[len(hierarchy) :], _count(row[-1], f"{where}, column {count}")))
    table = cube(rows, by, hierarchy)
    if problem := sum_among(table):
        raise error("key-invalid", where=str(path), problem=problem)
    return table


def check_columns(
    names: Sequence[str], by: Sequence[str], hierarchy: Sequence[str], others: str, own: Sequence[str]
) -> None:
    """That the columns named make a table. others: the options beside --by and --hierarchy. own: the columns of the
    published table that no category may be called by. Raises `usage`.
    """
    if not by or not hierarchy or any(not name for name in (*by, *hierarchy)):
        raise error("usage", what="Name at least one column for --by and one for --hierarchy.")
    if len(set(names)) < len(names):
        raise error("usage", what=f"A column is named twice among {others}, --by and --hierarchy.")
    if ALL in hierarchy or set(by) & set(own):
        *most, last = own
        raise error("usage", what=f"A level cannot be named 'all', nor a BY column {', '.join(most)} or {last}.")


def check_keys(keys: Sequence[str], where: str) -> None:
    """That area codes and categories are there and stand for no sum. Raises `key-invalid`."""
    if any(not key for key in keys):
        raise error("key-invalid", where=where, problem="is empty")
    if TOTAL in keys:
        raise error("key-invalid", where=where, problem=f"is '{TOTAL}', which stands for a sum")


def read_keys(path: Path, keys: str, by: Sequence[str], hierarchy: Sequence[str]) -> dict[tuple[str, Values], int]:
    """The sums of record keys in a file of counts, by finest area and categories. Raises as `read_counts` does."""
    found: dict[tuple[str, Values], int] = {}
    for where, (area, *rest) in table_rows(path, [hierarchy[0], *by, keys]):
        cell = (area, tuple(rest[:-1]))
        found[cell] = found.get(cell, 0) + _whole(rest[-1], f"{where}, column {keys}", GREATEST_KEYS)
    return found


def read_people(path: Path) -> dict[str, int]:
    """How many people live in each area: a table with the columns `area` and `people`.

    Raises `file-missing`, `table-unreadable`, `column-missing`, `count-invalid`.
    """
    found: dict[str, int] = {}
    for where, (area, people) in table_rows(path, ("area", "people")):
        if area in found:
            raise error("table-unreadable", where=where, problem="an area comes twice")
        found[area] = _count(people, f"{where}, column people")
    return found


def _count(text: str, where: str) -> int:
    return _whole(text, where, GREATEST_COUNT)


def _whole(text: str, where: str, greatest: int) -> int:
    if not text:
        raise error("count-invalid", where=where, problem="is empty")
    if _LEFT_OUT.fullmatch(text):
        raise error("count-invalid", where=where, problem="was left out by somebody before")
    if text.startswith("-"):
        raise error("count-invalid", where=where, problem="is negative")
    whole = text[:-2] if text.endswith(".0") else text
    whole = whole.replace(",", "") if _THOUSANDS.fullmatch(whole) else whole
    if not (whole.isascii() and whole.isdigit()):
        raise error("count-invalid", where=where, problem="is not a whole number")
    if len(whole.lstrip("0")) > len(str(greatest)) or int(whole) > greatest:
        raise error("count-invalid", where=where, problem=f"is more than {greatest:,}")
    return int(whole)


def table_rows(path: Path, names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The named columns of every row of a table, blanks around values removed, with where the row stands.

    Raises `file-missing`, `table-unreadable`, `column-missing`, and as `lines_of` does.
    """
    lines = lines_of(path)
    top, header = next(lines, (f"{path}, row 1", []))
    if len(set(header)) < len(header):
        raise error("table-unreadable", where=top, problem="two columns have the same name")
    missing = [name for name in names if name not in header]
    if missing:
        there = ", ".join(name for name in header if name) or "none"
        raise error("column-missing", where=top, missing=", ".join(missing), there=there)
    places = [header.index(name) for name in names]
    for where, row in lines:
        if len(row) != len(header):
            problem = f"a row has {len(row)} cells where the header has {len(header)}"
            raise error("table-unreadable", where=where, problem=problem)
        yield where, [row[place] for place in places]


def header_of(path: Path) -> list[str]:
    """The column names of a table. Raises as `lines_of` does."""
    return next(lines_of(path), ("", []))[1]
