"""What a person sees of a file's columns, and says about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.suggest import suggest
from joinedup.service.supplies.mapping import Choice, chosen, corrected, looks, not_found

ROWS = "Name,Born,Gender,Town\n" + "".join(
    f"{'Élodie' if n % 2 else 'Planted'},{n % 28 + 1}/03/1980,{'Male' if n % 2 else 'Female'},Madeup\n"
    for n in range(30)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_columns_are_shown_by_their_shape_and_never_by_a_value(file: Path) -> None:
    seen = looks(open_source(file))
    assert seen[0]["shapes"] == ["Aaaaa", "?aaaa"] or seen[0]["shapes"] == ["?aaaa", "Aaaaa"]
    assert seen[1]["date_style"] == "DD/MM/YYYY"
    assert "Planted" not in str(seen)
    assert "1980" not in str(seen)


def test_a_column_that_a_person_calls_sex_has_its_words_read(file: Path) -> None:
    source = open_source(file)
    layout = suggest(source)
    said = [Choice("forename"), Choice("date_of_birth"), Choice(), Choice("sex")]
    made = corrected(layout, said, looks(source))
    assert [column.item for column in made.columns] == ["forename", "date_of_birth", None, "sex"]
    assert made.columns[1].date_style == "DD/MM/YYYY"
    assert made.columns[3].values == ()  # the town's words are no words for a sex
    swapped = corrected(layout, [Choice("surname"), Choice(), Choice("sex"), Choice()], looks(source))
    assert ("MALE", "M") in swapped.columns[2].values


def test_what_a_person_leaves_alone_keeps_its_reason(file: Path) -> None:
    source = open_source(file)
    layout = suggest(source)
    same = corrected(layout, [chosen(column, layout.items) for column in layout.columns], looks(source))
    assert same == layout


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([Choice("forename"), Choice("forename"), Choice(), Choice()], "layout-item-twice"),
        ([Choice("date_of_birth"), Choice(), Choice(), Choice()], "dates-unread"),
        ([Choice("nothing_of_the_kind"), Choice(), Choice(), Choice()], "layout-item-unknown"),
        ([Choice("date_of_birth", "day"), Choice(), Choice(), Choice()], "layout-unreadable"),
    ],
)
def test_what_makes_no_sense_is_refused(file: Path, said: list[Choice], code: str) -> None:
    source = open_source(file)
    with pytest.raises(JoinedupError) as refused:
        corrected(suggest(source), said, looks(source))
    assert refused.value.code == code


def test_another_way_of_writing_the_same_is_not_missing(file: Path) -> None:
    layout = suggest(open_source(file))
    said = [Choice("forename"), Choice(), Choice(), Choice("address")]
    made = corrected(layout, said, looks(open_source(file)))
    assert not_found(made, ("full_name", "address_line_1", "address_line_2", "forename")) == []
    assert not_found(made, ("postcode",)) == ["Postcode"]
