"""Two values side by side with what differs marked, and what they share hidden: enough to judge a pair, no more."""

from __future__ import annotations

from difflib import SequenceMatcher

from attrs import frozen

HIDDEN = "•"
_SHOWN = 1  # letters at the beginning of what both share


@frozen
class Piece:
    """A run of letters as it is shown, and whether it differs from the other value."""

    text: str
    differs: bool


@frozen
class Pair:
    """One item of both records, masked; empty where a record does not say it. how: same, differ, one-only, neither."""

    item: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    how: str


def side_by_side(item: str, left: str, right: str) -> Pair:
    """Both values of one item: what they share as dots after its first letter, what differs as it is written."""
    if not left or not right:
        how = "neither" if left == right else "one-only"
        return Pair(item, _alone(left), _alone(right), how)
    first, second = left.upper(), right.upper()
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        for told, text in zip(pieces, (first[a:b], second[c:d]), strict=True):
            if not text:
                continue
            shown = text if kind != "equal" else _hidden(text, start=not told)
            told.append(Piece(shown, kind != "equal"))
    return Pair(item, tuple(pieces[0]), tuple(pieces[1]), "same" if first == second else "differ")


def _hidden(text: str, *, start: bool) -> str:
    kept = _SHOWN if start else 0
    return text[:kept] + "".join(HIDDEN if letter.isalnum() else letter for letter in text[kept:])


def _alone(text: str) -> tuple[Piece, ...]:
    return (Piece(_hidden(text.upper(), start=True), differs=False),) if text else ()
