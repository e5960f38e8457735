"""What has changed since the supply before: rows, columns, completeness, the mixture of categories."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from attrs import evolve

from joinedup.engine.supplies.report import ColumnQuality, Finding, QualityReport, Share

_ROWS_CHANGED = 0.2  # of the rows before
_FILLED_CHANGED = 0.05  # of the rows
# Population stability index: below 0.1 nothing, above 0.25 another population (Siddiqi, Credit Risk Scorecards, 2006)
_SOMEWHAT, _MUCH = 0.1, 0.25
_NEVER_ZERO = 0.0005


def drift(report: QualityReport, previous: QualityReport) -> QualityReport:
    """The report with what is different from the previous one of the same supplier and dataset."""
    return evolve(report, drift=tuple(_changes(report, previous)))


def stability_index(now: Sequence[Share], before: Sequence[Share]) -> float:
    """Population stability index of two distributions over the same labels; what is not listed counts as one more."""
    shares_now, shares_before = ({share.label: share.share for share in side} for side in (now, before))
    labels = shares_now.keys() | shares_before.keys()
    pairs = [(shares_now.get(label, 0.0), shares_before.get(label, 0.0)) for label in labels]
    pairs.append((1 - sum(shares_now.values()), 1 - sum(shares_before.values())))
    total = 0.0
    for one, other in pairs:
        a, b = max(one, _NEVER_ZERO), max(other, _NEVER_ZERO)
        total += (a - b) * math.log(a / b)
    return total


def _changes(report: QualityReport, previous: QualityReport) -> Iterator[Finding]:
    if previous.rows:
        change = report.rows / previous.rows - 1
        if abs(change) > _ROWS_CHANGED:
            more = "more" if change > 0 else "fewer"
            words = f"{abs(change):.0%} {more} records than the supply before ({previous.rows:,} then)."
            yield Finding("rows-changed", words, abs(report.rows - previous.rows))
    now = {column.item: column for column in report.columns}
    before = {column.item: column for column in previous.columns}
    for item in before.keys() - now.keys():
        yield Finding("column-gone", f"{item} was in the supply before and is not in this one.", 1, item)
    for item in now.keys() - before.keys():
        yield Finding("column-new", f"{item} was not in the supply before.", 1, item)
    for item in (item for item in now if item in before):
        yield from _column_changes(now[item], before[item])


def _column_changes(now: ColumnQuality, before: ColumnQuality) -> Iterator[Finding]:
    change = now.completeness - before.completeness
    if abs(change) > _FILLED_CHANGED:
        words = f"{now.item} is filled in {now.completeness:.1%} of records, {before.completeness:.1%} before."
        yield Finding("completeness-changed", words, 1, now.item)
    if now.shares and before.shares:
        index = stability_index(now.shares, before.shares)
        if index > _SOMEWHAT:
            much = "much" if index > _MUCH else "somewhat"
            words = (
                f"The mixture of values of {now.item} is {much} different from before (stability index {index:.2f})."
            )
            yield Finding("mixture-changed", words, 1, now.item)
