"""Partners' words and codes for the sexes and for yes and no, in the vocabulary's own."""

from __future__ import annotations

from collections.abc import Sequence

_Pairs = tuple[tuple[str, str], ...]

# NHS Data Dictionary, person stated gender: 1 male, 2 female, 9 indeterminate; X is not known or not specified
_SEX_WORDS: _Pairs = (
    ("MALE", "M"), ("MAN", "M"), ("BOY", "M"), ("FEMALE", "F"), ("WOMAN", "F"), ("GIRL", "F"), ("U", "X"), ("I", "X"),
    ("UNKNOWN", "X"), ("INDETERMINATE", "X"), ("OTHER", "X"), ("NOT KNOWN", "X"), ("NOT SPECIFIED", "X"),
)  # fmt: skip
_SEX_CODES: _Pairs = (("1", "M"), ("2", "F"), ("0", "X"), ("9", "X"))
_FLAGS: _Pairs = (
    ("Y", "yes"), ("YES", "yes"), ("TRUE", "yes"), ("T", "yes"), ("1", "yes"), ("N", "no"), ("NO", "no"),
    ("FALSE", "no"), ("F", "no"), ("0", "no"),
)  # fmt: skip
FLAG_ITEMS = ("council_tax_support", "homelessness_application", "free_school_meals", "smoke_alarm")
SEXES = ("M", "F", "X")


def map_for(item: str, values: Sequence[str]) -> tuple[_Pairs, str]:
    """The pairs (partner's value in capitals, vocabulary's value) that these values need, and words about them."""
    upper = {value.upper() for value in values}
    if item == "sex":
        if upper and upper <= {"0", "1", "2", "9"}:
            return _SEX_CODES, "read as codes: 1 male, 2 female"
        used = tuple(pair for pair in _SEX_WORDS if pair[0] in upper)
        return (_SEX_WORDS, "words become M, F and X") if used else ((), "")
    if item in FLAG_ITEMS and upper & {word for word, _ in _FLAGS}:
        return _FLAGS, "answers become yes and no"
    return (), ""
