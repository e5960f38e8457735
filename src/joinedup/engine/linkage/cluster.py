"""From pairs to people. Not connected components: one wrong link must not make two people one.

Groups grow from the surest pair downwards, and two groups join only where the evidence between all their
members, for and against, is in favour on the whole. So a weak bridge between strong groups stays cut, and a twin,
or a father with his son's name, is not drawn in by the one record that is too thin to tell them apart.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt

_UNSEEN = -1.0  # log-odds of a pair that shares no key at all: some evidence against


def people(
    size: int,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
) -> npt.NDArray[np.int64]:
    """The person of each of `size` records, as the smallest record number among the person's.

    left, right: the pairs compared; weight: log-odds above the threshold, negative below it.
    """
    person = np.arange(size, dtype=np.int64)
    linked = weight >= 0
    graph = nx.Graph()
    graph.add_edges_from(zip(left[linked].tolist(), right[linked].tolist(), strict=True))
    component = np.full(size, -1, dtype=np.int64)
    groups: list[list[int]] = []
    for number, nodes in enumerate(nx.connected_components(graph)):
        members = sorted(nodes)
        groups.append(members)
        component[members] = number
    inside = (component[left] >= 0) & (component[left] == component[right])
    by_group: dict[int, list[tuple[float, int, int]]] = {}
    for group, a, b, w in zip(
        component[left[inside]].tolist(),
        left[inside].tolist(),
        right[inside].tolist(),
        np.clip(weight[inside], -15.0, 15.0).tolist(),
        strict=True,
    ):
        by_group.setdefault(group, []).append((w, a, b))
    for number, members in enumerate(groups):
        edges = by_group[number]
        full = len(members) * (len(members) - 1) // 2
        if len(edges) == full and min(edges)[0] >= 0:
            person[members] = members[0]
        else:
            _grow(members, edges, person)
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
