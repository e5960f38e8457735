"""What people decided of pairs of records, brought among the pairs that were compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joinedup.engine.linkage.contents import Rows
from joinedup.engine.linkage.review import SURE, Decided, Floats, Place, corrected

Records = npt.NDArray[np.uint32]


class Places(Sequence[Place]):
    """Which row each record stands for, and which record a row is."""

    def __init__(self, read: Mapping[str, pa.Table], rows: Rows) -> None:
        self._names, self._rows = list(read), rows
        self._begins = np.cumsum([0, *(table.num_rows for table in read.values())])
        self._numbers = [
            table["row_number"].to_numpy() if "row_number" in table.column_names else np.arange(1, table.num_rows + 1)
            for table in read.values()
        ]

    def __len__(self) -> int:
        return self._rows.records

    def __getitem__(self, record: Any) -> Any:
        place = int(self._rows.place[record])
        source = int(np.searchsorted(self._begins, place, "right")) - 1
        return self._names[source], int(self._numbers[source][place - self._begins[source]])

    def pairs(self, decided: Sequence[Decided]) -> dict[tuple[int, int], bool]:
        """What was decided, by the two records, the smaller first; a row that is not there, or a copy, is left out."""
        wanted = {place for one in decided for place in (one.left, one.right)}
        found: dict[Place, int] = {}
        for source, name in enumerate(self._names):
            mine = np.array([number for where, number in wanted if where == name])
            for at in np.flatnonzero(np.isin(self._numbers[source], mine)).tolist():
                place = int(self._begins[source]) + at
                found[name, int(self._numbers[source][at])] = int(
                    self._rows.record[place] + min(int(self._rows.copy[place]), 1)
                )
        told = {}
        for one in decided:
            both = found.get(one.left), found.get(one.right)
            if both[0] is not None and both[1] is not None and both[0] != both[1]:
                told[min(both[0], both[1]), max(both[0], both[1])] = one.same
        return told


def moved(line: float, left: Records, right: Records, weight: Floats, told: Mapping[tuple[int, int], bool]) -> float:
    """The threshold as log-odds, moved by what was decided of pairs that were compared (see `corrected`)."""
    if not told:
        return line
    known = _where(left, right, told)
    return corrected(line, [float(weight[at]) for at in known.values()], [told[pair] for pair in known])


def _where(left: Records, right: Records, told: Mapping[tuple[int, int], bool]) -> dict[tuple[int, int], int]:
    """Where each of these pairs is among those compared, if it is."""
    asked = np.array([one << 32 | other for one, other in told], dtype=np.uint64)
    at = np.flatnonzero(np.isin(left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64), asked))
    return {(int(left[one]), int(right[one])): int(one) for one in at.tolist()}


def with_decisions(
    left: Records, right: Records, weight: Floats, told: Mapping[tuple[int, int], bool]
) -> tuple[Records, Records, Floats]:
    """The pairs with those decided among them, whose weight outweighs any other evidence."""
    if not told:
        return left, right, weight
    known, weight = _where(left, right, told), weight.copy()
    for pair, at in known.items():
        weight[at] = SURE if told[pair] else -SURE
    more = [pair for pair in told if pair not in known]
    return (
        np.concatenate((left, np.array([one for one, _ in more], dtype=left.dtype))),
        np.concatenate((right, np.array([other for _, other in more], dtype=right.dtype))),
        np.concatenate((weight, [SURE if told[pair] else -SURE for pair in more])),
    )
