"""The files that a store reads again and again: read once, until they are replaced; written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import cattrs
import pyarrow.parquet as pq
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.tiers import Tiers

SLICES = b"joinedup-slices"
Stamp = tuple[int, int, int]
plain = cattrs.Converter()
plain.register_unstructure_hook(date, date.isoformat)
plain.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


@frozen
class Slice:
    """One row group: a period, and a group of people ("" for everybody)."""

    period: Period
    group: str = ""


@frozen(eq=False)
class Listed:
    """The areas of a kind as they are kept: `codes` in the order of every figure, `parents` above each of them."""

    areas: AreaSet
    codes: tuple[str, ...] = field(repr=False)
    parents: Mapping[str, str] = field(repr=False)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_suffix(".making")
    making.write_bytes(data)
    making.rename(path)


def areas_in(file: Path) -> Listed:
    """The areas that a file lists."""
    return _areas(file, stamp_of(file))


def tiers_in(file: Path) -> Tiers:
    """What two tiers share. Raises `tiers-wrong`."""
    return _tiers(file, stamp_of(file))


def indicator_in(file: Path) -> Indicator:
    """What an indicator means."""
    return _indicator(file, stamp_of(file))


def slices_in(file: Path) -> tuple[Slice, ...]:
    """The row groups of a file of figures."""
    return _slices(file, stamp_of(file))


def stamp_of(file: Path) -> Stamp:
    """What changes when a file is replaced: what was read from it is then forgotten."""
    told = os.stat(file)  # noqa: PTH116 (quicker, and asked for every map)
    return told.st_ino, told.st_mtime_ns, told.st_size


@lru_cache(maxsize=64)
def _areas(file: Path, stamp: Stamp) -> Listed:
    listed = json.loads(file.read_text(encoding="utf-8"))
    codes = tuple(listed["codes"])
    names = MappingProxyType(dict(zip(codes, listed["names"], strict=True)))
    return Listed(AreaSet(listed["kind"], listed["year"], names), codes, MappingProxyType(listed.get("parents", {})))


@lru_cache(maxsize=16)
def _tiers(file: Path, stamp: Stamp) -> Tiers:
    try:
        return plain.structure(json.loads(file.read_text(encoding="utf-8")), Tiers).checked()
    except (ValueError, TypeError, AttributeError, cattrs.BaseValidationError):
        raise error("tiers-wrong", where=file.name, problem="it is not what was written") from None


@lru_cache(maxsize=4096)
def _indicator(file: Path, stamp: Stamp) -> Indicator:
    return plain.structure(json.loads(file.read_text(encoding="utf-8")), Indicator)


@lru_cache(maxsize=4096)
def _slices(file: Path, stamp: Stamp) -> tuple[Slice, ...]:
    told = json.loads(pq.read_schema(file).metadata[SLICES])
    return tuple(
        Slice(Period(date.fromisoformat(starts), date.fromisoformat(ends)), group) for group, starts, ends in told
    )
