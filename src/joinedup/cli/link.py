"""`joinedup link`: which rows of an analyst's own files are one person. Nothing is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import cattrs
import pyarrow as pa
import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error
from joinedup.engine.linkage.evaluate import Quality, quality
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.link import Linked
from joinedup.engine.linkage.proving import Proof, prove
from joinedup.engine.spreadsheet_safe import safe_cell, write_csv
from joinedup.engine.supplies.layout_file import read_layout
from joinedup.engine.supplies.table import Reading, read_table

HEADER = ("source", "record_id", "person_id", "match_probability")
_DECIMALS = 6

# FEBRL's own way to hold the truth: rec-12-org and rec-12-dup-0 are person 12
_PERSON_IN_RECORD_ID = re.compile(r"rec-(\d+)-(?:org|dup-\d+)", re.IGNORECASE)


def link_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files with people in them.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write who is who, as CSV.")],
    layout: Annotated[
        list[Path] | None,
        typer.Option("--layout", help="A layout to use instead of a suggestion; repeat it for several kinds of file."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option("--truth", metavar="COLUMN", help="The column that says who it really is, to measure against."),
    ] = None,
    proving: Annotated[
        bool, typer.Option("--prove", help="Plant test records for a moment, and say how many are found.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Find the rows that are one person, within and between files.

    OUT has a row for every record: source (the file), record_id (the file's own number for it, else the row from 1),
    person_id, match_probability (of the surest pair within the person; 1 for a record alone). A record_id that a
    spreadsheet would take for a formula gets an apostrophe in front, and it is said how many did.
    """
    names = source_names(files)
    _check_out(out, files)
    layouts = [read_layout(path) for path in layout or []]
    keep = [truth] if truth is not None else []
    with say.progress("Reading") as advance:
        readings: dict[str, Reading] = {}
        for done, (name, path) in enumerate(zip(names, files, strict=True), start=1):
            readings[name] = read_table(path, keep=keep, fitting=layouts)
            advance(done, len(files))
    tables = {name: _without_truth(reading, truth) for name, reading in readings.items()}
    proof: Proof | None = None
    with say.progress("Linking") as advance, PeopleIndex(tables, advance=advance) as index:
        linked = index.linked
        proof = prove(index, on=datetime.now(UTC).date()) if proving else None
    measured = _measured(readings, linked, truth) if truth is not None else None
    quoted = _write(out, linked)
    left_out = sum(_left_out(reading) for reading in readings.values())
    if as_json:
        told = _as_json(out, readings, linked, measured, quoted, left_out)
        say.as_json({**told, "proof": cattrs.unstructure(proof)})
    else:
        _in_words(out, readings, linked, measured, quoted, left_out)
        if proving:
            _proved(proof)
        say.words(f"Who is who is in {out}.")
    return DONE


def source_names(files: Sequence[Path]) -> list[str]:
    """A name for each file: its stem, its name where stems clash, its path where names do too.

    Raises `usage` where a file is given twice.
    """
    if len({path.resolve() for path in files}) < len(files):
        raise error("usage", what="The same FILE is given twice.")
    for names in ([path.stem for path in files], [path.name for path in files]):
        if len(set(names)) == len(names):
            return names
    return [str(path) for path in files]


def _check_out(out: Path, files: Sequence[Path]) -> None:
    """Say before the work, not after it, that the result could not be written."""
    if out.resolve() in {path.resolve() for path in files}:
        raise error("usage", what="--out would overwrite one of the files; choose another name.")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise error("file-unwritable", where=str(out))


def _without_truth(reading: Reading, truth: str | None) -> pa.Table:
    """The table as linkage may see it: without the truth, also where its column was taken for a data item."""
    told = {
        column.item for column in reading.layout.columns if truth and column.heading.casefold() == truth.casefold()
    } - {"record_id"}  # the supplier's own number is never compared
    there = reading.table.column_names
    return reading.table.select([name for name in there if not name.startswith("raw:") and name not in told])


def _measured(readings: dict[str, Reading], linked: Linked, truth: str) -> Quality:
    true: list[str | None] = []
    for reading in readings.values():
        is_record_id = any(
            column.item == "record_id" and column.heading.casefold() == truth.casefold()
            for column in reading.layout.columns
        )
        true += true_people(_kept(reading, truth), is_record_id=is_record_id)
    return quality(linked.people["person_id"].to_pylist(), true)


