"""What the gate promises over any register. Each register's test module takes all of these tests over.

A module that imports them gives the fixture `house`: a gate over its register, with the agreement of
`tests.made_up.partnership` in force and nothing received yet.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pytest
from attrs import evolve

from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.gate import Gate, Incoming, Matching, RefusedError
from joinedup.engine.gate.movement import INDEX, INDEX_COLUMNS, Kind, Movement
from joinedup.engine.gate.register import Register
from joinedup.engine.vault.vault import Vault
from tests.made_up.partnership import LOOK_UP, RECEIVE, ROWS

INDEX_MADE = evolve(
    RECEIVE, kind=Kind.LINK, source="a-3-index-1", supplier="council", dataset=INDEX, columns=INDEX_COLUMNS
)


class House(Protocol):
    """A gate over a register under test."""

    gate: Gate
    register: Register
    vault: Path

    def recorded(self) -> list[tuple[str, bool]]:
        """Every movement that was written down, in order: its kind and whether it was allowed."""

    def stop(self) -> None:
        """Suspend the agreement."""

    def note_destroyed(self, name: str) -> None:
        """Write down that a source is gone."""


def receive(house: House, movement: Movement = RECEIVE, rows: pa.Table = ROWS) -> None:
    with house.gate.receive(movement) as incoming:
        fill(incoming, rows)


def fill(incoming: Incoming, rows: pa.Table = ROWS) -> None:
    incoming.connection.register("rows", rows)
    incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM rows")


def left(house: House) -> list[str]:
    """Every file in the vault."""
    return sorted(path.name for path in house.vault.rglob("*") if path.is_file())


def codes(caught: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [reason.code for reason in caught.value.decision.reasons]


def test_what_was_received_comes_out_again(house: House) -> None:
    """Rows, row numbers and the order in which they came."""
    receive(house)
    with house.gate.lend(LOOK_UP, rows=[1, 2]) as table:
        assert table.to_pylist() == ROWS.to_pylist()
    assert house.recorded() == [("receive", True), ("deliver", True)]


def test_a_movement_is_written_down_before_a_byte_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the vault is asked, the register has it already."""
    receive(house)
    seen = []

    def read(*_: object, **__: object) -> pa.Table:
        seen.append(house.recorded()[-1])
        return ROWS

    monkeypatch.setattr(Vault, "read", read)
    with house.gate.lend(LOOK_UP, rows=[1]):
        assert seen == [("deliver", True)]


