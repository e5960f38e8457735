"""Pairs drawn by chance for people to judge, and what their answers say of the whole linkage: precision and recall.

Pairs are drawn from layers by how likely they are, so that few answers say much (stratified sampling: W. G. Cochran,
"Sampling Techniques", 1977, chapter 5). The estimate of each layer starts from the model's own expectation, which
weighs as much as one answer; the interval is the middle 95 of 100 draws of what the answers leave open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

from joinedup.engine.linkage.comparing import Compared
from joinedup.engine.linkage.review import Floats, Place, Uncertain, reasons
from joinedup.engine.linkage.training import Trained

_EDGES = (-8.0, -4.0, -1.5, 0.0, 1.5, 4.0, 8.0)  # log-odds from the threshold at which layers of pairs part
_EACH = 20  # pairs drawn of a layer
_DRAWS = 4000
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two marks become one
_DOUBT = 0.005  # of an answer either way, in each layer: without it intervals held the truth too seldom
ENOUGH = 30  # answers from which on there is an estimate


@frozen
class Layer:
    """Pairs about as likely: how many, whether linkage took them for one person, how likely it found them to be so."""

    pairs: int
    linked: bool
    likely: float


@frozen
class Drawn:
    """A pair, and the number of the layer that it was drawn from."""

    layer: int
    pair: Uncertain


@frozen
class Sample:
    """Every pair that was compared is in one of the layers; pairs are drawn from each."""

    layers: tuple[Layer, ...] = ()
    pairs: tuple[Drawn, ...] = ()


@frozen
class Estimate:
    """A share, and where it lies in 95 of 100 cases."""

    share: float
    low: float
    high: float


@frozen
class Estimated:
    """Of the pairs compared. precision: of those linked, the share of one person; recall: of those of one person, the
    share linked. judged: answers it rests on; 0 where it is what the model itself expects, without an interval."""

    precision: Estimate
    recall: Estimate
    judged: int


def drawn_evenly(
    model: Trained,
    compared: Compared,
    weight: Floats,
    line: float,
    person: npt.NDArray[np.int64],
    marks: npt.NDArray[np.uint64],
    places: Sequence[Place],
) -> Sample:
    """Draw from each layer. weight: log-odds of each pair; line: the threshold's; person: of each record.

    marks: a hash of each record's content: while two records stay what they are, the same pairs are drawn again, so
    that answers given once still count.
    """
    linked = person[compared.left] == person[compared.right]
    layer = np.digitize(weight - line, _EDGES) * 2 + linked
    layers: list[Layer] = []
    pairs: list[Drawn] = []
    for number in np.unique(layer).tolist():
        there = np.flatnonzero(layer == number)
        chance = (marks[compared.left[there]] ^ marks[compared.right[there]]) * _SPREAD
        probability = 1 / (1 + np.exp(-np.clip(weight[there], -500, 500)))
        for place in _lowest(chance).tolist():
            pair = int(there[place])
            ends = places[int(compared.left[pair])], places[int(compared.right[pair])]
            why = reasons(model, compared, int(compared.pattern[pair]))
            pairs.append(Drawn(len(layers), Uncertain(*ends, float(probability[place]), why)))
        layers.append(Layer(len(there), bool(number % 2), float(probability.mean())))
    return Sample(tuple(layers), tuple(pairs))


def _lowest(chance: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    few = np.argpartition(chance, _EACH)[:_EACH] if len(chance) > _EACH else np.arange(len(chance))
    return np.asarray(few[np.argsort(chance[few], kind="stable")])


def expected(layers: Sequence[Layer]) -> Estimated:
    """What the model itself expects, before anybody has judged a pair."""
    one = sum(layer.pairs * layer.likely for layer in layers)
    right = sum(layer.pairs * layer.likely for layer in layers if layer.linked)
    taken = sum(layer.pairs for layer in layers if layer.linked)
    precision, recall = right / taken if taken else 1.0, right / one if one else 1.0
    return Estimated(Estimate(precision, precision, precision), Estimate(recall, recall, recall), 0)


def estimated(layers: Sequence[Layer], answers: Mapping[int, Sequence[bool]]) -> Estimated:
    """From answers by layer (True: one person); what the model expects for fewer than 30."""
    judged = sum(len(told) for told in answers.values())
    if judged < ENOUGH:
        return expected(layers)
    chance = np.random.default_rng(0)
    sizes = np.array([layer.pairs for layer in layers], dtype=np.float64)
    linked = np.array([layer.linked for layer in layers])
    shares = np.stack([_beta(chance, layer.likely, answers.get(place, ())) for place, layer in enumerate(layers)])
    one = shares * sizes[:, None]
    right = one[linked].sum(axis=0)
    precision = right / max(float(sizes[linked].sum()), 1.0)
    recall = right / np.maximum(one.sum(axis=0), 1e-9)
    return Estimated(_middle(precision), _middle(recall), judged)


def _beta(chance: np.random.Generator, likely: float, told: Sequence[bool]) -> Floats:
    right, wrong = likely + sum(told) + _DOUBT, 1 - likely + len(told) - sum(told) + _DOUBT
    return np.asarray(chance.beta(right, wrong, _DRAWS))


def _middle(values: Floats) -> Estimate:
    low, middle, high = np.quantile(values, (0.025, 0.5, 0.975)).tolist()
    return Estimate(float(middle), math.floor(low * 1e6) / 1e6, math.ceil(high * 1e6) / 1e6)
