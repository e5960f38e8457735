"""No argument overrules the gate, and nobody but the gate holds the vault."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import joinedup
from joinedup.engine.gate import decision, gate, movement, opening, register
from joinedup.engine.vault import keys, vault, workplace

SOURCE = Path(joinedup.__file__).parent
OVERRULING = re.compile(
    r"force|skip|should|check|bypass|override|unsafe|trust|ignore|allow|dry|debug|admin|sudo|today|clock", re.I
)
MODULES = (decision, gate, movement, opening, register, keys, vault, workplace)


def parameters() -> dict[str, set[str]]:
    """Every parameter of every function in the gate and the vault."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = node.args
                every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
                found.setdefault(f"{module.__name__}.{node.name}", set()).update(a.arg for a in (*every, *starred))
    return found


def test_no_argument_could_overrule_a_decision() -> None:
    found = parameters()
    assert len(found) > 30
    wrong = {(function, name) for function, names in found.items() for name in names if OVERRULING.search(name)}
    # the register in memory is made for a day; the gate itself takes none
    assert wrong == {("joinedup.engine.gate.register.__init__", "today")}


def test_the_doors_take_what_they_took() -> None:
    """A new argument of a door is read with care: change this test together with its reason."""
    taken = {name: list(inspect.signature(getattr(gate.Gate, name)).parameters)[1:] for name in ("lend", "receive")}
    assert taken == {"lend": ["movement", "rows", "matching"], "receive": ["movement"]}
    assert list(inspect.signature(decision.decide).parameters) == [
        "movement",
        "standing",
        "source",
        "on",
        "opt_out_lists",
    ]


def test_no_door_reads_the_environment() -> None:
    for module in MODULES:
        assert not re.search(r"environ|getenv|settings", inspect.getsource(module)), module.__name__


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nobody_but_the_gate_imports_the_vault() -> None:
    inside = {SOURCE / "engine" / "gate", SOURCE / "engine" / "vault"}
    importing = {
        path
        for path in SOURCE.rglob("*.py")
        if any(name.startswith("joinedup.engine.vault") for name in _imports(path))
    }
    assert importing
    assert {path for path in importing if path.parent not in inside} == set()


def test_nobody_but_the_vault_opens_a_sealed_file() -> None:
    words = re.compile(r"ENCRYPTION_KEY|ATTACH\b|\.duckdb\b|httpfs")
    naming = {path for path in SOURCE.rglob("*.py") if words.search(path.read_text(encoding="utf-8"))}
    assert naming == {SOURCE / "engine" / "vault" / "vault.py"}


@pytest.mark.parametrize("module", ["import_module", "__import__", "exec(", "eval("])
def test_nobody_imports_by_a_way_round(module: str) -> None:
    """Import rules see only what is written as an import."""
    assert not [path.name for path in SOURCE.rglob("*.py") if module in path.read_text(encoding="utf-8")]
