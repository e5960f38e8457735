"""Figures that wait for their owner's signature: a store of their own, what they would change, and their taking in."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from attrs import evolve, frozen
from django.db import transaction

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.store import FIGURES, NOTES, Slice, Store
from joinedup.service.audit.keeping import files_kept, must_be_as_kept, sha256_of
from joinedup.service.indicators.queries import store
from joinedup.service.project.home import home


@frozen(eq=False)
class Part:
    """The figures of one indicator for one kind of area, ready to be kept."""

    indicator: Indicator
    areas: AreaSet
    figures: pl.DataFrame


@frozen
class Change:
    """What taking figures in would do to those that are kept. `times`: periods that are new."""

    times: tuple[str, ...]
    changed: int
    gone: int
    same: int


def waiting(key: str) -> Store:
    """The figures of one loading."""
    return Store(home().figures_waiting / key)


def lay_by(key: str, parts: Sequence[Part]) -> int:
    """Keep the parts of a file to be looked at; returns how many values. All of them, or nothing stays."""
    kept = waiting(key)
    try:
        return sum(kept.put(one.indicator, kept.put_areas(one.areas), one.figures) for one in parts)
    except BaseException:
        throw_away(key)
        raise


def attest(key: str, *, by: str) -> None:
    """Write into the chain what was laid by: what is looked at is what will be taken in."""
    files_kept(_files(key), by=by, subject=key)


def parts_of(key: str) -> list[Part]:
    """The figures of one loading as they would be kept."""
    new = waiting(key)
    return [
        Part(one, new.areas(kind), rows_of(new, one.key, kind))
        for one in new.indicators()
        for kind in new.kinds(one.key)
    ]


def throw_away(key: str) -> None:
    """Nothing of them stays."""
    shutil.rmtree(home().figures_waiting / key, ignore_errors=True)


def let_go(key: str, *, by: str) -> None:
    """Nothing of them stays once this transaction holds, and the chain says so."""
    files_kept(dict.fromkeys(_files(key), ""), by=by, subject=key)
    transaction.on_commit(lambda: throw_away(key))


def _files(key: str, kept: Store | None = None) -> list[Path]:
    """The files that hold what was laid by, or those of another store that hold the same indicators and areas."""
    new = waiting(key)
    there, parts = kept or new, [(one.key, kind) for one in new.indicators() for kind in new.kinds(one.key)]
    named = [file for own, kind in parts for file in (there.indicator_file(own), there.figures_file(own, kind))]
    return list(dict.fromkeys([*named, *(there.areas_file(kind) for _, kind in parts)]))


def change_of(key: str, indicator: str, kind: str) -> Change:
    """What would be other than now."""
    new, old = waiting(key), store()
    slices = new.slices(indicator, kind)
    there = old.slices(indicator, kind) if (old.folder / "figures" / indicator / f"{kind}.parquet").is_file() else ()
    times = tuple(dict.fromkeys(one.period.label for one in slices if one not in there))
    changed = gone = same = 0
    for one in slices:
        if one not in there:
            continue
        before = old.figures(indicator, kind, one.period, one.group, only_values=True)
        after = new.figures(indicator, kind, one.period, one.group, only_values=True)
        now = dict(zip(after.codes, after.values, strict=True))
        then = before.values
        mine = np.array([now.get(code, np.nan) for code in before.codes])
        gone += int((np.isfinite(then) & ~np.isfinite(mine)).sum())
        both = np.isfinite(then) & np.isfinite(mine)
        changed += int((both & (then != mine)).sum())
        same += int((both & (then == mine)).sum())
    for one in there:
        if one not in slices:
            gone += int(np.isfinite(old.figures(indicator, kind, one.period, one.group, only_values=True).values).sum())
    return Change(times, changed, gone, same)


def seen_of(key: str) -> str:
    """A mark of the figures that are kept of an indicator, empty for none: others have another."""
    digest = hashlib.sha256()
    files = sorted((store().folder / "figures" / key).glob("*.parquet"))
    for file in files:
        digest.update(file.name.encode() + bytes.fromhex(sha256_of(file)))
    return digest.hexdigest() if files else ""


def take_in(key: str, *, by: str) -> None:
    """Put the figures in place of those kept. Where one of them cannot be put, everything stays as it was.

    Raises `kept-file-changed` where they are not what was laid by.
    """
    must_be_as_kept(_files(key))
    new, kept = waiting(key), store()
    before = home().figures_waiting / f"{key}-before"
    keys = [one.key for one in new.indicators()]
    shutil.rmtree(before, ignore_errors=True)
    _copy([kept.folder / "figures" / name for name in keys], before)
    try:
        for one in new.indicators():
            for kind in new.kinds(one.key):
                areas = evolve(new.areas(kind), parents=new.parents(kind))
                kept.put(one, kept.put_areas(areas), rows_of(new, one.key, kind))
        files_kept(_files(key, kept), by=by, subject=key)
    except BaseException:
        for name in keys:
            shutil.rmtree(kept.folder / "figures" / name, ignore_errors=True)
        _copy(list(before.iterdir()) if before.is_dir() else [], kept.folder / "figures")
        raise
    finally:
        shutil.rmtree(before, ignore_errors=True)


def rows_of(kept: Store, key: str, kind: str) -> pl.DataFrame:
    """Everything kept of an indicator and kind of area, columns of `extract.SCHEMA`."""
    parts = [rows_at(kept, key, kind, one) for one in kept.slices(key, kind)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)


def rows_at(kept: Store, key: str, kind: str, one: Slice) -> pl.DataFrame:
    """What is kept of one time and group, columns of `extract.SCHEMA`."""
    told = kept.figures(key, kind, one.period, one.group)
    held = (told.values, told.numerators, told.denominators, told.lower, told.upper)
    count = len(told.codes)
    return pl.DataFrame(
        {
            "series": [""] * count, "group": [one.group] * count, "area": list(told.codes),
            "starts": [one.period.starts] * count, "ends": [one.period.ends] * count,
            **{
                name: pl.Series(np.full(count, np.nan) if column is None else column).fill_nan(None)
                for name, column in zip(FIGURES, held, strict=True)
            },
            "note": [str(NOTES[int(note)]) for note in told.notes], "row": [0] * count, "where": [""] * count,
        },
        schema=SCHEMA,
    )  # fmt: skip


def _copy(folders: Sequence[Path], into: Path) -> None:
    for folder in folders:
        if folder.is_dir():
            shutil.copytree(folder, into / folder.name)
