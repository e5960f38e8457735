"""Protecting tables of small areas: cells left out, time, and what an attack still finds.

One line a table: primary and secondary cells, the sum of all counts left out (and of the secondary ones), seconds
to protect (by the clock, and of the processor, without that of the processes beside this one), the small counts that
somebody who is alone in another cell reads off one sum, then the full attack: cells worked out, known to within two
values, small counts known more closely than the rule's range, cells left unchecked, seconds. Below each line its
target.

With --bound: what no pattern can be below, as proved by the whole-number programme over single sums: the sum of what is
left out, and 8 for each further cell and 1 for each person in it (the price of the search), beside the price of ours.
Not for lines with the whole range, where some small counts cannot have it.

The line `amounts` is of made-up spending by provider, 300 small areas by service: cells by reason, further ones, what
they add up to, seconds, and what a full attack by linear programmes finds.

The line `beside-300` is of 45 wards by age and sex beside 300 small areas that are public already (`former.py`).
Target: done in 60 s, and nothing to be worked out from both.

With --beside: pytauargus on the same table, and what an auditor that shares no code with ours finds in both files; and
what GaussSuppression did on it, which is recorded, not run.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from attrs import evolve
from beside.alone import read_off
from beside.auditor import audit
from beside.recorded import recorded
from beside.tauargus import environment, protected
from former import beside_former

from joinedup.engine.disclosure.amounts import protect_amounts
from joinedup.engine.disclosure.amounts_file import Amounts, read_amounts
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.disclosure.covering import Wanted, least_price
from joinedup.engine.disclosure.cube import Cube, lone_contributors
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import PRIMARY, SECONDARY, Published, as_rows, header
from joinedup.engine.disclosure.reach import ANY_OTHER, THREE_VALUES, WHOLE_RANGE
from joinedup.engine.disclosure.rules import DEFAULT, FOR_AMOUNTS, Rule
from joinedup.engine.spreadsheet_safe import write_csv

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
TABLES = {  # name: (file, count, by, hierarchy)
    "S": ("uk_small_300", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]),
    "B": ("uk_big_3000", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]),
    "England": ("uk_big_3000", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]),
    "outcome-S": ("uk_outcome_S", "freq", ["outcome"], ["lsoa", "msoa", "district"]),
    "outcome-M1": ("uk_outcome_M1", "freq", ["sex", "outcome"], ["lsoa", "msoa", "district"]),
    "outcome-M": ("uk_outcome_M", "freq", ["age", "outcome"], ["lsoa", "msoa", "district"]),
}

LINES = {  # name: (table, protection, the lone defended, target)
    "S": ("S", ANY_OTHER, True, "more than (a): nobody alone in a cell can work out another; <= 10 s"),
    "S-open": ("S", ANY_OTHER, False, "(a) 0 pinned, so no sum of ones told; secondary <= 750, sum <= 13,400, <= 10 s"),
    "S-whole": ("S", WHOLE_RANGE, False, "(b) whole range wherever arithmetic allows, secondary <= 1,150, <= 30 s"),
    "M1": ("outcome-M1", THREE_VALUES, True, "none of its own; the lone defended besides"),
    "M1-open": ("outcome-M1", THREE_VALUES, False, "0 pinned, none within two values, sum <= 8,700, <= 4 s"),
    "M": ("outcome-M", ANY_OTHER, True, "none of its own; the lone defended besides"),
    "M-open": ("outcome-M", ANY_OTHER, False, "0 pinned, sum <= 27,500, <= 40 s"),
    "B": ("B", ANY_OTHER, True, "more than (c): the lone defended; <= 45 s"),
    "B-open": ("B", ANY_OTHER, False, "(c) 0 pinned, <= 45 s"),
    "B-whole": ("B", WHOLE_RANGE, False, "(c) 0 pinned, whole range, <= 240 s"),
    "England": ("England", ANY_OTHER, True, "(d) all England, <= 20 min, <= 8 GB"),
    "outcome-S": ("outcome-S", ANY_OTHER, True, "no target; GaussSuppression 150 secondary, sum 1,940"),
}
_CELL = 8  # the price of a cell, beside 1 for each person in it: as in the search
AREAS_OF_ENGLAND = 33_755  # LSOAs of 2021
HEAD = "line       primary secondary      sum  (second.)  time s   cpu s    lone  pinned <=2 val. narrow unchecked"


SERVICES = {"home care": 6.0, "day care": 4.0, "residential": 2.4, "equipment": 4.8}  # and contributions on average
THE_SAME_RULE = "P(10,1)|NK(2,90)|FREQ(3,10)"  # as pytauargus says it
PROVIDERS_EVERYWHERE, PROVIDERS_NEARBY = 60, 6
OUR_RULE = Rule("bench", "1 and 2", 1, 2, "", "", dominance_n=2, dominance_share=90, p_percent=10)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = ["outcome-S", "M1", "M1-open", "S", "S-open", "S-whole", "amounts", "beside-300"]
    parser.add_argument("lines", nargs="*", default=default, help=", ".join([*LINES, "amounts", "beside-300"]))
    parser.add_argument("--no-attack", action="store_true", help="leave the full attack out; it takes minutes on B")
    parser.add_argument("--beside", action="store_true", help="pytauargus, and an auditor that is not ours")
    parser.add_argument("--bound", action="store_true", help="what no pattern can be below")
    asked = parser.parse_args()
    folder = Path(os.environ.get("JOINEDUP_OPEN_DATA", BESIDE)) / "sdc"
    with tempfile.TemporaryDirectory() as own:
        tauargus = environment(Path(own)) if asked.beside else None
        sys.stdout.write(f"{HEAD} attack s\n")
        for name in asked.lines:
            if name == "amounts":
                _of_amounts(tauargus, full=not asked.no_attack)
                continue
            if name == "beside-300":
                sys.stdout.write(beside_former(folder / "uk_small_300.csv", full=not asked.no_attack) + "\n")
                continue
            _of_line(name, folder, tauargus, full=not asked.no_attack, bound=asked.bound)
    ours, others = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    sys.stdout.write(f"memory at most {ours:,.0f} MB, and {others:,.0f} MB in each process beside it\n")


def _of_line(name: str, folder: Path, tauargus: Path | None, *, full: bool, bound: bool) -> None:
    of, protection, lone, target = LINES[name]
    table = _table(of, folder)
    start, processor = time.perf_counter(), time.process_time()
    made = protect(table, protection=protection, defend_lone=lone, processes=os.cpu_count() or 1)
    took, cpu = time.perf_counter() - start, time.process_time() - processor
    said = _line(name, table, made.published, took, cpu, full=full)
    sys.stdout.write(f"{said}\n  target: {target}\n")
    if bound and protection != WHOLE_RANGE:
        sys.stdout.write(_below(table, made, 2 if protection == THREE_VALUES else 1) + "\n")
    if tauargus is not None:
        sys.stdout.write(_audited(made.published) + "\n")
        file, count, by, _ = TABLES[of]
        sys.stdout.write(recorded(file) if of != "England" else "")
        try:
            other, took = protected(tauargus, table, folder / f"{file}.csv", count, by)
        except subprocess.TimeoutExpired as late:
            sys.stdout.write(f"pytauargus: not done in {late.timeout:.0f} s\n")
        else:
            sys.stdout.write(_line("pytauargus", table, other, took, 0, full=full) + f"\n{_audited(other)}\n")
    sys.stdout.flush()


def _below(table: Cube, made: Protected, width: int) -> str:
    counts = table.counts.reshape(-1)
    small = (counts >= DEFAULT.smallest) & (counts <= DEFAULT.largest)
    nothing, room = np.zeros_like(counts), np.maximum(counts - 1, 0)
    one = lone_contributors(table) if made.defended else None
    asked = Wanted(small, counts > 0, _CELL + counts, room, nothing, nothing, np.where(small, width, 0), one)
    price, people = least_price(table, asked), least_price(table, evolve(asked, price=counts.astype(np.float64)))
    ours, primary = _CELL * made.secondary + made.secondary_sum, made.suppressed_sum - made.secondary_sum
    return f"  no sum below {primary + people:,.0f}; no price below {price:,.0f}, ours {ours:,}"


def _audited(made: Published) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.csv"
        write_csv(file, header(made.by), as_rows(made))
        found = audit(file, made.lookup)
    return f"  another auditor: {found.exact} worked out, {found.close} within two values, {found.seconds:.0f} s"


def _of_amounts(tauargus: Path | None, *, full: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spending.csv"
        spending(file, 300)
        read = _read(file, "provider")
        _of_rules(read, full=full)
        if tauargus is not None:
            _beside_amounts(tauargus, file)


def _read(file: Path, contributor: str) -> Amounts:
    return read_amounts(file, "spend", contributor, ["service"], ["lsoa", "msoa", "lad"])


def _beside_amounts(tauargus: Path, file: Path) -> None:
    """Ours and theirs where every row is a contributor of its own."""
    read = _read(file, "row")
    units, cents = read.table.counts.reshape(-1), 10**read.decimals
    other, took = protected(tauargus, read.table, file, "spend", ["service"], THE_SAME_RULE)
    lines = [("pytauargus, its defences of singletons", other, took)]
    for lone in (True, False):
        start = time.perf_counter()
        ours = protect_amounts(read, OUR_RULE, defend_lone=lone, processes=os.cpu_count() or 1).published
        lines.append((f"ours, the lone {'' if lone else 'not '}defended", ours, time.perf_counter() - start))
    for name, made, seconds in lines:
        primary, further = (np.array([cell.status == which for cell in made.cells]) for which in (PRIMARY, SECONDARY))
        said = f"{primary.sum():,} primary, {further.sum():,} secondary, sum {units[further].sum() // cents:,}"
        sys.stdout.write(f"  every row a contributor; {name}: {said}, {seconds:.1f} s\n")
    same = all((a.status == PRIMARY) == (b.status == PRIMARY) for a, b in zip(ours.cells, other.cells, strict=True))
    sys.stdout.write(f"  the same cells are primary: {'yes' if same else 'no'}\n")


def _of_rules(read: Amounts, *, full: bool) -> None:
    for rule, lone in ((OUR_RULE, True), (OUR_RULE, False), (FOR_AMOUNTS, True)):
        start = time.perf_counter()
        made = protect_amounts(read, rule, defend_lone=lone, processes=os.cpu_count() or 1)
        took = time.perf_counter() - start
        units = 10**read.decimals
        line = (
            f"amounts, {rule.name}{'' if lone else ', the lone not defended'}: {len(made.published.cells):,} cells, "
            f"{made.few:,} few, {made.dominated:,} dominated, {made.estimated:,} estimated, {made.primary:,} primary, "
            f"{made.secondary:,} secondary, sum {made.suppressed_sum // units:,} ({made.secondary_sum // units:,}), "
            f"{made.exceptions} exceptions, {took:.1f} s"
        )
        if full:
            start = time.perf_counter()
            found = attack([made.published])
            line += f"; attack {found.pinned} pinned, {found.unchecked} unchecked, {time.perf_counter() - start:.1f} s"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def spending(to: Path, areas: int) -> None:
    """Made-up spending by provider: half of it by those who work everywhere, half by those of the neighbourhood."""
    chance, number = np.random.default_rng(20261130), itertools.count()
    with to.open("w", encoding="utf-8") as stream:
        stream.write("lsoa,msoa,lad,service,provider,row,spend\n")
        for area, (service, average) in itertools.product(range(areas), SERVICES.items()):
            for _ in range(chance.poisson(average)):
                everywhere = f"P{chance.integers(PROVIDERS_EVERYWHERE)}"
                nearby = f"P{area // 5}-{chance.integers(PROVIDERS_NEARBY)}"
                who = everywhere if chance.random() < 0.5 else nearby
                spent = f"{chance.lognormal(8, 1.2):.2f}"
                stream.write(f"E{area:04},M{area // 5:03},D{area // 100},{service},{who},{next(number)},{spent}\n")


def england(big: Path, to: Path) -> None:
    """A table of as many areas as England has: the districts of the big one over and over, every count drawn anew."""
    chance, table = np.random.default_rng(20261123), pl.read_csv(big)
    districts = table.partition_by("lad", maintain_order=True)
    made, areas = [], 0
    for number in itertools.count():
        one = districts[number % len(districts)]
        kept = one["lsoa"].unique(maintain_order=True)[: AREAS_OF_ENGLAND - areas]
        one = one.filter(pl.col("lsoa").is_in(kept.implode()))
        made.append(
            one.with_columns(
                *(pl.format(f"{number:03}-{{}}", level).alias(level) for level in ("lsoa", "msoa", "lad")),
                count=pl.Series(chance.poisson(one["count"].to_numpy())),
            )
        )
        areas += len(kept)
        if areas == AREAS_OF_ENGLAND:
            break
    pl.concat(made).write_csv(to)


def _table(name: str, folder: Path) -> Cube:
    file, count, by, hierarchy = TABLES[name]
    if name != "England":
        return read_counts(folder / f"{file}.csv", count, by, hierarchy)
    with tempfile.TemporaryDirectory() as made:
        england(folder / f"{file}.csv", Path(made) / "england.csv")
        return read_counts(Path(made) / "england.csv", count, by, hierarchy)


def _line(name: str, table: Cube, made: Published, took: float, cpu: float, *, full: bool) -> str:
    counts, status = table.counts.reshape(-1), [cell.status for cell in made.cells]
    primary, secondary = (np.array([one == which for one in status]) for which in (PRIMARY, SECONDARY))
    line = (
        f"{name:<10}{primary.sum():>8,}{secondary.sum():>10,}{counts[primary | secondary].sum():>9,}"
        f"{counts[secondary].sum():>11,}{took:>8.1f}{cpu:>8.1f}{read_off(table, primary | secondary, primary):>8,}"
    )
    if not full:
        return line
    start = time.perf_counter()
    found = attack([made], marks=False)  # as the public has it
    close = sum(reading.high is not None and reading.high - reading.low <= 1 for reading in found.readings)
    took = time.perf_counter() - start
    return line + f"{found.pinned:>8}{close:>9}{found.narrow:>7,}{found.unchecked:>10}{took:>9.1f}"


if __name__ == "__main__":
    main()
