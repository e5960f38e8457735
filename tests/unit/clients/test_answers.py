"""Counts shown one after another: nobody is found by adding them and taking them away."""

from __future__ import annotations

from itertools import combinations

import highspy
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from joinedup.engine.clients.answers import Answers, Asked
from joinedup.engine.clients.cohort import cohort, shown

EVERYBODY: Asked = frozenset()
Members = NDArray[np.bool_]


def people(*groups: tuple[str, int]) -> pl.DataFrame:
    """So many people for each group, who meet the conditions that are letters of its name."""
    names = sorted({letter for name, _ in groups for letter in name})
    rows = [[letter in name for letter in names] for name, count in groups for _ in range(count)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Boolean), orient="row")


def asked(letters: str) -> Asked:
    """The cohort that meets these conditions."""
    return frozenset(letters)


def test_a_street_s_few_people_do_not_follow_from_everybody_else() -> None:
    borough = people(("", 400), ("a", 96), ("as", 96), ("b", 4))
    answers = Answers(borough, [EVERYBODY])
    assert answers.show(asked("a"))  # 192 of 596
    assert answers.show(asked("as"))
    elsewhere = people(("n", 400), ("an", 192), ("b", 4))  # n: not in the street of four
    assert not Answers(elsewhere, [EVERYBODY]).show(asked("n"))
    assert Answers(elsewhere, []).show(asked("n"))  # beside nothing it says nothing


def test_three_counts_shown_before_are_added_and_taken_away() -> None:
    borough = people(("", 300), ("a", 100), ("b", 100), ("ab", 50), ("c", 100), ("ac", 3))
    answers = Answers(borough, [EVERYBODY, asked("a")])
    assert answers.show(asked("b"))
    assert answers.show(asked("ab"))
    # those with a, or with b, or with neither: four counts tell of three people
    split = people(("a", 100), ("b", 100), ("c", 100), ("abc", 3))
    former = Answers(split, [EVERYBODY, asked("a"), asked("b")])
    assert not former.show(asked("c"))  # a + b + c - everybody is twice the three


def test_the_same_question_has_the_same_answer_however_it_is_put() -> None:
    borough = people(("", 100), ("ab", 60), ("b", 40))
    answers = Answers(borough, [EVERYBODY, asked("a")])
    assert answers.show(asked("a"))
    assert answers.show(asked("ab"))


def test_too_many_sums_to_look_at_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    borough = people(("", 200), ("a", 50), ("ab", 30), ("abc", 20), ("bc", 3))
    answers = Answers(borough, [EVERYBODY, asked("a")])
    assert answers.show(asked("c"))
    monkeypatch.setattr("joinedup.engine.clients.answers._MOST_LOOKED_AT", -1)
    assert not answers.show(asked("b"))


QUESTIONS = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), min_size=1, max_size=6)
GROUPS = st.lists(
    st.one_of(st.just(0), st.integers(1, 9), st.integers(2, 16).map(lambda n: 5 * n)), min_size=8, max_size=8
)


@settings(max_examples=150, deadline=None)
@given(GROUPS, QUESTIONS)
def test_no_few_people_follow_from_any_questions(counts: list[int], questions: list[list[str]]) -> None:
    """A linear programme over all that was shown, with what rounding leaves open, for every group of 1 to 9 people."""
    names = ["".join(c for bit, c in enumerate("abc") if which >> bit & 1) for which in range(8)]
    borough = people(*zip(names, counts, strict=True))
    borough = borough.select(pl.col(c) if c in borough.columns else pl.lit(False).alias(c) for c in "abc")
    told: dict[Asked, int] = {}
    for conditions in questions:
        for number, step in enumerate(cohort(borough, conditions, told)):
            if step.people is not None:
                told[frozenset(conditions[:number])] = step.people
    sets = {one: np.array([one <= set(name) for name in names]) for one in told}
    targets = [np.eye(8, dtype=bool)[i] for i in range(8)]
    targets += [a & ~b for a in sets.values() for b in sets.values()] + [
        a & b for a, b in combinations(sets.values(), 2)
    ]
    for target in targets:
        if 1 <= np.array(counts) @ target <= 9:
            low, high = _known(target, sets, told)
            assert low < 1 or high > 9, (told, low, high)


def _known(target: Members, sets: dict[Asked, Members], told: dict[Asked, int]) -> tuple[float, float]:
    ends = []
    for sign in (1.0, -1.0):
        model = highspy.Highs()
        model.silent()
        groups = [model.addVariable(lb=0, obj=sign * float(t)) for t in target]
        for one, members in sets.items():
            fits = [n for n in range(max(0, told[one] - 5), told[one] + 6) if shown(n) == told[one]]
            total = sum(g for g, m in zip(groups, members, strict=True) if m)
            model.addConstr(total >= fits[0])
            model.addConstr(total <= fits[-1])
        model.run()
        bound = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        ends.append(sign * model.getInfo().objective_function_value if bound else (0.0 if sign > 0 else np.inf))
    return ends[0] + 1e-6, ends[1] - 1e-6
