"""A certificate of safety is checked by adding up, and a forged one is refused."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from joinedup.cli.main import status_of

COUNTS = [(2, 9, 30), (7, 3, 0), (12, 8, 41), (1, 6, 22), (5, 5, 5), (9, 0, 17)]
AGES = ("0-15", "16-64", "65+")


@pytest.fixture
def proved(tmp_path: Path) -> tuple[Path, Path]:
    """A protected table and its certificate."""
    rows = [
        f"L{area},M{area // 3},{age},{count}"
        for area, counts in enumerate(COUNTS)
        for age, count in zip(AGES, counts, strict=True)
    ]
    counts, out, proof = (tmp_path / name for name in ("counts.csv", "safe.csv", "proof.json"))
    counts.write_text("\n".join(["lsoa,msoa,age,count", *rows]) + "\n")
    asked = ["protect", str(counts), "--count", "count", "--by", "age", "--hierarchy", "lsoa,msoa", "--out", str(out)]
    assert status_of([*asked, "--certificate", str(proof)]) == 0
    return out, proof


def check(proved: tuple[Path, Path]) -> int:
    return status_of(["attack", str(proved[0]), "--certificate", str(proved[1]), "--json"])


def test_every_cell_left_out_has_another_count_in_some_table_that_looks_the_same(
    proved: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert check(proved) == 0
    said = json.loads(capsys.readouterr().out)
    with proved[0].open(newline="") as stream:
        left_out = sum(row["count"] == "" for row in csv.DictReader(stream))
    assert said["safe"]
    assert said["suppressed"] == left_out > 5
    assert said["other_tables"] > 0
    assert said["not_shown"] == []


def test_it_holds_the_counts_left_out_and_nobody_else_may_read_it(proved: tuple[Path, Path]) -> None:
    plain = json.loads(proved[1].read_text())
    assert {tuple(row) for row in plain["cells"]} >= {("lsoa", "L0", "0-15", 2), ("lsoa", "L3", "0-15", 1)}
    assert "never published" in plain["warning"]
    assert proved[1].stat().st_mode & 0o077 == 0
    assert not any("certificate" in path.read_text() for path in proved[0].parent.glob("safe.csv*"))


def test_no_count_left_out_is_said_when_it_is_checked(
    proved: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert status_of(["attack", str(proved[0]), "--certificate", str(proved[1])]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "every cell left out has another count" in said
    assert "L0" not in said


def _another_cell(plain: dict[str, Any]) -> None:
    plain["cells"][0][1] = "L9"


def _half(plain: dict[str, Any]) -> None:
    plain["changes"][0][0][1] = 0.5


def _true(plain: dict[str, Any]) -> None:
    plain["changes"][0][0][1] = True


def _one_more(plain: dict[str, Any]) -> None:
    plain["cells"][0][3] += 1


def _only_one_cell_changes(plain: dict[str, Any]) -> None:
    plain["changes"][0] = plain["changes"][0][:1]


def _below_one(plain: dict[str, Any]) -> None:
    plain["changes"] = [[[number, by * 1000] for number, by in change] for change in plain["changes"]]


def _a_cell_twice(plain: dict[str, Any]) -> None:
    plain["changes"][0] += [plain["changes"][0][0]]


def _a_cell_short(plain: dict[str, Any]) -> None:
    plain["cells"] = plain["cells"][:-1]
    plain["changes"] = []


def _a_cell_that_is_shown(plain: dict[str, Any]) -> None:
    plain["cells"].append(["all", "Total", "Total", 182])


def _backwards(plain: dict[str, Any]) -> None:
    plain["changes"][0][0][0] = -1


def _of_another_table(plain: dict[str, Any]) -> None:
    plain["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (_another_cell, "certificate-wrong"),
        (_half, "certificate-unreadable"),
        (_true, "certificate-unreadable"),
        (_one_more, "certificate-wrong"),
        (_only_one_cell_changes, "certificate-wrong"),
        (_below_one, "certificate-wrong"),
        (_a_cell_twice, "certificate-unreadable"),
        (_a_cell_short, "certificate-wrong"),
        (_a_cell_that_is_shown, "certificate-wrong"),
        (_backwards, "certificate-unreadable"),
        (_of_another_table, "certificate-wrong"),
        (lambda plain: plain.pop("changes"), "certificate-unreadable"),
        (lambda plain: plain.update({"joinedup:certificate": 2}), "certificate-unreadable"),
    ],
)
def test_a_forged_certificate_is_refused(
    proved: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    forge: Callable[[dict[str, Any]], object],
    code: str,
) -> None:
    plain = json.loads(proved[1].read_text())
    forge(plain)
    proved[1].write_text(json.dumps(plain))
    capsys.readouterr()
    assert check(proved) in (1, 2)
    assert json.loads(capsys.readouterr().out)["error"] == code


@pytest.mark.parametrize("changes", [[], "none that moves"])
def test_one_that_shows_too_little_is_not_safe(
    proved: tuple[Path, Path], capsys: pytest.CaptureFixture[str], changes: object
) -> None:
    plain = json.loads(proved[1].read_text())
    plain["changes"] = [] if not changes else [[[number, 0] for number, _ in change] for change in plain["changes"]]
    proved[1].write_text(json.dumps(plain))
    capsys.readouterr()
    assert check(proved) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["safe"]
    assert len(said["not_shown"]) == said["suppressed"]


def test_a_table_changed_afterwards_is_not_the_one_it_is_of(proved: tuple[Path, Path]) -> None:
    proved[0].write_text(proved[0].read_text().replace("all,Total,Total,182,", "all,Total,Total,183,"))
    assert check(proved) == 1


def test_it_is_for_one_table_of_counts_left_out(proved: tuple[Path, Path], tmp_path: Path) -> None:
    table, proof = proved
    assert status_of(["attack", str(table), str(table), "--certificate", str(proof)]) == 2
    asked = ["protect", str(tmp_path / "counts.csv"), "--count", "count", "--by", "age", "--hierarchy", "lsoa,msoa"]
    new = tmp_path / "new.csv"
    assert status_of([*asked, "--out", str(new), "--method", "round", "--certificate", str(proof)]) == 2
    assert status_of([*asked, "--out", str(new), "--certificate", str(new)]) == 2
    assert not new.exists()


def test_no_certificate_makes_a_table_safe_that_shows_small_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, proof = tmp_path / "open.csv", tmp_path / "proof.json"
    table.write_text("level,area,age,count,status\nward,A,0-15,3,shown\nward,B,0-15,20,shown\n")
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    proof.write_text(json.dumps({"joinedup:certificate": 1, "sha256": digest, "cells": [], "changes": []}))
    assert check((table, proof)) == 1
    assert "shows small counts" in capsys.readouterr().err
