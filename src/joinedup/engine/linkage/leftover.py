"""Clean sources: where each of two sources holds nobody twice, those who are left over are likelier a match.

Whoever has a sure partner in the other source has no second one there. Among those left over, one in as many pairs is
of one person as people are still missing a partner, which is far more than among all pairs. How many are missing is
learnt as the first prior was: by expectation and maximisation, over the pairs left over.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]

_CLEAN = 0.002  # of the pairs linked, at most this share lies within one source, where sources are clean
_FEW = 100  # links below which nothing is said of a source
_ROUNDS = 50


def clean_sources(source: Ids, left: Ids, right: Ids, linked: npt.NDArray[np.bool_]) -> bool:
    """Whether there are two sources and hardly any link lies within one of them."""
    if len(np.unique(source)) != 2 or linked.sum() < _FEW:
        return False
    within = source[left[linked]] == source[right[linked]]
    return bool(within.mean() <= _CLEAN)


def leftover_odds(source: Ids, left: Ids, right: Ids, odds: Floats, line: float) -> Floats:
    """The log-odds of pairs between two clean sources, those of records left over under a prior of their own.

    source: by record; odds: by pair, under the prior of all pairs; line: the log-odds from which on pairs are linked.
    Pairs within a source stay as they are.
    """
    across = source[left] != source[right]
    taken = taken_across(source, left, right, odds >= line)
    over = across & ~taken[left] & ~taken[right]
    expected = float((1 / (1 + np.exp(-odds[across]))).sum())
    raised = odds.copy()
    raised[over] = raised_odds(source, taken, left[over], right[over], odds[over], expected)
    return raised


def taken_across(source: Ids, left: Ids, right: Ids, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which records have a sure partner in the other source. linked: by pair."""
    taken = np.zeros(len(source), dtype=bool)
    sure = (source[left] != source[right]) & linked
    taken[left[sure]] = taken[right[sure]] = True
    return taken


def raised_odds(
    source: Ids, taken: npt.NDArray[np.bool_], left: Ids, right: Ids, odds: Floats, expected: float
) -> Floats:
    """The log-odds of pairs of records left over, under a prior of their own.

    expected: how many pairs between the sources are of one person, by the probabilities of all that were compared.
    """
    sizes = [int((~taken & (source == one)).sum()) for one in np.unique(source)]
    if not len(odds) or not all(sizes):
        return odds
    possible = float(sizes[0] * sizes[1])
    # the prior in `odds` is worth this much; what each pair says by itself is the rest
    before = expected / float((source == source.min()).sum() * (source == source.max()).sum())
    says = odds - np.log(before / (1 - before))
    share = before
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(says + np.log(share / (1 - share)), -500, 500)))
        # nobody has more than one partner: what pairs of one record claim together is at most one
        for ends in (left, right):
            claimed = np.bincount(ends, chance, len(source))[ends]
            chance = chance / np.maximum(claimed, 1.0)
        share = min(max(float(chance.sum()) / possible, before), 0.5)
    return np.asarray(says + np.log(share / (1 - share)))
