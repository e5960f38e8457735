"""From pairs to people. Not connected components: one wrong link must not make two people one.

Groups grow from the surest pair downwards, and two groups join only where the evidence between all their
members, for and against, is in favour on the whole. So a weak bridge between strong groups stays cut, and a twin,
or a father with his son's name, is not drawn in by the one record that is too thin to tell them apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

_MOST = 15.0  # log-odds: no single pair decides against all the others
_DECIDED = 500.0  # log-odds from which on people have decided, which no other evidence outweighs
_UNSEEN = -1.0  # log-odds of a pair that shares no key at all: some evidence against


def people(
    size: int,
    left: npt.NDArray[np.integer[Any]],
    right: npt.NDArray[np.integer[Any]],
    weight: npt.NDArray[np.float64],
) -> npt.NDArray[np.int64]:
    """The person of each of `size` records, as the smallest record number among the person's.

    left, right: the pairs compared; weight: log-odds above the threshold, negative below it.
    """
    person = np.arange(size, dtype=np.int64)
    linked = weight >= 0
    graph = coo_array((np.ones(int(linked.sum()), dtype=np.bool_), (left[linked], right[linked])), shape=(size, size))
    count, component = connected_components(graph, directed=False)
    smallest = np.full(count, size, dtype=np.int64)
    np.minimum.at(smallest, component, person)
    sizes = np.bincount(component, minlength=count)
    inside = component[left] == component[right]
    left, right, weight = left[inside].astype(np.int64), right[inside].astype(np.int64), weight[inside]
    group = component[left]
    # a group whose every pair was compared and found to be one person is one without further thought
    whole = np.bincount(group[weight >= 0], minlength=count) == sizes * (sizes - 1) // 2
    person = np.where(whole[component], smallest[component], person)
    doubtful = ~whole[group]
    order = np.argsort(group[doubtful], kind="stable")
    left, right, group = left[doubtful][order], right[doubtful][order], group[doubtful][order]
    weight = weight[doubtful][order]
    weight = np.where(np.abs(weight) < _DECIDED, np.clip(weight, -_MOST, _MOST), weight)
    ends = np.flatnonzero(np.diff(group, append=-1)) + 1
    for begin, end in zip([0, *ends.tolist()], ends.tolist(), strict=False):
        part = slice(begin, end)
        edges = list(zip(weight[part].tolist(), left[part].tolist(), right[part].tolist(), strict=True))
        _grow(sorted({end for _, *both in edges for end in both}), edges, person)
    return person


def _grow(members: list[int], edges: list[tuple[float, int, int]], person: npt.NDArray[np.int64]) -> None:
    """Join groups from the surest pair downwards; a later pair finds its ends in whatever groups they are by then."""
    group = {member: member for member in members}
    held = {member: [member] for member in members}
    between: dict[int, dict[int, tuple[float, int]]] = {member: {} for member in members}
    for w, a, b in edges:
        between[a][b] = between[b][a] = (w, 1)
    for w, a, b in sorted(edges, key=lambda edge: (-edge[0], edge[1], edge[2])):
        if w < 0:
            break
        first, second = group[a], group[b]
        if first == second:
            continue
        total, seen = between[first][second]
        unseen = len(held[first]) * len(held[second]) - seen
        if total + _UNSEEN * unseen < 0:
            continue
        if len(between[first]) < len(between[second]):
            first, second = second, first
        for other, (more, count) in between.pop(second).items():
            del between[other][second]
            if other == first:
                continue
            so_far, counted = between[first].get(other, (0.0, 0))
            between[first][other] = between[other][first] = (so_far + more, counted + count)
        held[first] += held.pop(second)
        for member in held[first]:
            group[member] = first
    for joined in held.values():
        person[joined] = min(joined)
