"""Figures that wait for their owner's signature: a store of their own, what they would change, and their taking in."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from attrs import evolve, frozen
from django.db import transaction

from joinedup.engine.errors import error
from joinedup.engine.indicators.parts import Part, after_kept, rows_of
from joinedup.engine.indicators.store import Store
from joinedup.service.audit.keeping import files_kept, must_be_as_kept, sha256_of
from joinedup.service.indicators.queries import as_kept, store, whole_store
from joinedup.service.project.home import home


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


def seen(key: str) -> Store:
    """The figures of one loading as whoever is asking may see them: what was kept for others' eyes is with them."""
    return evolve(waiting(key), eyes=store().eyes)


def to_keep(parts: Sequence[Part], *, whole: bool = False) -> list[Part]:
    """Parts of a file as they would be kept: after what is kept of other times, unless the file is the whole.

    What is for others' eyes stays: nobody takes the place of figures that they do not see.
    """
    return [after_kept(whole_store(), one, store(), whole=whole) for one in parts]


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
    there = old.slices(indicator, kind) if old.has(indicator, kind) else ()
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


def left_open(key: str) -> dict[str, int]:
    """Indicators that are new here, with how many smaller areas every partner would see, while others are shared.

    Told to whoever loads and signs them: unless both tick that all may see them, they are shared as the others are.
    """
    new, kept = waiting(key), whole_store()
    found: dict[str, int] = {}
    for one in new.indicators():
        found[one.key] = sum(kept.left_open(one.key, new.areas(kind)) for kind in new.kinds(one.key))
    return {one: areas for one, areas in found.items() if areas}


def same_as_kept(key: str) -> None:
    """That none of these became another indicator's double since they were read. Raises `figures-unchecked`."""
    waits = {one.key: one for one in waiting(key).indicators()}
    for before, one in as_kept(waits).items():
        if one.key != before:
            problem = "an indicator of this title has come since they were read; load the file once more"
            raise error("figures-unchecked", title=one.title, problem=problem)


def take_in(key: str, *, by: str, shared: Collection[str] = ()) -> None:
    """Put the figures in place of those kept. Where one of them cannot be put, everything stays as it was.

    shared: those that two tiers share from now on. Raises `kept-file-changed` where they are not what was laid by.
    """
    must_be_as_kept(_files(key))
    new, kept = waiting(key), whole_store()
    before = home().figures_waiting / f"{key}-before"
    keys = [one.key for one in new.indicators()]
    shutil.rmtree(before, ignore_errors=True)
    _copy([kept.folder / "figures" / name for name in keys], before)
    tiers = kept.tiers()
    try:
        masks = [kept.share(shared)] if shared else []  # before the figures are there
        for one in new.indicators():
            for kind in new.kinds(one.key):
                areas = evolve(new.areas(kind), parents=new.parents(kind))
                kept.put(one, kept.put_areas(areas), rows_of(new, one.key, kind))
        files_kept([*_files(key, kept), *masks], by=by, subject=key)
    except BaseException:
        if shared:
            kept.put_tiers(tiers)
        for name in keys:
            shutil.rmtree(kept.folder / "figures" / name, ignore_errors=True)
        _copy(list(before.iterdir()) if before.is_dir() else [], kept.folder / "figures")
        raise
    finally:
        shutil.rmtree(before, ignore_errors=True)


def _copy(folders: Sequence[Path], into: Path) -> None:
    for folder in folders:
        if folder.is_dir():
            shutil.copytree(folder, into / folder.name)
