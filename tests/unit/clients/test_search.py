"""Finding a person misspelt or in part: tokens of records and of questions are the same; the surest is first."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from joinedup.engine.clients.search import Candidate, candidates
from joinedup.engine.clients.search_tokens import Question, tokens_of_question, tokens_of_records
from joinedup.engine.linkage.standardise import standardise

SECRET = b"s" * 32
PEOPLE = (
    ("Siobhan", "O'Byrne", "1980-03-31", "ZY1 2AB", "999 000 0018"),
    ("Bill", "Mc Donald", "1975-02-04", "ZY12 3CD", "9990000026"),
    ("Ann Marie", "van der Berg", "1980-03-31", "ZY1 2AB", ""),
    ("José", "Ærlig-Smith", "1991-12-01", "", "9990000034"),
)
RECORDS = pa.table(
    {
        "row_number": [1, 2, 3, 4],
        "forename": [one[0] for one in PEOPLE],
        "surname": [one[1] for one in PEOPLE],
        "previous_surname": [None, None, "Jansen", None],
        "date_of_birth": [one[2] for one in PEOPLE],
        "postcode": [one[3] for one in PEOPLE],
        "nhs_number": [one[4] for one in PEOPLE],
    }
)


def found(question: Question) -> list[Candidate]:
    """Who is found among the four."""
    standard = standardise(RECORDS)
    kept = tokens_of_records(standard.append_column("row", standard["row_number"]), SECRET)
    tokens = tokens_of_question(question, SECRET)
    pairs = zip(kept["token"].to_pylist(), kept["row"].to_pylist(), strict=True)
    return candidates(question, tokens, [pair for pair in pairs if pair[0] in tokens])


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_whoever_is_typed_as_they_are_written_is_found_whole(row: int) -> None:
    forename, surname, born, postcode, number = PEOPLE[row - 1]
    question = Question(forename, surname, date.fromisoformat(born), postcode, number)
    best = found(question)[0]
    assert best.row == row
    assert best.whole == set(question.fields)


@pytest.mark.parametrize(
    ("question", "row", "fits"),
    [
        (Question("", "OBRYNE", date(1980, 3, 31)), 1, {"surname": "part", "date_of_birth": "whole"}),
        (Question("shioban", "o byrne", date(1980, 3, 31)), 1, {"surname": "whole", "date_of_birth": "whole"}),
        (Question("Siobhan", "O'Byrne", date(1980, 3, 30)), 1, {"date_of_birth": "part", "surname": "whole"}),
        (Question("William", "McDonald", date(1975, 4, 2)), 2, {"forename": "whole", "date_of_birth": "part"}),
        (Question("McDonald", "Bill", date(1975, 2, 4)), 2, {"surname": "part", "forename": "part"}),
        (Question("Billy", "McDonald", None, "ZY12 3CE"), 2, {"postcode": "part", "surname": "whole"}),
        (Question("Anne", "Jansen", date(1980, 3, 31)), 3, {"forename": "whole", "surname": "whole"}),
        (Question("", "Jansen", None, "zy12ab"), 3, {"postcode": "whole"}),
        (Question(number="999 000 0043"), 4, {"number": "part"}),
        (Question(number="9990 00 034"), 4, {"number": "part"}),
        (Question(number="9990000034"), 4, {"number": "whole"}),
    ],
)
def test_a_slip_or_a_part_finds_the_person_and_says_what_fits(
    question: Question, row: int, fits: dict[str, str]
) -> None:
    best = found(question)[0]
    assert best.row == row
    assert fits.items() <= dict(best.fits).items()


def test_too_little_finds_nobody() -> None:
    assert found(Question("", "O'Byrne")) == []
    assert found(Question("", "", date(1980, 3, 31))) == []
    assert found(Question("Zara", "Nobody", date(1950, 1, 1), "AB1 2CD", "9990000999")) == []


def test_two_who_fit_alike_are_both_told_of() -> None:
    both = found(Question("", "", date(1980, 3, 31), "ZY1 2AB"))
    assert {one.row for one in both} == {1, 3}
    assert both[0].bits == both[1].bits


def test_tokens_say_nothing_without_the_secret_and_no_name_is_kept() -> None:
    standard = standardise(RECORDS)
    rows = standard.append_column("row", standard["row_number"])
    ours, others = (set(tokens_of_records(rows, secret)["token"].to_pylist()) for secret in (SECRET, b"t" * 32))
    assert not ours & others
    assert tokens_of_records(rows, SECRET).column_names == ["token", "row"]
