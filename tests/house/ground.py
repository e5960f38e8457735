"""Where the house stands: its folders, its files as git knows them or would, and what they say."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "joinedup"
ENGINE = PACKAGE / "engine"
SERVICE = PACKAGE / "service"


def source_files() -> list[Path]:
    """Every Python file of the product."""
    return sorted(PACKAGE.rglob("*.py"))


def own_files() -> list[Path]:
    """Every file of the project: in git, or new and not ignored; without git, all but what starts with a dot."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


def documents() -> list[Path]:
    """Every Markdown document of the project."""
    return [path for path in own_files() if path.suffix == ".md"]


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A path as a person would say it."""
    return str(path.relative_to(ROOT))
