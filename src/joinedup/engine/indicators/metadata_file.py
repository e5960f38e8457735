"""The metadata of indicators from a partner's file: one row an indicator, or one heading and its text a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.grid import Grid, read_grids
from joinedup.engine.indicators.headings import kind_said, per_said
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.said import NOTHING, Said
from joinedup.engine.spreadsheet_safe import as_it_was

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("indicator", "indicator name", "title", "name", "indicator short name", "indicator title", "measure"),
    "definition": ("definition", "description", "indicator definition", "what it measures", "meaning"),
    "source": ("source", "data source", "indicator source", "datasource"),
    "owner": ("owner", "responsible", "lead", "responsible organisation", "data owner", "contact", "publisher"),
    "unit": ("unit", "units", "unit of measure"),
    "licence": ("licence", "license", "copyright", "terms of use", "data re-use", "reuse"),
    "revision": ("revision", "revisions", "frequency", "update", "updates", "last updated", "revision policy"),
    "caveat": ("caveat", "caveats", "notes", "note", "limitations", "disclosure control", "warning"),
    "theme": ("theme", "topic", "domain", "block", "category", "profile"),
    "numerator": ("numerator", "definition of numerator", "numerator definition"),
    "denominator": ("denominator", "definition of denominator", "denominator definition"),
    "kind": ("kind", "value type", "valuetype", "type", "measure type", "type of figure"),
    "polarity": ("polarity", "good direction", "direction", "good performance"),
    "per": ("per", "multiplier", "rate per"),
    "key": ("key", "id", "indicator id", "indicatorid", "reference", "ref"),
}


@frozen
class Described:
    """Indicators as they are described, and what of each nobody has written yet."""

    indicators: tuple[Indicator, ...]

    @property
    def lacking(self) -> Mapping[str, tuple[str, ...]]:
        """By the indicator's title what is lacking, of those that lack anything."""
        return {one.title: one.lacking for one in self.indicators if one.lacking}


def read_metadata(path: Path) -> Described:
    """The indicators that a file describes. Raises `file-missing`, the `supply-…` errors and `metadata-unreadable`."""
    found: list[Indicator] = []
    for grid in read_grids(path):
        found.extend(_rows(grid) or _pairs(grid))
    if not found:
        raise error("metadata-unreadable", where=path.name)
    return Described(tuple(found))


def key_from(title: str) -> str:
    """A key from a title: "Year 6 obesity (%)" becomes "year-6-obesity"."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:100].strip("-") or "indicator"


def guessed(title: str, *, whole: bool, said: Said = NOTHING) -> Indicator:
    """What a title lets one guess, where nobody has described it. `whole`: its figures are whole numbers; `said`: what
    the file itself says of them.

    A figure with a fraction is no count: rather no limits than wrong ones.
    """
    kind = said.kind if said.settled or said.kind in (Kind.PROPORTION, Kind.RATE, Kind.COUNT) else kind_said(title)
    if kind is None or (kind is Kind.COUNT and not whole):
        kind = Kind.COUNT if whole and kind is None else Kind.INDEX
    if kind is Kind.PROPORTION:
        per = said.per if said.settled else 100.0
        return Indicator(key_from(title), title, kind, per=per, unit="%" if per == 100 else f"per {per:,.0f}")
    per = said.per or per_said(title) or 1.0
    unit = said.unit if kind is not Kind.RATE or per_said(said.unit) else f"per {per:,.0f}" if said.settled else ""
    return Indicator(key_from(title), title, kind, per=per if kind is not Kind.COUNT else 1.0, unit=unit)


def as_said(told: Indicator, said: Said) -> Indicator:
    """A description, with the unit and for each how many from the file of figures where it leaves them out."""
    unit = told.unit or (said.unit if told.kind not in (Kind.PROPORTION, Kind.RATE) or per_said(said.unit) else "")
    per = said.per if said.settled and said.kind is told.kind else told.per
    return evolve(told, unit=unit, per=per)


def of_people(told: Indicator) -> Indicator:
    """The same as a count of people, whatever its title lets one guess: its columns are ages."""
    return evolve(told, kind=Kind.COUNT, per=1, unit="people")


def _field(heading: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # IndicatorName
    plain = " ".join(re.sub(r"[^a-z0-9-]+", " ", spaced.casefold()).split())
    return next((name for name, known in _NAMES.items() if plain in known), "")


def _rows(grid: Grid) -> list[Indicator]:
    for place, row in enumerate(grid.rows[:40]):
        fields = [_field(cell) for cell in row]
        if fields.count("title") >= 1 and len({one for one in fields if one}) >= 3:
            told = []
            for below in grid.rows[place + 1 :]:
                texts: dict[str, str] = {}
                for name, cell in zip(fields, below, strict=False):
                    if name and cell.strip():
                        texts.setdefault(name, as_it_was(" ".join(cell.split())))
                if texts.get("title"):
                    told.append(_indicator(texts))
            return told
    return []


def _pairs(grid: Grid) -> list[Indicator]:
    texts: dict[str, str] = {}
    for row in grid.rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) >= 2 and (name := _field(cells[0].rstrip(":"))):
            texts.setdefault(name, " ".join(cells[1].split()))
    return [_indicator(texts)] if texts.get("title") and len(texts) >= 3 else []


def _indicator(texts: Mapping[str, str]) -> Indicator:
    kind = _kind(texts)
    told = re.sub(r"[^\d.]", "", texts.get("per", ""))
    per = float(told) if told else per_said(texts.get("unit", ""))
    usual = 100.0 if kind is Kind.PROPORTION else 1.0
    plain = {name: texts[name] for name in texts if name not in ("kind", "polarity", "per", "key")}
    key = key_from(texts.get("key", "") or texts["title"])
    if kind is Kind.PROPORTION and not per:
        plain.setdefault("unit", "%")
    return Indicator(key=key, kind=kind, polarity=_polarity(texts), per=per or usual, **plain)  # type: ignore[arg-type]


def _kind(texts: Mapping[str, str]) -> Kind:
    told = (kind_said(texts.get(name, "")) for name in ("kind", "unit", "definition", "title"))
    return next((kind for kind in told if kind is not None), Kind.COUNT)


def _polarity(texts: Mapping[str, str]) -> Polarity:
    told = texts.get("polarity", "").casefold()
    if re.search(r"low|down|decreas|lower", told):
        return Polarity.LOW_IS_GOOD
    if re.search(r"high|up|increas", told):
        return Polarity.HIGH_IS_GOOD
    return Polarity.NO_JUDGEMENT
