"""What an extract's columns mean, for whoever writes code against it: CSV on the Web (W3C, 2015)."""

from __future__ import annotations

import polars as pl

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.spreadsheet_safe import safe_cell

_OWN = {
    "pseudonym": "One person within this agreement; it fits no other agreement.",
    "age": "Age in bands, in the year of the extract.",
    "sex": "Sex.",
    "area": "Where the person lives: an area's code, or a wider area's.",
}
_SHIFTED = " Moved by one secret number of days a person: days between two dates are as they were, dates are not."


def describe(extract: pl.DataFrame, files: dict[str, str], title: str) -> dict[str, object]:
    """The description of an extract and of files of the same shape, as plain values.

    files: by name, what each is. Every column has a name, its meaning and a datatype of XML Schema.
    """
    columns = [
        {"name": safe_cell(name), "dc:description": _meaning(name, kind), "datatype": _datatype(kind), "null": ""}
        for name, kind in extract.schema.items()
    ]
    schema = {"columns": columns, "primaryKey": "pseudonym"}
    tables = [{"url": name, "dc:title": words, "tableSchema": schema} for name, words in files.items()]
    return {"@context": "http://www.w3.org/ns/csvw", "dc:title": title, "tables": tables}


def _meaning(column: str, kind: pl.DataType) -> str:
    dataset, _, item = column.rpartition(": ")
    if item in ITEMS:
        return f"{ITEMS[item].title}, as {dataset} has it.{_SHIFTED if kind == pl.Date else ''}"
    return _OWN.get(column, "")


def _datatype(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "integer"
    if kind.is_numeric():
        return "number"
    return "date" if kind == pl.Date else "string"
