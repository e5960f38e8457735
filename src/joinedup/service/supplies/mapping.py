"""What the columns of an arrival look like, and the layout as a person corrects it. Nobody's value leaves here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.errors import error
from joinedup.engine.supplies.dates import find_style
from joinedup.engine.supplies.layout import DATE_PARTS, Column, Layout, checked
from joinedup.engine.supplies.shapes import is_null
from joinedup.engine.supplies.source import FileFormat, Source
from joinedup.engine.supplies.value_maps import FLAG_ITEMS, map_for

LEFT_BEHIND = ""
BETWEEN = ":"  # an item and which part of it
_MASKS = (
    (re.compile(r"[^\W\d_]", re.ASCII), lambda found: "A" if found[0].isupper() else "a"),
    (re.compile(r"[^\x00-\x7f]"), lambda _: "?"),
    (re.compile(r"\d"), lambda _: "9"),
    (re.compile(r"a{4,}|A{4,}"), lambda found: found[0][:4]),  # a name's length is not told
)
_FEWEST = 10  # a rarer shape is not shown
_MOST_VALUES = 400
_IN_PARTS = {"forename": 2, "middle_names": 2, "surname": 2, "address_line_1": 2}
# what says the same as an item that is not there
_OTHERWISE = {
    "full_name": ("forename", "surname"),
    **dict.fromkeys(("title", "forename", "middle_names", "surname"), ("full_name",)),
    "address": ("address_line_1",),
    "address_line_1": ("address",),
    **dict.fromkeys((f"address_line_{number}" for number in range(2, 6)), ("address", "address_line_1")),
}


@frozen
class Choice:
    """What a person says about one column: an item with its part, or none; and how its dates are written."""

    item: str = LEFT_BEHIND
    part: str = ""
    date_style: str = ""


def looks(source: Source) -> list[dict[str, Any]]:
    """Of each column in the sample: how much is filled, how many are distinct, its shapes, how its dates are written.

    maps: for items whose values are translated, how they would be; of the vocabulary, never of the file.
    """
    return [_look(source.sample, place) for place in range(len(source.headings))]


def _look(sample: Sequence[Sequence[str]], place: int) -> dict[str, Any]:
    cells = [row[place].strip() for row in sample if place < len(row)]
    values = [cell for cell in cells if not is_null(cell)]
    distinct = [value for value, _ in Counter(values).most_common(_MOST_VALUES)]
    style = find_style(distinct) if distinct else None
    maps = {item: map_for(item, distinct)[0] for item in ("sex", *FLAG_ITEMS)}
    return {
        "filled": round(len(values) / len(cells), 3) if cells else 0.0,
        "distinct": len(set(values)),
        "shapes": list(_shapes(values)),
        "date_style": style.style.name if style else "",
        "maps": {item: [list(pair) for pair in pairs] for item, pairs in maps.items() if pairs},
    }


def _shapes(values: Sequence[str]) -> Iterator[str]:
    counted = Counter(_masked(value[:60]) for value in values)
    return (shape[:30] for shape, count in counted.most_common(2) if count >= _FEWEST)


def _masked(value: str) -> str:
    for pattern, stands_for in _MASKS:
        value = pattern.sub(stands_for, value)
    return value


def format_in_words(found: FileFormat) -> str:
    """What the file is: "XLSX, sheet Members, headings in row 3"."""
    said = [found.kind, found.encoding, f"sheet {found.sheet}" if found.sheet else ""]
    said.append(f"headings in row {found.header_row}" if found.header_row else "")
    return ", ".join(word for word in said if word)


def choices(items: Sequence[str]) -> list[tuple[str, str]]:
    """What a column can be said to be: each agreed item, its parts where it may come in several columns, or nothing."""
    found = [(LEFT_BEHIND, "Leave this column behind")]
    for name in (item for item in ITEMS if item in items):
        title = ITEMS[name].title
        found.append((name, title))
        if ITEMS[name].type is ItemType.DATE:
            found += [(f"{name}{BETWEEN}{part}", f"{title}: the {part}") for part in DATE_PARTS]
        for number in range(1, _IN_PARTS.get(name, 0) + 1):
            found.append((f"{name}{BETWEEN}{number}", f"{title}: part {number} of {_IN_PARTS[name]}"))
    return found


def chosen(column: Column, items: Sequence[str]) -> Choice:
    """The choice that stands in a layout; an item that is not agreed is left behind."""
    if column.item is None or column.item not in items:
        return Choice()
    return Choice(column.item, column.part, column.date_style)


def corrected(layout: Layout, said: Sequence[Choice], looks_of: Sequence[Mapping[str, Any]]) -> Layout:
    """The layout as a person says, column by column.

    Raises `dates-unread`, `layout-item-unknown`, `layout-item-twice`, `layout-unreadable`.
    """
    columns = tuple(map(_said, layout.columns, said, looks_of))
    return checked(evolve(layout, columns=columns))


def _said(column: Column, choice: Choice, look: Mapping[str, Any]) -> Column:
    item = choice.item or None
    style = ""
    if item in ITEMS and ITEMS[item].type is ItemType.DATE and choice.part not in DATE_PARTS:
        style = choice.date_style or column.date_style or str(look.get("date_style", ""))
        if not style:
            raise error("dates-unread", where=column.heading)
    if (column.item, column.part, column.date_style) == (item, choice.part, style):
        return column
    values = column.values if item == column.item else _map(look, item)
    order = column.name_order if item == column.item else ""
    return Column(column.heading, item, choice.part, style, order, values, 1.0, "set by a person")


def _map(look: Mapping[str, Any], item: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(theirs), str(ours)) for theirs, ours in look.get("maps", {}).get(item, ()))


def not_found(layout: Layout, items: Sequence[str]) -> list[str]:
    """The titles of agreed items that no column holds, nor another way in which the same is written."""
    absent = [item for item in items if item in ITEMS and item not in layout.items]
    return [ITEMS[item].title for item in absent if not set(_OTHERWISE.get(item, ())) & set(layout.items)]
