"""The life of a version: the table works, everything else raises, and the diagram shows all of it."""

from __future__ import annotations

import pytest

from joinedup.engine.agreements.lifecycle import TRANSITIONS, State, Transition, after, diagram
from joinedup.engine.errors import JoinedupError

VERBS = sorted({row.verb for row in TRANSITIONS})


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.before}-{row.verb}")
def test_every_row_of_the_table_works(row: Transition) -> None:
    assert after(row.before, row.verb) is row.after
    assert row.because


@pytest.mark.parametrize("verb", [*VERBS, "deleted", "", "draft"])
@pytest.mark.parametrize("state", State)
def test_everything_else_raises(state: State, verb: str) -> None:
    if any((row.before, row.verb) == (state, verb) for row in TRANSITIONS):
        return
    with pytest.raises(JoinedupError) as caught:
        after(state, verb)
    assert caught.value.code == "transition-impossible"


def test_no_state_follows_in_two_ways_from_one_verb() -> None:
    pairs = [(row.before, row.verb) for row in TRANSITIONS]
    assert len(set(pairs)) == len(pairs)


def test_what_is_over_stays_over() -> None:
    over = {State.ENDED, State.SUPERSEDED, State.ABANDONED}
    assert not [row for row in TRANSITIONS if row.before in over]


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {row.after for row in TRANSITIONS if row.before in reached}
    assert reached == set(State)


def test_nothing_is_signed_that_was_not_proposed_to_all() -> None:
    assert {row.before for row in TRANSITIONS if row.after is State.SIGNED} == {State.PROPOSED, State.SUSPENDED}


def test_the_diagram_has_every_state_and_every_transition() -> None:
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2\n")
    for state in State:
        assert state.value in drawn
    for row in TRANSITIONS:
        assert f"{row.before.value} --> {row.after.value}: {row.verb}\n" in drawn
    assert drawn.count("--> [*]") == 3
