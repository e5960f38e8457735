"""Who is missing in one system that another knows of."""

from __future__ import annotations

import polars as pl

from joinedup.engine.clients.under_reporting import under_reporting


def found(both: int, only_first: int, only_second: int) -> tuple[object, ...]:
    people = both + only_first + only_second
    first, second = range(both + only_first), [*range(both), *range(both + only_first, people)]
    index = pl.DataFrame(
        {
            "source_dataset": ["police"] * len(first) + ["hospital"] * len(second),
            "source_row": [*first, *second], "client": [f"c{one}" for one in (*first, *second)],
        }
    )  # fmt: skip
    tables = [pl.DataFrame({"row_number": rows, "kind": ["Cyclist"] * len(rows)}) for rows in (list(first), second)]
    (one,) = under_reporting(index, ("police", tables[0]), ("hospital", tables[1]), "kind")
    return one.first, one.second, one.both, one.share, one.truth


def test_counts_the_share_that_is_reported_and_an_estimate_of_the_truth() -> None:
    """20 in both, 10 and 60 in one: Chapman's estimate is 31 × 81 ÷ 21 − 1 = 118.6."""
    assert found(20, 10, 60) == (30, 80, 20, 0.25, 120)


def test_where_a_part_is_too_small_nothing_of_the_kind_is_shown() -> None:
    assert found(20, 4, 60) == (None, None, None, None, None)
    assert found(3, 10, 60) == (None, None, None, None, None)


def test_the_share_is_of_rounded_counts() -> None:
    assert found(12, 12, 49)[3] == round(10 / 60, 2)


def test_a_person_known_to_one_system_twice_is_one_and_the_hospital_s_kind_counts() -> None:
    index = pl.DataFrame(
        {
            "source_dataset": ["police", "police", *["hospital"] * 30], "source_row": [1, 2, *range(30)],
            "client": ["c0", "c0", *[f"c{one}" for one in range(30)]],
        }
    )  # fmt: skip
    police = pl.DataFrame({"row_number": [1, 2], "kind": ["Car", "Car"]})
    hospital = pl.DataFrame({"row_number": range(30), "kind": ["Cyclist"] * 30})
    (one,) = under_reporting(index, ("police", police), ("hospital", hospital), "kind")
    assert one.kind == "Cyclist"
    assert one.second is None  # one alone is known to both, which must not show
