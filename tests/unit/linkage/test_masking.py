"""Two values side by side: what both share is hidden, what differs is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from joinedup.engine.linkage.masking import HIDDEN, Piece, side_by_side

NAMES = st.text(st.sampled_from("ABCDEFGHIJ -'"), min_size=1, max_size=12).filter(str.strip)


def test_what_differs_is_shown_and_what_both_share_is_hidden_after_its_first_letter() -> None:
    pair = side_by_side("Surname", "Smith", "Smyth")
    assert pair.left == (Piece("S•", differs=False), Piece("I", differs=True), Piece("••", differs=False))
    assert pair.right == (Piece("S•", differs=False), Piece("Y", differs=True), Piece("••", differs=False))
    assert pair.how == "differ"


def test_the_same_is_said_without_being_shown() -> None:
    pair = side_by_side("Date of birth", "31 03 1980", "31 03 1980")
    assert [piece.text for piece in pair.left] == ["3• •• ••••"]
    assert pair.how == "same"


def test_a_value_that_one_record_lacks_is_hidden_too() -> None:
    pair = side_by_side("NHS number", "9990000018", "")
    assert [piece.text for piece in pair.left] == ["9" + HIDDEN * 9]
    assert (pair.right, pair.how) == ((), "one-only")
    assert side_by_side("UPRN", "", "").how == "neither"


@given(NAMES, NAMES)
def test_as_many_signs_are_told_as_there_are_and_the_same_are_never_shown_beyond_the_first(
    left: str, right: str
) -> None:
    pair = side_by_side("Surname", left, right)
    assert "".join(piece.text for piece in pair.left).replace(HIDDEN, "x").__len__() == len(left)
    for piece in pair.left[1:]:
        if not piece.differs:
            assert not any(sign.isalnum() for sign in piece.text)
