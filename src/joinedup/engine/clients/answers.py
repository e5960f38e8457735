"""Whether a count, beside the counts shown before, gives a few people away by adding and subtracting.

Who asks for everybody and then for everybody but one street learns of that street by subtraction. So a count is not
shown where it, with up to three counts shown before, each added or taken away once, adds up to 1 to 9 people. More
than that are not worth adding: each count is shown to the nearest 5, and what four of them leave open is wider than
1 to 9. People are taken together by which conditions they meet; cost grows with the square of how many counts were
shown, not with how many people there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

LEAST = 10  # people; the rule "nhs-sde" of the disclosure rule sets
_AT_ONCE = 2000
_MOST_LOOKED_AT = 200_000  # sums that agree on all large groups; with more, the count is not shown

Asked = frozenset[str]  # the conditions that all of a cohort meet; none: everybody
Signs = NDArray[np.int8]


class Answers:
    """The counts shown of the people of one index, each by the conditions that its people meet."""

    def __init__(
        self, flagged: pl.DataFrame, shown: Collection[Asked], least: int = LEAST, elsewhere: Collection[Asked] = ()
    ) -> None:
        """flagged: one row a person, a true/false column a condition; shown: of which cohorts the count was shown.

        least: the fewest people of whom a count, or what follows from counts, may tell. elsewhere: cohorts of which a
        count was shown of people linked in another way; they are known, but that does not make a count here harmless.
        """
        self._least = least
        names = [name for name, kind in flagged.schema.items() if kind == pl.Boolean]
        groups = flagged.group_by(names).len() if names else pl.DataFrame({"len": [flagged.height]})
        self._people = groups["len"].to_numpy().astype(np.int64)
        self._meets = {name: groups[name].to_numpy() for name in names}
        large = self._people >= least
        # equal sums over the large groups have equal marks; what else has them is looked at itself
        marks = np.random.default_rng(0).integers(1, 2**62, len(large), dtype=np.int64)
        self._marks = np.where(large, marks, 0)
        self._shown: list[Signs] = []
        for asked in sorted(shown, key=sorted):
            self._keep(self._cohort(asked))
        self._harmless = list(self._shown)
        for asked in sorted(elsewhere, key=sorted):
            self._keep(self._cohort(asked))

    def people(self, asked: Asked) -> int:
        """How many people meet all these conditions."""
        return int(self._people @ self._cohort(asked))

    def show(self, asked: Asked) -> bool:
        """Whether the count may be shown; from then on it counts as shown."""
        cohort = self._cohort(asked)
        if any(np.array_equal(cohort, one) for one in self._harmless):
            return True
        if 0 < self._people @ cohort < self._least or self._gives_away(cohort):
            return False
        self._keep(cohort)
        self._harmless.append(cohort)
        return True

    def _keep(self, cohort: Signs) -> None:
        if not any(np.array_equal(cohort, one) for one in self._shown):
            self._shown.append(cohort)

    def _cohort(self, asked: Asked) -> Signs:
        meets = np.ones(len(self._people), dtype=bool)
        for name in asked:
            meets &= self._meets[name]
        return meets.astype(np.int8)

    def _gives_away(self, cohort: Signs) -> bool:
        """Whether the cohort ± up to three of those shown leaves 1 to 9 people, and nobody of a large group."""
        if not self._shown:
            return False
        first = np.vstack([np.array(self._shown), -np.array(self._shown)])
        one, other = np.triu_indices(len(first))
        # none, one or two of those shown; the cohort with none or one must be equal to them on all large groups
        right = np.concatenate([[[-1, -1]], np.stack([np.arange(len(first)), np.full(len(first), -1)], 1),
                                np.stack([one, other], 1)])  # fmt: skip
        left = np.vstack([cohort[None], first + cohort])
        first = np.vstack([first, np.zeros_like(cohort)[None]])  # the last, -1, is nothing
        marks = self._mark(first)
        there = marks[right].sum(axis=1)
        order = np.argsort(there, kind="stable")
        wanted = self._mark(left)
        starts, ends = (np.searchsorted(there, wanted, side, sorter=order) for side in ("left", "right"))
        if (ends - starts).sum() > _MOST_LOOKED_AT:
            return True
        for i in np.flatnonzero(ends > starts):
            found = right[order[starts[i] : ends[i]]]
            for some in np.array_split(found, 1 + len(found) // _AT_ONCE):
                if self._is_few(left[i] - first[some].sum(axis=1, dtype=np.int8)):
                    return True
        return False

    def _mark(self, sums: Signs) -> NDArray[np.int64]:
        return sums.astype(np.int64) @ self._marks  # modulo 2^64, which keeps sums sums

    def _is_few(self, rests: Signs) -> bool:
        left = (rests != 0) @ self._people
        return bool(((left > 0) & (left < self._least)).any())


def prefixes(conditions: Sequence[str]) -> list[Asked]:
    """The cohorts of a question that narrows step by step, everybody first."""
    return [frozenset(conditions[:n]) for n in range(len(conditions) + 1)]
