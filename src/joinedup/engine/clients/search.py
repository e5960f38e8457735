"""Who is meant by a question, among those whom its tokens meet: the surest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from attrs import frozen

from joinedup.engine.clients.search_tokens import Question, Said

LEAST = 20  # bits; below this too many others fit as well
MOST = 10  # candidates worth telling of


@frozen
class Candidate:
    """Somebody who may be meant. row: their row in the index. bits: how much fits; fits: per field, "whole" or "part".

    A field of the question that does not fit at all is not among `fits`.
    """

    row: int
    bits: int
    fits: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> frozenset[str]:
        """The fields that fit as they were typed."""
        return frozenset(field for field, how in self.fits if how == "whole")


def candidates(
    question: Question, tokens: Mapping[int, tuple[Said, ...]], met: Iterable[tuple[int, int]]
) -> list[Candidate]:
    """The rows that fit best, the surest first; of equal ones the smaller row. met: token and row of each match.

    A row's bits are the sum, over the fields, of the most that any one of its tokens says of the field.
    """
    best: defaultdict[int, dict[str, Said]] = defaultdict(dict)
    for token, row in met:
        fields = best[row]
        for said in tokens[token]:
            known = fields.get(said.field)
            if known is None or (said.bits, said.whole) > (known.bits, known.whole):
                fields[said.field] = said
    ranked = sorted((-sum(said.bits for said in fields.values()), row) for row, fields in best.items())
    return [
        Candidate(
            row,
            -bits,
            tuple(
                (name, "whole" if best[row][name].whole else "part") for name in question.fields if name in best[row]
            ),
        )
        for bits, row in ranked
        if -bits >= LEAST
    ]
