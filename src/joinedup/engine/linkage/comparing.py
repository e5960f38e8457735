"""Pairs of records, each comparison graded; and the shares of grades among all pairs there could be.

The grades of one pair are one number (mixed radix, a missing comparison as 0), so that millions of pairs are a
few arrays: what training needs are the distinct numbers and how often each occurs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from joinedup.engine.linkage.blocking import Pairs
from joinedup.engine.linkage.model import BANDS, Comparison, grade_sql
from joinedup.engine.linkage.training import Patterns, Totals

_DRAWN_PAIRS = 500_000
_AT_A_TIME = 2_000_000  # pairs compared at a time: memory stays the same however many there are
_FULL_NAME = ("surname", "forename")


@frozen(eq=False)
class Compared:
    """Pairs compared: left < right (record ids), pattern (row of patterns.grades); patterns: what there is, counted."""

    left: npt.NDArray[np.uint32]
    right: npt.NDArray[np.uint32]
    pattern: npt.NDArray[np.int32]
    patterns: Patterns


def compare(
    connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], pairs: Pairs, table: str = "records"
) -> Compared:
    """Grade the pairs of records in a table (`id` and what `prepare` makes)."""
    codes = codes_of(connection, comparisons, pairs, table)
    distinct, pattern, counts = np.unique(codes, return_inverse=True, return_counts=True)
    left, right = ends_of(pairs)
    return Compared(left, right, pattern.astype(np.int32), patterns_of(comparisons, distinct, counts))


def ends_of(pairs: Pairs) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The two records of each pair."""
    return (pairs >> np.uint64(32)).astype(np.uint32), (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def codes_of(
    connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], pairs: Pairs, table: str = "records"
) -> npt.NDArray[np.int64]:
    """The grades of each pair as one number."""
    left, right = ends_of(pairs)
    codes = np.empty(len(pairs), dtype=np.int64)
    query = f"SELECT spot, {_code_sql(comparisons)} AS code FROM ({_sides(connection, 'to_compare', table)})"
    for begin in range(0, len(pairs), _AT_A_TIME):
        part = slice(begin, begin + _AT_A_TIME)
        spots = np.arange(begin, min(begin + _AT_A_TIME, len(pairs)), dtype=np.int64)
        connection.register("to_compare", pa.table({"one": left[part], "two": right[part], "spot": spots}))
        graded = connection.execute(query).fetchnumpy()
        codes[graded["spot"]] = graded["code"]
        connection.unregister("to_compare")
    return codes


def _sides(connection: duckdb.DuckDBPyConnection, pairs: str, table: str) -> str:
    """SQL for the pairs (one, two, spot) with the columns of both records, as …_l and …_r."""
    columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall() if row[0] != "id"]
    sides = ", ".join(f"a.{name} AS {name}_l, b.{name} AS {name}_r" for name in columns)
    return f"SELECT spot, {sides} FROM {pairs} JOIN {table} AS a ON a.id = one JOIN {table} AS b ON b.id = two"


def _code_sql(comparisons: tuple[Comparison, ...]) -> str:
    """SQL for the number that holds all grades: each grade plus one, the first comparison in the last place."""
    code = "CAST(0 AS BIGINT)"
    for comparison in reversed(comparisons):
        code = f"({code}) * {len(comparison.grades) + 1} + ({grade_sql(comparison)} + 1)"
    return code


def patterns_of(
    comparisons: tuple[Comparison, ...], codes: npt.NDArray[np.int64], pairs: npt.NDArray[np.int64]
) -> Patterns:
    """The grades in distinct numbers of `codes_of`, and how many pairs show each."""
    columns = []
    for comparison in comparisons:
        codes, rest = np.divmod(codes, len(comparison.grades) + 1)
        columns.append(rest - 1)
    return Patterns(np.stack(columns, axis=1), pairs.astype(np.float64))


def drawn_patterns(
    connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], drawn: Pairs
) -> Patterns:
    """The grades of pairs that were drawn. Of few records most are drawn twice: graded once, they count twice."""
    pairs, times = np.unique(drawn, return_counts=True)
    codes, place = np.unique(codes_of(connection, comparisons, pairs), return_inverse=True)
    return patterns_of(comparisons, codes, np.bincount(place, times).astype(np.int64))


