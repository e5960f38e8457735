"""Records of one or many partners into people.

Standardised records, each of the same content counted once, are given blocking keys; pairs that share one are graded
by SQL; the model is trained on how often each pattern of grades occurs; pairs become people. All of it in memory: no
temporary file is ever written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.linkage.blocking import Key, Pairs, pairs_to_compare
from joinedup.engine.linkage.cluster import people
from joinedup.engine.linkage.comparing import compare, totals
from joinedup.engine.linkage.contents import prepare
from joinedup.engine.linkage.decisions import Places, moved, with_decisions
from joinedup.engine.linkage.graph import Graph, graph_of, pairs_to_keep
from joinedup.engine.linkage.leftover import clean_sources, leftover_odds
from joinedup.engine.linkage.model import (
    Comparison,
    comparisons_for,
    two_of_a_family,
)
from joinedup.engine.linkage.review import Decided, Uncertain, worth_asking
from joinedup.engine.linkage.sampling import Sample, drawn_evenly
from joinedup.engine.linkage.standardise import memory_connection, standardise
from joinedup.engine.linkage.training import Patterns, Trained, best_threshold, train

_NEVER = -15.0  # log-odds of a pair that a rule keeps apart
# Where fewer than this share of pairs at one address are of one person, households live together there, and twins
# and namesakes in them are told apart by rule; where more are, the table is mostly copies, and a mistake is likelier.
_HOUSEHOLDS = 0.5


class Advance(Protocol):
    """Called as work goes on: `advance(done, total)`."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


@frozen
class Linked:
    """The people found.

    people: source, row_number, record_id, person_id, match_probability (double), one row for every input row, in
    the order of the input. match_probability is that of the row's surest pair within its person, 1 for a
    person of one row. standard: by source, the rows standardised, in their order. threshold: the probability from
    which on pairs were linked. counts: rows, records (of different content), pairs compared, pairs linked, people.
    seconds: by step. model: what was learnt. uncertain: pairs that people should look at. sample: pairs drawn by
    chance, from which the quality is told. pairs: those within people and nearly so, by places of rows in the input
    (see `pairs_to_keep`).
    """

    people: pa.Table
    standard: Mapping[str, pa.Table]
    threshold: float
    counts: dict[str, int]
    seconds: dict[str, float]
    model: Trained
    uncertain: tuple[Uncertain, ...]
    sample: Sample
    pairs: pa.Table

    def graph(self, person_id: str) -> Graph:
        """How one person was put together: their rows (places in the input, from 0), and every pair of them compared.

        Raises `no-such-person`.
        """
        rows = np.flatnonzero(pc.equal(self.people["person_id"], person_id).to_numpy(zero_copy_only=False))
        if not len(rows):
            raise error("no-such-person", where=person_id)
        inside = pc.and_(pc.is_in(self.pairs["left"], pa.array(rows, pa.int32())),
                         pc.is_in(self.pairs["right"], pa.array(rows, pa.int32())))  # fmt: skip
        columns = [column.to_pylist() for column in self.pairs.filter(inside).columns]
        return graph_of(self.model, self.threshold, rows.tolist(), list(zip(*columns, strict=True)))


Deciding = Callable[[Mapping[str, pa.Table]], Sequence[Decided]]


def link(
    tables: Mapping[str, Any],
    *,
    threshold: float | None = None,
    decided: Deciding | None = None,
    advance: Advance | None = None,
) -> Linked:
    """Link the rows of all tables, within and between them, into people.

    tables: by name of the source; each an Arrow, Polars or pandas table with columns of the vocabulary, `row_number`
    (see `standardise`) and `record_id` where the supplier has one. threshold: leave it out to have it chosen
    from the probabilities. decided: from the standardised tables, by source, to what people have decided of pairs of
    records, which stands whatever the model says. The same rows, in any order, are the same people, and in the same
    order have the same person_ids. Raises `linkage-no-rows`, `linkage-no-columns`, `linkage-too-little`.
    """
    with memory_connection() as connection:
        return link_in(connection, tables, threshold=threshold, decided=decided, advance=advance).linked


@frozen(eq=False)
class Work:
    """What is left in hand after linking. person: by record, the number in person_id; odds: by pair, log-odds.

    row_record: by row, the record it follows, -1 where it is a person of its own whatever becomes of that.
    """

    linked: Linked
    pairs: Pairs
    odds: npt.NDArray[np.float64]
    keys: tuple[Key, ...]
    person: npt.NDArray[np.int64]
    row_record: npt.NDArray[np.int64]

    def log_odds(self, patterns: Patterns) -> npt.NDArray[np.float64]:
        """Of further patterns, as the model has it and the rule for families."""
        return log_odds(self.linked.model, patterns)


