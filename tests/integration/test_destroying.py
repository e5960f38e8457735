"""What is destroyed is written down before it happens, finished after an interruption, and stays destroyed."""

from __future__ import annotations

import json
from datetime import timedelta

import pyarrow as pa
import pytest
from attrs import evolve

from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.gate import RefusedError
from joinedup.service.project.home import Home
from tests.made_up.partnership import AGREEMENT, LOOK_UP, RECEIVE, TODAY, in_force, receive

OTHER = evolve(RECEIVE, source="a-3-community-2")


def _key(place: Home) -> bytes:
    from joinedup.service.gatehouse.ledger import ledger_key

    return ledger_key(place.master_key.read_bytes())


def _kinds() -> list[str]:
    from joinedup.service.audit.queries import links

    return [link.kind for link in links()]


def _lent(source: str) -> pa.Table:
    from joinedup.service.gatehouse.wiring import gate

    with gate().lend(evolve(LOOK_UP, source=source), rows=[1]) as table:
        return table


def _findings() -> list[str]:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    return [f"{one.where}: {one.words}" for one in findings(gate())]


def test_a_supply_is_destroyed_with_its_line_its_note_and_one_event(installation: Home) -> None:
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.ledger import ledger
    from joinedup.service.gatehouse.wiring import gate

    in_force()
    receive()
    receive(OTHER)
    for _ in range(2):  # once more changes nothing
        destroy(gate(), name=RECEIVE.source, by="the council", reason="It was sent by mistake.")
    assert [line.name for line in ledger(installation.destroyed, _key(installation))] == [RECEIVE.source]
    assert _kinds().count("source-destroyed") == 1
    assert not list((installation.vault / "keys").glob(f"{RECEIVE.source}.*"))
    with pytest.raises(RefusedError) as refused:
        _lent(RECEIVE.source)
    assert "source-destroyed" in {reason.code for reason in refused.value.decision.reasons}
    assert _lent(OTHER.source).num_rows == 1
    assert _findings() == []


def test_what_is_not_there_is_not_destroyed(installation: Home) -> None:
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.wiring import gate

    with pytest.raises(JoinedupError) as refused:
        destroy(gate(), name="never-received", by="the council", reason="A try.")
    assert refused.value.code == "source-not-there"
    assert installation.destroyed.read_text(encoding="utf-8") == ""


def test_a_destruction_that_was_interrupted_is_finished_at_the_next_start(installation: Home) -> None:
    from joinedup.service.gatehouse.ledger import write_down
    from joinedup.service.project.start import start

    in_force()
    receive()
    write_down(installation.destroyed, _key(installation), name=RECEIVE.source, by="the council", reason="A mistake.")
    start(installation.folder)
    assert not list((installation.vault / "data").glob(f"{RECEIVE.source}.*"))
    assert _kinds().count("source-destroyed") == 1
    start(installation.folder)
    assert _kinds().count("source-destroyed") == 1
    assert _findings() == []


def test_a_ledger_with_a_changed_line_stops_every_destruction(installation: Home) -> None:
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.ledger import write_down
    from joinedup.service.gatehouse.wiring import gate

    in_force()
    receive()
    for name in ("first", "second"):
        write_down(installation.destroyed, _key(installation), name=name, by="the council", reason="A try.")
    lines = installation.destroyed.read_text(encoding="utf-8").splitlines(keepends=True)
    for changed in (lines[1:], [json.dumps({**json.loads(lines[0]), "name": "third"}) + "\n", lines[1]], ["{}\n"]):
        installation.destroyed.write_text("".join(changed), encoding="utf-8")
        with pytest.raises(JoinedupError) as refused:
            destroy(gate(), name=RECEIVE.source, by="the council", reason="A mistake.")
        assert refused.value.code == "ledger-damaged"
    assert _lent(RECEIVE.source).num_rows == 1


def test_a_line_that_was_never_finished_is_written_over(installation: Home) -> None:
    from joinedup.service.gatehouse.ledger import ledger, write_down

    write_down(installation.destroyed, _key(installation), name="first", by="the council", reason="A try.")
    with installation.destroyed.open("a", encoding="utf-8") as file:
        file.write('{"name": "sec')
    write_down(installation.destroyed, _key(installation), name="third", by="the council", reason="A try.")
    assert [line.name for line in ledger(installation.destroyed, _key(installation))] == ["first", "third"]


def test_retention_destroys_what_is_over_and_nothing_else(installation: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.gatehouse.destroying import destroy_what_is_over
    from joinedup.service.gatehouse.register import DatabaseRegister
    from joinedup.service.gatehouse.wiring import gate

    in_force()
    receive()
    last = TODAY + timedelta(days=AGREEMENT.retention_days)
    monkeypatch.setattr(DatabaseRegister, "today", lambda self: last)
    assert destroy_what_is_over(gate()) == []
    monkeypatch.setattr(DatabaseRegister, "today", lambda self: last + timedelta(days=1))
    assert [(over.name, over.until) for over in destroy_what_is_over(gate(), dry_run=True)] == [(RECEIVE.source, last)]
    assert gate().key_holds(RECEIVE.source)
    assert [over.name for over in destroy_what_is_over(gate())] == [RECEIVE.source]
    assert not gate().key_holds(RECEIVE.source)
    assert destroy_what_is_over(gate()) == []
    assert _findings() == []
