"""Records of one or many partners into people, on as many machines as Apache Spark has.

The rules are those of `link` and are called, not written again: what they say of one table they say here of the tables
of many buckets. Spark carries parcels between the buckets, spreads the work and repeats what a lost machine had done.
The driver learns the model from the counts of patterns and puts people together from the pairs that matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.linkage.blocking import keys_worth_following
from joinedup.engine.linkage.cluster import people
from joinedup.engine.linkage.comparing import (
    drawn_pairs,
    drawn_patterns,
    drawn_records,
    ends_of,
    patterns_of,
    totals_of,
)
from joinedup.engine.linkage.contents import Rows
from joinedup.engine.linkage.graph import NO_PAIRS
from joinedup.engine.linkage.leftover import clean_sources, raised_odds, taken_across
from joinedup.engine.linkage.link import Advance, Clock, Linked, check_enough, log_odds, surest, whole_table
from joinedup.engine.linkage.model import BANDS, comparisons_for
from joinedup.engine.linkage.sampling import Sample
from joinedup.engine.linkage.spark import deciding, grading
from joinedup.engine.linkage.spark.counted import (
    Counted,
    codes_and_pairs,
    equal_shares,
    full_names,
    largest_blocks,
    summed,
)
from joinedup.engine.linkage.spark.parcels import Parcel, fetched, for_each_bucket, for_each_part, numbers, unpacked
from joinedup.engine.linkage.spark.reading import Part, read_part
from joinedup.engine.linkage.standardise import memory_connection
from joinedup.engine.linkage.training import Totals, best_threshold, train

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_STEPS = 6
_BUCKETS_A_PARTITION = 4  # so that partitions come out about equal
_BUCKET = 6_000_000  # bytes of text
_PARQUET = 3  # times as small as text
_FEWEST, _MANY = 8, 16_384
Floats = npt.NDArray[np.float64]


@frozen(eq=False)
class Found:
    """linked: as `link` has it, without `standard`, `uncertain`, `sample` and `pairs`. truth: by row, of the column
    kept; notes: by source, how often each code was noticed while reading."""

    linked: Linked
    truth: pa.ChunkedArray
    notes: Mapping[str, Mapping[str, int]]


def link_on_spark(
    session: SparkSession,
    parts: Sequence[Part],
    names: Sequence[str],
    *,
    buckets: int | None = None,
    threshold: float | None = None,
    advance: Advance | None = None,
) -> Found:
    """Link the rows of files, within and between sources, into people; the same ones as `link` finds.

    parts: the files by source and place, which every machine must see under the same path; names: of the sources.
    buckets: in how many the records are worked on, a power of two; by the size of the files where it is left out.
    Raises what `link` raises, and what reading the files raises.
    """
    buckets = buckets or _buckets(parts)
    clock = Clock(advance or (lambda done, total=None: None), _STEPS)
    session.conf.set("spark.sql.shuffle.partitions", str(max(buckets // _BUCKETS_A_PARTITION, 2)))
    bits = buckets.bit_length() - 1
    held = _held(session, parts, len(names), bits)
    whole, notes = _whole(held, buckets)
    records = int(whole.firsts[-1])
    clock.done("standardise")
    blocks = for_each_bucket(
        for_each_part(held.where("kind = 'content'"), partial(grading.key, whole=whole, bits=bits)), grading.count
    ).persist()
    counted = summed(fetched(blocks, "counted")["counted"])
    most = largest_blocks(counted, records)
    clock.done("block")
    pairs = for_each_part(blocks.where("kind LIKE 'key %'"), partial(grading.pair, whole=whole, most=most))
    ready = blocks.where("kind = 'ready'")
    visited = for_each_bucket(ready.union(pairs), partial(grading.visit, whole=whole))
    graded = for_each_bucket(visited, partial(grading.grade, whole=whole)).persist()
    codes, pairs_of_code = codes_and_pairs(fetched(graded, "codes")["codes"])
    patterns = patterns_of(whole.comparisons, codes, pairs_of_code)
    clock.done("compare")
    model = train(whole.comparisons, patterns, _totals(ready, whole, counted, records), records)
    odds = log_odds(model, patterns)
    used = threshold if threshold is not None else best_threshold(1 / (1 + np.exp(-odds)), patterns.pairs)
    clock.done("train")
    weights = deciding.Weights(codes, odds, float(np.log(used / (1 - used))))
    who = _who(held, whole)
    rows = _rows(who, records)
    left, right, weight = _edges(graded, weights, who["source"].to_numpy()[rows.place], records)
    clock.done("decide")
    found = people(records, left, right, weight - weights.line)
    number, goes_by = rows.people(found)
    probability = surest(found, left, right, weight)[goes_by]
    counts = {
        "rows": len(number),
        "records": records,
        "pairs compared": int(patterns.pairs.sum()),
        "pairs linked": int((weight >= weights.line).sum()),
        "people": int(number.max()),
    }
    width = max(6, len(str(len(number))))
    source = pa.array(names).take(who["source"].combine_chunks())
    table = whole_table(source, *_own_numbers(who, parts), number, probability, width)
    clock.done("people")
    for frame in (graded, blocks, held):
        frame.unpersist()
    linked = Linked(table, {}, float(used), counts, clock.seconds, model, (), Sample(), NO_PAIRS)
    return Found(linked, who["truth"], {name: notes.get(place, {}) for place, name in enumerate(names)})


def _buckets(parts: Sequence[Part]) -> int:
    """So many that each holds some ten thousand records, whatever the files are: what is in hand at a time is small."""
    size = sum(Path(part.path).stat().st_size * (_PARQUET if part.path.endswith(".parquet") else 1) for part in parts)
    return min(max(1 << (size // _BUCKET).bit_length(), _FEWEST), _MANY)


def _held(session: SparkSession, parts: Sequence[Part], sources: int, bits: int) -> DataFrame:
    """The standardised rows by content (see `grading.hold`), kept encrypted at the workers."""
    todo = session.range(0, len(parts), 1, len(parts)).selectExpr(
        "CAST(id AS INT) AS bucket", "'part' AS kind", "CAST('' AS BINARY) AS payload"
    )

    def read(parcels: Iterator[Parcel]) -> Iterator[Parcel]:
        for place, _, _ in parcels:
            yield from read_part(parts[place], bits)

    return for_each_bucket(for_each_part(todo, read), partial(grading.hold, sources=sources)).persist()


def _whole(held: DataFrame, buckets: int) -> tuple[grading.Whole, dict[int, dict[str, int]]]:
    """What is known of all records, and what was noticed while reading, by source. Raises the errors of the files."""
    told = fetched(held, "problem", "notes", "facts")
    for problem in map(json.loads, told["problem"]):
        code, where, details = (problem[name] for name in ("code", "where", "details"))
        raise error(code, where=where, **details)
    facts = [json.loads(one) for one in told["facts"]]
    records = np.zeros(buckets, dtype=np.int64)
    records[[one["bucket"] for one in facts]] = [one["records"] for one in facts]
    if not records.any():
        raise error("linkage-no-rows")
    comparisons = comparisons_for({name for one in facts for name in one["filled"]})
    check_enough(comparisons)
    totals = {name: sum(one["totals"][name] for one in facts) for name in BANDS}
    firsts = np.concatenate(([0], np.cumsum(records)))
    keys = tuple(sql for sql, _ in keys_worth_following(int(firsts[-1])))
    notes: dict[int, dict[str, int]] = {}
    for one in map(json.loads, told["notes"]):
        of = notes.setdefault(one["source"], {})
        for code, count in one["counts"].items():
            of[code] = of.get(code, 0) + count
    return grading.Whole(firsts, _frequent(held, totals), totals, comparisons, keys), notes


def _frequent(held: DataFrame, totals: Mapping[str, int]) -> dict[str, pa.Table]:
    """By column the values, as hashes, that are not rare, and how many rows have each."""
    counted = (
        held.where("kind LIKE 'values %'")
        .mapInArrow(grading.values_as_rows, "name string, hash long, size long")
        .groupBy("name", "hash")
        .sum("size")
        .withColumnRenamed("sum(size)", "size")
    )
    common = " OR ".join(f"(name = '{name}' AND size >= {BANDS[name][0] * total})" for name, total in totals.items())
    found = counted.where(common).toArrow()
    frequent = {}
    for name in BANDS:
        mine = found.filter(pc.equal(found["name"], name))
        hashes = pa.array(mine["hash"].to_numpy().view(np.uint64))
        frequent[name] = pa.table({"hash": hashes, "size": mine["size"].combine_chunks()})
    return frequent


def _totals(ready: DataFrame, whole: grading.Whole, counted: Counted, records: int) -> Totals:
    """As `comparing.totals`: the records of the pairs drawn are brought here, the rest was counted on the workers."""
    with memory_connection() as connection:
        shuffled = drawn_records(connection, f"SELECT range::UINTEGER AS id FROM range({records})")
        wanted = np.sort(shuffled).astype(np.uint32)
        drawn = fetched(for_each_part(ready, partial(grading.select, wanted=wanted)), "drawn")["drawn"]
        connection.register("brought", unpacked(drawn))
        connection.execute("CREATE TEMP TABLE records AS SELECT * FROM brought")
        graded = drawn_patterns(connection, whole.comparisons, drawn_pairs(shuffled, records))
    equal = [equal_shares(comparison, counted) for comparison in whole.comparisons]
    return totals_of(whole.comparisons, records, graded, equal, full_names(whole.comparisons, counted))


def _who(held: DataFrame, whole: grading.Whole) -> pa.Table:
    """Every row, in the order of the input, with the number of its record among all."""
    found = fetched(for_each_part(held.where("kind = 'who'"), partial(grading.numbered, whole=whole)), "who")["who"]
    return unpacked(found).sort_by([(name, "ascending") for name in ("source", "part", "row_number")])


def _rows(who: pa.Table, records: int) -> Rows:
    record, copy = who["record"].to_numpy(), who["copy"].to_numpy()
    place = np.empty(records, dtype=np.int64)
    kept = np.flatnonzero(copy < 2)
    place[record[kept] + copy[kept]] = kept
    return Rows(record, copy, who["crowd"].to_numpy(), place, np.zeros(records, dtype=np.uint64))  # nothing is drawn


def _own_numbers(who: pa.Table, parts: Sequence[Part]) -> tuple[pa.Array, pa.Array]:
    """The row_number and record_id of every row; a source whose own numbers have gaps goes by row, and by file."""
    source, row, own = (who[name].combine_chunks() for name in ("source", "row_number", "record_id"))
    of = np.array([part.source for part in parts])
    files = [f"{Path(part.path).name}:" if (of == part.source).sum() > 1 else "" for part in parts]
    at = np.searchsorted(of, source.to_numpy()) + who["part"].to_numpy()
    by_row = pc.binary_join_element_wise(pa.array(files).take(pa.array(at)), row.cast(pa.string()), "")
    gaps = pc.unique(source.filter(own.is_null()))
    return row, pc.if_else(pc.is_in(source, gaps), by_row, own)


def _edges(
    graded: DataFrame, weights: deciding.Weights, source: npt.NDArray[np.int32], records: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32], Floats]:
    """The pairs that decide who is who, in order: those linked, and those below the line among people linked."""
    parcels = graded.where("kind = 'graded'")
    pairs, weight = _fetched_edges(for_each_part(parcels, partial(deciding.linked, weights=weights)), weights)
    left, right = ends_of(pairs)
    if clean_sources(source, left, right, np.ones(len(pairs), dtype=np.bool_)):
        taken = taken_across(source, left, right, np.ones(len(pairs), dtype=np.bool_))
        bits = (np.packbits(source == source.max()), np.packbits(taken))
        over = for_each_part(parcels, partial(deciding.left_over, weights=weights, second=bits[0], taken=bits[1]))
        over = over.persist()
        expected = float(numbers(fetched(over, "expected")["expected"]).view(np.float64).sum())
        over_pairs, over_weight = _fetched_edges(over, weights)
        over.unpersist()
        over_weight = raised_odds(source, taken, *ends_of(over_pairs), over_weight, expected)
    else:
        over_pairs, over_weight = pairs[:0], weight[:0]
    now = over_weight >= weights.line
    pairs, weight = np.concatenate((pairs, over_pairs[now])), np.concatenate((weight, over_weight[now]))
    members, component = deciding.doubtful_components(records, *ends_of(pairs))
    below = partial(deciding.inside, weights=weights, members=members, component=component)
    more, more_weight = (
        _fetched_edges(for_each_part(parcels, below), weights) if len(members) else (pairs[:0], weight[:0])
    )
    if len(over_pairs) and len(more):
        at = np.minimum(np.searchsorted(over_pairs, more), len(over_pairs) - 1)
        again = over_pairs[at] == more
        more_weight = np.where(again, over_weight[at], more_weight)
        still = ~again | (more_weight < weights.line)  # those raised above the line are there already
        more, more_weight = more[still], more_weight[still]
    pairs, weight = np.concatenate((pairs, more)), np.concatenate((weight, more_weight))
    order = np.argsort(pairs)
    return *ends_of(pairs[order]), weight[order]


def _fetched_edges(frame: DataFrame, weights: deciding.Weights) -> tuple[npt.NDArray[np.uint64], Floats]:
    """Pairs brought to the driver, in order, and what each weighs."""
    payloads = fetched(frame, "edges")["edges"]
    if not payloads:
        return np.empty(0, np.uint64), np.empty(0)
    table = unpacked(payloads).sort_by("pair")
    return table["pair"].to_numpy(), weights.odds[table["place"].to_numpy()]
