"""What a quality report says. Counts, shares, positions and shapes; never a value that says who somebody is."""

from __future__ import annotations

from datetime import date
from typing import Any

import cattrs
from attrs import frozen

GOOD, LOOK, POOR = "good", "look at it", "poor"


@frozen
class Finding:
    """Something to know. `count` is how many there are, `rows` the first of them (as in `row_number`)."""

    code: str
    words: str
    count: int
    column: str = ""
    rows: tuple[int, ...] = ()


@frozen
class Share:
    """A category, decade or shape and its share (0 to 1) of the filled values."""

    label: str
    share: float


@frozen
class ColumnQuality:
    """One data item. completeness and validity are shares (0 to 1); validity is None where nothing can be checked.

    lowest and highest: of numbers and of years of dates. shapes: the commonest ones, letters as A and a, digits
    as 9. shares: of the categories or decades, for items that do not say who a person is; None where too many.
    """

    item: str
    filled: int
    completeness: float
    distinct: int
    validity: float | None
    state: str
    why: str
    lowest: float | None = None
    highest: float | None = None
    shapes: tuple[Share, ...] = ()
    shares: tuple[Share, ...] = ()


@frozen
class QualityReport:
    """The quality of one supply on one day.

    findings: about rows and columns. left_out: rows that were no records. not_kept: headings of the file
    that no agreed item needs. drift: against the supply before. state: good, look at it or poor; why: in words.
    """

    on: date
    rows: int
    columns: tuple[ColumnQuality, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    not_kept: tuple[str, ...]
    drift: tuple[Finding, ...]
    state: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        plain: dict[str, Any] = _CONVERTER.unstructure(self)
        return plain

    def sentences(self) -> tuple[str, ...]:
        """The report in plain words, the most important first."""
        said = [f"{self.rows:,} records. Overall: {self.state}, because {self.why}."]
        said += [finding_in_words(finding, "Left out: ") for finding in self.left_out]
        said += [finding_in_words(finding) for finding in self.findings]
        said += [finding.words for finding in self.drift]
        if self.not_kept:
            said.append(f"Not kept: {len(self.not_kept)} columns of the file ({', '.join(self.not_kept)}).")
        return tuple(said)


def finding_in_words(finding: Finding, before: str = "") -> str:
    """One finding as one sentence, with the first rows where it is."""
    rows = ""
    if finding.rows:
        shown = ", ".join(f"{row:,}" for row in finding.rows[:5])
        more = " and more" if finding.count > len(finding.rows[:5]) else ""
        rows = f" ({'row' if finding.count == 1 else 'rows'} {shown}{more})"
    column = f"{finding.column}: " if finding.column else ""
    return f"{before}{column}{finding.words} – {finding.count:,}{rows}."


def report_from_json(plain: dict[str, Any]) -> QualityReport:
    """The report that `as_json` gave."""
    return _CONVERTER.structure(plain, QualityReport)


_CONVERTER = cattrs.Converter()
_CONVERTER.register_unstructure_hook(date, date.isoformat)
_CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
