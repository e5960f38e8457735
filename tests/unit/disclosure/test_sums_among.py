"""A sum among the categories is found by its name, by what it adds up to, or by its band."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.errors import JoinedupError

COUNTS = {"A": (50, 3), "B": (20, 30), "C": (40, 2), "D": (40, 60)}


def counted(folder: Path, rows: list[str]) -> Path:
    file = folder / "counts.csv"
    file.write_text("\n".join(["ward,who,n", *rows]) + "\n", encoding="utf-8")
    return file


def by_sex(third: str, also: int = 0) -> list[str]:
    return [
        f"{area},{name},{n}"
        for area, (women, men) in COUNTS.items()
        for name, n in (("F", women), ("M", men), (third, women + men + also))
    ]


@pytest.mark.parametrize(
    "rows",
    [
        by_sex("Persons of both sexes"),
        by_sex("\u0422otal"),  # the first letter is Cyrillic
        ["A,F,3", "A, TOTAL,3"],
        ["A,F,3", "A,\uff34otal,3"],
        [*by_sex("X", 1), *(f"Sum of them,{who},{n}" for who, n in (("F", 150), ("M", 95), ("X", 249)))],
        ["A,0-4,20", "A,5-17,3", "A,0-17,23"],
        ["A,18+,20", "A,65+,18"],
    ],
    ids=["sums of two", "a letter that looks alike", "another case", "wide letters", "an area", "a band of two bands",
         "bands without an end"],
)  # fmt: skip
def test_a_sum_among_the_counts_is_refused(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(JoinedupError) as refused:
        read_counts(counted(tmp_path, rows), "n", ["who"], ["ward"])
    assert refused.value.code == "key-invalid"


@pytest.mark.parametrize(
    "rows",
    [by_sex("Not known", 1), ["A,F,3", "A,M,3"], ["A,F,3", "A,M,4", "A,X,7"], ["A,0-10,3", "A,10-20,4", "A,20+,5"],
     ["A,F,5", "B,F,0", "C,F,5", "D,F,0"]],
    ids=["nearly a sum", "two alike", "once by chance", "bands that touch", "areas alike"],
)  # fmt: skip
def test_what_is_no_sum_is_counted(tmp_path: Path, rows: list[str]) -> None:
    assert read_counts(counted(tmp_path, rows), "n", ["who"], ["ward"]).by == ("who",)