def true_people(values: Sequence[str | None], *, is_record_id: bool) -> list[str | None]:
    """Who each row really is. In a column of record ids that all have FEBRL's form, the number within counts."""
    people = [value.strip() or None if value is not None else None for value in values]
    found = [_PERSON_IN_RECORD_ID.fullmatch(person) if person else None for person in people]
    if is_record_id and all(found):
        return [match.group(1) if match else None for match in found]
    return people


def _kept(reading: Reading, heading: str) -> list[str | None]:
    wanted = f"raw:{heading}".casefold()
    column = next(name for name in reading.table.column_names if name.casefold() == wanted)
    values: list[str | None] = reading.table[column].to_pylist()
    return values


def _write(out: Path, linked: Linked) -> int:
    """Write the people; returns how many record numbers had to be quoted for spreadsheets."""
    columns = [linked.people[name].to_pylist() for name in HEADER]
    columns[3] = [round(probability, _DECIMALS) for probability in columns[3]]
    write_csv(out, HEADER, zip(*columns, strict=True))
    return sum(1 for record_id in columns[1] if safe_cell(record_id) != record_id)


def _left_out(reading: Reading) -> int:
    """Rows that were no records: blank, headings again, totals, test records at the end."""
    return sum(
        count
        for (code, _), count in reading.notes.counts.items()
        if code in ("blank-row", "headings-again", "totals-row", "test-record")
    )


def _as_json(
    out: Path, readings: dict[str, Reading], linked: Linked, measured: Quality | None, quoted: int, left_out: int
) -> dict[str, object]:
    return {
        "out": str(out),
        "sources": {name: reading.table.num_rows for name, reading in readings.items()},
        "left_out": left_out,
        "record_ids_quoted": quoted,
        "threshold": round(linked.threshold, _DECIMALS),
        "counts": linked.counts,
        "seconds": {step: round(seconds, 2) for step, seconds in linked.seconds.items()},
        "quality": None
        if measured is None
        else {
            "precision": measured.precision,
            "recall": measured.recall,
            "f1": measured.f1,
            "pairs_right": measured.right,
            "pairs_wrong": measured.wrong,
            "pairs_missed": measured.missed,
        },
    }


def _in_words(
    out: Path, readings: dict[str, Reading], linked: Linked, measured: Quality | None, quoted: int, left_out: int
) -> None:
    rows = linked.people.num_rows
    sizes = Counter(Counter(linked.people["person_id"].to_pylist()).values())
    people = sum(sizes.values())
    files = "1 file" if len(readings) == 1 else f"{len(readings)} files"
    say.words(f"{rows:,} records of {files} are {people:,} people.")
    say.words(
        f"  {sizes[1]:,} of them have one record, {people - sizes[1]:,} several (at most {max(sizes, default=0):,})."
    )
    say.words(f"  Two records were taken for one person from a probability of {linked.threshold:.3f}.")
    if left_out:
        say.words(f"  {left_out:,} rows were no records (blank, totals or tests) and are left out.")
    if quoted:
        say.words(f"  {quoted:,} record numbers would run as formulas in a spreadsheet: an apostrophe is in front.")
    if measured is not None:
        say.words("Against the truth:")
        say.words(f"  precision {measured.precision:.4f}, recall {measured.recall:.4f}, F1 {measured.f1:.4f}")
        say.words(f"  {measured.right:,} pairs right, {measured.wrong:,} wrong, {measured.missed:,} missed.")


def _proved(proof: Proof | None) -> None:
    if proof is None:
        say.words("No test records were planted: no record says enough of a person.")
        return
    say.words("Test records planted for a moment (copies have one mistake, and no number for the person):")
    for what, share in (
        ("copies found to be the right person's", proof.copies),
        ("strangers wrongly taken for somebody", proof.strangers),
    ):
        if not share.of:
            continue
        low, high = share.interval()
        say.words(f"  {share.found:,} of {share.of:,} {what}: {share.share:.1%} ({low:.1%} to {high:.1%}).")
    for kind, share in proof.copies_by_kind[:3]:
        say.words(f"  Hardest: {kind}, {share.share:.1%} of {share.of:,} found.")
    for group in proof.groups:
        if group.missed_more:
            say.words(f"  Missed more often: {group.name} ({group.by}), {group.copies.share:.1%} found.")
