"""A published table from its files: what lies beside it is not believed, and a row taken out is a cell left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.published_file import metadata_path, read_published
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import JoinedupError

ROWS = """ward,A,F,,suppressed
ward,B,F,20,shown
ward,A,Total,,suppressed
ward,B,Total,20,shown
district,D,F,23,shown
district,D,Total,23,shown"""


def written(folder: Path, rows: str = ROWS, *, beside: bool = True, **other: Any) -> Path:
    file = folder / "table.csv"
    file.write_text(f"level,area,sex,count,status\n{rows}\n", encoding="utf-8")
    said = {
        "joinedup:rules": asdict(DEFAULT) | other.get("rules", {}),
        "joinedup:lookup": {"levels": ["ward", "district"], "areas": [["A", "D"], ["B", "D"]]}
        | other.get("lookup", {}),
        "joinedup:method": other.get("method", {"name": "left-out", "within": 0}),
    }
    if beside:
        metadata_path(file).write_text(json.dumps(said), encoding="utf-8")
    return file


def test_with_what_was_written_beside_it_the_table_is_attacked_as_it_is(tmp_path: Path) -> None:
    assert attack([read_published(written(tmp_path))]).pinned == 2


@pytest.mark.parametrize(
    "lie",
    [
        {"lookup": {"levels": ["ward"], "areas": [["A"], ["B"]]}},
        {"lookup": {"areas": [["B", "D"]]}},
        {"lookup": {"areas": [["A", "D"], ["A", "E"], ["B", "D"]]}},
        {"method": {"name": "left-out", "within": 50}},
        {"method": {"name": "cell-keys", "within": 50}},
        {"method": {"name": "left-out", "within": -1}},
        {"method": {"name": "nothing", "within": 0}},
        {"rules": {"largest": 0, "smallest": 0}},
        {"rules": {"largest": "x"}},
        {"rules": {"name": "own", "smallest": 3}},
    ],
    ids=["a level less", "an area less", "an area in two", "exact counts called near", "shown ones called changed",
         "less than nothing", "no such method", "a weaker rule by its name", "no number", "no rule"],
)  # fmt: skip
def test_metadata_that_cannot_be_of_the_table_are_refused(tmp_path: Path, lie: dict[str, Any]) -> None:
    with pytest.raises(JoinedupError) as refused:
        read_published(written(tmp_path, **lie))
    assert refused.value.code == "table-metadata-wrong"


def test_exact_counts_are_not_taken_for_rounded_ones(tmp_path: Path) -> None:
    exact = "ward,A,F,3,changed\nward,B,F,20,changed\ndistrict,D,F,23,changed"
    method = {"name": "rounded", "within": 4}
    with pytest.raises(JoinedupError) as refused:
        read_published(written(tmp_path, exact, method=method))
    assert refused.value.code == "table-metadata-wrong"
    rounded = exact.replace("3", "5", 1).replace("23", "25")
    assert read_published(written(tmp_path, rounded, method=method)).within == 4


def test_the_row_of_a_small_count_taken_out_is_worked_out_like_a_count_left_out(tmp_path: Path) -> None:
    rows = (
        "all,Total,F,50,shown\nall,Total,Total,53,shown\nward,A,M,,suppressed\nward,A,F,50,shown\nward,A,Total,53,shown"
    )
    [men] = [one for one in attack([read_published(written(tmp_path, rows, beside=False))]).readings if one.pinned][1:]
    assert (men.key.level, men.key.values, men.low) == ("all", ("M",), 3)


def test_rows_of_zeros_may_be_missing(tmp_path: Path) -> None:
    rows = "ward,A,F,50,shown\nward,A,Total,50,shown\nward,B,M,30,shown\nward,B,F,20,shown\nward,B,Total,50,shown"
    assert attack([read_published(written(tmp_path, rows, beside=False))]).safe


def test_a_small_count_that_is_shown_is_not_safe(tmp_path: Path) -> None:
    found = attack([read_published(written(tmp_path, "ward,A,F,3,shown\nward,B,F,20,shown", beside=False))])
    assert (found.pinned, found.bare, found.safe) == (0, 1, False)
