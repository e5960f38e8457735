"""What `joinedup indicator load` asks as the page does: what figures are about, and what is hidden for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from attrs import evolve

from joinedup.cli import say
from joinedup.cli.indicator_reading import About
from joinedup.engine.areas.hierarchy import read_hierarchy
from joinedup.engine.clearing import about as said
from joinedup.engine.clearing.about import Parents, above_in, beside_others, clear_as, must_be_said, not_looked_at
from joinedup.engine.clearing.beside_kept import problem_beside
from joinedup.engine.clearing.small_numbers import Cleared
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.loading import areas_of
from joinedup.engine.indicators.metadata_file import key_from
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.reading import Reading
from joinedup.engine.indicators.store import Store

_AS = {About.PEOPLE: said.PEOPLE, About.PUBLISHED: said.PUBLISHED, About.NOBODY: said.NOT_PEOPLE}


def in_full(about: About | None) -> str:
    """What was typed as the register and the pages have it; "" where nothing was."""
    return _AS[about] if about is not None else ""


def cleared_figures(
    reading: Reading,
    described: Mapping[str, Indicator],
    about: About | None,
    kept: Store,
    lookups: Sequence[pl.DataFrame],
    beside: Sequence[pl.DataFrame] = (),
) -> pl.DataFrame:
    """The figures of a file as they may be loaded, and in words what was hidden or what they tell.

    about: None where nobody said it. lookups: what lies in what, see `above_in`.
    beside: further ones by which figures are held against those that are kept. Raises `figures-about-unknown` where
    it makes a difference, `figures-unchecked` and `not-safe`.
    """
    figures = reading.figures()
    each = {one: figures.filter(pl.col("series") == one) for one in reading.series}
    files = [
        (evolve(described[one], key=key_from(described[one].key)), own, _above(own, lookups))
        for one, own in each.items()
    ]
    if about is None:
        for one, own, parents in files:
            _ask(one, own, parents)
    # of what nobody said, nothing is hidden: it was asked where that makes a difference
    answer = _AS[about] if about is not None else said.NOT_PEOPLE
    made = [clear_as(answer, own, one, parents, kept) for one, own, parents in files]
    parts = [
        Part(one, areas, rows)
        for (one, _, _), safe in zip(files, made, strict=True)
        for areas in areas_of(reading)
        if (rows := safe.figures.filter(pl.col("area").is_in(list(areas.codes)))).height
    ]
    if about is None and (found := problem_beside(parts, kept, (*lookups, *beside))):
        raise error("figures-about-unknown", title=found[0], problem=found[1])
    tells = beside_others(answer, parts, files, kept, (*lookups, *beside))
    for (one, own, _), safe in zip(files, made, strict=True):
        _say_hidden(one.key, safe)
        for words in not_looked_at(answer, one, own):
            say.words(f"  warning: {words}")
    for words in tells:
        say.words(f"  told by these figures: {words}")
    return pl.concat([safe.figures for safe in made])


def _say_hidden(key: str, safe: Cleared) -> None:
    if safe.small or safe.beside:
        beside = f"hidden beside them, so that those cannot be worked out: {safe.beside:,}"
        say.words(f"{key}: hidden, small: {safe.small:,}; {beside}")


def lookups_of(files: Sequence[Path]) -> list[pl.DataFrame]:
    """What lies in what by the lookups that were named."""
    return [read_hierarchy(path).table() for path in files]


def _above(figures: pl.DataFrame, lookups: Sequence[pl.DataFrame]) -> Parents:
    areas = figures["area"].unique().to_list()
    wanted = set(areas)
    found: dict[str, Mapping[str, str]] = {}
    # of lookups of several years first that which knows most of these areas
    for table in sorted(lookups, key=lambda one: -max(len(wanted & set(one[name])) for name in one.columns)):
        for kind, pairs in above_in(table, areas).items():
            found.setdefault(kind, pairs)
    return found


def _ask(one: Indicator, figures: pl.DataFrame, parents: Parents) -> None:
    try:
        small = must_be_said(figures, one, parents)
    except JoinedupError as failure:
        raise error(
            "figures-about-unknown", title=one.title, problem=failure.details.get("problem", failure.what)
        ) from failure
    if small:
        few = f"{small:,} of its figures show {DEFAULT.smallest} to {DEFAULT.largest}, or all but so many"
        raise error("figures-about-unknown", title=one.title, problem=few)
