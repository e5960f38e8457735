"""Records of one or many partners into people.

Standardised records, each of the same content counted once, are given blocking keys; Splink 5 finds the
pairs that share a key and grades each comparison; the model is trained on the patterns; pairs become people.
All of it in memory: no temporary file is ever written.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen
from splink import DuckDBAPI, Linker, SettingsCreator

from joinedup.engine.errors import error
from joinedup.engine.linkage.blocking import keyed
from joinedup.engine.linkage.cluster import people
from joinedup.engine.linkage.model import (
    BANDS,
    Comparison,
    band_sql,
    comparisons_for,
    grade_sql,
    splink_comparison,
    two_of_a_family,
)
from joinedup.engine.linkage.nicknames import forename_roots
from joinedup.engine.linkage.standardise import STANDARD_COLUMNS, memory_connection, standardise
from joinedup.engine.linkage.training import Patterns, Totals, Trained, best_threshold, train

_DRAWN_PAIRS = 500_000
_NEVER = -15.0  # log-odds of a pair that a rule keeps apart
# Where fewer than this share of pairs at one address are of one person, households live together there, and twins
# and namesakes in them are told apart by rule; where more are, the table is mostly copies, and a mistake is likelier.
_HOUSEHOLDS = 0.5
_FULL_NAME = ("surname", "forename")


class Advance(Protocol):
    """Called as work goes on: `advance(done, total)`."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


@frozen
class Linked:
    """The people found.

    people: source, row_number, record_id, person_id, match_probability (double), one row for every input row, in
    the order of the input. match_probability is that of the row's surest pair within its person, 1 for
    a person of one row. threshold: the probability from which on pairs were linked. counts: rows, records (of
    different content), pairs compared, pairs linked, people. seconds: by step. model: what was learnt.
    """

    people: pa.Table
    threshold: float
    counts: dict[str, int]
    seconds: dict[str, float]
    model: Trained


def link(tables: Mapping[str, pa.Table], *, threshold: float | None = None, advance: Advance | None = None) -> Linked:
    """Link the rows of all tables, within and between them, into people.

    tables: by name of the source; columns of the vocabulary and `row_number` (see `standardise`), and `record_id`
    where the supplier has one. threshold: leave it out to have it chosen from the probabilities. The same
    input gives the same person_ids. Raises `linkage-no-rows`, `linkage-no-columns`, `linkage-too-little`.
    """
    clock = _Clock(advance or (lambda done, total=None: None))
    if not tables or not any(table.num_rows for table in tables.values()):
        raise error("linkage-no-rows")
    standard = pa.concat_tables([standardise(table) for table in tables.values()])
    clock.done("standardise")
    with memory_connection() as connection:
        filled = _prepared(connection, standard)
        comparisons = comparisons_for(filled)
        _enough(comparisons)
        keys = keyed(connection)
        clock.done("block")
        records = _count(connection, "records")
        patterns = _compared(connection, comparisons, keys)
        clock.done("compare")
        totals = _totals(connection, comparisons, records)
        model = train(comparisons, patterns, totals, records)
        odds = model.log_odds(patterns.grades)
        if model.prior_at_home < _HOUSEHOLDS:
            odds = np.where(two_of_a_family(comparisons, patterns.grades), _NEVER, odds)
        chances = 1 / (1 + np.exp(-odds))
        used = threshold if threshold is not None else best_threshold(chances, patterns.pairs)
        clock.done("train")
        pairs = _scored(connection, comparisons, patterns, odds)
        left, right, weight = (pairs[name].to_numpy() for name in ("left", "right", "odds"))
        person = people(records, left, right, weight - np.log(used / (1 - used)))
        found = _rows(connection, person, left, right, weight)
        clock.done("people")
    table = _people_table(tables, found)
    counts = {
        "rows": standard.num_rows,
        "records": records,
        "pairs compared": len(left),
        "pairs linked": int((1 / (1 + np.exp(-weight)) >= used).sum()),
        "people": len(set(table["person_id"].to_pylist())),
    }
    return Linked(table, used, counts, clock.seconds, model)


