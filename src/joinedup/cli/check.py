"""`joinedup check`: what a file is, what its columns mean, and how good they are. Nothing is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from joinedup.cli import say
from joinedup.engine.errors import BAD_INPUT, DONE, JoinedupError, error
from joinedup.engine.supplies.in_memory import in_memory
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.layout_file import layout_as_json, read_layout, write_layout
from joinedup.engine.supplies.quality import measure
from joinedup.engine.supplies.report import ColumnQuality, QualityReport, finding_in_words
from joinedup.engine.supplies.source import FileFormat
from joinedup.engine.supplies.table import Reading, read_table

_WIDTH = 120  # where the output is no terminal
_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", "^": "carets", "~": "tildes"}


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files to look at.")],
    layout: Annotated[
        list[Path] | None,
        typer.Option("--layout", help="A layout to use instead of a suggestion; repeat it for several kinds of file."),
    ] = None,
    save_layout: Annotated[
        Path | None, typer.Option("--save-layout", help="Keep the suggested layout in this file (one FILE only).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list with one object a file.")] = False,
) -> int:
    """Say what each file is, which data item each column holds and why, and how good the data are."""
    if save_layout and len(files) != 1:
        raise error("usage", what="--save-layout keeps the layout of one FILE; give only one.")
    layouts = [read_layout(path) for path in layout or []]
    status, found = DONE, []
    for path in files:
        try:
            reading = read_table(path, fitting=layouts)
            report = _measure(reading)
        except JoinedupError as failure:
            status = BAD_INPUT
            found.append({"file": path.name, **failure.as_json()})
            if not as_json:
                say.problem(failure)
            continue
        if save_layout:
            write_layout(reading.layout, save_layout)
        if as_json:
            found.append(_as_json(path, reading, report))
        else:
            _in_words(path, reading, report)
    if as_json:
        say.as_json(found)
    elif save_layout and status == DONE:
        say.words(f"The layout is kept in {save_layout}. Correct it there, and use it with --layout.")
    return status


def _measure(reading: Reading) -> QualityReport:
    not_kept = [column.heading for column in reading.layout.columns if not column.item]
    with in_memory() as connection:
        connection.register("supply", reading.table)
        return measure(
            connection, "supply", reading.layout.items, datetime.now(UTC).date(), notes=reading.notes, not_kept=not_kept
        )


def _as_json(path: Path, reading: Reading, report: QualityReport) -> dict[str, Any]:
    return {
        "file": path.name,
        "sha256": reading.sha256,
        "rows": report.rows,
        "layout": layout_as_json(reading.layout),
        "quality": report.as_json(),
        "sentences": report.sentences(),
    }


def _in_words(path: Path, reading: Reading, report: QualityReport) -> None:
    say.out.print(Text(path.name, style="bold"))
    say.words(f"  {_format_in_words(reading.format)} {report.rows:,} records.")
    say.words("")
    _print(_columns(reading.layout))
    say.words("")
    _print(_items(report))
    say.words("")
    say.words(f"  Overall: {report.state}, because {report.why}.")
    for finding in report.left_out:
        say.words(f"  • {finding_in_words(finding, 'Left out: ')}")
    for finding in report.findings:
        say.words(f"  • {finding_in_words(finding)}")
    if report.not_kept:
        say.words(f"  • {len(report.not_kept)} columns hold no data item and would not be kept.")
    say.words("")


def _format_in_words(found: FileFormat) -> str:
    said = found.kind[0].upper() + found.kind[1:]
    if found.delimiter:
        said += f" with {_DELIMITERS[found.delimiter]}"
    if found.encoding:
        said += f", {found.encoding.upper() if found.encoding.startswith('utf') else found.encoding.title()}"
    if found.sheet:
        said += f", sheet “{found.sheet}”"
    if found.other_sheets:
        said += f" (the largest; not read: {', '.join(found.other_sheets)})"
    return f"{said}, headings in row {found.header_row}." if found.header_row else f"{said}."


def _print(table: Table) -> None:
    width = say.out.width if say.out.is_terminal else _WIDTH
    Console(file=say.out.file, width=width, highlight=False).print(table)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=True, header_style="bold", expand=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _columns(layout: Layout) -> Table:
    table = _table("Column", "Data item", "Sure", "Why")
    for column in layout.columns:
        how = ", ".join(text for text in (column.part, column.date_style, column.name_order) if text)
        item = f"{column.item} ({how})" if column.item and how else column.item or "–"
        sure = f"{column.confidence:.0%}" if column.item else ""
        table.add_row(*map(Text, (column.heading, item, sure, column.reason)))
    return table


def _items(report: QualityReport) -> Table:
    table = _table("Data item", "Filled", "Valid", "Distinct", "From – to", "Commonest shapes", "")
    for column in report.columns:
        valid = "" if column.validity is None else f"{column.validity:.1%}"
        shapes = ", ".join(shape.label for shape in column.shapes[:2])
        cells = (column.item, f"{column.completeness:.1%}", valid, f"{column.distinct:,}", _range(column), shapes)
        table.add_row(*map(Text, cells), Text(column.state))
    return table


def _range(column: ColumnQuality) -> str:
    if column.lowest is None or column.highest is None:
        return ""
    return f"{column.lowest:g} – {column.highest:g}"
