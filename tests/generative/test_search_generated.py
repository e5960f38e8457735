"""Whatever slips into one thing that is typed of a person, the other things and what is left of it find them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.engine.clients.search import candidates
from joinedup.engine.clients.search_tokens import Question, tokens_of_question, tokens_of_records
from joinedup.engine.linkage.standardise import standardise

SECRET = b"s" * 32
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SURNAMES = ("HUMPHREYS", "OKONKWO", "VANDENBERG", "KOWALCZYK", "DELACRUZ")
KEPT = standardise(
    pa.table(
        {
            "row_number": [1, 2, 3, 4, 5],
            "forename": ["MARGARET", "CHIDI", "PIETER", "AGNIESZKA", "RAFAEL"],
            "surname": list(SURNAMES),
            "date_of_birth": ["1950-11-23", "1987-05-17", "1968-08-30", "1993-01-19", "2001-09-28"],
            "postcode": ["ZY1 2AB", "ZY2 3CD", "ZY3 4EF", "ZY4 5GH", "ZY5 6JK"],
        }
    )
)
TOKENS = tokens_of_records(KEPT.append_column("row", KEPT["row_number"]), SECRET)
PAIRS = list(zip(TOKENS["token"].to_pylist(), TOKENS["row"].to_pylist(), strict=True))


@given(st.integers(0, 4), st.data())
def test_one_typing_error_in_the_surname(person: int, data: st.DataObject) -> None:
    name = SURNAMES[person]
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    slip = data.draw(
        st.sampled_from(
            (
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :],
            )
        )
    )
    assume(slip != name)
    born = KEPT["date_of_birth"][person].as_py()
    assert isinstance(born, date)
    question = Question(KEPT["forename"][person].as_py(), slip, born)
    tokens = tokens_of_question(question, SECRET)
    found = candidates(question, tokens, [pair for pair in PAIRS if pair[0] in tokens])
    assert found[0].row == person + 1
    assert ("surname", "whole") not in found[0].fits