class _Clock:
    """Seconds by step, told to `advance` as they pass."""

    _STEPS = 5

    def __init__(self, advance: Advance) -> None:
        self.seconds: dict[str, float] = {}
        self._advance, self._last = advance, time.perf_counter()

    def done(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step], self._last = now - self._last, now
        self._advance(len(self.seconds), self._STEPS)


def _prepared(connection: duckdb.DuckDBPyConnection, standard: pa.Table) -> set[str]:
    """Make `every_row` (each row, with the number of its content) and `prepared`; the columns that hold anything.

    Rows of the same content are counted at most twice: whether two of them are one person is then asked
    once, and a million copies cost no more than two.
    """
    connection.register("standard", standard.combine_chunks())
    connection.register("forename_roots", forename_roots())
    content = [name for name in STANDARD_COLUMNS if name != "row_number"]
    listed = ", ".join(content)
    connection.execute(
        f"CREATE TEMP TABLE numbered AS SELECT row_number() OVER () AS place, {listed} FROM standard;"
        f"CREATE TEMP TABLE every_row AS SELECT place, min(place) OVER alike AS first,"
        f" row_number() OVER (alike ORDER BY place) AS copy FROM numbered WINDOW alike AS (PARTITION BY {listed});"
        f"CREATE TEMP TABLE kept AS SELECT place, first, copy, row_number() OVER (ORDER BY place) - 1 AS id"
        f" FROM every_row WHERE copy <= 2"
    )
    share = "count(*) OVER (PARTITION BY {0}) / (SELECT count({0}) FROM numbered)"
    bands = ", ".join(
        f"CASE WHEN {name} IS NOT NULL THEN {band_sql(name, share.format(name))} END AS {name}_band" for name in BANDS
    )
    connection.execute(
        f"CREATE TEMP TABLE prepared AS SELECT kept.id, numbered.* EXCLUDE (place), coalesce(root, forename) AS root,"
        f" {bands} FROM kept JOIN numbered USING (place)"
        f" LEFT JOIN forename_roots ON forename = form ORDER BY kept.id"
    )
    counts = connection.execute(f"SELECT {', '.join(f'count({name})' for name in content)} FROM prepared").fetchall()[0]
    return {name for name, count in zip(content, counts, strict=True) if count}


def _enough(comparisons: tuple[Comparison, ...]) -> None:
    """Refuse where there is nothing to tell two people of one name apart. Raises `linkage-too-little`."""
    names = {comparison.name for comparison in comparisons}
    if not names:
        raise error("linkage-too-little", why="every value is missing")
    if names & {"nhs_number", "upn", "other_identifier"}:
        return
    if not names & {"surname", "forename"}:
        raise error("linkage-too-little", why="there is no name and no number for the person")
    if not names & {"date_of_birth", "place", "email", "telephone"}:
        raise error("linkage-too-little", why="there are names only")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _compared(
    connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], keys: tuple[str, ...]
) -> Patterns:
    """Make table `compared` (left, right, one grade a comparison) by Splink, and count its patterns."""
    names = [comparison.name for comparison in comparisons]
    listed = ", ".join(names)
    if not keys:
        columns = ", ".join(f"CAST(0 AS BIGINT) AS {name}" for name in ("left_id", "right_id", *names))
        connection.execute(f"CREATE TEMP TABLE compared AS SELECT {columns} LIMIT 0")
    else:
        database = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="id",
            comparisons=[splink_comparison(comparison) for comparison in comparisons],
            blocking_rules_to_generate_predictions=[
                {"blocking_rule": f"l.{key} = r.{key}", "sql_dialect": "duckdb"} for key in keys
            ],
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=True,
        )
        linker = Linker(database.register("records"), settings, log_level=None, validate_settings=False)
        graded = linker.inference.predict(warning_mode="never")
        columns = ", ".join(f"CAST(round(mw_{name}) AS BIGINT) - 1 AS {name}" for name in names)
        connection.execute(
            f"CREATE TEMP TABLE compared AS SELECT id_l AS left_id, id_r AS right_id, {columns}"
            f" FROM {graded.physical_name}"
        )
        graded.drop_table_from_database_and_remove_from_cache(force_non_splink_table=True)
    connection.execute(
        f"CREATE TEMP TABLE patterns AS SELECT row_number() OVER (ORDER BY {listed}) - 1 AS pattern, * FROM"
        f" (SELECT {listed}, count(*) AS pairs FROM compared GROUP BY ALL) ORDER BY pattern"
    )
    table = connection.execute(f"SELECT {listed}, pairs FROM patterns ORDER BY pattern").to_arrow_table()
    grades = np.stack([table[name].to_numpy() for name in names], axis=1).astype(np.int64)
    return Patterns(grades, table["pairs"].to_numpy().astype(np.float64))


