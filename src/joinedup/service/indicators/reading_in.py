"""Read a partner's file of figures: nothing of it touches a disk before its small numbers are hidden."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from attrs import evolve, frozen

from joinedup.engine.areas.area_set import AreaSet, kind_of
from joinedup.engine.indicators.defects import Defect, stopping
from joinedup.engine.indicators.describing import Descriptions, filled, match_problems, under_one_key
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.loading import areas_of
from joinedup.engine.indicators.metadata_file import guessed, key_from, read_metadata
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.reading import Reading, read_indicator_file
from joinedup.service.areas import queries as places
from joinedup.service.indicators import queries, waiting
from joinedup.service.indicators.beside_kept import check_beside
from joinedup.service.indicators.small_numbers import Cleared, clear
from joinedup.service.indicators.standardising import ByAge, rates_of, worked_out
from joinedup.service.indicators.telling import telling
from joinedup.service.indicators.waiting import Part

PEOPLE, PUBLISHED, NOT_PEOPLE = "people", "published", "not about people"
SIGNED_WITHIN = timedelta(days=14)  # unless said otherwise


@frozen(eq=False)
class Read:
    """A file that may be loaded. `facts`: what the page says of it, as plain values."""

    parts: tuple[Part, ...]
    facts: dict[str, Any]
    sha256: str


@frozen
class Metadata:
    """A file that says what the indicators of another are. `name`: the file's; `sha256`: of its content."""

    name: str
    indicators: tuple[Indicator, ...]
    sha256: str


def described_in(name: str, file: BinaryIO) -> Metadata:
    """What a file says of indicators. Raises `metadata-unreadable` and the errors of files."""
    with in_memory(name, file) as (path, sha256):
        return Metadata(path.name, read_metadata(path).indicators, sha256)


@contextmanager
def in_memory(name: str, file: BinaryIO) -> Iterator[tuple[Path, str]]:
    """(a path under which the file's content can be read, its SHA-256). The content is in memory only."""
    plain = "".join(one if one.isalnum() or one in " ._-" else "_" for one in Path(name).name)[-100:].strip(". ")
    number = os.memfd_create("figures", os.MFD_CLOEXEC)
    digest = hashlib.sha256()
    try:
        while piece := file.read(1 << 20):
            digest.update(piece)
            os.write(number, piece)
        with tempfile.TemporaryDirectory(prefix="joinedup-figures-") as folder:
            link = Path(folder) / (plain or "figures")
            link.symlink_to(f"/proc/{os.getpid()}/fd/{number}")
            yield link, digest.hexdigest()
    finally:
        os.close(number)


def read(
    name: str,
    file: BinaryIO,
    described: Indicator,
    *,
    period: Period | None,
    cleared: str,
    metadata: Metadata | None = None,
    by_age: ByAge | None = None,
) -> tuple[Read | None, tuple[Defect, ...]]:
    """What a file says, and its defects; no reading where one of them stops it.

    described: what is known of its indicator; its title is taken for the only one, and each of several keeps its own.
    metadata: what a file beside it says of each; what that leaves out is taken from `described`. by_age: the file has
    counts by age, of which rates are made. Raises the errors of files, `figures-unchecked` and `age-bands-wrong`.
    """
    kept = tuple(queries.store().areas(kind) for kind in queries.kinds())
    as_read = evolve(described, kind=Kind.COUNT, per=1) if by_age else described
    reading, sha256, meta = reading_of(name, file, as_read, period=period, metadata=metadata)
    told_of = _told_of(metadata, described)
    stem = Path(reading.name).stem
    defects = reading.defects
    if metadata and reading.series:
        defects = (*match_problems(reading.series, told_of, metadata.name), *defects)
    if stopping(defects):
        return None, defects
    figures = reading.figures()
    each = {
        str(series): own for (series,), own in figures.partition_by("series", maintain_order=True, as_dict=True).items()
    }
    only = len(reading.series) == 1
    described_as: dict[str, Indicator] = {}
    for series, own in each.items():
        own_words = (meta.get(series) or meta[""]) if metadata else None
        described_as[series] = own_words or _described(described, series, stem, own, only=only)
    if wrong := under_one_key(described_as, name):
        return None, (*wrong, *defects)
    parts: list[Part] = []
    lines: list[dict[str, Any]] = []
    working: dict[str, Any] = {}
    for series, own in each.items():
        one = described_as[series]
        beside = kept_of(one) if cleared == PEOPLE and not by_age else None
        safe = clear(own, one, parents_of(own), kept=beside) if cleared == PEOPLE and not by_age else Cleared(own)
        if by_age:
            one = evolve(one, kind=by_age.kind, per=described.per)
            rates = rates_of(own, one, by_age, parents_of(own), people=cleared == PEOPLE)
            safe, working[one.title] = rates.cleared, rates.working
        for areas in _areas(reading, kept):
            rows = safe.figures.filter(pl.col("area").is_in(list(areas.codes)))
            if rows.height:
                parts.append(Part(one, areas, rows))
                lines.append(told(one, areas, rows))
        lines[-1] |= {"small": safe.small, "beside": safe.beside}
    facts: dict[str, Any] = {
        "rows": figures.height, "parts": lines,
        "warnings": [str(one) for one in defects],
    }  # fmt: skip
    if working:
        facts["working"] = {"made": working, "rows": worked_out(parts)}
    if cleared == PEOPLE:
        check_beside(parts, queries.store())
        facts["replaces"] = {one.key: waiting.seen_of(one.key) for one in described_as.values()}
    elif cleared == PUBLISHED and not by_age:
        files = [(described_as[series], own, parents_of(own)) for series, own in each.items()]
        facts["tells"] = telling(parts, files, queries.store())
    if metadata:
        facts["metadata"] = {"file": metadata.name, "sha256": metadata.sha256}
    return Read(tuple(parts), facts, sha256), defects


