"""What the import rules of .importlinter cannot say: apps and models, the network, and the vault's own words."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.ground import ENGINE, PACKAGE, ROOT, SERVICE, name, source_files, tree

NETWORK = {"http.client", "urllib.request", "requests", "httpx", "ftplib", "smtplib", "socket", "socketserver"}


def imports(path: Path) -> Iterator[str]:
    """The full name of everything that a file imports, at its top or inside a function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def foreign_models(path: Path) -> list[str]:
    """The models of other apps, or of its own where it is a view, that a file of the service imports."""
    if "migrations" in path.parts:
        return []
    app = path.relative_to(SERVICE).parts[0]
    wrong = []
    for imported in imports(path):
        if match := re.match(r"joinedup\.service\.(\w+)\.models\b", imported):
            translates = path.stem in {"views", "api", "jobs"} or "views" in path.parts
            if match[1] != app or translates:
                wrong.append(imported)
    return wrong


def test_no_app_imports_the_models_of_another_and_no_view_its_own() -> None:
    # because rows may be written and read in one place only, where their rules are
    assert not {name(p): f for p in sorted(SERVICE.rglob("*.py")) if (f := foreign_models(p))}


@pytest.mark.parametrize(
    ("file", "line"),
    [("agreements/actions.py", "from joinedup.service.partners.models import Partner"),
     ("partners/views.py", "from joinedup.service.partners import models"),
     ("partners/jobs.py", "import joinedup.service.partners.models")],
)  # fmt: skip
def test_that_rule_can_fail(file: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.test_imports.SERVICE", tmp_path)
    path = tmp_path / file
    path.parent.mkdir()
    path.write_text(line)
    assert foreign_models(path)


def test_the_product_never_opens_the_network() -> None:
    found = {name(p): n for p in source_files() if (n := NETWORK.intersection(imports(p)))}
    assert not found


def test_only_the_vault_knows_how_a_sealed_file_is_opened() -> None:
    # because there is one door; import rules cannot see SQL
    words = re.compile(r"ENCRYPTION_KEY|\bATTACH\b|duckdb_extension_httpfs")
    vault = ENGINE / "vault"
    texts = {p: p.read_text(encoding="utf-8") for p in source_files() if not p.is_relative_to(vault)}
    assert not [name(p) for p, text in texts.items() if words.search(text)]
    assert any(words.search(p.read_text(encoding="utf-8")) for p in vault.glob("*.py"))


def test_every_import_rule_has_its_because() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    contracts = [section for section in rules.sections() if section.startswith("importlinter:")]
    assert len(contracts) >= 6
    assert not [section for section in contracts if ", because " not in rules[section]["name"]]


def test_every_area_of_the_engine_has_its_place_in_the_order() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    order = rules["importlinter:engine-layers"]["layers"]
    areas = {p.name for p in ENGINE.iterdir() if (p / "__init__.py").is_file()} - {"population"}
    placed = set(re.findall(r"joinedup\.engine\.(\w+)", order))
    assert areas <= placed
    assert (PACKAGE / "engine" / "population" / "__init__.py").is_file()
