"""The line `beside-300` of `./run bench disclosure`: 45 wards by age and sex, beside 300 small areas that are public.

Each ward is seven small areas of one district, the last of a district what is left. The former table is made safe with
one mark and without the defence of those alone, as the wards are. Then an attack on both files that knows of no proof.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import polars as pl
from attrs import frozen

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.beside import make_beside
from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.disclosure.cube import cube
from joinedup.engine.disclosure.differencing import Release, unpublished
from joinedup.engine.disclosure.footing import on_one_footing
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import Key, with_one_mark

_IN_A_WARD = 7
_EVERYBODY = ("everybody",)
_BY = ("age", "sex")


@frozen
class Clock:
    """Seconds since it was made, by the clock and of the processor."""

    began: float
    processor: float

    def told(self) -> str:
        """Both, for a line."""
        return f"{time.perf_counter() - self.began:.1f} s ({time.process_time() - self.processor:.1f} s cpu)"


def start() -> Clock:
    """A clock that runs from now."""
    return Clock(time.perf_counter(), time.process_time())


def beside_former(counts: Path, *, full: bool) -> str:
    """The line. counts: a file of the open data with lsoa, msoa, lad, age, sex and count. full: attack afresh too."""
    former = protect(read_counts(counts, "count", _BY, ["lsoa", "msoa", "lad"]), name="former", defend_lone=False)
    ward = _wards(pl.read_csv(counts))
    added: Counter[tuple[str, ...]] = Counter()
    for lsoa, lad, age, sex, count in pl.read_csv(counts).select("lsoa", "lad", *_BY, "count").iter_rows():
        added[ward[lsoa], lad, age, sex] += count
    table = cube([((one, lad), (age, sex), n) for (one, lad, age, sex), n in added.items()], _BY, ["ward", "lad"])

    def make(also: Collection[Key] = ()) -> Protected:
        return protect(table, name="wards", defend_lone=False, also=also)

    clock, alone = start(), make()
    lookup = (("lsoa", "ward"), sorted(ward.items()))
    footing = on_one_footing([alone.published, with_one_mark(former.published)], [lookup])
    public = [Release(one, _EVERYBODY) for one in footing.tables[1:]]
    found = make_beside(alone, make, _EVERYBODY, public, footing.lookups, hide=True)
    made = found.made
    assert isinstance(made, Protected)
    line = (
        f"beside-300: {len(made.published.cells):,} cells, {made.primary} primary, {made.secondary} more (by itself "
        f"{alone.secondary}), sum {made.suppressed_sum:,}, {len(found.before)} told before, {clock.told()}"
    )
    if full:
        clock, tables = start(), [*footing.tables[1:], with_one_mark(made.published)]
        outcome = attack(tables, footing.lookups)
        between = unpublished([Release(one, _EVERYBODY) for one in tables], footing.lookups, made.published.rule)
        line += (
            f"; attacked afresh: {outcome.pinned} worked out, {len(between)} that nobody published, "
            f"{outcome.unchecked} unchecked, {clock.told()}"
        )
    return line


def _wards(table: pl.DataFrame) -> dict[str, str]:
    found: dict[str, str] = {}
    for lad, inside in itertools.groupby(sorted(table.select("lad", "lsoa").unique().rows()), key=lambda row: row[0]):
        found |= {lsoa: f"{lad}-{n // _IN_A_WARD:02}" for n, (_, lsoa) in enumerate(inside)}
    return found
