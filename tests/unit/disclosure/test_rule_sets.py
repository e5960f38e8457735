"""Rule sets as files: the library's, a partnership's own, and what is wrong in one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.rules import LIBRARY, own_rules, read_rule, rule_named
from joinedup.engine.errors import JoinedupError

OWN = """name = "ours"
title = "Counts 1 to 6 are left out"
smallest = 1
largest = 6
source = "Minutes of the board"
last_checked = 2026-11-01
"""


def test_the_command_lists_every_rule_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["rules"]) == 0
    said = capsys.readouterr().out
    assert all(rule.name in said for rule in LIBRARY)
    assert status_of(["rules", "--json"]) == 0
    assert {rule["name"] for rule in json.loads(capsys.readouterr().out)} == {rule.name for rule in LIBRARY}


def test_the_command_shows_one_with_its_source(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert status_of(["rules", "show", "opensafely"]) == 0
    said = capsys.readouterr().out
    assert "redact counts of 7 or fewer" in said
    assert "nearest 5" in said
    assert status_of(["rules", "show", "ico"]) == 0
    assert "cannot be applied" in capsys.readouterr().out
    own = tmp_path / "ours.toml"
    own.write_text(OWN + "ends = 2026-11-02\n")
    assert status_of(["rules", "show", str(own)]) == 0
    assert "in force until 2 November 2026" in capsys.readouterr().out
    assert status_of(["rules", "show", "none"]) == 2


def test_a_table_is_protected_under_a_rule_set_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts, own, out = tmp_path / "counts.csv", tmp_path / "ours.toml", tmp_path / "safe.csv"
    counts.write_text("lsoa,age,n\nL1,a,6\nL1,b,40\nL2,a,30\nL2,b,50\n")
    own.write_text(OWN + "least_people = 1000\n")
    command = ["protect", str(counts), "--count", "n", "--by", "age", "--hierarchy", "lsoa", "--out", str(out)]
    assert status_of([*command, "--rules", str(own), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "people-needed"
    people = tmp_path / "people.csv"
    people.write_text("area,people\nL1,1500\nL2,900\n")
    assert status_of([*command, "--rules", str(own), "--people", str(people)]) == 1
    assert "L2" in capsys.readouterr().err
    assert not out.exists()
    people.write_text("area,people\nL1,1500\nL2,1000\n")
    assert status_of([*command, "--rules", str(own), "--people", str(people)]) == 0
    assert "L1,a,,suppressed" in out.read_text()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("smallest = 1", "smallest = 3"), "0 or 1"),
        (("smallest = 1\n", ""), "go together"),
        (("largest = 6", 'largest = "6"'), "whole number"),
        (("largest = 6", "largest = -6"), "whole number"),
        (("last_checked = 2026-11-01", 'last_checked = "yesterday"'), "not a date"),
        (('source = "Minutes of the board"\n', ""), "source is missing"),
        (('name = "ours"', 'name = "ours"\nnumber = 3'), "not a word of it"),
        (('name = "ours"', "name = "), "not TOML"),
        (('name = "ours"', "name = 3"), "not text"),
        (("2026-11-01", "2026-11-01\nstarts = 2026-02-01\nends = 2026-01-01"), "ends before it starts"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(change: tuple[str, str], problem: str) -> None:
    with pytest.raises(JoinedupError, match=problem):
        read_rule(OWN.replace(*change), "ours.toml")


def test_own_rule_sets_go_beside_the_librarys_and_never_in_their_place(tmp_path: Path) -> None:
    assert own_rules(tmp_path / "none") == {}
    (tmp_path / "ours.toml").write_text(OWN)
    own = own_rules(tmp_path)
    assert rule_named("ours", own).largest == 6
    assert rule_named("opensafely", own).largest == 7
    (tmp_path / "theirs.toml").write_text(OWN.replace('"ours"', '"opensafely"'))
    with pytest.raises(JoinedupError, match="taken"):
        own_rules(tmp_path)
    (tmp_path / "theirs.toml").write_text("{")
    with pytest.raises(JoinedupError, match="TOML"):
        own_rules(tmp_path)
