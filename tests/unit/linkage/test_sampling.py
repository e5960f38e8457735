"""Pairs drawn by chance, and what answers say: the interval holds the truth about as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.engine.linkage.sampling import ENOUGH, Layer, estimated, expected

LAYERS = (
    Layer(100_000, linked=False, likely=0.0005),
    Layer(400, linked=False, likely=0.3),
    Layer(600, linked=True, likely=0.8),
    Layer(9_000, linked=True, likely=0.999),
)


def test_before_anybody_judges_the_model_s_own_expectation_is_told() -> None:
    told = expected(LAYERS)
    right = 600 * 0.8 + 9000 * 0.999
    assert told.judged == 0
    assert told.precision.share == pytest.approx(right / 9600)
    assert told.recall.share == pytest.approx(right / (right + 400 * 0.3 + 50))
    assert estimated(LAYERS, {1: [True] * (ENOUGH - 1)}) == told


def test_answers_against_the_model_move_the_estimate() -> None:
    told = estimated(LAYERS, {2: [False] * 20, 3: [True] * 20})
    assert told.judged == 40
    assert told.precision.share < expected(LAYERS).precision.share
    assert told.precision.low <= told.precision.share <= told.precision.high


def test_the_interval_holds_the_truth_in_nearly_all_of_many_samples() -> None:
    chance = np.random.default_rng(7)
    truth = (0.0005, 0.4, 0.7, 0.998)  # the model is somewhat off
    right = 600 * 0.7 + 9000 * 0.998
    precision, recall = right / 9600, right / (right + 400 * 0.4 + 50)
    held = 0
    for _ in range(100):
        answers = {place: (chance.random(20) < share).tolist() for place, share in enumerate(truth)}
        told = estimated(LAYERS, answers)
        held += told.precision.low <= precision <= told.precision.high
        held += told.recall.low <= recall <= told.recall.high
    assert held >= 180
