"""The gate: the only door between data and everyone.

Data come out of it (`lend`) and go in by it (`receive`); there is no separate check to forget. Every
movement is decided, written down and committed before a byte is read, a refusal too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from attrs import Factory, frozen

from joinedup.engine.agreements.in_force import Standing
from joinedup.engine.agreements.law.confidence import patient_datasets
from joinedup.engine.errors import CATALOGUE, JoinedupError
from joinedup.engine.gate.decision import LEAVING, Decision, Source, decide, new_only
from joinedup.engine.gate.movement import INDEX, MADE_HERE, Kind, Movement
from joinedup.engine.gate.objections import KNOWN_BY, objecting_rows, values_of
from joinedup.engine.gate.opt_out import APPLIED, NHS_NUMBER, permitted_rows, suppliers_to_check
from joinedup.engine.gate.register import Register
from joinedup.engine.vault.vault import Matching, Vault

__all__ = ["Gate", "Incoming", "Matching", "RefusedError"]


_SEARCHED = (
    8192  # rows in each group of what linkage makes: the few that hold what is asked for are read, and no others
)


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

    def over(self, register: Register) -> Gate:
        """The gate of the same vault over another register."""
        return Gate(register, self._vault)

    def _pass(self, *movements: Movement, into_the_vault: bool = False) -> tuple[str, Decision, Standing | None]:
        """Let all of them through, or none; the number, decision and standing of the last."""
        register = self._register
        decisions: list[Decision] = []
        for movement in movements:
            standing, source = register.standing(movement.agreement), register.source(movement.source)
            lists = {name: one.received_on for name, one in self._lists(standing).items()}
            decision = decide(movement, standing, source, register.today(), lists)
            decisions.append(new_only(decision, source) if into_the_vault else decision)
            if not decisions[-1].allowed:  # what would have come after it is not asked for any more
                break
        numbers = register.record(decisions)  # committed before a byte is read, a refusal too
        if not decisions[-1].allowed:
            raise RefusedError(decisions[-1])
        return numbers[-1], decisions[-1], standing

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
        _, _, standing = self._pass(movement)
        if movement.subject and rows is None and matching is None:
            raise ValueError("one person's records are lent by row or by a match, never the whole supply")
        table = self._vault.read(movement.source, movement.columns, rows, matching)
        yield self._leaving(table, movement, standing)

    @contextmanager
    def lend_found(
        self, searched: Movement, matching: Matching, choose: Callable[[pa.Table], Sequence[int]], movement: Movement
    ) -> Iterator[pa.Table]:
        """Search one index with `matching` and lend the rows of another that `choose` names among what it met.

        Both movements are decided and written down together, before a byte of either is read. Raises RefusedError.
        """
        if Kind.RECEIVE in (searched.kind, movement.kind):
            raise ValueError("what is received comes in by Gate.receive")
        _, _, standing = self._pass(searched, movement)
        met = self._vault.read(searched.source, searched.columns, matching=matching)
        rows = choose(self._leaving(met, searched, standing))
        table = self._vault.read(movement.source, movement.columns, rows)
        yield self._leaving(table, movement, standing)

    def _lists(self, standing: Standing | None) -> Mapping[str, Source]:
        if standing is None or standing.agreement.legal.opt_out != APPLIED:
            return {}
        return self._register.opt_out_lists((standing.agreement.reference, *standing.agreement.draws_on))

    def _leaving(self, table: pa.Table, movement: Movement, standing: Standing | None) -> pa.Table:
        """The table without the rows of people who objected, where it leaves."""
        if standing is None or movement.kind not in LEAVING:
            return table
        return self._without_objecting(self._without_opted_out(table, movement, standing), movement, standing)

    def _without_objecting(self, table: pa.Table, movement: Movement, standing: Standing) -> pa.Table:
        """The table without what a partner holds of those who objected to that partner.

        Where the index that would tell who they are was not made of a supply, none of its rows leaves.
        """
        references = (standing.agreement.reference, *standing.agreement.draws_on)
        objections = self._register.objections(references)
        from_index = movement.dataset == INDEX
        if not from_index:
            objections = [one for one in objections if one.partner == movement.supplier]
        if not objections or (movement.dataset in MADE_HERE and not from_index):
            return table
        index = movement.source if from_index else self._register.index_over(movement.source, references)
        if index is None:
            return table.slice(0, 0)
        columns = ("source", "source_row", *KNOWN_BY)
        met = [
            self._vault.read(index, columns, matching=Matching(column, values))
            for column, values in values_of(objections).items()
        ]
        names = {str(name) for one in met for name in one["source"].unique().to_pylist()}
        sources = {name: self._register.source(name) for name in sorted(names)}
        staying = objecting_rows(met, {name: one.supplier for name, one in sources.items() if one}, objections)
        if from_index:
            return _without(table, staying["row_number"].to_list())
        return _without(table, staying.filter(staying["source"] == movement.source)["source_row"].to_list())

    def _without_opted_out(self, table: pa.Table, movement: Movement, standing: Standing) -> pa.Table:
        """The table without the rows of patients who may not be used, where the agreement applies the opt-out."""
        suppliers = suppliers_to_check(standing.agreement, movement.supplier, movement.dataset)
        if not suppliers:
            return table
        lists = self._lists(standing)
        if movement.dataset != INDEX:
            return _only(table, self._permitted(movement.source, lists.get(movement.supplier)))
        made_of = self._vault.read(movement.source, ("source", "source_row"))
        patients = patient_datasets(standing.agreement)
        staying = []
        for name in made_of["source"].unique().to_pylist():
            rows = made_of.filter(pc.field("source") == name)
            source = self._register.source(name)
            if source is None:
                continue
            if (source.supplier, source.dataset) in patients:
                allowed = self._permitted(name, lists.get(source.supplier))
                rows = rows.filter(pc.is_in(rows["source_row"], value_set=allowed))
            staying.append(rows["row_number"].combine_chunks().cast(pa.int64()))
        return _only(table, pa.concat_arrays([pa.array([], pa.int64()), *staying]))

    def _permitted(self, supply: str, answer: Source | None) -> pa.Array:
        """The rows of a supply whose people have not opted out; none where it has no NHS numbers, or is destroyed."""
        held = self._register.source(supply)
        known = held is not None and not held.destroyed and NHS_NUMBER in held.columns
        if answer is None or not known or NHS_NUMBER not in answer.columns:
            return pa.array([], pa.int64())
        return permitted_rows(self._vault.read(supply, (NHS_NUMBER,)), self._vault.read(answer.name, (NHS_NUMBER,)))

    @contextmanager
    def receive(self, movement: Movement) -> Iterator[Incoming]:
        """Let a supply in (RECEIVE), or the index that linkage made (LINK), into a new sealed file.

        All there when the block has ended well, nothing there otherwise. Raises RefusedError.
        """
        if movement.kind not in (Kind.RECEIVE, Kind.LINK):
            raise ValueError("what leaves goes out by Gate.lend")
        number, decision, _ = self._pass(movement, into_the_vault=True)
        with self._vault.incoming(
            movement.source, rows_a_group=_SEARCHED if movement.dataset in MADE_HERE else None
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


def _only(table: pa.Table, rows: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table["row_number"], value_set=rows.cast(table["row_number"].type)))


def _without(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    gone = pa.array(rows, table["row_number"].type)
    return table.filter(pc.invert(pc.is_in(table["row_number"], value_set=gone)))
