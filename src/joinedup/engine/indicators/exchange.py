"""Figures for other people's software: JSON-stat 2.0, and CSV with its metadata beside it (W3C CSV on the Web).

JSON-stat: Xavier Badosa, JSON-stat Format 2.0, 2018. CSVW: Metadata Vocabulary for Tabular Data, W3C 2015. Both say of
every figure what it is and why one is missing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from attrs import frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import NOTES, MapFigures, Slice, Store

# the marks of Eurostat and SDMX for "not available", "confidential" and "not for publication, internal use only"
MISSING, SUPPRESSED, WITHHELD = ":", "c", "n"
_MARKS = {Gap.MISSING: MISSING, Gap.SUPPRESSED: SUPPRESSED, Gap.WITHHELD: WITHHELD}
_TOLD = {MISSING: "not available", SUPPRESSED: "left out", WITHHELD: "seen by its own district and the county only"}
_MEASURES = (
    ("value", "values"), ("numerator", "numerators"), ("denominator", "denominators"), ("lower", "lower"),
    ("upper", "upper"),
)  # fmt: skip
_MOST_EXACT = 2**53  # whole numbers beyond it are not kept as such
_LICENCES = {
    "ogl": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "cc by 4.0": "https://creativecommons.org/licenses/by/4.0/",
}


def json_stat(
    store: Store, key: str, kind: str, group: str = "", codes: Sequence[str] = (), period: Period | None = None
) -> dict[str, Any]:
    """A data set with the dimensions area, period and measure. `codes`: only these areas, all if none are named.

    period: this time only, else every time. Raises the store's errors.
    """
    wanted = tuple(codes) or store.codes(kind)
    return _data_set(store, key, kind, group, wanted, period, _dimension(store.areas(kind), wanted))


def json_stat_text(store: Store, key: str, kind: str, group: str = "", period: Period | None = None) -> bytes:
    """The data set of all areas as it is sent. What every indicator has alike, the areas, is written once for all."""
    areas, codes = store.areas(kind), store.codes(kind)
    dimension = orjson.Fragment(_written(areas, codes))
    return orjson.dumps(_data_set(store, key, kind, group, codes, period, dimension))


def _data_set(
    store: Store, key: str, kind: str, group: str, wanted: Sequence[str], period: Period | None, areas: object
) -> dict[str, Any]:
    indicator = store.indicator(key)
    places = _places(store, kind, wanted)
    slices = _slices(store, key, kind, group, period)
    figures = [store.figures(key, kind, one.period, group) for one in slices]
    measures = [name for name, held in _MEASURES if any(getattr(one, held) is not None for one in figures)]
    cube = np.full((len(wanted), len(slices), len(measures)), np.nan)
    status: dict[str, str] = {}
    for at, one in enumerate(figures):
        for of, name in enumerate(measures):
            column = getattr(one, dict(_MEASURES)[name])
            if column is not None:
                cube[:, at, of] = column[places]
        notes = one.notes[places]
        for area in np.flatnonzero(notes).tolist():
            status[str((area * len(slices) + at) * len(measures))] = _MARKS[NOTES[notes[area]]]
    values = _plain(cube.ravel())
    times = [interval_of(one.period) for one in slices]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": indicator.title,
        "source": indicator.source,
        "id": ["area", "period", "measure"],
        "size": [len(wanted), len(slices), len(measures)],
        "role": {"geo": ["area"], "time": ["period"], "metric": ["measure"]},
        "dimension": {
            "area": areas,
            "period": {
                "label": "Period",
                "category": {
                    "index": times,
                    "label": {t: one.period.label for t, one in zip(times, slices, strict=True)},
                },
            },
            "measure": {
                "label": "Measure",
                "category": {
                    "index": measures,
                    "label": {name: _label(name, indicator) for name in measures},
                    "unit": {"value": {"label": indicator.unit or _per(indicator), "decimals": 1}},
                },
            },
        },
        "value": values,
        "status": status,
        "note": [one for one in (indicator.definition, indicator.caveat, indicator.revision) if one],
        "extension": {"metadata": _metadata(indicator), "status": _TOLD},
    }


def _dimension(areas: AreaSet, codes: Sequence[str]) -> dict[str, Any]:
    named = {code: areas.names[code] for code in codes}
    return {"label": areas.title, "category": {"index": list(codes), "label": named}}


@lru_cache(maxsize=8)
def _written(areas: AreaSet, codes: tuple[str, ...]) -> bytes:
    return orjson.dumps(_dimension(areas, codes))


@frozen
class CsvOnTheWeb:
    """A CSV file and its metadata. `metadata` belongs beside the file as `<file>-metadata.json`."""

    text: str
    metadata: dict[str, Any]


def csv_on_the_web(
    store: Store, key: str, kind: str, url: str, group: str = "", codes: Sequence[str] = (),
    period: Period | None = None,
) -> CsvOnTheWeb:  # fmt: skip
    """One row an area and period. `url`: the file's name. period: this time only. Raises the store's errors."""
    indicator = store.indicator(key)
    names = store.areas(kind).names
    wanted = tuple(codes) or store.codes(kind)
    places = _places(store, kind, wanted)
    slices = _slices(store, key, kind, group, period)
    figures = [store.figures(key, kind, one.period, group) for one in slices]
    measures = [name for name, held in _MEASURES if any(getattr(one, held) is not None for one in figures)]
    areas = [_safe(names[code]) for code in wanted]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["area_code", "area_name", "period", "period_start", "period_end", *measures, "status"])
    for one, told in zip(slices, figures, strict=True):
        when = (one.period.label, one.period.starts.isoformat(), one.period.ends.isoformat())
        columns = [_cells(told, name, places) for name in measures]
        marks = [_MARKS.get(NOTES[note], "") for note in told.notes[places].tolist()]
        rows = zip(wanted, areas, *columns, marks, strict=True)
        writer.writerows((code, name, *when, *figures_and_mark) for code, name, *figures_and_mark in rows)
    return CsvOnTheWeb(out.getvalue(), _csvw(indicator, measures, url))


def _csvw(indicator: Indicator, measures: Sequence[str], url: str) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"name": "area_code", "titles": "Area code", "datatype": "string", "required": True},
        {"name": "area_name", "titles": "Area", "datatype": "string"},
        {"name": "period", "titles": "Period", "datatype": "string", "required": True},
        {"name": "period_start", "titles": "First day", "datatype": "date"},
        {"name": "period_end", "titles": "Last day", "datatype": "date"},
        *({"name": name, "titles": _label(name, indicator), "datatype": "number", "null": ""} for name in measures),
        {
            "name": "status",
            "titles": "Status",
            "datatype": {"base": "string", "format": f"{MISSING}|{SUPPRESSED}|{WITHHELD}"},
            "null": "",
            "dc:description": (
                f"{MISSING} not available, {SUPPRESSED} left out so that nobody can be recognised, "
                f"{WITHHELD} {_TOLD[WITHHELD]}"
            ),
        },
    ]
    told: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": indicator.title,
        "dc:description": indicator.definition,
        "dc:publisher": indicator.owner,
        "dc:source": indicator.source,
        "dc:subject": indicator.theme,
        "dc:rights": indicator.licence,
        "notes": [{"@type": "Note", "value": one} for one in (indicator.caveat, indicator.revision) if one],
        "tableSchema": {"columns": columns, "primaryKey": ["area_code", "period_start", "period_end"]},
    }
    licence = next((link for name, link in _LICENCES.items() if indicator.licence.casefold().startswith(name)), "")
    if licence:
        told["dc:license"] = {"@id": licence}
    return {name: value for name, value in told.items() if value not in ("", [])}


def _metadata(indicator: Indicator) -> dict[str, Any]:
    told = {
        name: str(getattr(indicator, name))
        for name in (
            "key", "kind", "polarity", "per", "unit", "definition", "numerator", "denominator", "source", "owner",
            "licence", "revision", "caveat", "theme",
        )
    }  # fmt: skip
    breaks = [{"since": one.since.isoformat(), "what": one.what} for one in indicator.breaks]
    return {**told, "breaks": breaks, "lacking": list(indicator.lacking)}


def _slices(store: Store, key: str, kind: str, group: str, period: Period | None) -> list[Slice]:
    own = (one for one in store.slices(key, kind) if one.group == group and period in (None, one.period))
    return sorted(own, key=lambda one: one.period)


def _places(store: Store, kind: str, wanted: Sequence[str]) -> Any:
    if wanted == store.codes(kind):
        return np.arange(len(wanted))
    where = {code: place for place, code in enumerate(store.codes(kind))}
    return np.array([where[code] for code in wanted], dtype=int)


def interval_of(period: Period) -> str:
    """A period as an ISO 8601 interval, which needs no words to be told."""
    return f"{period.starts.isoformat()}/{period.ends.isoformat()}"


def _label(name: str, indicator: Indicator) -> str:
    words = {"value": indicator.title, "numerator": indicator.numerator or "Numerator",
             "denominator": indicator.denominator or "Denominator", "lower": "Lower 95% limit",
             "upper": "Upper 95% limit"}  # fmt: skip
    return words[name]


def _per(indicator: Indicator) -> str:
    return f"per {indicator.per:,.0f}" if indicator.per > 1 else "count"


def _plain(column: Any) -> list[float | int | None]:
    """Figures as they are written: whole numbers as such; None for nan."""
    written = column.astype(object)
    whole = np.isfinite(column) & (np.floor(column) == column) & (np.abs(column) < _MOST_EXACT)
    written[whole] = column[whole].astype(np.int64)
    written[np.isnan(column)] = None
    told: list[float | int | None] = written.tolist()
    return told


def _cells(figures: MapFigures, name: str, places: Any) -> list[float | int | None]:
    """A measure of each area as it is written; None is an empty cell."""
    column = getattr(figures, dict(_MEASURES)[name])
    return [None] * len(places) if column is None else _plain(column[places])


def _safe(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
