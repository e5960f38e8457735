"""A layout as a file: Frictionless Table Schema (specs.frictionlessdata.io/table-schema), and back.

`name`, `type`, `format`, `title` are the standard's; what only we need stands under `joinedup:…`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cattrs

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.supplies.layout import Column, Layout, checked
from joinedup.engine.supplies.source import FileFormat

_MOST_BYTES = 4 << 20
_PREFIX = "joinedup:"
_STRPTIME = {  # the standard writes a date's format as strptime does
    "YYYY-MM-DD": "default", "DD/MM/YYYY": "%d/%m/%Y", "MM/DD/YYYY": "%m/%d/%Y", "YYYY/MM/DD": "%Y/%m/%d",
    "DD Mon YYYY": "%d-%b-%Y", "DD Month YYYY": "%d %B %Y", "DD Mon YY": "%d-%b-%y", "Mon DD, YYYY": "%b %d, %Y",
    "Month DD, YYYY": "%B %d, %Y",
    "YYYYMMDD": "%Y%m%d", "DDMMYYYY": "%d%m%Y", "DD/MM/YY": "%d/%m/%y", "MM/DD/YY": "%m/%d/%y", "YYYY-MM": "%Y-%m",
}  # fmt: skip


def layout_as_json(layout: Layout) -> dict[str, Any]:
    """The layout as a Table Schema, plain values."""
    return {
        "fields": [_field(column) for column in layout.columns],
        "missingValues": ["", "N/A", "NULL", "-"],
        f"{_PREFIX}format": cattrs.unstructure(layout.format),
    }


def _field(column: Column) -> dict[str, Any]:
    kind = ITEMS[column.item].type if column.item in ITEMS and not column.part else ItemType.TEXT
    field: dict[str, Any] = {"name": column.heading, "type": kind.value}
    if column.date_style:
        field["format"] = _STRPTIME[column.date_style]
    if column.item in ITEMS:
        field["title"] = ITEMS[column.item].title
    extras = cattrs.unstructure(column)
    del extras["heading"]
    extras["values"] = dict(column.values)
    return field | {f"{_PREFIX}{name}": value for name, value in extras.items() if value not in ("", {}, None)}


def layout_from_json(plain: object, where: str = "") -> Layout:
    """The layout that a Table Schema describes; fields without our extensions are columns not kept.

    Raises `layout-unreadable`, `layout-item-unknown` and `layout-item-twice`.
    """
    try:
        fields = plain["fields"]  # type: ignore[index]
        columns = tuple(_column(field) for field in fields)
        found = cattrs.structure(plain.get(f"{_PREFIX}format", {"kind": "delimited text"}), FileFormat)  # type: ignore[attr-defined]
    except (KeyError, TypeError, AttributeError, ValueError, cattrs.BaseValidationError):
        raise error("layout-unreadable", where=where, problem="it is not a Table Schema with fields") from None
    if len({column.heading.casefold() for column in columns}) < len(columns):
        raise error("layout-unreadable", where=where, problem="two fields have one name")
    return checked(Layout(found, columns))


def _column(field: dict[str, Any]) -> Column:
    extras = {name.removeprefix(_PREFIX): value for name, value in field.items() if name.startswith(_PREFIX)}
    values = tuple((str(theirs), str(ours)) for theirs, ours in extras.pop("values", {}).items())
    column = cattrs.structure({**extras, "heading": field["name"]}, Column)
    return Column(**{**{name: getattr(column, name) for name in _COLUMN_FIELDS}, "values": values})


_COLUMN_FIELDS = ("heading", "item", "part", "date_style", "name_order", "confidence", "reason")


def write_layout(layout: Layout, path: Path) -> None:
    """Keep a layout in a file. Raises `file-unwritable`."""
    try:
        path.write_text(json.dumps(layout_as_json(layout), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except (OSError, ValueError):
        raise error("file-unwritable", where=path.name) from None


def read_layout(path: Path) -> Layout:
    """A layout from a file. Raises `file-missing`, and the errors of `layout_from_json`."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES)
    except (OSError, ValueError):
        raise error("file-missing", where=path.name) from None
    try:
        return layout_from_json(json.loads(text), path.name)
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, JoinedupError):
            raise
        raise error("layout-unreadable", where=path.name, problem="it is not JSON") from None