def _totals(connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...], records: int) -> Totals:
    """The share of each grade among all pairs: drawn evenly, then put right by frequencies for equal values."""
    pairs = max(records * (records - 1) / 2, 1.0)
    rounds = max(1, min(_DRAWN_PAIRS // max(records, 1), records - 1))
    columns = [row[0] for row in connection.execute("DESCRIBE records").fetchall() if row[0] != "id"]
    sides = ", ".join(f"a.{name} AS {name}_l, b.{name} AS {name}_r" for name in columns)
    # the records in an order of no meaning, and each with those 1, 2, 3 … after it: every record equally often
    connection.execute(
        "CREATE TEMP TABLE shuffled AS SELECT *, row_number() OVER (ORDER BY hash(id), id) - 1 AS spot FROM records"
        f" ORDER BY spot LIMIT {_DRAWN_PAIRS}"
    )
    size = min(records, _DRAWN_PAIRS)
    cases = ", ".join(grade_sql(comparison) for comparison in comparisons)
    connection.execute(
        f"CREATE TEMP TABLE steps AS SELECT a.spot AS one, (a.spot + step) % {size} AS two"
        f" FROM shuffled AS a, range(1, {rounds} + 1) AS steps(step)"
    )
    connection.execute(
        f"CREATE TEMP TABLE drawn AS SELECT {cases} FROM (SELECT {sides} FROM steps"
        f" JOIN shuffled AS a ON a.spot = one JOIN shuffled AS b ON b.spot = two)"
    )
    shares, drawn = [], []
    for comparison in comparisons:
        counts = dict(
            connection.execute(
                f"SELECT {comparison.name}, count(*) FROM drawn WHERE {comparison.name} >= 0 GROUP BY ALL"
            ).fetchall()
        )
        total = max(sum(counts.values()), 1)
        share = np.array([counts.get(grade, 0) / total for grade in range(len(comparison.grades))])
        for grade, exact in _equal_shares(connection, comparison).items():
            share[grade] = exact
        shares.append(share)
        drawn.append(float(sum(counts.values())))
    return Totals(pairs, tuple(shares), tuple(drawn), _full_names(connection, comparisons))


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
    name, best = comparison.needs[0], len(comparison.grades) - 1
    if name in ("postcode", "sex", "middle"):
        return {}
    band = f"any_value({name}_band)" if name in BANDS else "0"
    rows = connection.execute(
        f"SELECT band, sum(size * (size - 1)) / any_value(total * (total - 1)) FROM"
        f" (SELECT {band} AS band, count(*)::DOUBLE AS size, (SELECT count({name})::DOUBLE FROM records) AS total"
        f" FROM records WHERE {name} IS NOT NULL GROUP BY {name}) WHERE total > 1 GROUP BY band"
    ).fetchall()
    return {best - int(band): float(share) for band, share in rows}


def _scored(
    connection: duckdb.DuckDBPyConnection,
    comparisons: tuple[Comparison, ...],
    patterns: Patterns,
    odds: npt.NDArray[np.float64],
) -> pa.Table:
    """Every pair compared with its log-odds: left, right, odds; in one order always."""
    connection.register("pattern_odds", pa.table({"pattern": np.arange(len(odds)), "odds": odds}))
    joined = " AND ".join(f"compared.{c.name} = patterns.{c.name}" for c in comparisons)
    return connection.execute(
        f"SELECT left_id AS left, right_id AS right, odds FROM compared JOIN patterns ON {joined}"
        f" JOIN pattern_odds USING (pattern) ORDER BY left_id, right_id"
    ).to_arrow_table()


def _rows(
    connection: duckdb.DuckDBPyConnection,
    person: npt.NDArray[np.int64],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    odds: npt.NDArray[np.float64],
) -> pa.Table:
    """For every input row, in order: `person` (a number in order of appearance) and `probability`.

    Further copies of a content follow the first where the first two were found to be one person, and are people
    of their own where not.
    """
    surest = np.full(len(person), -np.inf)
    same = person[left] == person[right]
    np.maximum.at(surest, left[same], odds[same])
    np.maximum.at(surest, right[same], odds[same])
    probability = np.where(np.isinf(surest), 1.0, 1 / (1 + np.exp(-np.clip(surest, -500, 500))))
    connection.register("found", pa.table({"id": np.arange(len(person)), "person": person, "probability": probability}))
    return connection.execute(
        "WITH placed AS (SELECT first, copy, person, probability FROM kept JOIN found USING (id)),"
        " ones AS (SELECT * FROM placed WHERE copy = 1), twos AS (SELECT * FROM placed WHERE copy = 2),"
        " rows AS (SELECT every_row.place, CASE WHEN every_row.copy = 1 THEN ones.person"
        "   WHEN every_row.copy = 2 THEN twos.person WHEN ones.person = twos.person THEN ones.person"
        "   ELSE -every_row.place END AS person,"
        "   CASE WHEN every_row.copy = 1 THEN ones.probability WHEN every_row.copy = 2 THEN twos.probability"
        "   WHEN ones.person = twos.person THEN twos.probability ELSE 1.0 END AS probability"
        "   FROM every_row JOIN ones USING (first) LEFT JOIN twos USING (first))"
        " SELECT dense_rank() OVER (ORDER BY begins) AS person, probability FROM"
        " (SELECT place, probability, min(place) OVER (PARTITION BY person) AS begins FROM rows) ORDER BY place"
    ).to_arrow_table()


def _people_table(tables: Mapping[str, pa.Table], found: pa.Table) -> pa.Table:
    """The people as the caller sees them, with each row's source and the supplier's own record number."""
    sources: list[pa.Array] = []
    numbers: list[pa.Array] = []
    names: list[pa.Array] = []
    for source, table in tables.items():
        there = set(table.column_names)
        count = table.num_rows
        row_numbers = (
            table["row_number"].cast(pa.int64()).combine_chunks()
            if "row_number" in there
            else pa.array(range(1, count + 1), pa.int64())
        )
        own = table["record_id"].cast(pa.string()).combine_chunks() if "record_id" in there else None
        sources.append(pa.array([source] * count, pa.string()))
        numbers.append(row_numbers)
        names.append(own if own is not None and own.null_count == 0 else row_numbers.cast(pa.string()))
    width = max(6, len(str(found.num_rows)))
    ids = [f"P{number:0{width}d}" for number in found["person"].to_pylist()]
    return pa.table(
        {
            "source": pa.concat_arrays(sources),
            "row_number": pa.concat_arrays(numbers),
            "record_id": pa.concat_arrays(names),
            "person_id": pa.array(ids, pa.string()),
            "match_probability": found["probability"],
        }
    )
