"""A layout: how a partner's columns map to the vocabulary. Suggested, corrected by a person, remembered."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.errors import error
from joinedup.engine.supplies.dates import BY_NAME
from joinedup.engine.supplies.source import FileFormat

DATE_PARTS = ("day", "month", "year")


@frozen
class Column:
    """One column of the partner's file.

    item: the data item it holds, or None where it is not kept. part: where several columns make one item,
    day, month or year of a date, or 1, 2, 3 for texts put one behind the other. date_style: as in `dates`.
    name_order: "surname first" where a full name is turned round. values: pairs of a partner's value (upper
    case) and the vocabulary's. confidence: 0 to 1. reason: why, in words, without anybody's data.
    """

    heading: str
    item: str | None = None
    part: str = ""
    date_style: str = ""
    name_order: str = ""
    values: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.0
    reason: str = ""


@frozen
class Layout:
    """The columns in the order of the file, and what the file was."""

    format: FileFormat
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The partner's headings, in order."""
        return tuple(column.heading for column in self.columns)

    @property
    def items(self) -> tuple[str, ...]:
        """The data items that the file holds, each once, in the order of the vocabulary."""
        mapped = {column.item for column in self.columns}
        return tuple(item for item in ITEMS if item in mapped)

    def columns_for(self, item: str) -> tuple[tuple[int, Column], ...]:
        """Position (from 0) and column of everything that makes up an item; parts in their order."""
        found = [(position, column) for position, column in enumerate(self.columns) if column.item == item]
        return tuple(sorted(found, key=lambda pair: pair[1].part))

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a file with these headings has every column that this layout maps."""
        there = {heading.casefold() for heading in headings}
        return all(column.heading.casefold() in there for column in self.columns if column.item)


def correct(
    layout: Layout, heading: str, item: str | None, *, part: str = "", date_style: str = "", name_order: str = ""
) -> Layout:
    """The layout with one column put right by a person, who is sure; item None: the column is not kept.

    Raises `layout-heading-unknown`, `layout-item-unknown`, `layout-item-twice`.
    """
    known = {column.heading.casefold(): column for column in layout.columns}
    if heading.casefold() not in known:
        raise error("layout-heading-unknown", where=heading)
    before = known[heading.casefold()]
    kind = ITEMS[item].type if item in ITEMS else None
    style = date_style or (before.date_style if kind is ItemType.DATE and not part else "")
    changed = evolve(
        before, item=item, part=part, date_style=style, name_order=name_order,
        values=before.values if item == before.item else (), confidence=1.0, reason="set by a person",
    )  # fmt: skip
    columns = tuple(changed if column is before else column for column in layout.columns)
    return checked(evolve(layout, columns=columns))


def checked(layout: Layout) -> Layout:
    """The layout itself, if it makes sense. Raises `layout-item-unknown`, `layout-item-twice`, `layout-unreadable`."""
    taken: dict[str, set[str]] = {}
    for column in layout.columns:
        if column.item is None:
            continue
        if column.item not in ITEMS:
            raise error("layout-item-unknown", where=column.heading, item=column.item)
        parts = taken.setdefault(column.item, set())
        if column.part in parts or (parts and "" in parts | {column.part}):
            raise error("layout-item-twice", where=column.heading, item=column.item)
        parts.add(column.part)
        is_date = ITEMS[column.item].type is ItemType.DATE
        if column.part in DATE_PARTS and not is_date:
            raise error("layout-unreadable", where=column.heading, problem="a part of a date for what is no date")
        if is_date and column.part not in DATE_PARTS and column.date_style not in BY_NAME:
            raise error("layout-unreadable", where=column.heading, problem="no style for a column of dates")
    for item, parts in taken.items():
        if parts & set(DATE_PARTS) and parts != set(DATE_PARTS):
            raise error("layout-unreadable", where=item, problem="a date needs day, month and year")
    return layout


def fitted(layout: Layout, headings: Sequence[str], format_found: FileFormat, name: str) -> Layout:
    """A remembered layout for a file with the same columns, perhaps in another order or with new ones beside.

    Raises `layout-does-not-fit` naming the headings of mapped columns that the file does not have.
    """
    absent = [
        c.heading for c in layout.columns if c.item and c.heading.casefold() not in {h.casefold() for h in headings}
    ]
    if absent:
        raise error("layout-does-not-fit", where=name, headings=", ".join(absent))
    known = {column.heading.casefold(): column for column in layout.columns}
    new = "not in the layout"
    columns = [evolve(known.get(h.casefold(), Column(h, reason=new)), heading=h) for h in headings]
    return Layout(format_found, tuple(columns))
