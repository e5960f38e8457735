"""From raw batches to records: leaves out what is no record, refuses cells that are formulas.

Works on whole columns, a piece of the file at a time; the end of the file is held back until it is known
to be the end, because that is where totals and test records stand.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from joinedup.engine.errors import error
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.left_out import PERHAPS_TEST, is_test_name, is_totals, names_a_test
from joinedup.engine.supplies.source import ROW_NUMBER, Note, Source, raw_name
from joinedup.engine.supplies.tidy import bytes_of, offsets_of

PIECE_ROWS = 200_000
_PIECE_BYTES = 64 << 20
_END = 5  # rows at the end among which totals and test records are looked for more keenly
_MOST_NOTES = 1_000  # listed of each kind; all are counted
_FORMULA_STARTS = np.frombuffer(b"=+-@ \t", np.uint8)
_FORMULA = r"^\s*(=.|@[A-Za-z]+\(|[+-][^0-9\s].*[(|!])"
_NAME_ITEMS = ("title", "forename", "middle_names", "surname", "full_name")
BLANK, HEADINGS_AGAIN, TOTALS, TEST, PERHAPS_A_TEST = (
    "blank-row", "headings-again", "totals-row", "test-record", "perhaps-test-record",
)  # fmt: skip


@define
class Notes:
    """What was noticed while reading: how often each (code, column), and where, as far as it is listed."""

    counts: dict[tuple[str, str], int] = field(factory=dict)
    listed: list[Note] = field(factory=list)

    def add(self, note: Note) -> None:
        """Count a note, and list it while there is room."""
        key = (note.code, note.column)
        self.counts[key] = self.counts.get(key, 0) + 1
        if self.counts[key] <= _MOST_NOTES:
            self.listed.append(note)


def records(source: Source, layout: Layout, notes: Notes) -> Iterator[pa.Table]:
    """The records of a source in pieces of raw text columns, and in `notes` what was left out and why.

    Raises `supply-formula` with row and column, and whatever the source's reader raises.
    """
    names = [place for item in _NAME_ITEMS for place, _ in layout.columns_for(item)]
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    held: pa.Table | None = None
    for batch in source.batches(notes.add):
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= PIECE_ROWS or size >= _PIECE_BYTES:
            piece = _together(held, waiting)
            yield _cleaned(piece.slice(0, piece.num_rows - _END), source, names, notes)
            held, waiting, rows, size = piece.slice(max(0, piece.num_rows - _END)), [], 0, 0
    last = _together(held, waiting)
    if last.num_rows:
        body = max(0, last.num_rows - _END)
        yield _cleaned(last.slice(0, body), source, names, notes)
        yield _cleaned(_without_end(last.slice(body), names, notes), source, names, notes)


def _together(held: pa.Table | None, batches: list[pa.RecordBatch]) -> pa.Table:
    tables = ([held] if held is not None else []) + ([pa.Table.from_batches(batches)] if batches else [])
    return pa.concat_tables(tables) if tables else pa.table({})


def _without_end(end: pa.Table, names: list[int], notes: Notes) -> pa.Table:
    """The last rows without totals lines and test records."""
    keep = []
    for row in end.to_pylist():
        number = row.pop(ROW_NUMBER)
        cells = [value or "" for value in row.values()]
        if is_totals(cells):
            notes.add(Note(number, TOTALS))
        elif names_a_test([cells[place] for place in names]):
            notes.add(Note(number, TEST))
        else:
            keep.append(True)
            continue
        keep.append(False)
    return end.filter(pa.array(keep, pa.bool_()))


def _cleaned(piece: pa.Table, source: Source, names: list[int], notes: Notes) -> pa.Table:
    if not piece.num_rows:
        return piece
    piece = piece.combine_chunks()
    keep = _not_blank(piece)
    gone: list[tuple[np.ndarray, str]] = [(~keep, BLANK)]
    again = _headings_again(piece, source)
    tests, perhaps = _tests(piece, names)
    gone += [(again, HEADINGS_AGAIN), (tests, TEST)]
    for mask, code in gone:
        _note(piece, mask, code, notes)
        keep &= ~mask
    _note(piece, perhaps, PERHAPS_A_TEST, notes)
    if not keep.all():
        piece = piece.filter(pa.array(keep)).combine_chunks()
    _refuse_formulas(piece, source)
    return piece


def _note(piece: pa.Table, mask: np.ndarray, code: str, notes: Notes) -> None:
    if mask.any():
        for number in piece[ROW_NUMBER].to_numpy()[mask]:
            notes.add(Note(int(number), code))


def _column(piece: pa.Table, place: int) -> pa.StringArray:
    return piece[raw_name(place)].chunk(0)


def _not_blank(piece: pa.Table) -> np.ndarray:
    filled = np.zeros(piece.num_rows, bool)
    for place in range(piece.num_columns - 1):
        filled |= np.diff(offsets_of(_column(piece, place))) > 0
        if filled.all():
            break
    return filled


def _headings_again(piece: pa.Table, source: Source) -> np.ndarray:
    heading = pa.scalar(source.headings[0])
    again: np.ndarray = pc.equal(pc.utf8_trim_whitespace(piece[raw_name(0)]), heading).to_numpy().copy()
    for position in np.flatnonzero(again):
        cells = [
            " ".join((piece[raw_name(p)][int(position)].as_py() or "").split()) for p in range(len(source.headings))
        ]
        named = [pair for pair in zip(cells, source.headings, strict=True) if pair[0]]
        again[position] = len(named) > 1 and all(cell == heading for cell, heading in named)
    return again


def _tests(piece: pa.Table, names: list[int]) -> tuple[np.ndarray, np.ndarray]:
    tests, perhaps = np.zeros(piece.num_rows, bool), np.zeros(piece.num_rows, bool)
    for place in names:
        for position in np.flatnonzero(
            pc.match_substring_regex(_column(piece, place), PERHAPS_TEST).to_numpy(zero_copy_only=False)
        ):
            cells = [_column(piece, other)[int(position)].as_py() for other in names]
            tests[position] = is_test_name(cells)
            perhaps[position] = not tests[position] and names_a_test(cells)
    return tests, perhaps


def _refuse_formulas(piece: pa.Table, source: Source) -> None:
    for place, heading in enumerate(source.headings):
        texts = _column(piece, place) if piece.num_rows else pa.array([], pa.string())
        offsets = offsets_of(texts)
        filled = np.flatnonzero(np.diff(offsets) > 0)
        if not len(filled):
            continue
        starts = bytes_of(texts)[offsets[filled]]
        perhaps = filled[np.isin(starts, _FORMULA_STARTS)]
        if not len(perhaps):
            continue
        found = pc.match_substring_regex(texts.take(pa.array(perhaps)), _FORMULA).to_numpy(zero_copy_only=False)
        if found.any():
            row = piece[ROW_NUMBER][int(perhaps[found][0])].as_py()
            where = f"{source.name}, row {row}, column {heading}"
            raise error("supply-formula", where=where, count=f"{int(found.sum()):,} or more")