def link_in(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Any],
    *,
    threshold: float | None = None,
    decided: Deciding | None = None,
    advance: Advance | None = None,
) -> Work:
    """As `link`, leaving table `records` in the connection (one of `memory_connection`)."""
    clock = Clock(advance or (lambda done, total=None: None))
    read = {name: as_arrow(table) for name, table in tables.items()}
    if not any(table.num_rows for table in read.values()):
        raise error("linkage-no-rows")
    standard = {name: standardise(table) for name, table in read.items()}
    clock.done("standardise")
    connection.register("standardised", pa.concat_tables(standard.values()))
    connection.execute("CREATE TEMP TABLE standard AS SELECT row_number() OVER () - 1 AS place, * FROM standardised")
    rows, filled = prepare(connection, len(read))
    connection.execute("DROP TABLE standard")
    connection.unregister("standardised")
    comparisons = comparisons_for(filled)
    check_enough(comparisons)
    records = rows.records
    pairs, keys = pairs_to_compare(connection, records)
    clock.done("block")
    compared = compare(connection, comparisons, pairs)
    patterns = compared.patterns
    clock.done("compare")
    model = train(comparisons, patterns, totals(connection, comparisons, records), records)
    odds = log_odds(model, patterns)
    used = threshold if threshold is not None else best_threshold(1 / (1 + np.exp(-odds)), patterns.pairs)
    clock.done("train")
    left, right, weight = compared.left, compared.right, odds[compared.pattern]
    line = float(np.log(used / (1 - used)))
    places = Places(read, rows)
    told = places.pairs(decided(standard)) if decided else {}
    line = moved(line, left, right, weight, told)
    source = np.repeat(np.arange(len(read)), [table.num_rows for table in read.values()])[rows.place]
    if clean_sources(source, left, right, weight >= line):
        weight = leftover_odds(source, left, right, weight, line)
    uncertain, itself = worth_asking(model, compared, weight, line, places), weight
    left, right, weight = with_decisions(left, right, weight, told)
    found = people(records, left, right, weight - line)
    sample = drawn_evenly(model, compared, itself, line, found, rows.mark, places)
    number, goes_by = rows.people(found)
    probability = surest(found, left, right, weight)[goes_by]
    kept = pairs_to_keep(compared, left, right, weight, line, found, rows.place, model)
    person = np.zeros(records, dtype=np.int64)
    person[goes_by[rows.copy <= 1]] = number[rows.copy <= 1]
    row_record = np.where(person[goes_by] == number, goes_by, -1)
    counts = {
        "rows": len(number),
        "records": records,
        "pairs compared": len(left),
        "pairs linked": int((weight >= line).sum()),
        "people": int(number.max()),
    }
    width = max(6, len(str(len(number))))
    table = people_table(read, number, probability, width)
    clock.done("people")
    used = float(1 / (1 + np.exp(-line)))
    return Work(
        Linked(table, standard, used, counts, clock.seconds, model, uncertain, sample, kept),
        pairs,
        weight,
        keys,
        person,
        row_record,
    )


def as_arrow(table: Any) -> pa.Table:
    """An Arrow, Polars or pandas table (anything that can be handed on as an Arrow stream) as an Arrow table."""
    return table if isinstance(table, pa.Table) else pa.table(table)


def log_odds(model: Trained, patterns: Patterns) -> npt.NDArray[np.float64]:
    """The log-odds of patterns, as the model has it and the rule for families."""
    odds = model.log_odds(patterns.grades)
    if model.prior_at_home < _HOUSEHOLDS:
        odds = np.where(two_of_a_family(model.comparisons, patterns.grades), _NEVER, odds)
    return odds


class Clock:
    """Seconds by step, told to `advance` as they pass."""

    def __init__(self, advance: Advance, steps: int = 5) -> None:
        self.seconds: dict[str, float] = {}
        self._advance, self._steps, self._last = advance, steps, time.perf_counter()

    def done(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step], self._last = now - self._last, now
        self._advance(len(self.seconds), self._steps)


def check_enough(comparisons: tuple[Comparison, ...]) -> None:
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


def surest(
    person: npt.NDArray[np.int64],
    left: npt.NDArray[np.uint32],
    right: npt.NDArray[np.uint32],
    odds: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """For every record the probability of its surest pair within its person; 1 where it is alone."""
    surest = np.full(len(person), -np.inf)
    same = person[left] == person[right]
    np.maximum.at(surest, left[same], odds[same])
    np.maximum.at(surest, right[same], odds[same])
    return np.where(np.isinf(surest), 1.0, 1 / (1 + np.exp(-np.clip(surest, -500, 500))))


def people_table(
    tables: Mapping[str, pa.Table], person: npt.NDArray[np.int64], probability: npt.NDArray[np.float64], width: int
) -> pa.Table:
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
        sources.append(pa.repeat(pa.scalar(source, pa.string()), count))
        numbers.append(row_numbers)
        names.append(own if own is not None and own.null_count == 0 else row_numbers.cast(pa.string()))
    return whole_table(
        pa.concat_arrays(sources), pa.concat_arrays(numbers), pa.concat_arrays(names), person, probability, width
    )


def whole_table(
    source: pa.Array,
    row_number: pa.Array,
    record_id: pa.Array,
    person: npt.NDArray[np.int64],
    probability: npt.NDArray[np.float64],
    width: int,
) -> pa.Table:
    """The people as `Linked.people`. person: by row, the number in its person_id; width: digits of these."""
    ids = pc.binary_join_element_wise("P", pc.utf8_lpad(pa.array(person).cast(pa.string()), width, "0"), "")
    return pa.table(
        {
            "source": source,
            "row_number": row_number,
            "record_id": record_id,
            "person_id": ids,
            "match_probability": pa.array(probability),
        }
    )
