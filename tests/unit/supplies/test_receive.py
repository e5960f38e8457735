"""Receiving through the real gate: only what is agreed, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.unit.supplies.agreed import TODAY, Agreed
from tests.unit.supplies.extracts import ROWS, csv_text

from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.gate import RefusedError
from joinedup.engine.supplies import receive as receiving
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.receive import receive
from joinedup.engine.supplies.report import report_from_json
from joinedup.engine.supplies.suggest import suggest


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "members.csv"
    path.write_bytes(csv_text().encode("windows-1252"))
    return path


def test_only_agreed_items_are_in_the_vault_and_the_rest_is_named(agreed: Agreed, extract: Path) -> None:
    movement = agreed.movement(items=("surname", "sex", "tenure"))
    with pytest.raises(RefusedError):
        receive(agreed.gate, movement, extract, on=TODAY)  # tenure is not agreed
    movement = agreed.movement(items=("surname", "sex"))
    done: list[int] = []
    received = receive(agreed.gate, movement, extract, advance=done.append, on=TODAY)
    sealed, facts = agreed.register.kept["supply-1"]
    assert sealed.columns == ("row_number", "surname", "sex")
    assert (received.rows, sealed.rows, done) == (12, 12, [7, 12])
    assert received.report.not_kept == ("Ref", "First Name", "DOB", "Post Code", "NHS No", "Arrears")
    assert report_from_json(facts["report"]) == received.report  # type: ignore[arg-type]
    table = agreed.vault.read("supply-1", ("surname", "sex"))
    assert table["surname"].to_pylist() == [row[2] for row in ROWS]


def test_the_sealed_file_holds_no_plain_text(agreed: Agreed, extract: Path) -> None:
    receive(agreed.gate, agreed.movement(), extract, on=TODAY)
    for path in agreed.folder.rglob("*"):
        if path.is_file():
            assert not any(row[6].encode() in path.read_bytes() for row in ROWS)


def test_an_interruption_half_way_leaves_nothing(
    agreed: Agreed, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(receiving, "measure", broken)
    with pytest.raises(KeyboardInterrupt):
        receive(agreed.gate, agreed.movement(), extract, on=TODAY)
    assert agreed.register.kept == {}
    assert [path for path in agreed.folder.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert receive(agreed.gate, agreed.movement(), extract, on=TODAY).rows == 12


def test_the_next_supply_is_compared_with_this_one(agreed: Agreed, extract: Path) -> None:
    first = receive(agreed.gate, agreed.movement("one"), extract, on=TODAY)
    extract.write_text(csv_text(rows=ROWS[:6]), encoding="utf-8")
    layout = suggest(open_source(extract), [first.layout])
    second = receive(agreed.gate, agreed.movement("two"), extract, layout, first.report, on=TODAY)
    assert [finding.code for finding in second.report.drift] == ["rows-changed"]


def test_nothing_agreed_in_the_file_is_an_error(agreed: Agreed, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("colour,size\nred,1\nblue,2\n", encoding="utf-8")
    with pytest.raises(JoinedupError) as caught:
        receive(agreed.gate, agreed.movement(), path, on=TODAY)
    assert caught.value.code == "supply-nothing-agreed"
    assert agreed.register.kept == {}


def test_without_a_day_the_database_s_own_is_used(agreed: Agreed, extract: Path) -> None:
    with duckdb.connect() as connection:
        today = connection.execute("SELECT current_date").fetchone()
    assert today is not None
    assert receive(agreed.gate, agreed.movement(), extract).report.on == today[0]
