"""Read a partner's file of figures: nothing of it touches a disk before its small numbers are hidden."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from attrs import evolve, frozen
from django.utils.translation import gettext as _

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.clearing.about import PEOPLE, PUBLISHED, above_in, beside_others, clear_as, not_looked_at
from joinedup.engine.clearing.small_numbers import Cleared
from joinedup.engine.indicators.defects import Defect, stopping
from joinedup.engine.indicators.describing import Descriptions, filled, match_problems, under_one_key
from joinedup.engine.indicators.headings import kind_said
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.known_as import check_form
from joinedup.engine.indicators.loading import areas_of, kept_twice
from joinedup.engine.indicators.metadata_file import as_said, guessed, key_from, of_people, read_metadata
from joinedup.engine.indicators.metadata_to_fill import to_fill
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.reading import Reading, read_indicator_file
from joinedup.service.areas import queries as places
from joinedup.service.indicators import queries, waiting
from joinedup.service.indicators.standardising import ByAge, rates_of, worked_out

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
    bands: str = "",
    whole: bool = False,
    for_all: bool = False,
) -> tuple[Read | None, tuple[Defect, ...]]:
    """What a file says, and its defects; no reading where one of them stops it.

    whole: what is kept of these indicators at times that the file lacks is to go; else it stays. for_all: every
    partner is to see small areas, though other indicators are shared between tiers.

    described: what is known of its indicator; its title is taken for the only one, and each of several keeps its own
    (see `described_of`).
    metadata: what a file beside it says of each; what that leaves out is taken from `described`. by_age: the file has
    counts by age, of which rates are made; bands: those that ages are put together into, otherwise.
    Raises the errors of files and of `check_form`, `figures-unchecked` and `age-bands-wrong`.
    """
    kept = tuple(queries.store().areas(kind) for kind in queries.kinds())
    as_read = evolve(described, kind=Kind.COUNT, per=1, unit="") if by_age else described
    reading, sha256 = reading_of(
        name, file, as_read, period=period, metadata=metadata,
        bands="" if by_age else bands, counts=by_age is not None,
    )  # fmt: skip
    told_of = _told_of(metadata, described)
    defects = reading.defects
    if metadata and reading.series:
        defects = (*match_problems(reading.series, told_of, metadata.name), *defects)
    if stopping(defects):
        return None, defects
    figures = reading.figures()
    each = {
        str(series): own for (series,), own in figures.partition_by("series", maintain_order=True, as_dict=True).items()
    }
    meta = Descriptions(told_of)
    described_as = queries.as_kept(
        {
            series: as_said(meta.get(series) or meta[""], reading.said[series])
            if metadata
            else described_of(reading, series, described)
            for series in each
        }
    )
    if wrong := under_one_key(described_as, name):
        return None, (*wrong, *defects)
    there = queries.store().indicators()
    parts: list[Part] = []
    lines: list[dict[str, Any]] = []
    working: dict[str, Any] = {}
    for series, own in each.items():
        one = described_as[series]
        safe = Cleared(own) if by_age else clear_as(cleared, own, one, parents_of(own), queries.whole_store())
        if by_age:
            one = evolve(one, kind=by_age.kind, per=described.per)
            rates = rates_of(own, one, by_age, parents_of(own), people=cleared == PEOPLE)
            safe, working[one.title] = rates.cleared, rates.working
        check_form(one, there, whole=whole)
        for areas in _areas(reading, kept):
            rows = safe.figures.filter(pl.col("area").is_in(list(areas.codes)))
            if rows.height:
                parts.append(Part(one, areas, rows))
                lines.append(told(one, areas, rows))
        lines[-1] |= {"small": safe.small, "beside": safe.beside}
    unseen = [words for series, own in each.items() for words in not_looked_at(cleared, described_as[series], own)]
    warnings = [*unseen, *(str(one) for one in defects), *_twice(parts)]
    facts: dict[str, Any] = {"rows": figures.height, "parts": lines, "warnings": warnings}
    if working:
        facts["working"] = {"made": working, "rows": worked_out(parts)}
    looked_at = each if cleared == PUBLISHED and not by_age else {}
    files = [(described_as[series], own, parents_of(own)) for series, own in looked_at.items()]
    kept_with = waiting.to_keep(parts, whole=whole)
    tells = beside_others(cleared, kept_with, files, queries.whole_store(), places.lookups())
    facts["replaces"] = {one.key: waiting.seen_of(one.key) for one in described_as.values()}
    facts |= {name: True for name, asked in (("whole", whole), ("for_all", for_all)) if asked}
    if looked_at:
        facts["tells"] = tells
    if metadata:
        facts["metadata"] = {"file": metadata.name, "sha256": metadata.sha256}
    return Read(tuple(parts), facts, sha256), defects


def _twice(parts: Sequence[Part]) -> list[str]:
    """Indicators that would be kept twice for the same areas, as the lookup for them was known for one file only."""
    store = queries.store()
    return [
        _(
            "{title} is kept as {other} already, with figures of {same} of the same areas: the lookup of these areas "
            "was known for one of the two files only. Once this is signed off, people see both."
        ).format(title=part.indicator.title, other=other, same=same)
        for part in parts
        for other, same in kept_twice(store, part.indicator.key, part.areas)
    ]


def reading_of(
    name: str,
    file: BinaryIO,
    described: Indicator,
    *,
    period: Period | None,
    metadata: Metadata | None,
    bands: str = "",
    counts: bool = False,
) -> tuple[Reading, str]:
    """(what is in a file, its SHA-256). Raises the errors of files."""
    meta = Descriptions(_told_of(metadata, described) or ([described] if described.title else []))
    kept = tuple(queries.store().areas(kind) for kind in queries.kinds())
    with in_memory(name, file) as (path, sha256):
        usual = described if described.title and not metadata else None
        known = _known(kept)
        reading = read_indicator_file(path, known=known, period=period, indicators=meta, bands=bands, usual=usual)
        return reading, sha256


def _told_of(metadata: Metadata | None, described: Indicator) -> list[Indicator]:
    """What a file beside the figures says of each indicator; what it leaves out is taken from `described`."""
    return [filled(one, described) for one in metadata.indicators] if metadata else []


def described_of(reading: Reading, series: str, described: Indicator) -> Indicator:
    """What one series of a file is: as somebody answered for the only one; of several, what its title says comes first.

    Without a title among the answers all is told by the file.
    """
    several = len(reading.series) > 1
    title = described.title if described.title and not several else series or Path(reading.name).stem
    values = reading.table.filter(pl.col("series") == series)["value"].drop_nulls()
    whole = bool((values == values.floor()).all())
    said = reading.said[series]
    found = guessed(title, whole=whole, said=said)
    found = of_people(found) if reading.by_age else found
    if not described.title:
        words = {name: getattr(described, name) for name in ("source", "owner", "licence", "theme", "caveat")}
        return evolve(found, **words)
    own = as_said(evolve(described, title=title, key=key_from(title)), said)
    over = described.kind is Kind.PROPORTION and bool((values > described.per).any())
    fits = (said.kind if said.settled else kind_said(title)) in (None, described.kind) and not over
    fits = fits and (whole or described.kind is not Kind.COUNT)
    return own if fits or not several else evolve(own, kind=found.kind, per=found.per, unit=found.unit)


def to_fill_in(name: str, file: BinaryIO, described: Indicator, *, period: Period | None) -> str:
    """A file of metadata with a row for each indicator of a file of figures, to be filled in and given back.

    described: what somebody has answered so far, for all of them. Raises the errors of files, `age-bands-wrong`.
    """
    reading, _sha256 = reading_of(name, file, evolve(described, title=""), period=period, metadata=None)
    each = [described_of(reading, series, evolve(described, title="")) for series in reading.series]
    if len(each) == 1 and described.title:
        each = [evolve(each[0], title=described.title)]
    return to_fill([filled(one, described) for one in each])


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
    return above_in(places.hierarchy(), own["area"].to_list())


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
