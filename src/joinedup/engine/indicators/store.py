"""Where figures are kept: one Parquet file an indicator and kind of area, one row group a period.

A map's figures are one row group: the areas are in the order of their codes, kept once for all indicators, so that no
figure carries a code. Files are replaced whole. Nothing here is about persons: figures of areas, cleared to be seen.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve, field, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import error
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.remembered import few_figures, hiding
from joinedup.engine.indicators.store_files import (
    SLICES,
    Listed,
    areas_in,
    indicator_in,
    plain,
    slices_in,
    stamp_of,
    tiers_in,
    write_whole,
)
from joinedup.engine.indicators.store_files import Slice as Slice
from joinedup.engine.indicators.tiers import Eyes, Tiers

FIGURES = ("value", "numerator", "denominator", "lower", "upper")
NOTES = (Gap.NONE, Gap.MISSING, Gap.SUPPRESSED, Gap.WITHHELD)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


@frozen(eq=False)
class MapFigures:
    """The figures of every area for one time, arrays in the order of `codes`; nan for none.

    `notes`: why there is none, by place in `NOTES`. Numerator and so on are None where the indicator has none.
    """

    codes: tuple[str, ...] = field(repr=False)
    period: Period
    values: Any = field(repr=False)
    numerators: Any = field(repr=False)
    denominators: Any = field(repr=False)
    lower: Any = field(repr=False)
    upper: Any = field(repr=False)
    notes: Any = field(repr=False)

    def count_of(self, note: Gap) -> int:
        """How many areas have no figure for this reason."""
        return int((self.notes == NOTES.index(note)).sum())

    def of(self, code: str) -> tuple[float | None, float | None, float | None]:
        """(value, numerator, denominator) of one area."""
        place = self.codes.index(code)
        told = (self.values, self.numerators, self.denominators)
        numbers = (None if column is None else float(column[place]) for column in told)
        value, top, bottom = (None if one is None or np.isnan(one) else one for one in numbers)
        return value, top, bottom


@frozen
class Store:
    """A folder of figures. Reading needs nothing but the files.

    `eyes`: who looks; what they may not see is no figure, here and so in all that is worked out from it. None sees all.
    """

    folder: Path
    eyes: Eyes | None = field(default=None, kw_only=True, repr=False)

    def put_areas(self, areas: AreaSet) -> str:
        """Keep the areas that figures are for; returns the key of their kind ("lsoa-2021").

        Areas that are kept already keep their places, and new ones come after them: figures that were put before
        stay those of their areas.
        """
        key = area_key(areas)
        file = self.areas_file(key)
        there = areas_in(file) if file.is_file() else Listed(AreaSet("", 0, {}), (), {})
        names = {**there.areas.names, **areas.names}
        codes = [*there.codes, *sorted(areas.codes - set(there.codes))]
        parents = {**there.parents, **areas.parents}
        listed = {
            "kind": areas.kind, "year": areas.year, "codes": codes, "names": [names[code] for code in codes],
            "parents": {code: parent for code, parent in sorted(parents.items()) if code in names},
        }  # fmt: skip
        write_whole(file, json.dumps(listed).encode())
        return key

    def areas(self, kind: str) -> AreaSet:
        """The areas of a kind. Raises `store-areas-unknown`."""
        return areas_in(self._areas_file(kind)).areas

    def area_kinds(self) -> tuple[str, ...]:
        """The kinds of area that there are."""
        return tuple(sorted(file.stem for file in (self.folder / "areas").glob("*.json")))

    def codes(self, kind: str) -> tuple[str, ...]:
        """The codes of a kind in the order of every `MapFigures`. Raises `store-areas-unknown`."""
        return areas_in(self._areas_file(kind)).codes

    def parents(self, kind: str) -> Mapping[str, str]:
        """The area above each area of a kind, as far as whoever put them knew. Raises `store-areas-unknown`."""
        return areas_in(self._areas_file(kind)).parents

    def put(self, indicator: Indicator, kind: str, figures: pl.DataFrame) -> int:
        """Keep an indicator's figures for a kind of area in place of those there; returns how many values.

        `figures`: of one series, columns of `extract.SCHEMA`. Nothing is kept where an area is not of the kind
        (`store-area-foreign`) or has two figures for a time (`store-area-twice`).
        """
        _checked_key(indicator.key)
        order = pl.DataFrame({"area": self.codes(kind)}).with_row_index("place")
        placed = figures.join(order, on="area", how="left", maintain_order="left")
        if placed["place"].null_count():
            foreign = placed.filter(pl.col("place").is_null())["area"][0]
            raise error("store-area-foreign", where=indicator.key, area=foreign, kind=kind)
        columns = [name for name in FIGURES if name == "value" or figures[name].null_count() < figures.height]
        folder = self.folder / "figures" / indicator.key
        folder.mkdir(parents=True, exist_ok=True)
        making = folder / f"{kind}.making"
        slices = []
        fields = [pa.field(name, pa.float64()) for name in columns] + [pa.field("note", pa.int8())]
        parts = (
            _as_kept(placed, columns)
            .sort("group", "starts", "ends", "place", maintain_order=True)
            .partition_by("group", "starts", "ends", maintain_order=True, as_dict=True)
        )
        slices = [[str(group), starts.isoformat(), ends.isoformat()] for group, starts, ends in parts]
        schema = pa.schema(fields, metadata={SLICES: json.dumps(slices).encode()})
        try:
            with pq.ParquetWriter(making, schema, compression="zstd", write_statistics=False) as writer:
                for own in parts.values():
                    if own["place"].n_unique() < own.height:
                        again = own.filter(pl.col("place").is_duplicated())["area"][0]
                        raise error("store-area-twice", where=indicator.key, area=again)
                    writer.write_table(_spread(own, columns, order.height, schema))
            write_whole(folder / "indicator.json", json.dumps(plain.unstructure(indicator)).encode())
            making.rename(folder / f"{kind}.parquet")
        finally:
            making.unlink(missing_ok=True)
        return int(figures["value"].count())

    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator that is kept, by its key."""
        folder = self.folder / "figures"
        keys = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208 (a thousand, for every page)
        files = (folder / key / "indicator.json" for key in keys)
        return tuple(indicator_in(file) for file in files if file.is_file())

    def indicator(self, key: str) -> Indicator:
        """An indicator. Raises `store-indicator-unknown`."""
        file = self.indicator_file(key)
        if not file.is_file():
            raise error("store-indicator-unknown", where=key)
        return indicator_in(file)

    def kinds(self, key: str) -> tuple[str, ...]:
        """The kinds of area that an indicator has figures for."""
        return tuple(sorted(file.stem for file in (self.folder / "figures" / _checked_key(key)).glob("*.parquet")))

    def has(self, key: str, kind: str) -> bool:
        """Whether an indicator has figures for a kind of area."""
        return bool(_KEY.fullmatch(kind)) and self.figures_file(key, kind).is_file()

    def slices(self, key: str, kind: str) -> tuple[Slice, ...]:
        """The periods and groups that there are, in the order of time. Raises `store-indicator-unknown`."""
        return slices_in(self._figures_file(key, kind))

    def figures(
        self, key: str, kind: str, period: Period | None = None, group: str = "", *, only_values: bool = False
    ) -> MapFigures:
        """Every area's figures for a period, the latest if none is given: what a map shows.

        `only_values`: without counts and limits, in half the time. Raises `store-indicator-unknown` and
        `store-period-unknown`.
        """
        file = self._figures_file(key, kind)
        found = slices_in(file)
        there = [place for place, one in enumerate(found) if one.group == group and period in (None, one.period)]
        if not there:
            raise error("store-period-unknown", where=key, period=period.label if period else group)
        place = max(there, key=lambda one: (found[one].period.ends, found[one].period.starts))
        with pq.ParquetFile(file) as parquet:
            columns = ["value", "note"] if only_values else None
            table = parquet.read_row_group(place, columns=columns, use_threads=False)
        return self._seen(key, _figures(table, self.codes(kind), found[place].period))

    def some_figures(
        self, key: str, kind: str, one: Slice, places: tuple[int, ...], columns: tuple[str, ...]
    ) -> MapFigures:
        """The figures of a few areas at one time, remembered until their file is replaced.

        places: of the areas among `codes`. columns: of FIGURES; the others are as if they were not kept.
        Raises `store-indicator-unknown` and `store-period-unknown`.
        """
        file = self._figures_file(key, kind)
        stamp, codes = stamp_of(file), self.codes(kind)
        if one not in (slices := slices_in(file)):
            raise error("store-period-unknown", where=key, period=one.period.label)
        found = few_figures(file, stamp, slices.index(one), places, columns, NOTES.index(Gap.MISSING))
        held = (found.get(name) for name in (*FIGURES[1:], "note"))
        values = found.get("value", np.full(len(places), np.nan))
        return self._seen(key, MapFigures(tuple(codes[place] for place in places), one.period, values, *held))

    def hides(self, key: str, kind: str) -> tuple[bool, bool]:
        """Whether any figure is left out, and whether one that is has a numerator. Raises as `slices`."""
        file = self._figures_file(key, kind)
        return hiding(file, stamp_of(file), NOTES.index(Gap.SUPPRESSED))

    def _seen(self, key: str, made: MapFigures) -> MapFigures:
        """Without what the eyes may not see."""
        hidden = self.withheld(key, made.codes)
        if hidden is None or not hidden.any():
            return made
        columns = {name: getattr(made, name) for name in ("values", "numerators", "denominators", "lower", "upper")}
        blind: dict[str, Any] = {
            name: None if one is None else np.where(hidden, np.nan, one) for name, one in columns.items()
        }
        return evolve(made, notes=np.where(hidden, NOTES.index(Gap.WITHHELD), made.notes).astype(np.int8), **blind)

    def series(self, key: str, kind: str, code: str, group: str = "") -> tuple[tuple[Period, AreaFigure], ...]:
        """The figures of one area in the order of time. Raises `store-area-foreign` and those of `figures`."""
        file = self._figures_file(key, kind)
        codes = self.codes(kind)
        if code not in codes:
            raise error("store-area-foreign", where=key, area=code, kind=kind)
        if not self.sees(key, code):
            unseen = AreaFigure(None, note=str(Gap.WITHHELD))
            return tuple(sorted((one.period, unseen) for one in self.slices(key, kind) if one.group == group))
        place = codes.index(code)
        found = slices_in(file)
        out = []
        with pq.ParquetFile(file) as parquet:
            for number, one in enumerate(found):
                if one.group == group:
                    rows = parquet.read_row_group(number, use_threads=False).slice(place, 1).to_pylist()
                    row: dict[str, Any] = rows[0] if rows else {"value": None, "note": NOTES.index(Gap.MISSING)}
                    note = NOTES[row.pop("note")]
                    out.append((one.period, AreaFigure(**row, note=str(note))))
        return tuple(sorted(out, key=lambda one: one[0]))

    def put_tiers(self, tiers: Tiers) -> Path:
        """Say which indicators two tiers share, in place of what was said before. Raises `tiers-wrong`."""
        write_whole(self.tiers_file, json.dumps(plain.unstructure(tiers.checked()), default=sorted).encode())
        return self.tiers_file

    def tiers(self) -> Tiers:
        """Which indicators two tiers share; none where nobody said so. Raises `tiers-wrong`."""
        file = self.tiers_file
        return tiers_in(file) if file.is_file() else Tiers()

    def left_open(self, key: str, areas: AreaSet) -> int:
        """How many smaller areas every partner would see by figures that are new here, while others are shared."""
        return 0 if self.has(key, area_key(areas)) else self.tiers().left_open(key, areas)

    def share(self, keys: Collection[str]) -> Path:
        """Let two tiers share these indicators too, as they share the others. Raises `tiers-wrong`."""
        there = self.tiers()
        return self.put_tiers(evolve(there, indicators=there.indicators | frozenset(keys)))

    def seen_by(self, partner: str) -> Store:
        """The same figures as a partner may see them, "" for somebody of none."""
        return evolve(self, eyes=Eyes(self.tiers(), partner))

    def withheld(self, key: str, codes: Sequence[str]) -> Any:
        """Which areas whoever looks may not see of an indicator: an array of truth values, None where it sees all."""
        return self.eyes.tiers.withheld(key, self.eyes.partner, codes) if self.eyes else None

    def sees(self, key: str, code: str) -> bool:
        """Whether whoever looks may see an indicator's figures of an area."""
        return self.eyes is None or self.eyes.tiers.may_see(key, self.eyes.partner, code)

    @property
    def tiers_file(self) -> Path:
        """Where it stands what two tiers share; maybe nowhere."""
        return self.folder / "tiers.json"

    def areas_file(self, kind: str) -> Path:
        """Where the areas of a kind are kept; maybe there are none."""
        return self.folder / "areas" / f"{_checked_key(kind)}.json"

    def figures_file(self, key: str, kind: str) -> Path:
        """Where an indicator's figures for a kind of area are kept; maybe there are none."""
        return self.folder / "figures" / _checked_key(key) / f"{_checked_key(kind)}.parquet"

    def indicator_file(self, key: str) -> Path:
        """Where it stands what an indicator means; maybe nowhere."""
        return self.folder / "figures" / _checked_key(key) / "indicator.json"

    def _areas_file(self, kind: str) -> Path:
        file = self.areas_file(kind)
        if not file.is_file():
            raise error("store-areas-unknown", where=kind)
        return file

    def _figures_file(self, key: str, kind: str) -> Path:
        file = self.figures_file(key, kind)
        if not file.is_file():
            raise error("store-indicator-unknown", where=f"{key}, {kind}")
        return file


