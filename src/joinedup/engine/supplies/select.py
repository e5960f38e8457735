"""SQL over raw columns: typed columns of the agreed items, and which values could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.supplies.dates import BY_NAME
from joinedup.engine.supplies.layout import DATE_PARTS, Column, Layout
from joinedup.engine.supplies.source import ROW_NUMBER, raw_name

SQL_TYPES = {
    ItemType.TEXT: "VARCHAR",
    ItemType.DATE: "DATE",
    ItemType.INTEGER: "BIGINT",
    ItemType.NUMBER: "DOUBLE",
}


def quoted(identifier: str) -> str:
    """An identifier as SQL text."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL text."""
    return "'" + text.replace("'", "''") + "'"


def items_kept(layout: Layout, agreed: Sequence[str]) -> tuple[str, ...]:
    """The agreed items that the file holds, in the order of the agreement."""
    return tuple(item for item in dict.fromkeys(agreed) if layout.columns_for(item))


def typed_columns(items: Sequence[str]) -> str:
    """The columns of the table, for CREATE TABLE: row_number and one column an item."""
    columns = [f"{quoted(ROW_NUMBER)} BIGINT", *(f"{quoted(item)} {SQL_TYPES[ITEMS[item].type]}" for item in items)]
    return ", ".join(columns)


def typed_select(layout: Layout, items: Sequence[str], raw_table: str) -> str:
    """A SELECT of row_number and the items, typed, from a table of raw batches.

    Beside each item that can be unreadable stands a BOOLEAN column `!item`: a value was there and is no date
    or number. Raw values are tidied already (`tidy`).
    """
    wanted = [quoted(ROW_NUMBER)]
    for item in items:
        columns = layout.columns_for(item)
        wanted.append(f"{_value(item, columns)} AS {quoted(item)}")
        if can_be_unreadable(item):
            there = " OR ".join(f"{raw_name(place)} IS NOT NULL" for place, _ in columns)
            wanted.append(f"({there}) AND {quoted(item)} IS NULL AS {quoted(flag_name(item))}")
    return f"SELECT {', '.join(wanted)} FROM {raw_table}"


def flag_name(item: str) -> str:
    """The column of `typed_select` that says that an item could not be read."""
    return f"!{item}"


def can_be_unreadable(item: str) -> bool:
    """Whether values of the item can fail to be read: dates and numbers."""
    return ITEMS[item].type is not ItemType.TEXT


def _value(item: str, columns: Sequence[tuple[int, Column]]) -> str:
    kind = ITEMS[item].type
    first = raw_name(columns[0][0])
    if kind is ItemType.DATE:
        parts = {column.part: raw_name(place) for place, column in columns}
        return _date_of_parts(parts) if set(parts) == set(DATE_PARTS) else BY_NAME[columns[0][1].date_style].sql(first)
    if kind is ItemType.INTEGER:
        number = _number(first)
        return f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS BIGINT) END"
    if kind is ItemType.NUMBER:
        return _number(first)
    if len(columns) > 1:
        return f"nullif(concat_ws(' ', {', '.join(raw_name(place) for place, _ in columns)}), '')"
    return _text(first, columns[0][1])


def _text(raw: str, column: Column) -> str:
    if column.name_order == "surname first":
        comma = (
            f"concat_ws(' ', nullif(trim(substr({raw}, strpos({raw}, ',') + 1)), ''), trim(split_part({raw}, ',', 1)))"
        )
        blank = f"concat_ws(' ', nullif(trim(substr({raw}, strpos({raw}, ' ') + 1)), ''), split_part({raw}, ' ', 1))"
        return f"CASE WHEN contains({raw}, ',') THEN {comma} WHEN contains({raw}, ' ') THEN {blank} ELSE {raw} END"
    otherwise = f"upper({raw})" if column.item == "sex" else raw
    if not column.values:
        return otherwise
    whens = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in column.values)
    return f"CASE upper({raw}) {whens} ELSE {otherwise} END"


def _number(raw: str) -> str:
    """Pounds, commas, per cent signs and accountants' brackets aside; no infinities."""
    bare = f"replace(replace(replace(replace({raw}, '£', ''), ',', ''), ' ', ''), '%', '')"
    signed = f"CASE WHEN {bare} LIKE '(%)' THEN '-' || {bare}[2:-2] ELSE {bare} END"
    number = f"coalesce(try_cast({raw} AS DOUBLE), try_cast({signed} AS DOUBLE))"  # most are plain numbers
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _date_of_parts(parts: dict[str, str]) -> str:
    month = parts["month"]
    names = f"nullif((strpos('janfebmaraprmayjunjulaugsepoctnovdec', lower({month}[:3])) + 2) // 3, 0)::VARCHAR"
    number = f"CASE WHEN regexp_full_match({month}, '[0-9]+') THEN {month} ELSE {names} END"
    text = f"{parts['year']} || '-' || ({number}) || '-' || {parts['day']}"
    return f"CASE WHEN length({parts['year']}) = 4 THEN try_cast({text} AS DATE) END"