def totals(connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], records: int) -> Totals:
    """The share of each grade among all pairs: drawn evenly, then put right by frequencies for equal values."""
    drawn = drawn_pairs(drawn_records(connection, "SELECT id FROM records"), records)
    graded = drawn_patterns(connection, comparisons, drawn)
    equal = [_equal_shares(connection, comparison) for comparison in comparisons]
    return totals_of(comparisons, records, graded, equal, _full_names(connection, comparisons))


def totals_of(
    comparisons: tuple[Comparison, ...],
    records: int,
    graded: Patterns,
    equal: Sequence[Mapping[int, float]],
    full_names: Mapping[tuple[int, int], float],
) -> Totals:
    """As `totals`, from what it is made of: pairs drawn and graded; by comparison the exact shares of equal values."""
    shares, drawn = [], []
    for place, comparison in enumerate(comparisons):
        seen = graded.grades[:, place] >= 0
        counts = np.bincount(graded.grades[seen, place], graded.pairs[seen], len(comparison.grades))
        share = counts / max(counts.sum(), 1)
        for grade, exact in equal[place].items():
            share[grade] = exact
        shares.append(share)
        drawn.append(float(counts.sum()))
    pairs = max(records * (records - 1) / 2, 1.0)
    return Totals(pairs, tuple(shares), tuple(drawn), full_names)


def drawn_records(connection: duckdb.DuckDBPyConnection, ids: str) -> npt.NDArray[np.uint64]:
    """The records (of a query for `id`, a UINTEGER) of which pairs are drawn, in an order of no meaning."""
    query = f"SELECT id FROM ({ids}) ORDER BY hash(id), id LIMIT {_DRAWN_PAIRS}"
    return np.asarray(connection.execute(query).fetchnumpy()["id"].astype(np.uint64))


def drawn_pairs(shuffled: npt.NDArray[np.uint64], records: int) -> Pairs:
    """Pairs by chance: of so many records those drawn, each with those 1, 2, 3 … after it, all equally often."""
    rounds = max(1, min(_DRAWN_PAIRS // max(records, 1), records - 1))
    pairs = []
    for step in range(1, rounds + 1):
        other = np.roll(shuffled, -step)
        pairs.append(np.minimum(shuffled, other) << np.uint64(32) | np.maximum(shuffled, other))
    return np.concatenate(pairs)


def _full_names(
    connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...]
) -> dict[tuple[int, int], float]:
    """By the grades of surname and forename: the share of all pairs in which both are equal."""
    best = {c.name: len(c.grades) - 1 for c in comparisons if c.name in _FULL_NAME}
    if len(best) < len(_FULL_NAME):
        return {}
    rows = connection.execute(
        "SELECT surname_band, forename_band, sum(size * (size - 1)) / any_value(total * (total - 1)) FROM"
        " (SELECT any_value(surname_band) AS surname_band, any_value(forename_band) AS forename_band,"
        "   count(*)::DOUBLE AS size,"
        "   (SELECT count(*)::DOUBLE FROM records WHERE surname IS NOT NULL AND forename IS NOT NULL) AS total"
        "  FROM records WHERE surname IS NOT NULL AND forename IS NOT NULL GROUP BY surname, forename)"
        " WHERE total > 1 GROUP BY ALL"
    ).fetchall()
    return {
        (best["surname"] - int(surname), best["forename"] - int(forename)): float(share)
        for surname, forename, share in rows
    }


def _equal_shares(connection: duckdb.DuckDBPyConnection, comparison: Comparison) -> dict[int, float]:
    """For grades of equal values: their share of all pairs, from how often each value occurs."""
    counted = equal_values(comparison)
    if counted is None:
        return {}
    (name, band), best = counted, len(comparison.grades) - 1
    rows = connection.execute(
        f"SELECT band, sum(size * (size - 1)) / any_value(total * (total - 1)) FROM"
        f" (SELECT any_value({band}) AS band, count(*)::DOUBLE AS size,"
        f" (SELECT count({name})::DOUBLE FROM records) AS total"
        f" FROM records WHERE {name} IS NOT NULL GROUP BY {name}) WHERE total > 1 GROUP BY band"
    ).fetchall()
    return {best - int(band): float(share) for band, share in rows}


def equal_values(comparison: Comparison) -> tuple[str, str] | None:
    """The column whose equal values make a comparison's best grades, and SQL for the band; None where none does."""
    name = comparison.needs[0]
    if name in ("postcode", "sex", "middle"):
        return None
    return name, f"{name}_band" if name in BANDS else "0"