def test_what_a_search_finds_is_lent_after_both_were_written_down(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that the caller names among what the search met, and no others."""
    receive(house)
    searched = evolve(LOOK_UP, columns=("surname",))
    surname = ROWS["surname"][1].as_py()
    read, seen = Vault.read, []

    def watched(*asked: Any, **how: Any) -> pa.Table:
        seen.append(house.recorded()[-2:])
        return read(*asked, **how)

    def choose(met: pa.Table) -> list[int]:
        assert met["surname"].to_pylist() == [surname]
        return list(met["row_number"].to_pylist())

    monkeypatch.setattr(Vault, "read", watched)
    with house.gate.lend_found(searched, Matching("surname", (surname,)), choose, LOOK_UP) as table:
        assert table.to_pylist() == ROWS.to_pylist()[1:2]
    assert seen == [[("deliver", True), ("deliver", True)]] * 2


@pytest.mark.parametrize(("wrong", "told"), [(0, [False]), (1, [True, False])])
def test_nothing_is_searched_where_what_is_found_may_not_be_lent(
    house: House, monkeypatch: pytest.MonkeyPatch, wrong: int, told: list[bool]
) -> None:
    """Either refusal is written down, and nothing is read; what comes after a refusal is not asked for."""
    receive(house)
    asked = [LOOK_UP, LOOK_UP]
    asked[wrong] = evolve(LOOK_UP, purpose="marketing")
    monkeypatch.setattr(Vault, "read", lambda *_, **__: pytest.fail("read all the same"))
    with (
        pytest.raises(RefusedError) as caught,
        house.gate.lend_found(asked[0], Matching("surname", ("x",)), lambda met: [], asked[1]),
    ):
        pytest.fail("lent all the same")
    assert codes(caught) == ["purpose-not-agreed"]
    assert house.recorded()[1:] == [("deliver", allowed) for allowed in told]


def test_a_movement_in_is_written_down_before_the_file_is_opened(house: House) -> None:
    """Whoever fills the file has been written down."""
    with house.gate.receive(RECEIVE) as incoming:
        assert house.recorded() == [("receive", True)]
        fill(incoming)


def test_a_movement_that_cannot_be_written_down_does_not_happen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register that is down closes the gate."""
    receive(house)
    before = left(house)

    def down(*_: object) -> str:
        raise OSError("the register is down")

    monkeypatch.setattr(type(house.register), "record", down)
    monkeypatch.setattr(Vault, "read", lambda *_: pytest.fail("read without a record"))
    monkeypatch.setattr(Vault, "incoming", lambda *_: pytest.fail("opened without a record"))
    with pytest.raises(OSError, match="down"), house.gate.lend(LOOK_UP, rows=[1]):
        pytest.fail("lent without a record")
    with pytest.raises(OSError, match="down"):
        receive(house, evolve(RECEIVE, source="a-3-community-2"))
    assert left(house) == before


def test_a_refusal_is_written_down_with_every_reason_and_opens_nothing(house: House) -> None:
    """Refused movements are kept too, and nothing is left in the vault."""
    asked = evolve(RECEIVE, columns=("email",), purpose="marketing")
    with pytest.raises(RefusedError) as caught:
        receive(house, asked)
    assert codes(caught) == ["purpose-not-agreed", "items-not-agreed"]
    plain = caught.value.as_json()
    assert [reason["code"] for reason in plain["reasons"]] == codes(caught)  # type: ignore[attr-defined]
    assert caught.value.status == 1
    assert house.recorded() == [("receive", False)]
    assert left(house) == []


def test_after_the_agreement_is_stopped_nothing_moves(house: House) -> None:
    """Not even what was received before."""
    receive(house)
    house.stop()
    with pytest.raises(RefusedError) as caught, house.gate.lend(LOOK_UP, rows=[1]):
        pytest.fail("lent under a suspended agreement")
    assert codes(caught) == ["not-signed"]
    with pytest.raises(RefusedError):
        receive(house, evolve(RECEIVE, source="a-3-community-2"))
    assert [allowed for _, allowed in house.recorded()] == [True, False, False]


def _broken_off(house: House, failure: BaseException) -> None:
    with house.gate.receive(RECEIVE) as incoming:
        fill(incoming)
        raise failure


def test_an_exception_half_way_leaves_nothing(house: House) -> None:
    """No file, no key, no row: a supply is all there or not at all."""
    for failure in (ValueError("half-way"), KeyboardInterrupt(), SystemExit(3)):
        with pytest.raises(type(failure)):
            _broken_off(house, failure)
        assert left(house) == []
        assert house.register.source(RECEIVE.source) is None
    receive(house)
    assert house.register.source(RECEIVE.source) is not None


def test_a_register_that_cannot_keep_the_supply_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is there only if the register says so."""

    def down(*_: object) -> None:
        raise OSError("the register is down")

    monkeypatch.setattr(type(house.register), "keep", down)
    with pytest.raises(OSError, match="down"):
        receive(house)
    assert left(house) == []
    assert house.register.source(RECEIVE.source) is None


def _with_another_column(incoming: Incoming) -> None:
    fill(incoming, ROWS.append_column("email", pa.array(["a", "b"])))


def _with_another_spelling(incoming: Incoming) -> None:
    fill(incoming, ROWS.rename_columns(["row_number", "Forename", "surname", "nhs_number"]))


def _without_row_numbers(incoming: Incoming) -> None:
    fill(incoming, ROWS.drop_columns(["row_number"]))


def _with_text_for_row_numbers(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(0, "row_number", pa.array(["1", "2"])))


def _with_a_row_number_twice(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(0, "row_number", pa.array([1, 1])))


def _with_a_row_number_missing(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(0, "row_number", pa.array([1, None])))


def _with_another_table(incoming: Incoming) -> None:
    fill(incoming)
    incoming.connection.execute("CREATE TABLE sealed.more AS SELECT 'x' AS email")


def _with_another_schema(incoming: Incoming) -> None:
    fill(incoming)
    incoming.connection.execute("CREATE SCHEMA sealed.s; CREATE TABLE sealed.s.supply AS SELECT 1 AS row_number")


def _with_a_view(incoming: Incoming) -> None:
    fill(incoming)
    incoming.connection.execute("CREATE VIEW sealed.v AS SELECT 'x' AS email")


def _with_a_nested_column(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(1, "forename", pa.array([{"email": "a"}, {"email": "b"}])))


def _with_a_list(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(1, "forename", pa.array([["a", "b"], []])))


def _with_bytes(incoming: Incoming) -> None:
    fill(incoming, ROWS.set_column(1, "forename", pa.array([b"a", b"b"])))


def _without_a_table(incoming: Incoming) -> None:
    incoming.connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "wrong",
    [
        _with_another_column, _with_another_spelling, _without_row_numbers, _with_text_for_row_numbers,
        _with_a_row_number_twice, _with_a_row_number_missing, _with_another_table, _with_another_schema,
        _with_a_view, _with_a_nested_column, _with_a_list, _with_bytes, _without_a_table,
    ],
    ids=lambda wrong: wrong.__name__.strip("_"),
)  # fmt: skip
def test_what_was_not_agreed_cannot_be_sealed(house: House, wrong: Callable[[Incoming], None]) -> None:
    """Whatever is created inside `receive`: agreed columns and row numbers are sealed, or nothing is."""
    with pytest.raises(ValueError, match="seal"), house.gate.receive(RECEIVE) as incoming:
        wrong(incoming)
    assert left(house) == []
    assert house.register.source(RECEIVE.source) is None


def _never_committed(house: House) -> None:
    with house.gate.receive(RECEIVE) as incoming:
        incoming.connection.execute("BEGIN")
        fill(incoming)


def test_a_transaction_left_open_seals_nothing(house: House) -> None:
    """What was not committed is not there, and half of it is not either."""
    with pytest.raises(duckdb.TransactionException):
        _never_committed(house)
    assert left(house) == []


def test_the_incoming_connection_reaches_nothing_else(house: House, tmp_path: Path) -> None:
    """No other file can be read or written over it, and that cannot be switched off."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    tries = [
        f"COPY (SELECT 1) TO '{out}'",
        f"SELECT * FROM read_csv('{secret}')",
        f"ATTACH '{tmp_path / 'other.db'}' AS other",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET temp_file_encryption = false",
        f"SET temp_directory = '{tmp_path}'",
        f"SET log_query_path = '{out}'",
        f"PRAGMA profiling_output = '{out}'",
    ]
    with house.gate.receive(RECEIVE) as incoming:
        fill(incoming)
        for statement in tries:
            with pytest.raises(Exception, match=r"Permission Error|configuration|Permission"):
                incoming.connection.execute(statement)
    assert not out.exists()


