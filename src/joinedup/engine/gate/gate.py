"""The gate: the only door between data and everyone.

Data come out of it (`lend`) and go in by it (`receive`); there is no separate check to forget. Every
movement is decided, written down and committed before a byte is read, a refusal too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from attrs import Factory, frozen

from joinedup.engine.errors import CATALOGUE, JoinedupError
from joinedup.engine.gate.decision import Decision, decide, new_only
from joinedup.engine.gate.movement import SEARCH, Kind, Movement
from joinedup.engine.gate.register import Register
from joinedup.engine.vault.vault import Matching, Vault

__all__ = ["Gate", "Incoming", "Matching", "RefusedError"]


_SEARCHED = 8192  # rows in each group of a search: the few that hold a token are read, and no others


class RefusedError(JoinedupError):
    """A movement was refused. `decision` holds every reason."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        movement = decision.movement
        where = f"{movement.kind.value} {movement.source or movement.dataset} under {movement.agreement}"
        super().__init__("refused", CATALOGUE["refused"], where, {"reasons": decision.words})

    def as_json(self) -> dict[str, object]:
        """The error with its reasons one by one."""
        reasons = [{"code": r.code, "words": r.words} for r in self.decision.reasons]
        return {**super().as_json(), "reasons": reasons}


@frozen
class Incoming:
    """A sealed file being filled. Create `table` over `connection`, with `row_number` and agreed columns only.

    `row_number` is a whole number that each row has for itself. Nothing else may be in the file: no other
    table, no view, no nested column. The connection reaches this file, memory and nothing else.

    facts: what the register shall keep beside the sealed file (report, layout), added by the caller.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    columns: tuple[str, ...]
    facts: dict[str, object] = Factory(dict)


class Gate:
    """One gate over one register and one vault."""

    def __init__(self, register: Register, vault: Vault) -> None:
        self._register = register
        self._vault = vault

    def _pass(self, movement: Movement, *, into_the_vault: bool = False) -> tuple[str, Decision]:
        register = self._register
        standing, source = register.standing(movement.agreement), register.source(movement.source)
        decision = decide(movement, standing, source, register.today())
        if into_the_vault:
            decision = new_only(decision, source)
        number = register.record(decision)  # committed before a byte is read, a refusal too
        if not decision.allowed:
            raise RefusedError(decision)
        return number, decision

    @contextmanager
    def lend(
        self, movement: Movement, rows: Sequence[int] | None = None, matching: Matching | None = None
    ) -> Iterator[pa.Table]:
        """The agreed columns of one supply or index, with row numbers: the only way to a partner's data.

        rows: only these row numbers; matching: only rows with one of these values in this column, which must be
        one of the movement's. Both are for one person's single view, which never lends a whole supply.
        Raises RefusedError.
        """
        if movement.kind is Kind.RECEIVE:
            raise ValueError("what is received comes in by Gate.receive")
        self._pass(movement)
        if movement.subject and rows is None and matching is None:
            raise ValueError("one person's records are lent by row or by a match, never the whole supply")
        yield self._vault.read(movement.source, movement.columns, rows, matching)

    @contextmanager
    def receive(self, movement: Movement) -> Iterator[Incoming]:
        """Let a supply in (RECEIVE), or the index that linkage made (LINK), into a new sealed file.

        All there when the block has ended well, nothing there otherwise. Raises RefusedError.
        """
        if movement.kind not in (Kind.RECEIVE, Kind.LINK):
            raise ValueError("what leaves goes out by Gate.lend")
        number, decision = self._pass(movement, into_the_vault=True)
        with self._vault.incoming(
            movement.source, rows_a_group=_SEARCHED if movement.dataset == SEARCH else None
        ) as opening:
            incoming = Incoming(opening.connection, opening.table, movement.columns)
            yield incoming
            sealed = self._vault.finish(movement.source, opening, movement.columns)
            self._register.keep(number, decision, sealed, incoming.facts)

    def destroy(self, name: str) -> None:
        """Destroy a supply's or an index's key and file. The register says afterwards that it is gone."""
        self._vault.destroy(name)

    def sweep(self, known: frozenset[str]) -> tuple[str, ...]:
        """Remove what an interruption left: sealed files and keys that the register does not know.

        known: what the caller knows already. Whatever is not in it is looked up again in the register while
        nobody can be writing it, because it may have been kept since `known` was read.
        """

        def is_kept(name: str) -> bool:
            source = self._register.source(name)
            return name in known or (source is not None and not source.destroyed)

        return self._vault.sweep(is_kept)

    def key_holds(self, name: str) -> bool:
        """Whether the supply's key is there and unwraps."""
        return self._vault.key_holds(name)

    def fingerprint(self, name: str) -> str | None:
        """SHA-256 of the sealed file on disk, for the audit; None where it is not there."""
        return self._vault.fingerprint(name)
