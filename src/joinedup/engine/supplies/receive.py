"""Receive a supply: from a partner's file, through the gate, into the vault; all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate, Incoming
from joinedup.engine.gate.movement import Movement
from joinedup.engine.supplies.layout import Layout, checked, fitted
from joinedup.engine.supplies.layout_file import layout_as_json
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.quality import measure
from joinedup.engine.supplies.records import Notes
from joinedup.engine.supplies.report import QualityReport
from joinedup.engine.supplies.select import items_kept, quoted, typed_columns
from joinedup.engine.supplies.source import ROW_NUMBER, Source
from joinedup.engine.supplies.suggest import suggest
from joinedup.engine.supplies.typed import typed_pieces

Advance = Callable[..., None]  # called with the number of rows done
_TYPED = "joinedup_typed_piece"


@frozen
class Received:
    """A supply that is now in the vault: its quality, its rows, the layout used, SHA-256 of the partner's file."""

    report: QualityReport
    rows: int
    layout: Layout
    sha256: str


def receive(
    gate: Gate,
    movement: Movement,
    path: Path,
    layout: Layout | None = None,
    previous: QualityReport | None = None,
    advance: Advance | None = None,
    *,
    on: date | None = None,
) -> Received:
    """Receive a file under an agreement.

    layout: the one that a person has seen; without one, the one suggested. on: the day that dates are compared
    with, the database's own where none is given.

    Only items that the movement names are ever read into the sealed file; every other column is named in the
    report as not kept. previous: the report on the supply before, for drift. advance: told the rows done.
    The report and the layout go into the gate's facts as `report` and `layout`, plain values.

    Raises RefusedError before the file is opened; the `supply-…` errors of a bad file; `layout-does-not-fit`;
    `supply-nothing-agreed`. After any of them nothing is kept.
    """
    with gate.receive(movement) as incoming:
        source = open_source(path)
        used = fitted(layout, source.headings, source.format, source.name) if layout else suggest(source)
        used = checked(used)
        items = items_kept(used, incoming.columns)
        if not items:
            raise error("supply-nothing-agreed", where=source.name)
        notes = Notes()
        rows = _fill(incoming, source, used, items, notes, advance)
        not_kept = [column.heading for column in used.columns if column.item not in items]
        report = measure(
            incoming.connection,
            incoming.table,
            items,
            on or _today(incoming),
            notes=notes,
            not_kept=not_kept,
            previous=previous,
        )
        incoming.facts.update(report=report.as_json(), layout=layout_as_json(used), file_sha256=source.sha256)
    return Received(report, rows, used, source.sha256)


def _today(incoming: Incoming) -> date:
    found = incoming.connection.execute("SELECT current_date").fetchone()
    return date.fromisoformat(str(found[0] if found else ""))


def _fill(
    incoming: Incoming,
    source: Source,
    layout: Layout,
    items: tuple[str, ...],
    notes: Notes,
    advance: Advance | None,
) -> int:
    """Write the records into the sealed file in one transaction; returns how many."""
    connection = incoming.connection
    rows = 0
    connection.execute("BEGIN")
    connection.execute(f"CREATE TABLE {incoming.table} ({typed_columns(items)})")
    names = ", ".join(map(quoted, (ROW_NUMBER, *items)))
    for piece in typed_pieces(connection, source, layout, items, notes):
        connection.register(_TYPED, piece)
        connection.execute(f"INSERT INTO {incoming.table} SELECT {names} FROM {_TYPED}")
        connection.unregister(_TYPED)
        rows += piece.num_rows
        if advance:
            advance(rows)
    if not rows:
        raise error("supply-no-rows", where=source.name)
    connection.execute("COMMIT")
    return rows
