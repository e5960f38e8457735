"""The house stays small and says what it holds: names, sizes, nothing half-done, no reason left out."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from pathlib import Path

from tests.house.ground import ENGINE, PACKAGE, ROOT, SERVICE, name, own_files, source_files, tree

LONGEST = 400
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|misc|common|managers?|services|stuff|base|core|signals)$")
# spelt apart, so that this file is not found by itself
HALF_DONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b|raise NotImplemented" + r"Error|pragma: no " + "cover")
THIS_MACHINE = re.compile(r"/wo" + r"rk/|/fa" + r"rm/|/ro" + r"ot/")


def test_no_file_of_the_product_is_longer_than_400_lines() -> None:
    long = {name(p): n for p in source_files() if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert not long


def test_no_folder_or_file_has_a_name_that_says_nothing() -> None:
    ours = [p for p in own_files() if "allauth" not in p.parts]  # templates there bear the library's names
    paths = [p for p in ours if p.is_relative_to(PACKAGE) or p.is_relative_to(ROOT / "tests")]
    parts = {part for p in paths for part in (*p.relative_to(ROOT).parent.parts, p.stem)}
    assert not [part for part in parts if SAYS_NOTHING.match(part)]


def test_nothing_is_half_done_and_nothing_names_one_machine() -> None:
    found = []
    for path in own_files():
        if path.suffix not in {".py", ".md", ".toml", ".sh", ".html", ""} or path.name == "LICENSE":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if HALF_DONE.search(line) or THIS_MACHINE.search(line):
                found.append(f"{name(path)}:{number}")
    assert not found


def test_every_file_of_the_product_says_what_it_is_for() -> None:
    silent = [
        name(p)
        for p in source_files()
        if tree(p).body and not ast.get_docstring(tree(p)) and "migrations" not in p.parts
    ]
    assert not silent


def test_every_folder_is_in_the_glossary() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").casefold()
    folders = [p.name for base in (ENGINE, SERVICE) for p in base.iterdir() if (p / "__init__.py").is_file()]
    assert folders
    assert not [folder for folder in folders if f"`{folder}`" not in glossary]


def test_every_dependency_has_its_reason_on_the_line_above() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    wanted = {*project["project"]["dependencies"], *project["dependency-groups"]["dev"]}
    for number, line in enumerate(lines):
        if line.strip().strip(",").strip('"') in wanted:
            assert lines[number - 1].strip().startswith("# "), line
            wanted.discard(line.strip().strip(",").strip('"'))
    assert not wanted


def test_the_entry_can_be_run_and_what_guards_a_change_runs_the_tests() -> None:
    assert os.access(ROOT / "run", os.X_OK)
    guard = ROOT / ".ci" / "run"
    assert os.access(guard, os.X_OK)
    assert "./run test" in guard.read_text(encoding="utf-8")
    assert "./run check" in guard.read_text(encoding="utf-8")


def test_every_file_ends_with_a_line_end_and_has_no_carriage_return() -> None:
    wrong = []
    for path in own_files():
        if path.suffix in {".py", ".md", ".toml"}:
            text = Path(path).read_bytes()
            if text and (not text.endswith(b"\n") or b"\r" in text):
                wrong.append(name(path))
    assert not wrong
