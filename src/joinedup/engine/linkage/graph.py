"""A person as linkage put them together: which records, and which pairs of them hold by what evidence, as a graph.

Of every linkage the pairs within a person are kept, and those that nearly joined two people, so that it can be asked of
anybody why their records are together, or apart, for as long as the index is kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from joinedup.engine.linkage.comparing import Compared
from joinedup.engine.linkage.explain import explain
from joinedup.engine.linkage.model import Comparison, comparisons_named
from joinedup.engine.linkage.review import SURE, Floats
from joinedup.engine.linkage.training import Trained

_NEARLY = 4.0  # log-odds below the threshold, down to which a pair of two people is kept
NO_PAIRS = pa.table(
    {name: pa.array([], kind) for name, kind in (
        ("left", pa.int32()), ("right", pa.int32()), ("odds", pa.float32()), ("code", pa.int64())
    )}
)  # fmt: skip
_UNKNOWN = -1  # the code of a pair that was not compared: people decided it
Ids = npt.NDArray[np.integer[Any]]


@frozen
class Edge:
    """Two records, by their places in the graph. linked: as a pair by itself; decided: by people; words and bits."""

    left: int
    right: int
    probability: float
    linked: bool
    decided: bool
    reasons: tuple[tuple[str, float], ...]


@frozen
class Graph:
    """records: the numbers of the rows; edges: the strongest first. weakest: the probability of the weakest of the
    links without which the records would fall apart; 1 where there is one record only."""

    records: tuple[int, ...]
    edges: tuple[Edge, ...]
    weakest: float


def pairs_to_keep(
    compared: Compared, left: Ids, right: Ids, weight: Floats, line: float, person: Ids, place: Ids, model: Trained
) -> pa.Table:
    """left, right (int32: places of rows in the input), odds (float32, log), code (int64: of the grades).

    left, right, weight: the pairs as they were used, those compared first; person: of each record; place: its row.
    """
    kept = np.flatnonzero((person[left] == person[right]) | (weight - line > -_NEARLY))
    code = np.full(len(left), _UNKNOWN, dtype=np.int64)
    code[: len(compared.pattern)] = _codes(model.comparisons, compared.patterns.grades)[compared.pattern]
    return pa.table(
        {
            "left": place[left[kept]].astype(np.int32),
            "right": place[right[kept]].astype(np.int32),
            "odds": weight[kept].astype(np.float32),
            "code": code[kept],
        }
    )


def graph_of(
    model: Trained, threshold: float, records: Sequence[int], pairs: Sequence[tuple[int, int, float, int]]
) -> Graph:
    """The graph of some records (numbers of rows). pairs: of the same numbers, as `pairs_to_keep` has them."""
    at = {number: place for place, number in enumerate(records)}
    line = math.log(threshold / (1 - threshold))
    inside = sorted((pair for pair in pairs if pair[0] in at and pair[1] in at), key=lambda pair: -pair[2])
    edges = tuple(
        Edge(at[left], at[right], _probability(odds), odds >= line, abs(odds) >= SURE, reasons_of(model, code))
        for left, right, odds, code in inside
    )
    return Graph(tuple(records), edges, _weakest(len(records), edges))


def held_by_least(people: pa.Table, pairs: pa.Table, most: int) -> tuple[tuple[int, float], ...]:
    """A row of each of the people who hang together by the weakest links, the weakest first, and that probability.

    people, pairs: as in `Linked`; most: how many people.
    """
    person = people["person_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    left, right, odds = (pairs[name].to_numpy() for name in ("left", "right", "odds"))
    inside = person[left] == person[right]
    left, right, odds = left[inside], right[inside], np.clip(odds[inside].astype(np.float64), -SURE, SURE)
    # the strongest tree is the lightest where weights are turned about; a weight of nought would be no edge
    graph = coo_array((SURE + 1.0 - odds, (left, right)), shape=(len(person), len(person)))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    order = np.argsort(-tree.data, kind="stable")
    _, first = np.unique(person[tree.row[order]], return_index=True)
    weakest = order[np.sort(first)[:most]]
    return tuple((int(tree.row[at]), _probability(SURE + 1.0 - float(tree.data[at]))) for at in weakest.tolist())


def reasons_of(model: Trained, code: int) -> tuple[tuple[str, float], ...]:
    """What speaks for and against one person in a pair of this code: words and bits, the strongest first."""
    if code == _UNKNOWN:
        return ()
    grades = {}
    for comparison in model.comparisons:
        code, rest = divmod(code, len(comparison.grades) + 1)
        grades[comparison.name] = rest - 1
    return tuple((one.words, one.weight) for one in explain(model, grades).reasons)


def model_as_json(model: Trained) -> dict[str, Any]:
    """The model as numbers and names only; nothing in it is of anybody's record."""
    arrays = {name: [part.tolist() for part in getattr(model, name)] for name in ("m", "u", "at_home")}
    return {
        "comparisons": [comparison.name for comparison in model.comparisons], **arrays, "prior": model.prior,
        "prior_at_home": model.prior_at_home, "rounds": model.rounds, "together": model.together.tolist(),
    }  # fmt: skip


def model_from_json(kept: Mapping[str, Any]) -> Trained | None:
    """The model again; None where what is compared is another by now, so that it cannot be explained any more."""
    comparisons = comparisons_named(kept["comparisons"])
    if comparisons is None or [len(c.grades) for c in comparisons] != [len(part) for part in kept["m"]]:
        return None
    m, u, at_home = (tuple(np.array(part) for part in kept[name]) for name in ("m", "u", "at_home"))
    return Trained(
        comparisons, m, u, at_home, kept["prior"], kept["prior_at_home"], kept["rounds"], np.array(kept["together"])
    )


def _codes(comparisons: tuple[Comparison, ...], grades: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One number a pattern: each grade plus one, the first comparison in the last place."""
    code = np.zeros(len(grades), dtype=np.int64)
    for place in reversed(range(len(comparisons))):
        code = code * (len(comparisons[place].grades) + 1) + grades[:, place] + 1
    return code


def _weakest(records: int, edges: Sequence[Edge]) -> float:
    """Of the strongest tree over the records (Kruskal, Proc. AMS 7, 1956), the weakest edge."""
    group = list(range(records))
    weakest = 1.0
    for edge in edges:
        one, other = group[edge.left], group[edge.right]
        if one != other:
            weakest = min(weakest, edge.probability)
            group = [one if of == other else of for of in group]
    return weakest


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(min(odds, 500.0), -500.0)))
