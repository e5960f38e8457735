"""What was counted on Spark's workers, put together at the driver: blocks, equal values, patterns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from joinedup.engine.linkage.blocking import keys_worth_following, largest_block
from joinedup.engine.linkage.comparing import equal_values
from joinedup.engine.linkage.model import Comparison
from joinedup.engine.linkage.spark.parcels import unpacked

Counted = Mapping[str, Mapping[int, int]]  # by kind of parcel, by size or label


def summed(payloads: Sequence[bytes]) -> dict[str, dict[int, int]]:
    """What `grading.count` counted, over all buckets."""
    sums: dict[str, dict[int, int]] = {}
    for kind, counts in (item for payload in payloads for item in json.loads(payload).items()):
        of = sums.setdefault(kind, {})
        for label, count in counts.items():
            of[int(label)] = of.get(int(label), 0) + count
    return sums


def largest_blocks(counted: Counted, records: int) -> dict[str, int]:
    """By key the largest block to follow."""
    most = {}
    for place, (_, budget) in enumerate(keys_worth_following(records)):
        sizes = sorted(counted.get(f"key {place}", {}).items())
        both = np.array(sizes, dtype=np.int64).reshape(-1, 2)
        most[f"key {place}"] = largest_block(both[:, 0], both[:, 1], budget)
    return most


def codes_and_pairs(payloads: Sequence[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The codes there are, ascending, and how many pairs have each."""
    if not payloads:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    table = unpacked(payloads)
    codes, place = np.unique(table["code"].to_numpy(), return_inverse=True)
    pairs = np.zeros(len(codes), dtype=np.int64)
    np.add.at(pairs, place, table["pairs"].to_numpy())
    return codes, pairs


def equal_shares(comparison: Comparison, counted: Counted) -> dict[int, float]:
    """By grade of equal values, as `comparing.totals` has it: their share of all pairs."""
    best = len(comparison.grades) - 1
    shares = _shares(f"equal {comparison.name}", counted) if equal_values(comparison) else {}
    return {best - band: share for band, share in shares.items()}


def full_names(comparisons: tuple[Comparison, ...], counted: Counted) -> dict[tuple[int, int], float]:
    """By the grades of surname and forename: the share of all pairs in which both are equal."""
    best = {comparison.name: len(comparison.grades) - 1 for comparison in comparisons}
    shares = _shares("names", counted)
    return {(best["surname"] - label // 16, best["forename"] - label % 16): share for label, share in shares.items()}


def _shares(kind: str, counted: Counted) -> dict[int, float]:
    """By label, the share of all pairs that are of two equal values."""
    total = counted.get(f"{kind} total", {}).get(0, 0)
    if total < 2:
        return {}
    return {label: pairs / (total * (total - 1)) for label, pairs in counted[kind].items()}
