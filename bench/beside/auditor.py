"""An auditor that shares no code with Joinedup's: plain linear programmes over a published file, two for each gap.

It reads what a reader has: the CSV file, and which area lies in which. Every gap is an unknown of at least 1, because
zeros are published; every area is the sum of those in it, every total the sum of its categories.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, inf
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

Spot = tuple[str, ...]  # the code of an area, then a value or Total of each column
TOTAL = "Total"
_NEARLY = 1e-6


class Found(NamedTuple):
    """Of how many gaps one value is left, of how many two at most, and how long that took."""

    exact: int
    close: int
    seconds: float


def audit(file: Path, areas: Iterable[Sequence[str]]) -> Found:
    """Audit a published file. areas: for each of the finest its codes at every level, finest first."""
    began = time.perf_counter()
    cells = _read(file)
    system, totals = _system(cells, _inside(areas))
    widths = [high - low for low, high in _ends(system, totals)]
    return Found(sum(w < 1 for w in widths), sum(w <= 1 for w in widths), time.perf_counter() - began)


def _read(file: Path) -> dict[Spot, int | None]:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        return {(area, *values): int(count) if count else None for _, area, *values, count, _ in rows}


def _inside(areas: Iterable[Sequence[str]]) -> Mapping[str, set[str]]:
    inside = defaultdict(set)
    for row in areas:
        for lower, upper in zip(row, (*row[1:], TOTAL), strict=True):
            inside[upper].add(lower)
    return inside


def _system(cells: Mapping[Spot, int | None], inside: Mapping[str, set[str]]) -> tuple[csr_matrix, np.ndarray]:
    unknown = {spot: n for n, spot in enumerate(spot for spot, count in cells.items() if count is None)}
    values = [sorted({spot[d] for spot in cells} - {TOTAL}) for d in range(1, len(next(iter(cells))))]
    rows, columns, signs, totals = [], [], [], []
    for spot in cells:
        parted = [[(part, *spot[1:]) for part in inside[spot[0]]]] if spot[0] in inside else []
        for d, each in enumerate(values, 1):
            if spot[d] == TOTAL:
                parted.append([(*spot[:d], value, *spot[d + 1 :]) for value in each])
        for parts in parted:
            total = 0
            for one, sign in ((spot, 1), *((part, -1) for part in parts)):
                if one in unknown:
                    rows.append(len(totals)), columns.append(unknown[one]), signs.append(sign)
                else:
                    total -= sign * (cells[one] or 0)
            totals.append(total)
    return coo_matrix((signs, (rows, columns)), (len(totals), len(unknown))).tocsr(), np.array(totals)


def _ends(system: csr_matrix, totals: np.ndarray) -> Iterable[tuple[float, float]]:
    number, part = connected_components(abs(system.T) @ abs(system), directed=False)
    for one in range(number):
        columns = np.flatnonzero(part == one)
        rows = np.flatnonzero(np.diff(system[:, columns].indptr))
        sums, right = system[rows][:, columns], totals[rows]
        for at in range(len(columns)):
            cost = np.zeros(len(columns))
            ends = []
            for sign in (1, -1):
                cost[at] = sign
                done = linprog(cost, A_eq=sums, b_eq=right, bounds=(1, None), method="highs")
                ends.append(sign * done.fun if done.status == 0 else sign * -inf)
            yield ceil(ends[0] - _NEARLY), floor(ends[1] + _NEARLY) if ends[1] < inf else inf