@frozen
class AreaFigure:
    """One area's figure at one time; `note` says why there is none."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    note: str = ""


def area_key(areas: AreaSet) -> str:
    """The key of a kind of area: "lsoa-2021"."""
    plain = re.sub(r"[^a-z0-9]+", "-", areas.kind.casefold()).strip("-")
    return f"{plain}-{areas.year}" if areas.year else plain


def _checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise error("store-key-wrong")
    return key


def _as_kept(placed: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Numbers and notes as they are written: of all periods at once, of each it would take many times as long."""
    codes = {str(note): place for place, note in enumerate(NOTES)}
    note = pl.col("note").fill_null("").replace_strict(codes, default=1, return_dtype=pl.Int8)
    return placed.with_columns(*(pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in columns), note=note)


def _spread(own: pl.DataFrame, columns: Sequence[str], areas: int, schema: pa.Schema) -> pa.Table:
    """A period's figures with a row for every area."""
    places = own["place"].to_numpy()
    arrays = []
    for name in columns:
        full = np.full(areas, np.nan)
        full[places] = own[name].to_numpy()
        arrays.append(pa.array(full, from_pandas=True))
    notes = np.full(areas, NOTES.index(Gap.MISSING), dtype=np.int8)
    notes[places] = own["note"].to_numpy()
    return pa.Table.from_arrays([*arrays, pa.array(notes)], schema=schema)


def _figures(table: pa.Table, codes: tuple[str, ...], period: Period) -> MapFigures:
    later = len(codes) - table.num_rows  # areas that were added after these figures were put
    found = {name: table[name].to_numpy() if name in table.column_names else None for name in FIGURES}
    notes = table["note"].to_numpy()
    if later:
        empty = np.full(later, np.nan)
        found = {name: None if one is None else np.concatenate([one, empty]) for name, one in found.items()}
        notes = np.concatenate([notes, np.full(later, NOTES.index(Gap.MISSING), dtype=np.int8)])
    return MapFigures(
        codes, period, found["value"], found["numerator"], found["denominator"], found["lower"], found["upper"], notes
    )