def test_a_supply_is_received_once(house: House) -> None:
    """A second one of the same name is refused, and the first stays as it was."""
    receive(house)
    before = house.gate.fingerprint(RECEIVE.source)
    with pytest.raises(RefusedError) as caught:
        receive(house)
    assert codes(caught) == ["source-already-there"]
    assert house.gate.fingerprint(RECEIVE.source) == before
    assert house.gate.key_holds(RECEIVE.source)


def test_an_index_is_made_once(house: House) -> None:
    """Linkage may read an index again, and never writes over it."""
    rows = pa.table({"row_number": [1], **{column: ["x"] for column in INDEX_COLUMNS}})
    receive(house, INDEX_MADE, rows)
    before = house.gate.fingerprint(INDEX_MADE.source)
    with pytest.raises(RefusedError) as caught:
        receive(house, INDEX_MADE, rows)
    assert codes(caught) == ["source-already-there"]
    assert house.gate.fingerprint(INDEX_MADE.source) == before
    with house.gate.lend(INDEX_MADE) as table:
        assert table.num_rows == 1


def test_linkage_cannot_write_over_a_supply(house: House) -> None:
    """What linkage seals is an index, under a name of its own."""
    receive(house)
    with pytest.raises(RefusedError) as caught:
        receive(house, evolve(RECEIVE, kind=Kind.LINK))
    assert codes(caught) == ["source-already-there", "linkage-makes-an-index"]
    with house.gate.lend(evolve(RECEIVE, kind=Kind.LINK)) as table:
        assert table.num_rows == 2


