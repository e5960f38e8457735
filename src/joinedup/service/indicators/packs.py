"""Reports to print: a page about each area of a kind, from one run; and all indicators of a theme in all areas."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.profile import Beside, profile
from joinedup.engine.indicators.wording import said
from joinedup.service.accounts.queries import today
from joinedup.service.documents.pdf import Paper
from joinedup.service.indicators import aiming, queries
from joinedup.service.indicators.goals import goals
from joinedup.service.indicators.map_page import figure_of, in_words, note_of
from joinedup.service.indicators.paper import UPRIGHT, in_full, on_one_page
from joinedup.service.indicators.service_points import near_by
from joinedup.service.indicators.spine_picture import spine

_AREA = "indicators/area-paper.html"
MOST_PACKS = 40  # areas of a kind: a pack is for places that somebody answers for
MOST_ROWS = 2_000  # areas in a theme's report


@frozen
class Choice:
    """What a report is about: themes, and keys of indicators; everything where neither is chosen.

    `full`: with all its words, on as many pages as that takes.
    """

    themes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    full: bool = False

    def of(self, own: Iterable[Indicator]) -> list[Indicator]:
        """Those that were chosen. Raises `store-indicator-unknown` where nothing is of that theme or key."""
        told = list(own)
        if not (self.themes or self.keys):
            return told
        found = [one for one in told if one.theme in self.themes or one.key in self.keys]
        there = {one.theme for one in found} | {one.key for one in found}
        for asked in (*self.themes, *self.keys):
            if asked not in there:
                raise error("store-indicator-unknown", where=asked)
        return found

    def named(self, own: Iterable[Indicator]) -> list[str]:
        """The themes and titles that were chosen, for a heading."""
        titles = {one.key: one.title for one in own}
        return [*self.themes, *(titles[key] for key in self.keys)]


ALL = Choice()


def pack(kind: str, code: str, choice: Choice = ALL) -> Paper:
    """The profile of one area as a tagged PDF: one page as long as that can be read. Raises the store's errors."""
    kept = queries.store()
    areas = kept.areas(kind)
    told = queries.beside_of(kind, [code])
    larger = Beside(*told) if told else None
    own = choice.of(one for one in kept.indicators() if kept.has(one.key, kind))
    made = profile(
        kept,
        kind,
        code,
        [one.key for one in own],
        larger,
        targets=aiming.targets_of(kind),
        today=today(),
        goals=goals(),
    )
    shown = {
        "profile": made, "kind": kind, "name": made.name, "title": areas.title, "beside": larger, "said": said,
        "spine": spine, "near": near_by(kind, [code]), "chosen": choice.named(own),
    }  # fmt: skip
    if choice.full:
        return in_full(_AREA, shown, UPRIGHT)
    return on_one_page(_AREA, shown, UPRIGHT, len(made.facts))


def file_name(name: str, made: Paper) -> str:
    """What a report is called: whether it has several pages is in its name."""
    return f"{name}.pdf" if made.pages == 1 else f"{name}-full-report.pdf"


def packs(kind: str, choice: Choice = ALL) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) of every area of a kind, by name. Raises `store-areas-unknown` and `packs-too-many`."""
    names = queries.store().areas(kind).names
    if len(names) > MOST_PACKS:
        raise error("packs-too-many", where=kind, count=len(names), most=MOST_PACKS)
    for code in sorted(names, key=lambda one: (names[one], one)):
        made = pack(kind, code, choice)
        yield file_name(code, made), made.content


def zipped(kind: str) -> bytes:
    """The packs of a kind in one archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in packs(kind):
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


@frozen
class ThemeColumn:
    """One indicator of a theme: the time of its figures, and what they say in words."""

    indicator: Indicator
    period: Period
    words: tuple[str, ...]


@frozen
class ThemeReport:
    """All indicators of a theme for all areas of a kind. `rows`: code, name and a cell for each column."""

    theme: str
    kind: str
    title: str
    columns: tuple[ThemeColumn, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


def theme_report(theme: str, kind: str) -> ThemeReport:
    """The report. Raises `store-areas-unknown`, and `packs-too-many` for more areas than a report is read for."""
    kept = queries.store()
    areas = kept.areas(kind)
    if len(areas.names) > MOST_ROWS:
        raise error("packs-too-many", where=kind, count=len(areas.names), most=MOST_ROWS)
    columns: list[ThemeColumn] = []
    cells: dict[str, list[str]] = {code: [] for code in areas.names}
    for one in kept.indicators():
        if one.theme != theme or not kept.has(one.key, kind):
            continue
        if not any(not other.group for other in kept.slices(one.key, kind)):
            continue
        figures = kept.figures(one.key, kind)
        if not np.isfinite(figures.values).any():
            continue
        columns.append(ThemeColumn(one, figures.period, in_words(one, figures, areas.names)))
        for place, code in enumerate(figures.codes):
            figure = figure_of(figures, place)
            cells[code].append(said(figure.value, one) if figure.value is not None else note_of(figure))
    order = sorted(areas.names.items(), key=lambda one: (one[1], one[0]))
    rows = tuple((code, name, tuple(cells[code])) for code, name in order)
    return ThemeReport(theme, kind, areas.title, tuple(columns), rows)
