# ruff: noqa: S603 (runs another interpreter with our own words)
"""pytauargus (tau-ARGUS on HiGHS) in an environment of its own, in a fresh folder for every call.

In a folder that was used before it finds other patterns than in a fresh one.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from joinedup.engine.disclosure.cube import Cube
from joinedup.engine.disclosure.published import Published, publish
from joinedup.engine.disclosure.rules import DEFAULT

VERSION = "0.6.0"
_PRIMARY, _SECONDARY = "U", "M"
_LONGEST = 900  # seconds


def environment(folder: Path) -> Path:
    """Its own environment in this folder; the path of its interpreter. Raises where the registry does not give it."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", f"pytauargus=={VERSION}"], check=True)
    return python


def protected(
    python: Path, table: Cube, file: Path, column: str, by: list[str], *rules: str
) -> tuple[Published, float]:
    """What it would publish of the counts in a file, of which `table` is the cube, and its seconds.

    rules: its own safety rules, where these are amounts, and every row a contributor of its own.
    Raises subprocess.SubprocessError where it fails, or takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run(
            [python, Path(__file__).with_name("in_tauargus.py"), file.resolve(), "out.csv", column, ",".join(by),
             ",".join(table.levels), *rules],
            cwd=folder, check=True, capture_output=True, text=True, timeout=_LONGEST,
        )  # fmt: skip
        with (Path(folder) / "out.csv").open(encoding="utf-8", newline="") as stream:
            status = {tuple(spot): one for *spot, one in csv.reader(stream)}
    spots = [(code, *values) for _, code in table.areas for values in table.combinations()]
    primary = np.array([status[spot] == _PRIMARY for spot in spots])
    secondary = np.array([status[spot] == _SECONDARY for spot in spots])
    made = publish(table, primary | secondary, primary, DEFAULT, "pytauargus")
    return made, float(said.stdout.split()[-1])
