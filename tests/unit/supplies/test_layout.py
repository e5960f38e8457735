"""Layouts: corrected, checked, kept in a file and read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.layout import Column, Layout, correct, fitted
from joinedup.engine.supplies.layout_file import layout_as_json, layout_from_json, read_layout, write_layout
from joinedup.engine.supplies.source import FileFormat

FORMAT = FileFormat("delimited text", "windows-1252", ",", header_row=3)
LAYOUT = Layout(
    FORMAT,
    (
        Column("Ref", "record_id", confidence=0.95, reason="the heading says so"),
        Column("Day", "date_of_birth", "day"),
        Column("Month", "date_of_birth", "month"),
        Column("Year", "date_of_birth", "year"),
        Column("Joined", "start_date", date_style="DD/MM/YYYY"),
        Column("M/F", "sex", values=(("MALE", "M"), ("FEMALE", "F"))),
        Column("Notes"),
    ),
)


def test_it_comes_back_from_a_file_as_it_was(tmp_path: Path) -> None:
    write_layout(LAYOUT, tmp_path / "layout.json")
    assert read_layout(tmp_path / "layout.json") == LAYOUT


def test_the_file_is_a_table_schema() -> None:
    schema = layout_as_json(LAYOUT)
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["Joined"]["type"] == "date"
    assert fields["Joined"]["format"] == "%d/%m/%Y"
    assert fields["Notes"] == {"name": "Notes", "type": "string", "joinedup:confidence": 0.0}
    assert layout_from_json({"fields": [{"name": "Ref", "type": "string"}]}).columns == (Column("Ref"),)


def test_a_person_corrects_it() -> None:
    corrected = correct(LAYOUT, "notes", "tenure")
    assert (corrected.columns[6].item, corrected.columns[6].confidence) == ("tenure", 1.0)
    assert correct(corrected, "Notes", None).columns[6].item is None
    assert corrected.items == ("record_id", "date_of_birth", "sex", "start_date", "tenure")


@pytest.mark.parametrize(
    ("heading", "item", "code"),
    [
        ("Nothing", "tenure", "layout-heading-unknown"),
        ("Notes", "shoe_size", "layout-item-unknown"),
        ("Notes", "sex", "layout-item-twice"),
        ("Notes", "date_of_birth", "layout-item-twice"),
        ("Notes", "end_date", "layout-unreadable"),  # a date needs a style
        ("Month", None, "layout-unreadable"),  # a date needs all its parts
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(heading: str, item: str | None, code: str) -> None:
    with pytest.raises(JoinedupError) as caught:
        correct(LAYOUT, heading, item)
    assert caught.value.code == code


def test_it_fits_other_orders_and_new_columns_and_says_what_is_absent() -> None:
    moved = fitted(LAYOUT, ("New", "m/f", "Year", "Month", "Day", "Joined", "Ref"), FORMAT, "a.csv")
    assert [column.item for column in moved.columns][:3] == [None, "sex", "date_of_birth"]
    with pytest.raises(JoinedupError) as caught:
        fitted(LAYOUT, ("Ref", "Day"), FORMAT, "a.csv")
    assert "Month, Year, Joined, M/F" in caught.value.what


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"fields": 1}', '{"fields": [{"type": "string"}]}', "\x00", "[" * 9999]
)
def test_what_is_no_layout_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JoinedupError) as caught:
        read_layout(path)
    assert caught.value.code == "layout-unreadable"


def test_two_fields_of_one_name_are_refused() -> None:
    with pytest.raises(JoinedupError):
        layout_from_json(json.loads('{"fields": [{"name": "a"}, {"name": "A"}]}'))
