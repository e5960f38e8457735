"""`joinedup link`: the records of an analyst's own files into people. Nothing is kept but the file asked for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error
from joinedup.engine.linkage.evaluate import Quality, quality
from joinedup.engine.linkage.link import Linked, link
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.engine.supplies.layout_file import read_layout
from joinedup.engine.supplies.table import Reading, read_table

COLUMNS = ("source", "record_id", "person_id", "match_probability")
# FEBRL writes the true person into the record's number: rec-12-org, rec-12-dup-0
_FEBRL = re.compile(r"rec-(\d+)-(?:org|dup-\d+)")


def link_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files to link, within and between them.")],
    out: Annotated[Path, typer.Option("--out", help="The CSV file to write, one row for every input row.")],
    layout: Annotated[
        list[Path] | None,
        typer.Option("--layout", help="A layout to use instead of a suggestion; repeat it for several kinds of file."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option("--truth", help="Heading of the column that holds the true person; only for measuring."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts and measures as JSON.")] = False,
) -> int:
    """Find which records are of one person, and write source,record_id,person_id,match_probability."""
    if len(set(files)) != len(files):
        raise error("usage", what="A file is named twice.")
    layouts = [read_layout(path) for path in layout or []]
    keep = (truth,) if truth else ()
    readings = {
        name: read_table(path, fitting=layouts, keep=keep) for name, path in zip(_names(files), files, strict=True)
    }
    with say.progress("Linking") as advance:
        linked = link({name: _without_truth(reading, truth) for name, reading in readings.items()}, advance=advance)
    measured = quality(linked.people["person_id"].to_pylist(), _truth(readings, truth)) if truth else None
    write_csv(out, COLUMNS, zip(*(_cells(linked, column) for column in COLUMNS), strict=True))
    if as_json:
        say.as_json(_facts(linked, out, measured))
    else:
        _in_words(linked, out, measured)
    return DONE


def _names(files: list[Path]) -> list[str]:
    """What each file is called in the result: its stem; its full name, then its path, where that is not its own."""
    names = [path.stem for path in files]
    for wider in ([path.name for path in files], [str(path) for path in files]):
        often = Counter(names)
        names = [longer if often[name] > 1 else name for name, longer in zip(names, wider, strict=True)]
    return names


def _without_truth(reading: Reading, truth: str | None) -> pa.Table:
    """The table as linkage may see it: without the truth, also where its column was taken for a data item."""
    told = {
        column.item for column in reading.layout.columns if truth and column.heading.casefold() == truth.casefold()
    } - {"record_id"}  # the supplier's own number is never compared
    table = reading.table
    return table.select([name for name in table.column_names if not name.startswith("raw:") and name not in told])


def _truth(readings: dict[str, Reading], heading: str) -> list[str | None]:
    """The true person of every row. Where every value is a FEBRL record number, the person's part of it."""
    values: list[str | None] = []
    for reading in readings.values():
        column = next(name for name in reading.table.column_names if name.casefold() == f"raw:{heading}".casefold())
        values += [
            str(value).strip() or None if value is not None else None for value in reading.table[column].to_pylist()
        ]
    found = [_FEBRL.fullmatch(value) if value else None for value in values]
    if all(match or not value for match, value in zip(found, values, strict=True)):
        return [match.group(1) if match else None for match in found]
    return values


def _cells(linked: Linked, column: str) -> list[Any]:
    values: list[Any] = linked.people[column].to_pylist()
    return [f"{value:.6f}" for value in values] if column == "match_probability" else values


def _facts(linked: Linked, out: Path, measured: Quality | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "out": str(out),
        **{name.replace(" ", "_"): count for name, count in linked.counts.items()},
        "threshold": round(linked.threshold, 4),
        "seconds": {step: round(seconds, 2) for step, seconds in linked.seconds.items()},
        "compared": [comparison.name for comparison in linked.model.comparisons],
    }
    if measured:
        facts |= {
            "precision": measured.precision,
            "recall": measured.recall,
            "f1": measured.f1,
            "pairs_right": measured.right,
            "pairs_wrong": measured.wrong,
            "pairs_missed": measured.missed,
        }
    return facts


def _in_words(linked: Linked, out: Path, measured: Quality | None) -> None:
    counts = linked.counts
    say.words(f"{counts['rows']:,} records are {counts['people']:,} people; written to {out}.")
    compared = ", ".join(comparison.name.replace("_", " ") for comparison in linked.model.comparisons)
    say.words(f"Compared: {compared}, on {counts['pairs compared']:,} pairs that share something.")
    say.words(
        f"Pairs from a probability of {linked.threshold:.2f} on are linked, {counts['pairs linked']:,} of them;"
        " the threshold was chosen from the data."
    )
    if measured:
        say.words(
            f"Against the truth, by pairs: precision {measured.precision:.4f}, recall {measured.recall:.4f},"
            f" F1 {measured.f1:.4f} ({measured.right:,} right, {measured.wrong:,} wrong, {measured.missed:,} missed)."
        )
