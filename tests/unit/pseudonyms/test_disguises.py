"""Shifted dates, free text, and twins of nobody."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from joinedup.engine.clients.extract_description import describe
from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.date_shift import MOST_DAYS, date_shifter
from joinedup.engine.pseudonyms.free_text import free_text_columns
from joinedup.engine.pseudonyms.twin import synthetic_twin

SECRET = bytes(range(32))


def extract(people: int = 400) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "pseudonym": [f"P{number:027}" for number in range(people)],
            "age": ["0-15" if number % 3 else "16+" for number in range(people)],
            "area": ["E1" if number % 2 else "E2" for number in range(people)],
            "police: incidents": [number % 7 if number % 4 else None for number in range(people)],
            "health: long_term_condition": ["rare" if number < 9 else "asthma" for number in range(people)],
            "fire: event_date": [date(2026, 1, 1) + timedelta(number) for number in range(people)],
        }
    )


def test_a_person_s_days_are_theirs_and_the_agreement_s() -> None:
    first, second = date_shifter(SECRET, "A"), date_shifter(SECRET, "B")
    people = [str(number) for number in range(300)]
    assert [first(one) for one in people] == [date_shifter(SECRET, "A")(one) for one in people]
    assert sum(first(one) == second(one) for one in people) < 10


def test_every_number_of_days_but_none_at_all_is_drawn() -> None:
    drawn = {date_shifter(SECRET, "A", 3)(str(number)) for number in range(200)}
    assert drawn == {-3, -2, -1, 1, 2, 3}
    assert max(abs(date_shifter(SECRET, "A")(str(number))) for number in range(3000)) <= MOST_DAYS


def test_a_weak_secret_or_no_days_is_refused() -> None:
    with pytest.raises(JoinedupError) as refused:
        date_shifter(b"short", "A")
    assert refused.value.code == "pseudonym-secret-short"
    with pytest.raises(ValueError, match="at least one day"):
        date_shifter(SECRET, "A", 0)


@pytest.mark.parametrize(
    "values",
    [
        ["code", "she said that her neighbour at number nine was in"],
        ["x" * 61, "y"],
        ["two\nlines"],
        [f"note {number}" for number in range(30)],
    ],
)
def test_what_somebody_typed_is_free_text(values: list[str]) -> None:
    assert free_text_columns(pl.DataFrame({"a": values, "n": range(len(values))})) == ("a",)


def test_codes_categories_and_absent_values_are_not_free_text() -> None:
    codes = [f"Q{number % 40}" for number in range(200)]
    table = pl.DataFrame({"code": codes, "few": (["a", "b", None, "c"] * 50), "none": [None] * 200})
    assert free_text_columns(table.with_columns(pl.col("none").cast(pl.String))) == ()


def test_a_twin_has_the_shape_of_the_extract_and_none_of_its_people() -> None:
    real = extract()
    twin = synthetic_twin(real)
    assert twin.schema == real.schema
    assert twin.height == 400
    assert not set(twin["pseudonym"]) & set(real["pseudonym"])
    assert twin["pseudonym"].str.len_chars().unique().to_list() == [28]
    assert twin.equals(synthetic_twin(real))


def test_a_twin_shows_no_rare_category_and_not_the_last_days() -> None:
    real = extract()
    twin = synthetic_twin(real)
    assert set(twin["health: long_term_condition"]) == {"asthma"}
    assert twin["fire: event_date"].max() < real["fire: event_date"].max()


def test_too_few_people_leave_a_column_of_the_twin_empty() -> None:
    twin = synthetic_twin(extract(30))
    assert twin["police: incidents"].null_count() == twin.height
    assert synthetic_twin(extract(5)).height == 0


def test_common_categories_come_about_as_often_as_they_are() -> None:
    share = synthetic_twin(extract(6000))["age"].value_counts(normalize=True).sort("age")["proportion"].to_list()
    assert share == pytest.approx([2 / 3, 1 / 3], abs=0.05)


def test_people_of_the_extract_come_back_in_the_twin_no_more_often_than_by_chance() -> None:
    """Age and area go together wholly in the extract; in the twin only as often as their shares multiplied."""
    together = [("0-15", "E1"), ("16+", "E2")]
    real = pl.DataFrame(together * 1000, schema=["age", "area"], orient="row")
    twin = synthetic_twin(real)
    alike = sum(row in together for row in twin.rows())
    assert alike / twin.height == pytest.approx(0.5, abs=0.06)  # 1,000 rows: three standard deviations are 0.05


def test_the_description_names_every_column_with_its_meaning_and_type() -> None:
    said = describe(extract(), {"extract.csv": "The extract"}, "An extract")
    (table,) = said["tables"]  # type: ignore[misc]
    columns = {column["name"]: column for column in table["tableSchema"]["columns"]}
    assert list(columns) == extract().columns
    assert columns["police: incidents"]["datatype"] == "integer"
    assert columns["fire: event_date"]["datatype"] == "date"
    assert "secret number of days" in columns["fire: event_date"]["dc:description"]
    assert all(column["dc:description"] for column in columns.values())
