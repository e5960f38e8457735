"""What `link` promises whatever comes in."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import joinedup
from joinedup.engine.errors import JoinedupError
from joinedup.engine.linkage.cluster import people
from joinedup.engine.linkage.evaluate import quality
from joinedup.engine.linkage.explain import explain
from joinedup.engine.linkage.link import link


def table(rows: int, **columns: object) -> pa.Table:
    return pa.table({name: value if isinstance(value, list) else [value] * rows for name, value in columns.items()})


def test_every_row_comes_back_once_and_in_order_with_the_suppliers_own_number() -> None:
    mine = table(2, row_number=[1, 2], record_id=["a9", "b7"], forename="Ann", surname="Bo", date_of_birth="1980-01-02")
    yours = table(1, row_number=[1], forename="Cy", surname="Do", date_of_birth="1990-05-06")
    found = link({"mine": mine, "yours": yours}).people
    assert found.column_names == ["source", "row_number", "record_id", "person_id", "match_probability"]
    assert found["source"].to_pylist() == ["mine", "mine", "yours"]
    assert found["record_id"].to_pylist() == ["a9", "b7", "1"]
    first, second, third = found["person_id"].to_pylist()
    assert first == second != third
    assert all(0 <= value <= 1 for value in found["match_probability"].to_pylist())


def test_the_same_input_gives_the_same_people() -> None:
    rows = [f"{1950 + i % 40}-0{1 + i % 9}-1{i % 9}" for i in range(400)]
    names = [("Ann", "Bob", "Cat", "Dan", "Eve")[i % 5] for i in range(400)]
    data = table(400, forename=names, surname=[f"Sur{'abcdefgh'[i % 8]}" for i in range(400)], date_of_birth=rows)
    assert link({"x": data}).people.equals(link({"x": data}).people)


def test_the_same_rows_in_another_order_are_the_same_people_under_the_same_numbers() -> None:
    born = [f"{1950 + i % 40}-0{1 + i % 9}-1{i % 9}" for i in range(300)]
    data = table(300, forename=[("Ann", "Bob", "Cat")[i % 3] for i in range(300)], surname="Bo", date_of_birth=born)
    turned = data.take(list(range(299, -1, -1)))
    assert (
        link({"x": turned}).people["person_id"].to_pylist()[::-1] == link({"x": data}).people["person_id"].to_pylist()
    )


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_polars_and_pandas_tables_are_linked_as_arrow_tables_are(kind: str) -> None:
    data = table(
        60, forename=["Ann", "Bob"] * 30, surname="Bo", date_of_birth=[f"19{i // 2 + 40}-01-02" for i in range(60)]
    )
    given = pl.DataFrame(data) if kind == "polars" else data.to_pandas()
    assert joinedup.link({"x": given}).people.equals(link({"x": data}).people)


def test_very_many_of_one_name_at_one_hostel_without_a_birth_date_are_not_one_person() -> None:
    rows = 100_000
    found = link({"x": table(rows, forename="Ann", surname="Bo", address="1 Hostel Road", postcode="SL1 1AA")})
    assert found.counts["people"] == rows


def test_one_value_everywhere_besides_the_names_costs_no_square_of_pairs() -> None:
    rows = 20_000
    names = [f"{'abcdefghij'[i % 10]}n{'klmnopqrst'[i // 10 % 10]}a" for i in range(rows)]
    found = link({"x": table(rows, forename=names, surname="Bo", date_of_birth="1980-01-02", postcode="SL1 1AA")})
    assert found.counts["pairs compared"] <= 20 * rows


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"lsoa": "E01000001"}, "linkage-no-columns"),
        ({"forename": "Ann", "surname": "Bo"}, "linkage-too-little"),
        ({"forename": pa.nulls(3, pa.string()).to_pylist(), "date_of_birth": "1900-01-01"}, "linkage-too-little"),
        ({"date_of_birth": "1980-01-02", "postcode": "SL1 1AA"}, "linkage-too-little"),
    ],
)
def test_what_cannot_tell_people_apart_is_refused(columns: dict[str, object], code: str) -> None:
    with pytest.raises(JoinedupError, match=code):
        link({"x": table(3, **columns)})


def test_no_rows_are_refused() -> None:
    with pytest.raises(JoinedupError, match="linkage-no-rows"):
        link({})


def test_very_many_copies_of_one_record_are_one_person_at_the_cost_of_two() -> None:
    rows = 50_000
    found = link({"x": table(rows, forename="Ann", surname="Bo", date_of_birth="1980-01-02", postcode="SL1 1AA")})
    assert found.counts["records"] == 2
    assert found.counts["people"] == 1
    assert found.people.num_rows == rows


def test_a_hostel_with_very_many_residents_costs_no_square_of_pairs() -> None:
    rows = 20_000
    data = table(
        rows,
        forename=[("Ann", "Bob")[i % 2] for i in range(rows)],
        surname="Brown",
        date_of_birth=[f"1980-01-{i % 28 + 1:02d}" for i in range(rows)],
        address="1 Hostel Road",
        postcode="SL1 1AA",
        telephone=[f"07700{i:06d}" for i in range(rows)],
    )
    begun = time.process_time()
    found = link({"x": data})
    assert found.counts["pairs compared"] <= 20 * rows
    assert time.process_time() - begun < 60


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    link(
        {
            "x": table(
                200, forename="Ann", surname=[f"S{chr(65 + i % 26)}x" for i in range(200)], date_of_birth="1980-01-02"
            )
        }
    )
    assert not list(tmp_path.iterdir())


def test_a_weak_bridge_between_two_strong_groups_stays_cut() -> None:
    strong = [(a, b, 8.0) for group in ((0, 1, 2), (3, 4, 5)) for a in group for b in group if a < b]
    bridge = [(2, 3, 0.5), *((a, b, -4.0) for a in (0, 1) for b in (3, 4, 5))]
    left, right, weight = (np.array(column) for column in zip(*strong, *bridge, strict=True))
    assert people(6, left, right, weight).tolist() == [0, 0, 0, 3, 3, 3]


def test_a_chain_without_anything_against_it_holds() -> None:
    assert people(3, np.array([0, 1]), np.array([1, 2]), np.array([8.0, 8.0])).tolist() == [0, 0, 0]


def test_quality_counts_pairs_exactly() -> None:
    found = quality(["p", "p", "p", "q", "q"], ["a", "a", "b", "b", None])
    assert (found.right, found.wrong, found.missed) == (1, 2, 1)
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == pytest.approx(1 / 2)
    assert found.f1 == pytest.approx(0.4)
    assert quality([], []).f1 == 1.0


def test_the_explanation_adds_up_and_holds_no_value() -> None:
    rows = [f"{1950 + i % 40}-0{1 + i % 9}-1{i % 9}" for i in range(300)]
    model = link(
        {"x": table(300, forename="Annabel", surname=[f"Zq{chr(65 + i % 26)}" for i in range(300)], date_of_birth=rows)}
    ).model
    best = {comparison.name: len(comparison.grades) - 1 for comparison in model.comparisons}
    grades = best | {"date_of_birth": 0}
    told = explain(model, grades)
    odds = model.log_odds(np.array([[grades[c.name] for c in model.comparisons]]))[0]
    assert told.start + sum(reason.weight for reason in told.reasons) == pytest.approx(odds / np.log(2))
    assert any("Births a generation apart" in line and "against" in line for line in told.sentences())
    assert "nnabel" not in " ".join(told.sentences())
