"""`joinedup link --engine spark` on a real cluster of one master and two workers: the same people, whoever dies."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.linkage.evaluate import quality
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records
from tests.spark_cluster import SOURCE, Cluster, wait_for

People = list[tuple[str, str, str]]
pytestmark = pytest.mark.full
_THIRD_SHUFFLE = re.compile(r"shuffle_2_\d+_\d+\.data")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Extracts of a made-up borough: some as one file, one as a folder of two."""
    folder = tmp_path_factory.mktemp("extracts")
    made = pl.DataFrame(linkage_records(make_borough(12_000, 7, date(2026, 11, 1)), 7)).drop("household")
    paths = []
    for (source,), part in made.partition_by("source", as_dict=True, maintain_order=True).items():
        path = folder / f"{source}.csv"
        part.drop("source").write_csv(path)
        paths.append(path)
    whole = paths.pop(0)
    parts = folder / whole.stem
    parts.mkdir()
    rows = pl.read_csv(whole, infer_schema_length=0)
    rows.head(1000).write_csv(parts / "a.csv")
    rows.slice(1000).write_csv(parts / "b.csv")
    whole.rename(folder / "whole.csv.kept")
    return [parts, *paths]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of its own for each test."""
    pytest.importorskip("pyspark", reason="linkage on Spark needs the package pyspark")
    if not shutil.which("java"):
        pytest.skip("linkage on Spark needs Java")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with Cluster(folder) as running:
        yield running


def started(files: list[Path], out: Path, *more: str) -> subprocess.Popen[str]:
    """`joinedup link` in a process of its own."""
    command = [sys.executable, "-m", "joinedup.cli", "link", *map(str, files), "--out", str(out), "--json", *more]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def on(cluster: Cluster) -> tuple[str, ...]:
    return ("--engine", "spark", "--master", cluster.address, "--spark-settings", str(cluster.settings))


def people(out: Path) -> People:
    """Of each row its source, the supplier's number and the person."""
    with out.open(encoding="utf-8", newline="") as stream:
        return [(row["source"], row["record_id"], row["person_id"]) for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def on_one_machine(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> People:
    """The people of DuckDB on one machine, where the folder is one file."""
    out = tmp_path_factory.mktemp("one") / "people.csv"
    folder = files[0]
    whole = folder.parent / "whole" / f"{folder.name}.csv"
    whole.parent.mkdir()
    shutil.copy(folder.parent / "whole.csv.kept", whole)
    said, wrong = started([whole, *files[1:]], out).communicate(timeout=300)
    assert json.loads(said)["counts"]["rows"] > 20_000, wrong
    return people(out)


def alike(one: People, other: People) -> float:
    """F1 of the pairs of records that are one person in both."""
    assert [row[:2] for row in one] == [row[:2] for row in other]
    return quality([row[2] for row in one], [row[2] for row in other]).f1


def test_two_workers_find_the_people_that_one_machine_finds(
    cluster: Cluster, files: list[Path], tmp_path: Path, on_one_machine: People
) -> None:
    out = tmp_path / "people.csv"
    said, wrong = started(files, out, *on(cluster)).communicate(timeout=500)
    assert json.loads(said)["counts"]["rows"] == len(on_one_machine), wrong
    assert alike(people(out), on_one_machine) >= 0.999


def test_a_worker_killed_half_way_costs_time_only_and_leaves_nothing_readable(
    cluster: Cluster, files: list[Path], tmp_path: Path, on_one_machine: People
) -> None:
    out = tmp_path / "people.csv"
    running = started(files, out, *on(cluster))
    wait_for(lambda: any(_THIRD_SHUFFLE.fullmatch(path.name) for path in cluster.files("worker-0")))
    command = Path(f"/proc/{running.pid}/cmdline").read_bytes()
    kept = b""
    for path in cluster.files("worker-0"):
        with suppress(FileNotFoundError):  # Spark removes what it needs no more
            kept += path.read_bytes()
    cluster.kill("worker-0")
    said, wrong = running.communicate(timeout=500)
    assert json.loads(said)["counts"]["rows"] == len(on_one_machine), wrong
    assert alike(people(out), on_one_machine) >= 0.999
    assert cluster.secret not in command.decode() + wrong + cluster.log("worker-0") + cluster.log("master")
    names = pl.read_csv(files[1], infer_schema_length=0)["surname"].drop_nulls().str.to_uppercase().unique().to_list()
    assert len(kept) > 1_000_000
    assert not [name for name in names if len(name) > 7 and name.encode() in kept.upper()]


def test_a_wrong_secret_is_said_in_words(cluster: Cluster, files: list[Path], tmp_path: Path) -> None:
    wrong_one = tmp_path / "wrong.conf"
    wrong_one.touch(mode=0o600)
    wrong_one.write_text("spark.authenticate.secret not-the-secret\n", encoding="utf-8")
    out = tmp_path / "people.csv"
    arguments = ("--engine", "spark", "--master", cluster.address, "--spark-settings", str(wrong_one))
    said, _ = started(files[1:2], out, *arguments).communicate(timeout=300)
    assert json.loads(said)["error"] == "spark-failed"
    assert not out.exists()
