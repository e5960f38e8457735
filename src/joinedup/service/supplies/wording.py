"""A quality report in the words of pages: items by their titles, not by their names in the vocabulary."""

from __future__ import annotations

from attrs import evolve

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.supplies.report import GOOD, Finding, QualityReport, finding_in_words


def title(item: str) -> str:
    """What people call an item."""
    return ITEMS[item].title if item in ITEMS else item


def why(report: QualityReport) -> str:
    """Why a report says what it says: each item that decided it."""
    named = [f"{title(column.item)}: {column.why}" for column in report.columns if column.state == report.state]
    words = report.why if report.state == GOOD or not named else "; ".join(named)
    return f"{words[:1].upper()}{words[1:]}."


def found(finding: Finding, before: str = "") -> str:
    """One thing that was found, in a sentence."""
    sentence = finding_in_words(evolve(finding, column=title(finding.column)), before)
    return f"{sentence[:1].upper()}{sentence[1:]}"


def changed(finding: Finding) -> str:
    """One thing that is different from the supply before, in a sentence."""
    return finding.words.replace(finding.column, title(finding.column)) if finding.column else finding.words
