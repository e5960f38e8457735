"""Pairs that people should look at, and what follows from what they say: the pairs themselves, and the threshold.

The pairs that would teach most come first: those near the threshold whose likeness (pattern of grades) many share.
What people said of a pair stands above what the model makes of it; and where they have judged enough pairs, the
threshold moves to where their answers change from different to same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

from joinedup.engine.linkage.comparing import Compared
from joinedup.engine.linkage.explain import explain
from joinedup.engine.linkage.training import Trained

Place = tuple[str, int]  # a record: its source, and its row_number there
Floats = npt.NDArray[np.float64]

SURE = 600.0  # log-odds of a pair on which people have decided: no evidence weighs as much
_NEAR = 4.0  # log-odds from the threshold, up to which a pair is uncertain
_MOST, _ALIKE = 100, 3  # pairs to ask of at once; and of one pattern
ENOUGH = 20  # decided pairs, from which on they move the threshold
_SPREAD = 1.5  # log-odds that the threshold is thought to be off by, before anybody has said anything


@frozen
class Decided:
    """What people found two records to be."""

    left: Place
    right: Place
    same: bool


@frozen
class Uncertain:
    """Two records worth asking of. probability: the model's; reasons: words and bits, the strongest first."""

    left: Place
    right: Place
    probability: float
    reasons: tuple[tuple[str, float], ...]


def worth_asking(
    model: Trained, compared: Compared, weight: Floats, line: float, places: Sequence[Place]
) -> tuple[Uncertain, ...]:
    """The pairs to ask people of, those that would teach most first. places: of each record, the row it stands for.

    weight: log-odds of each pair; line: those of the threshold.
    """
    near = np.flatnonzero(np.abs(weight - line) <= _NEAR)
    if not len(near):
        return ()
    likely = 1 / (1 + np.exp(line - weight[near]))
    pattern = compared.pattern[near]
    worth = np.bincount(pattern, weights=likely * (1 - likely))
    order = near[np.lexsort((near, pattern, -worth[pattern]))]
    asked: list[Uncertain] = []
    alike: dict[int, int] = {}
    for pair in order.tolist():
        kind = int(compared.pattern[pair])
        if alike.get(kind, 0) == _ALIKE:
            continue
        alike[kind] = alike.get(kind, 0) + 1
        asked.append(
            Uncertain(
                places[int(compared.left[pair])],
                places[int(compared.right[pair])],
                1 / (1 + math.exp(-float(weight[pair]))),
                reasons(model, compared, kind),
            )
        )
        if len(asked) == _MOST:
            break
    return tuple(asked)


def reasons(model: Trained, compared: Compared, pattern: int) -> tuple[tuple[str, float], ...]:
    """What speaks for and against one person in pairs of this pattern: words and bits, the strongest first."""
    found = compared.patterns.grades[pattern].tolist()
    told = explain(model, dict(zip((c.name for c in model.comparisons), found, strict=True)))
    return tuple((one.words, one.weight) for one in told.reasons)


def corrected(line: float, odds: Sequence[float], same: Sequence[bool]) -> float:
    """The threshold as log-odds, moved by what people decided of pairs of these log-odds; as it is for fewer than 20.

    The shift is the likeliest under a logistic curve of slope one, with a normal prior around no shift.
    """
    if len(odds) < ENOUGH:
        return line
    shift, above, truth = 0.0, np.asarray(odds) - line, np.asarray(same, dtype=np.float64)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(above - shift, -30, 30)))
        slope = float((likely - truth).sum()) - shift / _SPREAD**2
        step = slope / (float((likely * (1 - likely)).sum()) + 1 / _SPREAD**2)
        shift += step
        if abs(step) < 1e-9:
            break
    return line + shift
