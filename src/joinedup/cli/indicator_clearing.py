"""What `joinedup indicator load` asks as the page does: what figures are about, and what is hidden for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from joinedup.cli import say
from joinedup.cli.indicator_reading import About
from joinedup.engine.areas.hierarchy import read_hierarchy
from joinedup.engine.clearing import about as said
from joinedup.engine.clearing.about import Parents, above_in, beside_others, clear_as, must_be_said, not_looked_at
from joinedup.engine.clearing.beside_kept import problem_beside
from joinedup.engine.clearing.small_numbers import Cleared
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.indicators.describing import filled, under_one_key
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.known_as import check_form, known_as
from joinedup.engine.indicators.loading import areas_of, settled
from joinedup.engine.indicators.parts import Part, after_kept
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
    *,
    whole: bool = False,
) -> pl.DataFrame:
    """The figures of a file as they may be loaded, and in words what was hidden or what they tell.

    about: None where nobody said it. whole: what is kept of other times goes. lookups: what lies in what, see
    `above_in`. beside: further ones by which figures are held against those that are kept. Raises
    `figures-about-unknown` where it makes a difference, `figures-unchecked` and `not-safe`.
    """
    figures = reading.figures()
    each = {one: figures.filter(pl.col("series") == one) for one in reading.series}
    files = [(described[one], own, _above(own, lookups)) for one, own in each.items()]
    if about is None:
        for one, own, parents in files:
            _ask(one, own, parents)
    # of what nobody said, nothing is hidden: it was asked where that makes a difference
    answer = _AS[about] if about is not None else said.NOT_PEOPLE
    made = [clear_as(answer, own, one, parents, kept) for one, own, parents in files]
    there = [kept.areas(kind) for kind in kept.area_kinds()]
    parts = [
        Part(one, areas, rows) if whole else after_kept(kept, Part(one, settled(areas, there), rows))
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


def as_kept(
    described: Mapping[str, Indicator], kept: Store, reading: Reading, *, told: bool, whole: bool
) -> dict[str, Indicator]:
    """Each indicator under the key that it is kept by. told: a file describes them; else what is kept holds.

    whole: what is kept of other times goes. Raises those of `known_as` and `check_form`, and `indicator-file-wrong`
    where two would be kept as one.
    """
    there = kept.indicators()
    by_key = {one.key: one for one in there}
    found: dict[str, Indicator] = {}
    for series, own in described.items():
        one = known_as(own, there, kept.tiers().indicators)
        before = by_key.get(one.key)
        if before is not None and not told:
            said_of = reading.said[series]
            holds = said_of.kind is None or (said_of.kind, said_of.per or before.per) == (before.kind, before.per)
            one = before if holds else filled(one, before)
        check_form(one, there, whole=whole)
        found[series] = one
    if wrong := under_one_key(found, reading.name):
        raise error("indicator-file-wrong", where=reading.name, count=len(wrong), first=str(wrong[0]))
    return found


def shared_too(reading: Reading, described: Mapping[str, Indicator], kept: Store) -> set[Path]:
    """Share indicators that are new here between tiers, as others are; the file that says so, where there are any."""
    series = {str(name): set(reading.table.filter(pl.col("series") == name)["area"]) for name in described}
    found: dict[str, Indicator] = {}
    for areas in areas_of(reading):
        for name, codes in series.items():
            if codes & areas.codes and kept.left_open(described[name].key, areas):
                found[described[name].key] = described[name]
    for one in found.values():
        say.words(
            f"{one.title} is new here: a district's partner sees its own small areas of it only, as of others that are "
            "shared between tiers. --for-all-partners lets every partner see them."
        )
    return {kept.share(found)} if found else set()


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
