"""From graded pairs on the workers to people at the driver: only the pairs that matter are brought there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from joinedup.engine.linkage.comparing import ends_of
from joinedup.engine.linkage.spark.parcels import Parcel, packed, unpacked

Floats = npt.NDArray[np.float64]


@frozen(eq=False)
class Weights:
    """What each code of grades weighs. codes: ascending; odds: log-odds by code; line: those of the threshold."""

    codes: npt.NDArray[np.int64]
    odds: Floats
    line: float

    def places(self, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where each code is among the codes."""
        return np.searchsorted(self.codes, codes)


def linked(parcels: Iterator[Parcel], weights: Weights) -> Iterator[Parcel]:
    """The pairs on or above the line."""
    for bucket, pairs, places in _graded(parcels, weights):
        yield from _edges(bucket, pairs, places, weights.odds[places] >= weights.line)


def inside(
    parcels: Iterator[Parcel],
    weights: Weights,
    members: npt.NDArray[np.uint32],
    component: npt.NDArray[np.int32],
) -> Iterator[Parcel]:
    """The pairs below the line within a component. members: records, ascending; component: of each of them."""
    for bucket, pairs, places in _graded(parcels, weights):
        of = []
        for record in ends_of(pairs):
            at = np.minimum(np.searchsorted(members, record), len(members) - 1)
            of.append(np.where(members[at] == record, component[at], -1))
        yield from _edges(
            bucket, pairs, places, (of[0] >= 0) & (of[0] == of[1]) & (weights.odds[places] < weights.line)
        )


def left_over(
    parcels: Iterator[Parcel], weights: Weights, second: npt.NDArray[np.uint8], taken: npt.NDArray[np.uint8]
) -> Iterator[Parcel]:
    """The pairs between two sources of which neither end is taken; and as `expected`, the sum of all chances there.

    second: whether a record is of the second source; taken: see `leftover`. Both a bit a record (`np.packbits`).
    """
    for bucket, pairs, places in _graded(parcels, weights):
        left, right = ends_of(pairs)
        across = _bit(second, left) != _bit(second, right)
        yield bucket, "expected", np.array([(1 / (1 + np.exp(-weights.odds[places[across]]))).sum()]).tobytes()
        yield from _edges(bucket, pairs, places, across & ~_bit(taken, left) & ~_bit(taken, right))


def doubtful_components(
    records: int, left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """The records in components of linked pairs that are not linked each with each, ascending; their components.

    Only there can pairs below the line say anything (see `cluster.people`).
    """
    graph = coo_array((np.ones(len(left), dtype=np.bool_), (left, right)), shape=(records, records))
    found, component = connected_components(graph, directed=False)
    sizes = np.bincount(component, minlength=found)
    whole = np.bincount(component[left], minlength=found) == sizes * (sizes - 1) // 2
    members = np.flatnonzero(~whole[component])
    return members.astype(np.uint32), component[members].astype(np.int32)


def _graded(
    parcels: Iterator[Parcel], weights: Weights
) -> Iterator[tuple[int, npt.NDArray[np.uint64], npt.NDArray[np.int64]]]:
    for bucket, _, payload in parcels:
        table = unpacked([payload])
        yield bucket, table["pair"].to_numpy(), weights.places(table["code"].to_numpy())


def _edges(
    bucket: int, pairs: npt.NDArray[np.uint64], places: npt.NDArray[np.int64], wanted: npt.NDArray[np.bool_]
) -> Iterator[Parcel]:
    if wanted.any():
        yield bucket, "edges", packed(pa.table({"pair": pairs[wanted], "place": places[wanted].astype(np.int32)}))


def _bit(bits: npt.NDArray[np.uint8], record: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    return np.asarray(
        bits[record >> np.uint32(3)] >> (7 - (record & np.uint32(7))).astype(np.uint8) & 1, dtype=np.bool_
    )
