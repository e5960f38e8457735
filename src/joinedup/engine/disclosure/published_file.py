"""A published table on disk: the CSV file, and its metadata beside it (W3C CSV on the Web)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import asdict, evolve

from joinedup.engine.disclosure.amounts import ProtectedAmounts
from joinedup.engine.disclosure.attack import Attack
from joinedup.engine.disclosure.changed import Changed
from joinedup.engine.disclosure.counts_file import header_of, table_rows
from joinedup.engine.disclosure.cube import ALL, MOST_CELLS
from joinedup.engine.disclosure.metadata_check import misfit, read_metadata
from joinedup.engine.disclosure.nearest import Nearest
from joinedup.engine.disclosure.protection import Protected
from joinedup.engine.disclosure.published import (
    NOT_THERE,
    PRIMARY,
    STATUSES,
    WITH_FIGURE,
    Cell,
    Key,
    Published,
    as_figure,
    as_rows,
    header,
    with_one_mark,
)
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error
from joinedup.engine.spreadsheet_safe import safe_cell, whole_file, write_csv

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
NOT_PUBLIC = (
    "For whoever made the table, not for the public: the column status tells which cells are small or sensitive."
)
_MEANINGS = {
    "level": "The level of the area, or all",
    "area": "The code of the area, or Total",
    "count": "The count; empty where it is left out",
    "status": "shown; suppressed: left out, because it is small or to protect others (suppressed-primary and "
    "suppressed-secondary tell which: not for the public); changed: rounded or with noise, see joinedup:method; "
    "summed: the sum of the figures shown, without what is left out",
}
_MEANINGS_OF_AMOUNTS = {
    **{name: meaning for name, meaning in _MEANINGS.items() if name != "count"},
    "amount": "The amount, exact; empty where it is left out",
    "status": "shown; suppressed: left out, because it would tell what somebody gives or to protect others "
    "(suppressed-primary and suppressed-secondary tell which: not for the public)",
}
_LONGEST = 12  # digits of a count
_FIGURE = re.compile(r"\d{1,16}(?:\.(\d{1,6}))?", re.ASCII)


def metadata_path(path: Path) -> Path:
    """Where the metadata of a published table lie."""
    return path.with_name(path.name + "-metadata.json")


Made = Protected | Changed | ProtectedAmounts


def write_published(path: Path, protected: Made, *, two_marks: Attack | None = None) -> Path:
    """Write the table and, beside it, its metadata; returns where those are. Raises as `write_csv` does.

    two_marks: where small cells are to be told from others that are left out, which is not for the public, the attack
    of the table with both marks. Without it there is one mark for all that is left out.
    """
    table = protected.published if two_marks else with_one_mark(protected.published)
    beside = metadata_path(path)
    with whole_file(beside) as stream:
        json.dump(metadata(path.name, protected, two_marks), stream, indent=1, ensure_ascii=False)
        stream.write("\n")
    write_csv(path, _header(table), as_rows(table))
    return beside


def _header(table: Published) -> list[str]:
    return header(table.by, amounts=table.decimals is not None)


def metadata(name: str, protected: Made, two_marks: Attack | None = None) -> dict[str, Any]:
    """What goes with a published table, as plain values. two_marks: as `write_published` takes it."""
    table, attacked = protected.published, two_marks or protected.attack
    meanings = _MEANINGS if table.decimals is None else _MEANINGS_OF_AMOUNTS
    types = {"count": "integer", "amount": "decimal" if table.decimals else "integer"}
    columns = [
        {
            "name": safe_cell(column),
            "dc:description": meanings.get(column, "A category, or Total"),
            "datatype": "string" if column in table.by else types.get(column, "string"),
        }
        for column in _header(table)
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"joinedup": "urn:joinedup:"}],
        "url": name,
        **({"dc:accessRights": NOT_PUBLIC} if two_marks else {"dc:license": {"@id": LICENCE}}),
        "tableSchema": {"columns": columns, "primaryKey": [c["name"] for c in columns[: 2 + len(table.by)]]},
        "joinedup:rules": asdict(_for_readers(table)),
        "joinedup:method": {"name": table.method, "within": table.within, **_rounded(table)},
        "joinedup:attack": {
            "assumptions": [f"no {'count' if table.decimals is None else 'amount'} is negative", *_assumed(table)],
            "attacked": len(attacked.readings),
            "pinned": attacked.pinned,
            "unchecked": attacked.unchecked,
            "safe": attacked.safe
            and (two_marks is None or table.decimals is None),  # of amounts marks are not attacked
        },
        "joinedup:lookup": {
            "levels": [safe_cell(level) for level in table.levels],
            "areas": [[safe_cell(code) for code in codes] for codes in table.lookup],
        },
    }


def _assumed(table: Published) -> list[str]:
    if table.decimals is not None:
        shown = f"an amount left out is at least {as_figure(1, table.decimals)}, because zeros are published"
        return [shown] if table.rule.zeros_published else []
    if table.near is not None:
        return _assumed_of_rule(table, table.near)
    if table.within:
        return [f"every count is within {table.within} of its figure", "a count of zero has the figure zero"]
    return ["a count left out is at least 1, because zeros are published"] if table.rule.zeros_published else []


def _rounded(table: Published) -> dict[str, Any]:
    return {} if table.near is None else {"nearest": asdict(table.near)}


def _assumed_of_rule(table: Published, near: Nearest) -> list[str]:
    rule = table.rule
    found = ["what the rule set does is known", "a count of zero has the figure zero"]
    if near.sums:
        found.append("a total is the sum of the figures shown")
    if near.middle and not near.further:
        return found
    if near.further:
        return [*found, f"a count left out is at least {int(rule.zeros_published)}, and need not be small"]
    return [*found, f"a count left out is {rule.smallest} to {rule.largest}"]


def _for_readers(table: Published) -> Rule:
    """The rule set without how far amounts were kept from: who knows that knows more of what is left out."""
    return table.rule if table.decimals is None else evolve(table.rule, dominance_n=0, dominance_share=0, p_percent=0)


def read_published(path: Path) -> Published:
    """A published table, with what its metadata say where they lie beside it.

    Without metadata the rule is the default one and no area lookup is known. A cell that has no row, though its area
    and its categories have, is `NOT_THERE`. Raises `file-missing`, `table-unreadable`, `table-not-protected`,
    `counts-too-large`, and `table-metadata-wrong` where the metadata cannot be those of the table.
    """
    names = header_of(path)
    amounts = "count" not in names and "amount" in names
    if missing := [name for name in header((), amounts=amounts) if name not in names]:
        has = ", ".join(name for name in names if name) or "none"
        raise error("table-not-protected", where=f"{path}, row 1", missing=", ".join(missing), there=has)
    by = [name for name in names if name not in (_MEANINGS_OF_AMOUNTS if amounts else _MEANINGS)]
    figure = _amount if amounts else _count
    read: dict[Key, tuple[tuple[int, int] | None, str]] = {}
    areas: dict[str, set[str]] = {}
    for where, (level, area, *rest) in table_rows(path, header(by, amounts=amounts)):
        *values, text, status = rest
        found = figure(text)
        if status not in STATUSES or (status in WITH_FIGURE) != (found is not None) or bool(text) != bool(found):
            raise error("table-unreadable", where=where, problem="the count does not fit the status")
        key = Key(level, area, tuple(values))
        if key in read:
            raise error("table-unreadable", where=where, problem="a cell comes twice")
        read[key] = found, status
        areas.setdefault(level, set()).add(area)
    decimals = max((found[1] for found, _ in read.values() if found), default=0)
    cells = {
        key: Cell(key, found and found[0] * 10 ** (decimals - found[1]), status)
        for key, (found, status) in read.items()
    }
    levels = sorted(areas.keys() - {ALL}, key=lambda level: -len(areas[level]))
    said = read_metadata(metadata_path(path))
    there = [*cells.values(), *_not_there(cells, areas, path)]
    table = Published(
        path.name, said.levels or tuple(levels), tuple(by), tuple(there), said.lookup, said.rule, said.method,
        said.within, decimals if amounts else None, said.near,
    )  # fmt: skip
    if problem := misfit(table):
        raise error("table-metadata-wrong", where=str(metadata_path(path)), problem=problem)
    return table


def _count(text: str) -> tuple[int, int] | None:
    """A whole number, and its decimals: none."""
    return (int(text), 0) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def _amount(text: str) -> tuple[int, int] | None:
    """The digits of an amount as a whole number, and how many of them are decimals."""
    found = _FIGURE.fullmatch(text)
    return (int(text.replace(".", "")), len(found[1] or "")) if found else None


def _not_there(cells: Mapping[Key, Cell], areas: Mapping[str, set[str]], path: Path) -> Iterator[Cell]:
    """The cells that have no row: whoever deletes the row of a small count leaves the sums that tell it."""
    combinations = {key.values for key in cells}
    places = [(level, area) for level, codes in areas.items() for area in codes]
    if len(places) * len(combinations) > MOST_CELLS:
        raise error("counts-too-large", where=str(path), what=f"more than {MOST_CELLS:,} cells with all margins")
    if len(places) * len(combinations) == len(cells):
        return
    for level, area in sorted(places):
        for values in sorted(combinations):
            if (key := Key(level, area, values)) not in cells:
                yield Cell(key, None, NOT_THERE)


__all__ = ["LICENCE", "PRIMARY", "metadata", "metadata_path", "read_published", "write_published"]
