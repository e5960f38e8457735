"""Training without truth: how far each grade speaks for one person, learnt from the records themselves.

Expectation and maximisation over the counts of agreement patterns among the pairs compared (Winkler, "Using the EM
Algorithm for Weight Computation in the Fellegi-Sunter Model", 1988), with shares believed beforehand as Dirichlet
priors. What is particular here:

* `u` of pairs at large is no free parameter: it is the share of each grade among all pairs (counted exactly from
  frequencies for equal values, from pairs drawn evenly for the rest) less the part that matched pairs explain;
* pairs at one address are a stratum with a `u` and a prior of their own, learnt from all of those pairs;
* forenames and surnames go together in communities, so the chance that both are equal is counted on its own and
  never taken for less than it is;
* so nothing is ever left untrained: a grade that was never seen keeps what was believed beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

from joinedup.engine.linkage.model import Comparison

Floats = npt.NDArray[np.float64]

_ROUNDS = 200
_ENOUGH = 1e-6  # change of the share of matches at which training stops
_M_BELIEF = 20.0  # pairs that the beliefs about one person weigh
_HOME_BELIEF = 50.0
_SAMPLE_BELIEF = 0.5  # pairs of each grade among those drawn that the beliefs about two people weigh
_LEAST_SHARE_OF_TOTAL = 0.05  # of the equal values, at least this part is counted as chance


@frozen
class Patterns:
    """Agreement patterns: grades (patterns x comparisons, -1 missing, 0 worst), how many pairs show each."""

    grades: npt.NDArray[np.int64]
    pairs: Floats


@frozen
class Totals:
    """Of all possible pairs: how many, and for each comparison the share of each grade (worst first, as numbered).

    drawn: for each comparison how many pairs were drawn. full_names: of all pairs, the share with equal surname
    and equal forename, by the grades of the two (each as frequent as its band says).
    """

    pairs: float
    shares: tuple[Floats, ...]
    drawn: tuple[float, ...]
    full_names: Mapping[tuple[int, int], float]


@frozen
class Trained:
    """What was learnt. m, u, at_home: one array a comparison, by grade as numbered; priors are shares of pairs."""

    comparisons: tuple[Comparison, ...]
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    at_home: tuple[Floats, ...]
    prior: float
    prior_at_home: float
    rounds: int
    together: Floats  # what equal surname and forename (by grade) speak less for, because they go together

    def log_odds(self, grades: npt.NDArray[np.int64]) -> Floats:
        """Natural log-odds that each pattern (a row of grades) is of one person."""
        home = _home(self.comparisons, grades)
        odds = np.where(home, _logit(self.prior_at_home), _logit(self.prior))
        for place, comparison in enumerate(self.comparisons):
            column = grades[:, place]
            seen = column >= 0
            elsewhere = np.log(self.m[place] / self.u[place])
            there = np.log(self.m[place] / self.at_home[place])
            if comparison.name == "place":
                there = np.zeros_like(there)
            odds += np.where(seen, np.where(home, there[column], elsewhere[column]), 0.0)
        places = _name_places(self.comparisons)
        if places:
            surname, forename = grades[:, places[0]], grades[:, places[1]]
            both = (surname >= 0) & (forename >= 0) & ~home
            odds -= np.where(both, self.together[surname, forename], 0.0)
        return np.asarray(odds)


def train(comparisons: tuple[Comparison, ...], patterns: Patterns, totals: Totals, records: int) -> Trained:
    """Learn from the patterns of `records` records. Runs the same for the same input; never fails to converge."""
    grades, weight = patterns.grades, patterns.pairs
    home = _home(comparisons, grades)
    beliefs_m = [_column(comparison, "m") for comparison in comparisons]
    beliefs_home = [_column(comparison, "at_home") for comparison in comparisons]
    pairs_home = float(weight[home].sum())
    pairs_elsewhere = max(totals.pairs - pairs_home, 1.0)
    shares = _believed_shares(comparisons, totals)
    m, at_home = list(beliefs_m), list(beliefs_home)
    prior, prior_home = min(0.2, 0.3 * records / totals.pairs), 0.3
    together = _together(comparisons, totals, shares, grades, np.zeros_like(weight), pairs_elsewhere)
    model = Trained(comparisons, tuple(m), tuple(shares), tuple(at_home), prior, prior_home, 0, together)
    for round_ in range(1, _ROUNDS + 1):
        chance = 1 / (1 + np.exp(-np.clip(model.log_odds(grades), -500, 500)))
        matched, apart_home = weight * chance, weight * (1 - chance) * home
        matched_home = float(matched[home].sum())
        matched_elsewhere = float(matched[~home].sum())
        u = []
        for place, comparison in enumerate(comparisons):
            column = grades[:, place]
            size = len(comparison.grades)
            skip = home if comparison.name == "place" else np.zeros_like(home)
            use = (column >= 0) & ~skip
            belief = _without_home(comparison, beliefs_m[place])
            m[place] = _share(np.bincount(column[use], matched[use], size) + _M_BELIEF * belief)
            use_home = (column >= 0) & home
            at_home[place] = _share(
                np.bincount(column[use_home], apart_home[use_home], size) + _HOME_BELIEF * beliefs_home[place]
            )
            explained = np.bincount(column[use & ~home], matched[use & ~home], size) / pairs_elsewhere
            left = np.maximum(shares[place] - explained, _LEAST_SHARE_OF_TOTAL * shares[place])
            u.append(_share(left))
        new_prior = min(max(matched_elsewhere / pairs_elsewhere, 1e-12), 0.5)
        new_home = (matched_home + 0.3 * 4) / (pairs_home + 4)
        together = _together(comparisons, totals, u, grades, matched * ~home, pairs_elsewhere)
        model = Trained(comparisons, tuple(m), tuple(u), tuple(at_home), new_prior, new_home, round_, together)
        change = abs(matched_home + matched_elsewhere - prior) / max(matched_home + matched_elsewhere, 1.0)
        prior = matched_home + matched_elsewhere
        if change < _ENOUGH:
            break
    return model


def best_threshold(chances: Floats, pairs: Floats) -> float:
    """The probability from which on pairs are linked: the one with the best F1 that the probabilities foretell.

    With matches expected to be the sum of all probabilities, F1 at a threshold is twice the expected matches
    above it over (pairs above it + matches expected). (Lipton, Elkan and Naryanaswamy, "Optimal Thresholding
    of Classifiers to Maximize F1 Measure", 2014.) Kept between 0.4 and 0.95.
    """
    order = np.argsort(-chances, kind="stable")
    above = np.cumsum(pairs[order])
    found = np.cumsum((pairs * chances)[order])
    if not len(found) or found[-1] <= 0:
        return 0.5
    foretold = 2 * found / (above + found[-1])
    return float(min(max(chances[order][int(np.argmax(foretold))], 0.4), 0.95))


def _home(comparisons: tuple[Comparison, ...], grades: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which patterns are of pairs at one address (the best grade of the place)."""
    for place, comparison in enumerate(comparisons):
        if comparison.name == "place":
            return np.asarray(grades[:, place] == len(comparison.grades) - 1)
    return np.zeros(len(grades), dtype=bool)


def _name_places(comparisons: tuple[Comparison, ...]) -> tuple[int, int] | None:
    names = [comparison.name for comparison in comparisons]
    return (names.index("surname"), names.index("forename")) if {"surname", "forename"} <= set(names) else None


def _together(
    comparisons: tuple[Comparison, ...],
    totals: Totals,
    u: Sequence[Floats],
    grades: npt.NDArray[np.int64],
    matched: Floats,
    pairs: float,
) -> Floats:
    """By grades of surname and forename: the logarithm of how much oftener both are equal than if by themselves.

    matched: of each pattern, the pairs of one person, which are no chance. Never below 0: names that avoid each other
    would be no reason to believe more.
    """
    places = _name_places(comparisons)
    if places is None:
        return np.zeros((1, 1))
    surname, forename = places
    excess = np.zeros((len(comparisons[surname].grades), len(comparisons[forename].grades)))
    for (one, two), share in totals.full_names.items():
        same = (grades[:, surname] == one) & (grades[:, forename] == two)
        chance = max(share - float(matched[same].sum()) / pairs, _LEAST_SHARE_OF_TOTAL * share)
        alone = float(u[surname][one] * u[forename][two])
        excess[one, two] = max(np.log(chance / alone), 0.0) if chance > 0 and alone > 0 else 0.0
    return excess


def _believed_shares(comparisons: tuple[Comparison, ...], totals: Totals) -> list[Floats]:
    """The shares of grades among all pairs, the drawn ones eased by what was believed beforehand."""
    shares = []
    for place, comparison in enumerate(comparisons):
        belief = _without_home(comparison, _column(comparison, "u"))
        drawn = totals.drawn[place]
        # a share that is believed to be tiny and was not drawn stays as it was believed: none in 500,000 is no news
        eased = (totals.shares[place] * drawn + _SAMPLE_BELIEF) / (drawn + _SAMPLE_BELIEF / belief)
        shares.append(_share(_without_home(comparison, eased)))
    return shares


def _column(comparison: Comparison, name: str) -> Floats:
    """The beliefs of one kind by grade as numbered (worst first)."""
    return _share(np.array([max(getattr(grade, name), 1e-9) for grade in reversed(comparison.grades)]))


def _without_home(comparison: Comparison, shares: Floats) -> Floats:
    """The shares of the place's grades among pairs that are not at one address; others as they are."""
    if comparison.name != "place":
        return shares
    rest = shares.copy()
    rest[-1] = 1e-12
    return _share(rest)


def _share(counts: Floats) -> Floats:
    return np.asarray(np.maximum(counts, 1e-12) / np.maximum(counts, 1e-12).sum())


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))