def reading_of(
    name: str, file: BinaryIO, described: Indicator, *, period: Period | None, metadata: Metadata | None
) -> tuple[Reading, str, Descriptions]:
    """(what is in a file, its SHA-256, what is known of its indicators). Raises the errors of files."""
    meta = Descriptions(_told_of(metadata, described) or ([described] if described.title else []))
    kept = tuple(queries.store().areas(kind) for kind in queries.kinds())
    with in_memory(name, file) as (path, sha256):
        return read_indicator_file(path, known=_known(kept), period=period, indicators=meta), sha256, meta


def _told_of(metadata: Metadata | None, described: Indicator) -> list[Indicator]:
    """What a file beside the figures says of each indicator; what it leaves out is taken from `described`."""
    return [filled(one, described) for one in metadata.indicators] if metadata else []


def kept_of(one: Indicator) -> pl.DataFrame | None:
    """What everybody has seen of an indicator, whose place new figures of it take; None for nothing."""
    store = queries.store()
    there = [waiting.rows_of(store, one.key, kind) for kind in store.kinds(one.key)]
    return pl.concat(there) if there else None


def _described(described: Indicator, series: str, stem: str, own: pl.DataFrame, *, only: bool) -> Indicator:
    title = described.title if only and described.title else series or stem
    values = own["value"].drop_nulls()
    if described.title:
        return evolve(described, title=title, key=key_from(title))
    kind = guessed(title, whole=bool((values == values.floor()).all()))
    words = {name: getattr(described, name) for name in ("source", "owner", "licence", "theme", "caveat")}
    return evolve(kind, **words)


def _known(kept: tuple[AreaSet, ...]) -> tuple[AreaSet, ...]:
    """The areas that a file is held against: those installed, and those kept that none of these holds.

    What is kept may itself lack areas, since the first file of that kind did.
    """
    installed = places.known()
    return (*installed, *(one for one in kept if not any(one.codes <= there.codes for there in installed)))


def _areas(reading: Reading, kept: tuple[AreaSet, ...]) -> tuple[AreaSet, ...]:
    """The sets of areas of a file: those that are kept already where they hold all of the file's codes of a kind.

    Of an installed set those of the file's districts, so that a map shows which have no figure.
    """
    codes = set(reading.table["area"])
    found = []
    for own in areas_of(reading):
        wanted = own.within(codes) | (codes & own.codes) if own is reading.area_set else own.codes
        names = {code: reading.names.get(code) or name for code, name in own.names.items() if code in wanted}
        asked = evolve(own, names=names)
        found.append(next((one for one in kept if asked.codes <= one.codes and one.kind == own.kind), asked))
    return tuple(found)


def parents_of(own: pl.DataFrame) -> Mapping[str, Mapping[str, str]]:
    """For each kind of larger area in a file the code above each small one, as far as this installation knows it."""
    if not places.are_installed():
        return {}
    table = places.hierarchy()
    there = set(own["area"].to_list())
    found: dict[str, Mapping[str, str]] = {}
    for small in table.columns:
        if not there & set(table[small]):
            continue
        for larger in table.columns[table.columns.index(small) + 1 :]:
            pairs = table.select(small, larger).unique(small)
            found[kind_of(pairs[larger][0]) or larger] = dict(pairs.iter_rows())
        break
    return found


def told(one: Indicator, areas: AreaSet, rows: pl.DataFrame) -> dict[str, Any]:
    """What a page says of one part of a file."""
    times = rows.select("starts", "ends").unique().sort("ends", "starts")
    first, last = (Period(*times.row(at)) for at in (0, -1))
    return {
        "indicator": one.key, "title": one.title, "areas": areas.title, "figures": rows.height,
        "with_figure": rows["area"].n_unique(), "periods": times.height,
        "from": first.label, "to": last.label,
        "lacking": list(one.lacking), "hidden": int((rows["note"] == "suppressed").sum()),
        "without": int(rows["value"].null_count()),
    }  # fmt: skip
