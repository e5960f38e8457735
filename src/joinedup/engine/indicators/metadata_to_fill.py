"""What indicators mean, written as a file that somebody fills in and gives back beside the figures."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.spreadsheet_safe import csv_pieces

HEADINGS = (
    "title", "definition", "type of figure", "unit", "per", "polarity", "numerator", "denominator", "source", "owner",
    "theme", "licence", "revision", "caveat",
)  # fmt: skip


def to_fill(indicators: Sequence[Indicator]) -> str:
    """The text of a CSV file with a row for each indicator, as `read_metadata` reads it."""
    rows = [
        (
            one.title, one.definition, str(one.kind), one.unit, f"{one.per:.10g}", str(one.polarity), one.numerator,
            one.denominator, one.source, one.owner, one.theme, one.licence, one.revision, one.caveat,
        )
        for one in indicators
    ]  # fmt: skip
    return "".join(csv_pieces([HEADINGS, *rows]))
