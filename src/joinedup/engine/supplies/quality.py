"""The quality of a table of typed items, measured in SQL wherever the table is, the vault's file included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from joinedup.engine.agreements.items import ITEMS, ItemType, Sensitivity
from joinedup.engine.supplies.checks import Check, checks_for
from joinedup.engine.supplies.drift import drift
from joinedup.engine.supplies.records import Notes
from joinedup.engine.supplies.report import GOOD, LOOK, POOR, ColumnQuality, Finding, QualityReport, Share
from joinedup.engine.supplies.select import quoted
from joinedup.engine.supplies.source import ROW_NUMBER
from joinedup.engine.supplies.typed import UNREADABLE

_MOST_ROWS = 20  # row numbers listed for one finding
_EXACT_BELOW = 200_000  # rows; above, the number of distinct values is estimated (HyperLogLog, about 2 %)
_SHAPE_ROWS = 20_000
# long runs are cut, so that a name's length is not told; small letters first, as the stand-ins are letters too
_MASKS = (
    (r"\p{Ll}", "a"),
    (r"\p{Lu}", "A"),
    (r"[^\x00-\x7F]", "?"),
    ("[0-9]", "9"),
    ("aaaa+", "aaaa"),
    ("AAAA+", "AAAA"),
)
_MOST_CATEGORIES = 40
_FEWEST = 10  # a category of fewer rows is not listed: the report goes further than the data
# Items that most people have none of: an empty one is no fault.
_OFTEN_EMPTY = frozenset(
    [
        "title",
        "middle_names",
        "previous_surname",
        "date_of_death",
        "end_date",
        "address_line_2",
        "address_line_3",
        "address_line_4",
        "address_line_5",
        "telephone",
        "email",
        "other_identifier",
        "council_tax_arrears",
        "rent_arrears",
        "exclusions",
        "care_hours",
    ]
)
_LEFT_OUT_WORDS = {
    "blank-row": "blank rows",
    "headings-again": "rows that repeat the headings",
    "totals-row": "rows of totals or at the end of a report",
    "test-record": "test records",
}
_NOTE_WORDS = {
    "perhaps-test-record": "records kept though a word of the name is a test word, please look",
    UNREADABLE: "values that cannot be read, left empty",
}


def measure(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    items: Sequence[str],
    on: date,
    *,
    notes: Notes | None = None,
    not_kept: Sequence[str] = (),
    previous: QualityReport | None = None,
) -> QualityReport:
    """Measure the table `table` (quoted SQL name) of `row_number` and these items, as of a day.

    notes: what was noticed while it was read. not_kept: headings of columns dropped. previous: the report
    on the supplier's supply before this one, to compare with.
    """
    noted = notes or Notes()
    checks = [check for item in items for check in checks_for(item, on)]
    facts = _facts(connection, table, items, checks)
    rows = int(facts["rows"])
    lost = {column: count for (code, column), count in noted.counts.items() if code == UNREADABLE}
    columns = tuple(_column(connection, table, item, facts, lost.get(item, 0)) for item in items)
    findings = (
        *_noted(noted, _NOTE_WORDS),
        *_failed(connection, table, checks, facts),
        *_duplicates(connection, table, items),
    )
    state, why = _overall(columns)
    report = QualityReport(
        on, rows, columns, findings, tuple(_noted(noted, _LEFT_OUT_WORDS)), tuple(not_kept), (), state, why
    )
    return drift(report, previous) if previous else report


def _facts(
    connection: duckdb.DuckDBPyConnection, table: str, items: Sequence[str], checks: Sequence[Check]
) -> Mapping[str, Any]:
    """Every count of the table in one pass over it."""
    counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    rows = counted[0] if counted else 0
    distinct = "count(DISTINCT {})" if rows < _EXACT_BELOW else "approx_count_distinct({})"
    wanted = []
    for place, item in enumerate(items):
        column = quoted(item)
        wanted += [f"count({column}) AS filled_{place}", f"{distinct.format(column)} AS distinct_{place}"]
        if ITEMS[item].type is not ItemType.TEXT:
            value = f"year({column})" if ITEMS[item].type is ItemType.DATE else column
            wanted += [f"min({value}) AS lowest_{place}", f"max({value}) AS highest_{place}"]
    wanted += [f"count_if({check.condition}) AS check_{place}" for place, check in enumerate(checks)]
    invalid = {item: [c.condition for c in checks if c.item == item and c.invalid] for item in items}
    wanted += [
        f"count_if({' OR '.join(f'({condition})' for condition in conditions)}) AS invalid_{place}"
        for place, conditions in enumerate(invalid.values())
        if conditions
    ]
    found = connection.execute(f"SELECT {', '.join(wanted)} FROM {table}").fetchone() if wanted else ()
    names = [text.rpartition(" AS ")[2] for text in wanted]
    return {
        "rows": rows,
        "place": {item: place for place, item in enumerate(items)},
        **dict(zip(names, found or (), strict=True)),
    }


def _column(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    item: str,
    facts: Mapping[str, Any],
    unreadable: int,
) -> ColumnQuality:
    place = facts["place"][item]
    rows, filled = facts["rows"], facts[f"filled_{place}"]
    there = filled + unreadable
    invalid = facts.get(f"invalid_{place}")
    can_say = invalid is not None or ITEMS[item].type is not ItemType.TEXT
    validity = (filled - (invalid or 0)) / there if can_say and there else None
    completeness = there / rows if rows else 0.0
    state, why = _state(item, completeness, validity)
    lowest, highest = facts.get(f"lowest_{place}"), facts.get(f"highest_{place}")
    distinct = min(int(facts[f"distinct_{place}"]), filled)
    return ColumnQuality(
        item=item,
        filled=filled,
        completeness=round(completeness, 4),
        distinct=distinct,
        validity=None if validity is None else round(validity, 4),
        state=state,
        why=why,
        lowest=None if lowest is None else float(lowest),
        highest=None if highest is None else float(highest),
        shapes=_shapes(connection, table, item) if ITEMS[item].type is ItemType.TEXT else (),
        shares=_shares(connection, table, item, filled, distinct),
    )


def _state(item: str, completeness: float, validity: float | None) -> tuple[str, str]:
    said = []
    state = GOOD
    if completeness < 0.95 and item not in _OFTEN_EMPTY:
        state = LOOK if completeness >= 0.5 else POOR
        said.append(f"{completeness:.1%} filled")
    if validity is not None and validity < 0.98:
        state = POOR if validity < 0.9 or state == POOR else LOOK
        said.append(f"{validity:.1%} of what is filled is valid")
    return state, ", ".join(said)


def _overall(columns: Sequence[ColumnQuality]) -> tuple[str, str]:
    for state in (POOR, LOOK):
        named = [f"{column.item} ({column.why})" for column in columns if column.state == state]
        if named:
            return state, "; ".join(named)
    return GOOD, "every item is filled and valid as it should be"


def _shapes(connection: duckdb.DuckDBPyConnection, table: str, item: str) -> tuple[Share, ...]:
    """The commonest shapes: capitals as A, small letters as a, digits as 9; rare shapes are not told."""
    masked = quoted(item)
    for pattern, stands_for in _MASKS:
        masked = f"regexp_replace({masked}, '{pattern}', '{stands_for}', 'g')"
    query = (
        f"SELECT shape, n / sum(n) OVER () FROM (SELECT {masked} AS shape, count(*) AS n FROM "
        f"(SELECT {quoted(item)} FROM {table} LIMIT {_SHAPE_ROWS}) WHERE {quoted(item)} IS NOT NULL GROUP BY 1) "
        f"QUALIFY n >= {_FEWEST} ORDER BY n DESC, shape LIMIT 3"
    )
    return tuple(Share(shape[:40], round(share, 4)) for shape, share in connection.execute(query).fetchall())


def _shares(
    connection: duckdb.DuckDBPyConnection, table: str, item: str, filled: int, distinct: int
) -> tuple[Share, ...]:
    """Shares of categories, or of decades for dates; none for items that say who a person is."""
    kind = ITEMS[item].type
    if kind is ItemType.DATE:
        label = f"(year({quoted(item)}) // 10 * 10)::VARCHAR || 's'"
    elif (
        kind is ItemType.TEXT
        and ITEMS[item].sensitivity is not Sensitivity.IDENTIFIER
        and 0 < distinct <= _MOST_CATEGORIES
    ):
        label = quoted(item)
    else:
        return ()
    query = (
        f"SELECT {label} AS label, count(*) AS n FROM {table} WHERE {quoted(item)} IS NOT NULL "
        f"GROUP BY 1 HAVING n >= {_FEWEST} ORDER BY n DESC, label LIMIT {_MOST_CATEGORIES}"
    )
    return tuple(Share(name, round(n / filled, 4)) for name, n in connection.execute(query).fetchall())


def _failed(
    connection: duckdb.DuckDBPyConnection, table: str, checks: Sequence[Check], facts: Mapping[str, Any]
) -> list[Finding]:
    return [
        Finding(check.code, check.words, facts[f"check_{place}"], check.item, _rows(connection, table, check.condition))
        for place, check in enumerate(checks)
        if facts[f"check_{place}"]
    ]


def _rows(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> tuple[int, ...]:
    query = f"SELECT {ROW_NUMBER} FROM {table} WHERE {condition} ORDER BY 1 LIMIT {_MOST_ROWS}"
    return tuple(row[0] for row in connection.execute(query).fetchall())


def _noted(notes: Notes, words: Mapping[str, str]) -> list[Finding]:
    found = []
    for (code, column), count in notes.counts.items():
        if code in words:
            rows = tuple(n.row for n in notes.listed if n.code == code and n.column == column)[:_MOST_ROWS]
            found.append(Finding(code, words[code], count, column, rows))
    return found


def _duplicates(connection: duckdb.DuckDBPyConnection, table: str, items: Sequence[str]) -> list[Finding]:
    """Rows that are copies, record numbers given twice, and records that differ by their number only."""
    again = _again(items)
    found = [_repeated(connection, table, items, "duplicate-rows", "copies of a row before them", again)]
    if "record_id" in items:
        words = "record numbers that a record before them has"
        found.append(_repeated(connection, table, ["record_id"], "duplicate-record-ids", words, _again(["record_id"])))
        others = [item for item in items if item != "record_id"]
        if len(others) > 2:
            words = "the same as a record before them but for the record number"
            but_for_number = f"{_again(others)} AND NOT ({again})"
            copies = found[0].count
            found.append(
                _repeated(connection, table, others, "duplicate-but-for-record-id", words, but_for_number, copies)
            )
    return [finding for finding in found if finding.count > 0]


def _again(columns: Sequence[str]) -> str:
    """A condition for QUALIFY: the same values in these columns stand in a row before."""
    return f"row_number() OVER (PARTITION BY {_hash(columns)} ORDER BY {ROW_NUMBER}) > 1"


def _hash(columns: Sequence[str]) -> str:
    return f"hash({', '.join(map(quoted, columns))})"


def _repeated(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    code: str,
    words: str,
    condition: str,
    less: int = 0,
) -> Finding:
    """How many rows repeat these columns, `less` those known already; empty ones repeat nothing."""
    there = f"({' OR '.join(f'{quoted(column)} IS NOT NULL' for column in columns)})"
    query = f"SELECT count(*) - count(DISTINCT {_hash(columns)}) FROM {table} WHERE {there}"
    counted = connection.execute(query).fetchone()
    count = (counted[0] if counted else 0) - less
    rows = _rows(connection, table, f"{there} QUALIFY {condition}") if count > 0 else ()
    return Finding(code, words, count, "", rows)
