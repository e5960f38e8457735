"""Documents that cannot rot: what is generated is current, what is named exists, what exists is named."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import typer

from joinedup.cli.main import application
from joinedup.engine.errors import CATALOGUE
from tests.house.ground import ENGINE, ROOT, documents, name, own_files, source_files, tree


def _build() -> ModuleType:
    specification = importlib.util.spec_from_file_location("reference_builder", ROOT / "docs" / "build.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_reference_is_current() -> None:
    wanted: dict[str, str] = _build().files()
    there = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs" / "reference").glob("*.md")}
    outdated = sorted({n for n in wanted if there.get(n) != wanted[n]} | (there.keys() - wanted.keys()))
    assert not outdated, "run './run docs' and commit docs/reference"


def _raised() -> Iterator[str]:
    for path in source_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "error":
                for part in ast.walk(node.args[0]):  # also `error("a" if x else "b")`
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def test_every_error_that_is_raised_is_in_the_catalogue() -> None:
    raised = set(_raised())
    assert len(raised) > 20
    assert not raised - CATALOGUE.keys()


def test_every_error_of_the_catalogue_is_used() -> None:
    texts = "".join(p.read_text(encoding="utf-8") for p in source_files() if ENGINE / "errors" not in p.parents)
    assert not [code for code in CATALOGUE if f'"{code}"' not in texts]


def test_every_error_says_what_happened_and_what_to_do() -> None:
    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert entry.do.endswith((".", "?")), code
        assert entry.status in (1, 2), code


def _shell_lines(text: str) -> Iterator[str]:
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`((?:\./run|joinedup) [^`]+)`", text)


def _command(words: list[str]) -> Any:
    command: Any = typer.main.get_command(application())
    for word in words:
        below = getattr(command, "commands", None)
        if below is None or word.startswith("-"):
            break
        assert word in below, f"there is no 'joinedup {word}'"
        command = below[word]
    return command


def wrong_in(line: str) -> str:
    """What does not exist in a line of shell that calls ./run or joinedup; empty where all does."""
    words = shlex.split(line.split("  #")[0].removeprefix("$ "))
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if words[:1] == ["./run"] and len(words) > 1:
        entry = (ROOT / "run").read_text(encoding="utf-8")
        if not re.search(rf"^{re.escape(words[1])}( \||\))", entry, re.MULTILINE):
            return f"./run {words[1]}"
        if words[1] not in ("joinedup", "demo"):
            return ""
        words = ["joinedup", *words[2:]] if words[1] == "joinedup" else ["joinedup", *words[1:]]
    if words[:1] != ["joinedup"]:
        return ""
    try:
        command = _command(words[1:])
    except AssertionError as missing:
        return str(missing)
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    return " ".join(w for w in words if w.startswith("--") and w.split("=")[0] not in known)


def test_every_command_in_the_documents_exists() -> None:
    wrong = [
        f"{name(document)}: {problem}"
        for document in documents()
        for line in _shell_lines(document.read_text(encoding="utf-8"))
        if (problem := wrong_in(line))
    ]
    assert not wrong


@pytest.mark.parametrize("line", ["joinedup share all", "joinedup check --force", "./run away", "./run demo --x"])
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    assert wrong_in(line)


@pytest.mark.parametrize("line", ["joinedup audit verify --json", "./run demo --people 500", "./run test --full -k x"])
def test_a_command_that_exists_is_not_complained_of(line: str) -> None:
    assert not wrong_in(line)


def test_every_link_and_picture_is_there() -> None:
    broken = []
    for document in documents():
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
                file = (document.parent / target.split("#")[0]).resolve()
                if not file.exists():
                    broken.append(f"{name(document)}: {target}")
    assert not broken


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        document = todo.pop()
        if document in reached:
            continue
        reached.add(document)
        for target in re.findall(r"\]\(([^)\s#]+\.md)[^)]*\)", document.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                todo.append((document.parent / target).resolve())
    docs = {d for d in documents() if d.is_relative_to(ROOT / "docs") or d.parent == ROOT}
    assert not [name(d) for d in docs - reached]


def test_every_setting_from_the_environment_is_in_the_administrator_s_guide() -> None:
    guide = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    files = [p for p in own_files() if p.suffix == ".py" and "house" not in p.parts]
    read = {n for p in files for n in re.findall(r"\bJOINEDUP_[A-Z_]+\b", p.read_text(encoding="utf-8"))}
    assert read
    assert not [setting for setting in sorted(read) if f"`{setting}`" not in guide]


def test_every_proof_that_the_security_promise_names_exists() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert named
    for file, test in named:
        path = ROOT / file
        assert path.is_file(), file
        assert not test or f"def {test}(" in path.read_text(encoding="utf-8"), f"{file}::{test}"


def test_every_decision_is_numbered_and_has_its_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [p.name[:4] for p in decisions] == [f"{n:04d}" for n in range(len(decisions))]
    for path in decisions:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["The question", "What we decided", "Why", "What it costs"], name(path)
