"""Whether a few people follow from whole areas by adding and subtracting: B without A, wherever that strip lies.

Each area whose count is shown is the set of the pieces in it. Whoever has the counts adds and subtracts them; where no
piece with people in it is left below zero, and those that remain have few people together, these few are told. A piece
with nobody in it may be left below zero: that nobody lives in a sliver is soon guessed. The fewest that any such sum
leaves are found by a linear programme (HiGHS): with areas that lie in one another it is solved by whole areas.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import highspy
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from joinedup.engine.areas.pieces import Piece
from joinedup.engine.disclosure.rules import DEFAULT, Rule

_NOBODY = 0.25  # of what is less than one person by a sum of halves only this much is an error of arithmetic


@frozen
class Told:
    """`area`: the one that tells of a few people beside those in `by`, names of areas whose counts are shown."""

    area: str
    by: tuple[str, ...]


def told_by_subtraction(
    counts: Mapping[Piece, int],
    public: Mapping[str, Collection[Piece]],
    own: Mapping[str, Collection[Piece]],
    rule: Rule = DEFAULT,
) -> Told | None:
    """The first of one's own areas that tells of a few people beside what is public and the areas before it.

    counts: of every piece; public, own: the pieces of each area whose count is, or would be, shown. None where nothing
    follows that does not follow from what is public alone.
    """
    areas = {**{("public", name): set(parts) for name, parts in public.items()},
             **{("own", name): set(parts) for name, parts in own.items()}}  # fmt: skip
    names = list(areas)
    places = {tuple(piece in areas[name] for name in names) for piece, count in counts.items() if count}
    rows = np.array(sorted(places), dtype=float).reshape(-1, len(names))
    totals = np.array([sum(counts[piece] for piece in parts) for parts in areas.values()], dtype=float)
    sums = _Sums(rows, totals, len(public))
    for at, name in enumerate(own, len(public)):
        for sign in (1.0, -1.0):
            left, factors = sums.least_left(at, sign)
            if _NOBODY < left < rule.largest + 0.5:
                return Told(name, tuple(names[n][1] for n in np.flatnonzero(np.abs(factors) > _NOBODY) if n != at))
        sums.show(at)
    return None


class _Sums:
    """What is left of the counts shown so far, kept warm from question to question.

    rows: for each place with people in it which areas hold it; shown: how many of the first areas are public.
    """

    def __init__(self, rows: NDArray[np.float64], totals: NDArray[np.float64], shown: int) -> None:
        size = len(totals)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, len(rows)
        lp.col_cost_ = totals
        free = np.where(np.arange(size) < shown, highspy.kHighsInf, 0.0)
        lp.col_lower_, lp.col_upper_ = -free, free
        lp.row_lower_, lp.row_upper_ = np.zeros(len(rows)), np.full(len(rows), highspy.kHighsInf)
        places, areas = np.nonzero(rows)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(rows)))])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = areas, np.ones(len(areas))
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]
        self._model.silent()
        for option, value in (("threads", 1), ("random_seed", 0), ("primal_feasibility_tolerance", 1e-9)):
            self._model.setOptionValue(option, value)
        self._model.passModel(lp)

    def least_left(self, area: int, sign: float) -> tuple[float, NDArray[np.float64]]:
        """(the fewest people that a sum with this area leaves, how often each area is in it)."""
        self._model.changeColBounds(area, sign, sign)
        self._model.run()
        factors = np.asarray(self._model.getSolution().col_value)
        left = self._model.getInfo().objective_function_value
        self._model.changeColBounds(area, 0.0, 0.0)
        return float(left), factors

    def show(self, area: int) -> None:
        """Whoever subtracts has this area's count as well from now on."""
        self._model.changeColBounds(area, -highspy.kHighsInf, highspy.kHighsInf)


__all__ = ["Told", "told_by_subtraction"]
