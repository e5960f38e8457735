# ruff: noqa: T201, S603, E402 (a script that prints, and runs the command)
"""Linkage on Spark beside linkage in one process: `joinedup link` on the same made-up records, in one run.

One line a size and engine: seconds of the whole command (start, reading, writing and measuring included), seconds of
processor time of all its processes (as last seen, so a little less than all), the most
memory that its processes held together at a time (proportional set size, looked at twice a second) and that the
command's own held (of Spark: the driver without its Java), F1 of the people against the truth, and of Spark's people
against those of one process. The records are those of `./run bench linkage
million`: five careless systems of a borough, of several boroughs where there are more than a million.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.linkage import million

from joinedup.engine.linkage.evaluate import quality

_RECORDS_A_PERSON = 1_019_263 / 640_000
_MOST_OF_A_BOROUGH = 1_000_000
_ROWS_A_FILE = 100_000


def main() -> None:
    """Print a table, a line a size and engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[100_000], help="sizes to measure")
    parser.add_argument("--master", default="local[*]", help="the Spark master")
    parser.add_argument("--spark-settings", type=Path, help="a file of Spark settings, as for joinedup link")
    parser.add_argument("--only", choices=("duckdb", "spark"), help="one engine instead of both")
    asked = parser.parse_args()
    print("  records  engine     seconds  processor  memory MB  own MB       F1  like one process  seconds by step")
    for records in asked.records:
        with tempfile.TemporaryDirectory() as folder:
            whole, folders = written(records, Path(folder))
            people: dict[str, list[str]] = {}
            seconds: dict[str, float] = {}
            if asked.only != "spark":
                seconds["duckdb"] = measured("duckdb", records, whole, Path(folder), people, [])
            if asked.only != "duckdb":
                more = ["--engine", "spark", "--master", asked.master]
                more += ["--spark-settings", str(asked.spark_settings)] if asked.spark_settings else []
                seconds["spark"] = measured("spark", records, folders, Path(folder), people, more)
            if len(seconds) == 2:
                print(f"{records:>9,}  Spark takes {seconds['spark'] / seconds['duckdb']:.1f} times as long")


def written(records: int, folder: Path) -> tuple[list[Path], list[Path]]:
    """The records as one Parquet file a source, and as a folder of files a source; of several boroughs where many."""
    boroughs = -(-records // _MOST_OF_A_BOROUGH)
    sources: dict[str, list[pl.DataFrame]] = {}
    for seed in range(1, boroughs + 1):
        each = records // boroughs
        tables, truth = million(people=int(each / _RECORDS_A_PERSON * 1.05), records=each, seed=seed)
        begin = 0
        for name, table in tables.items():
            people = pl.Series([f"{seed}-{person}" for person in truth[begin : begin + table.num_rows]])
            sources.setdefault(name, []).append(pl.DataFrame(table).drop("row_number").with_columns(person=people))
            begin += table.num_rows
    files, folders = [], []
    for name, frames in sources.items():
        frame = pl.concat(frames)
        (folder / "parts" / name).mkdir(parents=True)
        files.append(folder / f"{name}.parquet")
        folders.append(folder / "parts" / name)
        frame.write_parquet(files[-1])
        for part, piece in enumerate(frame.iter_slices(_ROWS_A_FILE)):
            piece.write_parquet(folders[-1] / f"{part:05}.parquet")
    return files, folders


def measured(
    engine: str, records: int, files: list[Path], folder: Path, people: dict[str, list[str]], more: list[str]
) -> float:
    """Run the command, print its line and return its seconds; the people go into `people`."""
    out = folder / f"{engine}.csv"
    command = [sys.executable, "-m", "joinedup.cli", "link", *map(str, files), "--out", str(out)]
    command += ["--truth", "person", "--json", *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    begun = time.perf_counter()
    with (folder / f"{engine}.json").open("w+") as said:
        running = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.DEVNULL)
        memory = own = 0.0
        spent: dict[int, float] = {}
        while running.poll() is None:
            of = family(running.pid)
            spent |= {one: taken for one in of if (taken := processor(one))}
            each = [held(one) for one in of]
            memory, own = max(memory, sum(each)), max(own, each[0])
            time.sleep(0.5)
        seconds = time.perf_counter() - begun
        said.seek(0)
        told = json.load(said)
    if "error" in told:
        sys.exit(f"{engine}: {told['error']}")
    with out.open(encoding="utf-8", newline="") as stream:
        people[engine] = [row["person_id"] for row in csv.DictReader(stream)]
    same = f"{quality(people['spark'], people['duckdb']).f1:.6f}" if len(people) == 2 else ""
    steps = ", ".join(f"{name} {length:.0f}" for name, length in told["seconds"].items())
    print(
        f"{records:>9,}  {engine:<8}{seconds:>10.1f}{sum(spent.values()):>11.1f}{memory:>11,.0f}{own:>8,.0f}"
        f"{told['quality']['f1']:>9.4f}{same:>18}  {steps}",
        flush=True,
    )
    return seconds


def family(process: int) -> list[int]:
    """A process and those that it started, and so on."""
    found = [process]
    for one in found:  # grows while it is gone through
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:  # it has ended meanwhile
            continue
    return found


def processor(process: int) -> float:
    """The seconds of processor time that one process has had; 0 where it has ended."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def held(process: int) -> float:
    """The megabytes that one process holds, a page that several share in parts; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    main()
