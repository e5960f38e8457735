"""Why somebody's records are one person: the graph of them, as the host of the index may see it. It holds no value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.gate.gate import Gate, Matching
from joinedup.engine.gate.movement import INDEX, PAIRS, PAIRS_COLUMNS, Kind, Movement
from joinedup.engine.linkage.graph import Graph, graph_of, model_from_json
from joinedup.service.linkage import queries
from joinedup.service.linkage.models import LinkageRun

MOST = 50  # records of a person that are drawn; those with more are mostly no person


@frozen
class Doubtful:
    """A person to look at. weakest: how likely the weakest link is without which the records would fall apart."""

    client: str
    records: int
    weakest: float


@frozen
class Shown:
    """A person's graph. systems: of each record its partner and data set. more: records beyond those drawn."""

    client: str
    graph: Graph
    systems: tuple[tuple[str, str], ...]
    more: int

    def pairs(self) -> Iterator[tuple[int, int, Any]]:
        """Each edge with the numbers, from 1, that its two records have in the picture."""
        for edge in self.graph.edges:
            yield edge.left + 1, edge.right + 1, edge


def doubtful(reference: str) -> list[Doubtful]:
    """The people of the last linkage that hang together by the weakest links."""
    run = queries.latest(reference)
    return [Doubtful(*one) for one in run.facts.get("doubtful", [])] if run else []


def shown(gate: Gate, agreement: Agreement, client: str, by: str) -> Shown | None:
    """The graph of one client; None where there is no such client, or nothing was kept of how they came about.

    Raises RefusedError.
    """
    run = queries.latest(agreement.reference)
    kept = queries.pairs_of(run.name) if run else None
    model = model_from_json(run.facts["model"]) if run and "model" in run.facts else None
    if run is None or kept is None or model is None:
        return None
    told = _asked(agreement, run, INDEX, ("source", "source_row", "client"), by, client)
    with gate.lend(told, matching=Matching("client", (client,))) as table:
        rows = pl.DataFrame(table).sort("row_number")
    if not rows.height:
        return None
    numbers = rows["row_number"].to_list()[:MOST]
    told = _asked(agreement, kept, PAIRS, PAIRS_COLUMNS, by, client)
    with gate.lend(told, matching=Matching("index_row", tuple(numbers))) as table:
        columns = [table[name].to_pylist() for name in PAIRS_COLUMNS]
    pairs = [(one, other, odds, code) for one, other, odds, code in zip(*columns, strict=True) if one < other]
    graph = graph_of(model, run.facts["threshold"], numbers, pairs)
    supplies = run.facts["supplies"]
    systems = tuple((supplies[name][0], supplies[name][1]) for name in rows["source"].to_list()[:MOST])
    return Shown(client, graph, systems, rows.height - len(numbers))


def _asked(
    agreement: Agreement, run: LinkageRun, dataset: str, columns: tuple[str, ...], by: str, client: str
) -> Movement:
    return Movement(
        kind=Kind.LINK, agreement=agreement.reference, source=run.name, supplier=agreement.host, dataset=dataset,
        columns=columns, purpose=agreement.purposes[0], recipient=agreement.host, by=by, subject=client,
    )  # fmt: skip