def test_an_unknown_source_is_refused(house: House) -> None:
    """Nobody can ask for what is not there."""
    with pytest.raises(RefusedError) as caught, house.gate.lend(LOOK_UP, rows=[1]):
        pytest.fail("lent what is not there")
    assert codes(caught) == ["source-unknown"]


def test_a_destroyed_source_is_refused(house: House) -> None:
    """After destruction the register refuses, and the key is gone whatever the register says."""
    receive(house)
    house.gate.destroy(RECEIVE.source)
    assert left(house) == []
    with pytest.raises(JoinedupError) as gone, house.gate.lend(LOOK_UP, rows=[1]):
        pytest.fail("read without its key")
    assert gone.value.code == "vault-key-missing"
    house.note_destroyed(RECEIVE.source)
    with pytest.raises(RefusedError) as caught, house.gate.lend(LOOK_UP, rows=[1]):
        pytest.fail("lent what was destroyed")
    assert codes(caught) == ["source-destroyed"]


def test_only_the_rows_asked_for_come_out(house: House) -> None:
    """By row number or by one column's value, and both together."""
    receive(house)
    asked = evolve(LOOK_UP, columns=("surname",))
    for rows, matching, expected in (
        ([2], None, ["Body"]),
        ([], None, []),
        ([99], None, []),
        (None, Matching("surname", ("Person",)), ["Person"]),
        (None, Matching("surname", ("' OR true --",)), []),
        ([2], Matching("surname", ("Person",)), []),
    ):
        with house.gate.lend(asked, rows=rows, matching=matching) as table:
            assert table.column_names == ["row_number", "surname"]
            assert table["surname"].to_pylist() == expected


def test_rows_are_chosen_only_by_a_column_that_was_asked_for(house: House) -> None:
    """Otherwise the answer would tell a value of a column that the movement does not name."""
    receive(house)
    asked = evolve(LOOK_UP, columns=("surname",))
    matching = Matching("forename", ("Planted",))
    with pytest.raises(ValueError, match="asked for"), house.gate.lend(asked, matching=matching):
        pytest.fail("chosen by another column")


def test_one_persons_view_never_lends_the_whole_supply(house: House) -> None:
    """A movement about one person comes with the rows, or with the match, that are that person's."""
    receive(house)
    with pytest.raises(ValueError, match="one person"), house.gate.lend(LOOK_UP):
        pytest.fail("the whole supply was lent for one person")


def test_each_way_has_its_own_door(house: House) -> None:
    """What comes in cannot be asked for by `lend`, nor what leaves by `receive`."""
    with pytest.raises(ValueError, match=r"Gate\.receive"), house.gate.lend(RECEIVE):
        pytest.fail("lent by a movement in")
    with pytest.raises(ValueError, match=r"Gate\.lend"), house.gate.receive(LOOK_UP):
        pytest.fail("received by a movement out")
    assert house.recorded() == []


def test_sweeping_keeps_what_the_register_knows_even_where_the_caller_does_not(house: House) -> None:
    """A list that was read a moment ago may miss what was kept since."""
    receive(house)
    assert house.gate.sweep(frozenset()) == ()
    assert house.gate.key_holds(RECEIVE.source)
    house.note_destroyed(RECEIVE.source)
    assert house.gate.sweep(frozenset()) == (RECEIVE.source,)
    assert left(house) == []


def test_a_name_with_a_path_trick_reaches_nothing(house: House) -> None:
    """Neither a file outside the vault nor another supply's."""
    outside = house.vault / "escape.key"
    outside.write_text("untouched", encoding="utf-8")
    for name in ("../escape", "a/b", "", ".", "..", "A", "a\n", "a b", "a.b", "a*", "x" * 101, "é", str(outside)):
        with pytest.raises(JoinedupError) as received:
            receive(house, evolve(RECEIVE, source=name))
        assert received.value.code == "vault-damaged"
        with pytest.raises(JoinedupError):
            house.gate.destroy(name)
        with pytest.raises(JoinedupError):
            house.gate.fingerprint(name)
        assert not house.gate.key_holds(name)
    assert outside.read_text(encoding="utf-8") == "untouched"
    assert left(house) == ["escape.key"]
