"""The quality report as a table that a spreadsheet opens. It holds counts and shares, nobody's values."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.engine.supplies.report import QualityReport

HEADINGS = ("part", "item", "what", "count", "filled", "valid", "distinct", "first rows")


def report_file(report: QualityReport) -> str:
    """The report as CSV (RFC 4180): a line for the whole, for each item, and for each thing that was found."""
    return "".join(csv_pieces((HEADINGS, *_lines(report))))


def _lines(report: QualityReport) -> Iterator[tuple[str | int | float | None, ...]]:
    yield "whole", "", f"{report.state}: {report.why}", report.rows, None, None, None, ""
    for column in report.columns:
        yield (
            "item", column.item, f"{column.state}: {column.why}" if column.why else column.state, column.filled,
            column.completeness, column.validity, column.distinct, "",
        )  # fmt: skip
    for part, found in (("found", report.findings), ("left out", report.left_out), ("changed", report.drift)):
        for one in found:
            yield part, one.column, one.words, one.count, None, None, None, " ".join(map(str, one.rows))
    for heading in report.not_kept:
        yield "not kept", "", heading, None, None, None, None, ""
