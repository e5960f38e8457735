"""Rules about supplies, in plain English."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from tests.unit.supplies.agreed import TODAY, Agreed
from tests.unit.supplies.extracts import csv_text

import joinedup.engine.supplies as supplies
from joinedup.engine.supplies.in_memory import in_memory
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.receive import receive
from joinedup.engine.supplies.suggest import suggest_columns

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in Path(supplies.__file__).parent.glob("*.py")}


def test_a_supply_never_becomes_a_temporary_file() -> None:
    """Nothing in the area writes anything but a layout, which holds no data."""
    for name, text in SOURCES.items():
        assert not re.search(r"import tempfile|NamedTemporary|mkstemp|mkdtemp", text), name
        if name != "layout_file.py":
            assert not re.search(
                r"write_text|write_bytes|open\(\"w|, \"w\"\)",
                text.replace('copy.open(part.filename, "w")', "").replace('ZipFile(clean, "w", ', ""),
            ), name


def test_work_in_memory_cannot_spill_to_a_file() -> None:
    """The only connection made here is one that may not write."""
    connecting = [name for name, text in SOURCES.items() if "duckdb.connect(" in text]
    assert connecting == ["in_memory.py"]
    with in_memory() as connection:
        assert connection.execute("SELECT current_setting('temp_directory')").fetchone() == ("",)


def test_the_vault_is_not_opened_from_here() -> None:
    """There is one door: supplies talk to the gate only."""
    assert not any("engine.vault" in text for text in SOURCES.values())


def test_a_column_that_is_not_agreed_is_not_stored_and_is_named(tmp_path: Path) -> None:
    """The report says which headings of the file were not kept."""
    agreed = Agreed(tmp_path / "vault", ("postcode",))
    path = tmp_path / "extract.csv"
    path.write_text(csv_text(), encoding="utf-8")
    received = receive(agreed.gate, agreed.movement(), path, on=TODAY)
    assert agreed.register.kept["supply-1"][0].columns == ("row_number", "postcode")
    assert len(received.report.not_kept) == 7
    assert "Not kept: 7 columns" in received.report.sentences()[-1]


def test_a_reason_for_a_column_never_holds_a_value(tmp_path: Path) -> None:
    """Reasons speak of headings, counts and shapes."""
    path = tmp_path / "extract.csv"
    path.write_text(csv_text(), encoding="utf-8")
    source = open_source(path)
    values = {value for row in source.sample for value in row if len(value) > 3}
    for column in suggest_columns(source).columns:
        assert not any(value in column.reason for value in values)


def test_no_clock_in_the_area() -> None:
    """The day is given, or the database's own."""
    assert not any(re.search(r"\b(today|now)\(\)", text) for text in SOURCES.values())
    assert "on" in inspect.signature(receive).parameters
