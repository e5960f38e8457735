"""How a person was put together, as a graph; and why two records are one person, or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.linkage.graph import graph_of, held_by_least, model_as_json, model_from_json
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.link import Linked
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records


@pytest.fixture(scope="module")
def index() -> Iterator[PeopleIndex]:
    made = linkage_records(make_borough(800, 6, date(2026, 11, 1)), 6).drop_columns(["person_id", "household"])
    tables = {name: made.filter(pa.compute.equal(made["source"], name)) for name in made["source"].unique().to_pylist()}
    with PeopleIndex({name: table.drop_columns(["source"]) for name, table in tables.items()}) as found:
        yield found


@pytest.fixture
def linked(index: PeopleIndex) -> Linked:
    return index.linked


def several(linked: Linked) -> list[str]:
    ids, counts = np.unique(linked.people["person_id"].to_numpy(), return_counts=True)
    return [str(name) for name in ids[counts > 2]][:40]


def test_the_links_of_a_person_hold_all_its_records_together(linked: Linked) -> None:
    for person in several(linked):
        graph = linked.graph(person)
        reached = {0}
        for _ in graph.records:
            reached |= {end for edge in graph.edges for end in (edge.left, edge.right)
                        if {edge.left, edge.right} & reached}  # fmt: skip
        assert reached == set(range(len(graph.records)))
        assert [edge.probability for edge in graph.edges] == sorted((e.probability for e in graph.edges), reverse=True)
        assert 0 < graph.weakest <= 1


def test_the_weights_of_a_pair_add_up_to_its_probability(linked: Linked) -> None:
    edge = linked.graph(several(linked)[0]).edges[0]
    assert edge.linked
    assert not edge.decided
    assert sum(bits for _, bits in edge.reasons) > 0


def test_the_people_held_by_least_are_told_with_the_weakest_link_of_their_graph(linked: Linked) -> None:
    found = held_by_least(linked.people, linked.pairs, 10)
    weakest = [probability for _, probability in found]
    assert weakest == sorted(weakest)
    for row, probability in found:
        assert linked.graph(linked.people["person_id"][row].as_py()).weakest == pytest.approx(probability, abs=1e-6)


def test_the_model_kept_explains_the_same_and_one_that_has_changed_explains_nothing(linked: Linked) -> None:
    kept = json.loads(json.dumps(model_as_json(linked.model)))
    again = model_from_json(kept)
    assert again is not None
    pairs = [tuple(row.values()) for row in linked.pairs.slice(0, 20).to_pylist()]
    rows = sorted({row for left, right, *_ in pairs for row in (left, right)})
    assert graph_of(again, 0.9, rows, pairs) == graph_of(linked.model, 0.9, rows, pairs)
    assert model_from_json({**kept, "comparisons": ["shoe size", *kept["comparisons"][1:]]}) is None
    assert model_from_json({**kept, "m": [part[1:] for part in kept["m"]]}) is None


def test_why_two_records_are_one_person_and_why_two_others_are_not(index: PeopleIndex, linked: Linked) -> None:
    graph = linked.graph(several(linked)[0])
    one, other = graph.records[graph.edges[0].left], graph.records[graph.edges[0].right]
    assert index.why(one, other).probability == pytest.approx(graph.edges[0].probability, abs=1e-3)
    people = linked.people["person_id"].to_pylist()
    stranger = next(row for row, person in enumerate(people) if person != people[one])
    against = index.why(one, stranger)
    assert against.probability < 0.5
    assert any(reason.weight < 0 for reason in against.reasons)


@pytest.mark.parametrize("row", [-1, 10**7])
def test_a_row_or_a_person_that_is_not_there_is_said(index: PeopleIndex, row: int) -> None:
    with pytest.raises(JoinedupError, match="no-such-person"):
        index.why(0, row)
    with pytest.raises(JoinedupError, match="no-such-person"):
        index.linked.graph("P99999999")
