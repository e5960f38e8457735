"""`joinedup link`: which rows of an analyst's own files are one person. Nothing is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import cattrs
import pyarrow as pa
import pyarrow.compute as pc
import typer
from attrs import frozen

from joinedup.cli import say
from joinedup.cli.spark_session import spark_session
from joinedup.engine.errors import DONE, error
from joinedup.engine.linkage.evaluate import Quality, quality
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.link import Linked
from joinedup.engine.linkage.proving import Proof, prove
from joinedup.engine.linkage.spark.link import link_on_spark
from joinedup.engine.linkage.spark.reading import Part, items_that_tell, parts_of
from joinedup.engine.spreadsheet_safe import safe_cell, write_csv
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.layout_file import read_layout
from joinedup.engine.supplies.table import Reading, read_table

HEADER = ("source", "record_id", "person_id", "match_probability")
_DECIMALS = 6
_AT_A_TIME = 50_000


class Engine(StrEnum):
    """What links: DuckDB in this process, or the machines of a Spark master."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@frozen
class Done:
    """What was linked; the rows of each source; the rows left out; how good it is, where the truth is known, and as
    test records tell."""

    linked: Linked
    rows: Mapping[str, int]
    left_out: int
    measured: Quality | None
    proof: Proof | None = None


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
    engine: Annotated[
        Engine, typer.Option("--engine", help="duckdb on this machine, or spark over several.")
    ] = Engine.DUCKDB,
    master: Annotated[
        str, typer.Option("--master", metavar="URL", help="Spark: its master, as spark://HOST:PORT or local[CORES].")
    ] = "local[*]",
    settings: Annotated[
        Path | None,
        typer.Option(
            "--spark-settings", metavar="FILE", help="Spark: more of its settings, with the cluster's secret."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Find the rows that are one person, within and between files.

    OUT has a row for every record: source (the file), record_id (the file's own number for it, else the row from 1),
    person_id, match_probability (of the surest pair within the person; 1 for a record alone). A record_id that a
    spreadsheet would take for a formula gets an apostrophe in front, and it is said how many did.

    With --engine spark a FILE may be a folder of files of one source, which every machine must see by the same name.
    """
    names = source_names(files)
    _check_out(out, files)
    layouts = [read_layout(path) for path in layout or []]
    if engine is Engine.SPARK:
        if proving:
            raise error(
                "usage", what="--prove works on one machine: leave --engine spark out, or link a part of the files."
            )
        done = _on_spark(dict(zip(names, files, strict=True)), layouts, truth, master, settings)
    else:
        done = _here(dict(zip(names, files, strict=True)), layouts, truth, proving=proving)
    quoted = _write(out, done.linked)
    if as_json:
        say.as_json({**_as_json(out, done, quoted), "proof": cattrs.unstructure(done.proof)})
    else:
        _in_words(out, done, quoted)
        if proving:
            _proved(done.proof)
        say.words(f"Who is who is in {out}.")
    return DONE


def _here(files: Mapping[str, Path], layouts: Sequence[Layout], truth: str | None, *, proving: bool) -> Done:
    """Link in this process."""
    keep = [truth] if truth is not None else []
    with say.progress("Reading") as advance:
        readings: dict[str, Reading] = {}
        for done, (name, path) in enumerate(files.items(), start=1):
            readings[name] = read_table(path, keep=keep, fitting=layouts)
            advance(done, len(files))
    tables = {name: _without_truth(reading, truth) for name, reading in readings.items()}
    with say.progress("Linking") as advance, PeopleIndex(tables, advance=advance) as index:
        linked = index.linked
        proof = prove(index, on=datetime.now(UTC).date()) if proving else None
    measured = None
    if truth is not None:
        true: list[str | None] = []
        for reading in readings.values():
            true += true_people(_kept(reading, truth), is_record_id=_is_record_id(reading.layout, truth))
        measured = _measured(linked, true)
    left_out = sum(_left_out(reading.notes.counts) for reading in readings.values())
    rows = {name: reading.table.num_rows for name, reading in readings.items()}
    return Done(linked, rows, left_out, measured, proof)


def _on_spark(
    files: Mapping[str, Path], layouts: Sequence[Layout], truth: str | None, master: str, settings: Path | None
) -> Done:
    """Link on the machines of a Spark master."""
    with spark_session(master, settings) as session:
        parts: list[Part] = []
        for source, path in enumerate(files.values()):
            parts += parts_of(path, source, layouts, truth)
        with say.progress("Linking") as advance:
            found = link_on_spark(session, parts, list(files), advance=advance)
    sources = found.linked.people["source"]
    rows = {one["values"]: one["counts"] for one in pc.value_counts(sources).to_pylist()}
    measured = None
    if truth is not None:
        true: list[str | None] = []
        begin = 0
        for number, name in enumerate(files):  # the rows of a source follow each other
            layout = next(part.layout for part in parts if part.source == number)
            mine = found.truth.slice(begin, rows.get(name, 0)).to_pylist()
            true += true_people(mine, is_record_id=_is_record_id(layout, truth))
            begin += len(mine)
        measured = _measured(found.linked, true)
    left_out = sum(_left_out({(code, ""): n for code, n in notes.items()}) for notes in found.notes.values())
    return Done(found.linked, rows, left_out, measured)


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
    told = items_that_tell(reading.layout, truth)
    there = reading.table.column_names
    return reading.table.select([name for name in there if not name.startswith("raw:") and name not in told])


def _is_record_id(layout: Layout, truth: str) -> bool:
    """Whether the truth's column was taken for the record_id."""
    return any(
        column.item == "record_id" and column.heading.casefold() == truth.casefold() for column in layout.columns
    )


def _measured(linked: Linked, true: Sequence[str | None]) -> Quality:
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
    write_csv(out, HEADER, _lines(linked))
    record_ids = (one for batch in _batches(linked) for one in batch["record_id"].to_pylist())
    return sum(1 for record_id in record_ids if safe_cell(record_id) != record_id)


def _lines(linked: Linked) -> Iterator[Sequence[str | float]]:
    for batch in _batches(linked):
        *columns, probabilities = (batch[name].to_pylist() for name in HEADER)
        yield from zip(*columns, (round(probability, _DECIMALS) for probability in probabilities), strict=True)


def _batches(linked: Linked) -> list[pa.RecordBatch]:
    """The people some at a time, so that millions of them are never millions of Python's own values."""
    batches: list[pa.RecordBatch] = linked.people.to_batches(max_chunksize=_AT_A_TIME)
    return batches


def _left_out(counts: Mapping[tuple[str, str], int]) -> int:
    """Rows that were no records: blank, headings again, totals, test records at the end."""
    return sum(
        count
        for (code, _), count in counts.items()
        if code in ("blank-row", "headings-again", "totals-row", "test-record")
    )


def _as_json(out: Path, done: Done, quoted: int) -> dict[str, object]:
    linked, measured = done.linked, done.measured
    return {
        "out": str(out),
        "sources": dict(done.rows),
        "left_out": done.left_out,
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


def _in_words(out: Path, done: Done, quoted: int) -> None:
    linked, measured = done.linked, done.measured
    rows = linked.people.num_rows
    sizes = Counter(pc.value_counts(linked.people["person_id"]).field("counts").to_pylist())
    people = sum(sizes.values())
    files = "1 file" if len(done.rows) == 1 else f"{len(done.rows)} files"
    say.words(f"{rows:,} records of {files} are {people:,} people.")
    say.words(
        f"  {sizes[1]:,} of them have one record, {people - sizes[1]:,} several (at most {max(sizes, default=0):,})."
    )
    say.words(f"  Two records were taken for one person from a probability of {linked.threshold:.3f}.")
    if done.left_out:
        say.words(f"  {done.left_out:,} rows were no records (blank, totals or tests) and are left out.")
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
