"""`joinedup indicator`: figures of areas from any partner's file: check, load, find, look at, give on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.counting import count_records
from joinedup.cli.indicator_profile import show_profile, write_packs
from joinedup.cli.indicator_reading import (
    About,
    as_facts,
    beside_other,
    descriptions,
    in_words,
    read_file,
    warnings,
)
from joinedup.cli.indicator_tiers import tiers
from joinedup.cli.service_points import services
from joinedup.engine.errors import DONE, REFUSED, error

indicator = typer.Typer(
    help="Figures of areas: check a partner's file, load it, find and look at indicators.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Lookups = Annotated[
    list[Path] | None,
    typer.Option("--lookup", metavar="FILE", help="Which areas there are: an ONS lookup as CSV. Once for each year."),
]
Folder = Annotated[
    Path, typer.Option("--store", metavar="FOLDER", envvar="JOINEDUP_FIGURES", help="Where figures are kept.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Metadata = Annotated[Path | None, typer.Option("--metadata", metavar="FILE", help="What the indicators are.")]
Bands = Annotated[
    str,
    typer.Option(
        "--bands", metavar="BANDS", help='Put ages together: 5 for bands of five years, or "0-15, 16-64, 65+".'
    ),
]
When = Annotated[str, typer.Option("--period", metavar="WORDS", help="The period, for a file that names none.")]


indicator.command("services")(services)
indicator.command("count")(count_records)
indicator.command("tiers")(tiers)
indicator.command("profile")(show_profile)
indicator.command("packs")(write_packs)


@indicator.callback()
def _indicator() -> None:
    """Figures of areas: check a partner's file, load it, find and look at indicators."""


@indicator.command("check")
def check_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, XLS, ODS or Parquet, in any layout.")],
    lookup: Lookups = None,
    metadata: Metadata = None,
    period: When = "",
    against: Annotated[
        Path | None,
        typer.Option(help="Another file of the same indicator, or of larger areas: where they disagree."),
    ] = None,
    bands: Bands = "",
    as_json: AsJson = False,
) -> int:
    """Read a file and say what is in it and what is wrong; nothing is loaded. Exit status 1 where it may not be."""
    reading = read_file(file, lookup, metadata, period, bands)
    if against is not None and reading.may_be_loaded:
        other = read_file(against, lookup, metadata, period, bands)
        other.figures()
        reading = beside_other(reading, other, lookup or [])
    if as_json:
        say.as_json(as_facts(reading))
        return DONE if reading.may_be_loaded else REFUSED
    in_words(reading)
    return DONE if reading.may_be_loaded else REFUSED


@indicator.command("load")
def load_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, XLS, ODS or Parquet, in any layout.")],
    store: Folder,
    lookup: Lookups = None,
    metadata: Metadata = None,
    period: When = "",
    bands: Bands = "",
    about: Annotated[
        About | None, typer.Option(help="What they are about; needed where a count is small, or cannot be looked at.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Remove what is kept of times that the file lacks.")] = False,
    for_all: Annotated[
        bool, typer.Option("--for-all-partners", help="Every partner sees small areas that tiers share otherwise.")
    ] = False,
) -> int:
    """Load every indicator of a file in place of what was kept of them at its times: all of it, or nothing.

    A title that is kept already is that indicator. Where others are shared between tiers, a new one is shared too.

    About people: small counts are hidden, with what they could be worked out from. Published: people, and their source
    has published exactly these figures. Nobody: tonnes of waste, trees, hours of opening; nothing is hidden.
    """
    from joinedup.cli.attesting import areas_installed, figures_loaded, installation_of, lookups_installed
    from joinedup.cli.indicator_clearing import as_kept, cleared_figures, in_full, lookups_of, shared_too
    from joinedup.engine.indicators.loading import areas_of, kept_twice, settled
    from joinedup.engine.indicators.lookups_kept import keep_lookups
    from joinedup.engine.indicators.parts import Part, after_kept
    from joinedup.engine.indicators.store import Store, area_key

    reading = read_file(file, lookup, metadata, period, bands)
    reading.figures()
    kept, installation = Store(store), installation_of(store)
    read_as = descriptions(reading, metadata, file.stem)
    described = as_kept(read_as, kept, reading, told=metadata is not None, whole=whole)
    named, installed = lookups_of(lookup or ()), areas_installed() if installation else None
    above = named if installed is None else [*named, installed]
    beside = lookups_installed() if installation else []
    figures = cleared_figures(reading, described, about, kept, above, beside, whole=whole)
    count, written = 0, set[Path]() if for_all else shared_too(reading, described, kept)
    parts: set[tuple[str, str]] = set()
    there = [kept.areas(kind) for kind in kept.area_kinds()]
    for areas in areas_of(reading):
        kind = kept.put_areas(settled(areas, there))
        if kind != area_key(areas):
            say.words(f"Its areas are kept as {kind} already: the figures are put there, and not as {area_key(areas)}.")
        written.add(kept.areas_file(kind))
        own = figures.filter(figures["area"].is_in(list(areas.codes)))
        for series in own["series"].unique(maintain_order=True).to_list():
            part = own.filter(own["series"] == series)
            meta = described[series]
            key = meta.key
            made = after_kept(kept, Part(meta, kept.areas(kind), part), whole=whole)
            earlier = made.figures["value"].count() - part["value"].count()
            count += kept.put(meta, kind, made.figures) - earlier
            parts.add((key, kind))
            written |= {kept.figures_file(key, kind), kept.indicator_file(key)}
            lacking = f" (lacking: {', '.join(meta.lacking)})" if meta.lacking else ""
            say.words(f"{meta.key}: {part.height:,} figures, {kind}{lacking}")
            for other, same in kept_twice(kept, key, kept.areas(kind)):
                say.words(
                    f"  warning: kept twice: {other} has figures of {same:,} of these areas too, from a file read "
                    "without the lookup, or with it. People see both."
                )
    written |= keep_lookups(kept, named)
    if installation is not None:
        figures_loaded(written, parts, in_full(about), file.name)
    warnings(reading)
    say.words(f"Loaded {count:,} values from {file.name}.")
    return DONE


@indicator.command("find")
def find(
    words: Annotated[list[str], typer.Argument(help="What you look for, in plain words.")],
    store: Folder,
    as_json: AsJson = False,
) -> int:
    """Find indicators in plain words."""
    from joinedup.engine.indicators.search import search
    from joinedup.engine.indicators.store import Store

    answer = search(" ".join(words), Store(store).indicators())
    if as_json:
        say.as_json([{"key": f.indicator.key, "title": f.indicator.title, "because": f.because} for f in answer.found])
        return DONE
    for asked, known in answer.taken.items():
        say.words(f"“{asked}” was taken for “{known}”.")
    for one in answer.found:
        say.words(f"{one.indicator.key}  {one.indicator.title}  ({', '.join(one.because)})")
    if answer.unknown:
        say.words(f"No indicator here is about: {', '.join(answer.unknown)}.")
    if not answer.found:
        say.words(f"No indicator fits these words. Try {' or '.join(answer.instead) or 'other words'}.")
    return DONE


@indicator.command("pockets")
def show_pockets(
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as lsoa-2021.")],
    store: Folder,
    least: Annotated[int, typer.Option(min=1, help="On how many themes.")] = 2,
    as_json: AsJson = False,
) -> int:
    """Name the areas in the worst tenth on several themes."""
    from joinedup.engine.indicators.profile import pockets
    from joinedup.engine.indicators.store import Store

    kept = Store(store)
    keys = [one.key for one in kept.indicators() if kept.has(one.key, kind)]
    found = pockets(kept, kind, keys, least)
    if as_json:
        say.as_json([{"code": p.code, "name": p.name, "themes": dict(p.themes)} for p in found.found])
        return DONE
    for one in found.found:
        say.words(f"{one.code}  {one.name}: {', '.join(one.themes)}")
    for key, count in found.no_figure.items():
        if count:
            say.words(f"{key}: {count:,} areas have no figure and could not be found by it.")
    if found.not_judged:
        say.words(f"Without a good direction, and so not judged: {', '.join(found.not_judged)}.")
    return DONE


@indicator.command("funnel")
def show_funnel(
    key: Annotated[str, typer.Argument(help="The indicator.")],
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as lsoa-2021.")],
    store: Folder,
) -> int:
    """Name the areas that differ from all together by more than chance, given how many people they have."""
    from joinedup.engine.indicators.funnel import Place
    from joinedup.engine.indicators.spread import funnel
    from joinedup.engine.indicators.store import Store

    kept = Store(store)
    one, names = kept.indicator(key), kept.areas(kind).names
    figures = kept.figures(key, kind)
    made = funnel(one, figures)
    say.words(f"{one.title}, {figures.period.label}: {made.common:,.1f} {one.unit} in all {len(made.places):,} areas")
    for place in (Place.VERY_HIGH, Place.HIGH, Place.LOW, Place.VERY_LOW):
        there = [f"{names[code]} ({code})" for code, its in made.places.items() if its is place]
        if there:
            say.words(f"  {place}: {', '.join(there)}")
    return DONE


@indicator.command("slope")
def show_slope(
    key: Annotated[str, typer.Argument(help="The indicator.")],
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as lsoa-2021.")],
    by: Annotated[str, typer.Option(metavar="KEY", help="The score, high where deprivation is, such as an IMD score.")],
    store: Folder,
) -> int:
    """Say how much an indicator differs from the most to the least deprived tenth (slope index of inequality)."""
    from joinedup.engine.indicators.spread import slope
    from joinedup.engine.indicators.store import Store

    kept = Store(store)
    one, figures, scores = kept.indicator(key), kept.figures(key, kind), kept.figures(by, kind, only_values=True)
    told = {code: float(score) for code, score in zip(scores.codes, scores.values, strict=True) if score == score}
    made = slope(one, figures, told)
    for name, value, limits in (
        ("Slope index", made.inequality.slope, made.inequality.slope_interval),
        ("Relative index", made.inequality.relative, made.inequality.relative_interval),
    ):
        say.words(f"{name}: {value:,.2f}, probably between {limits.lower:,.2f} and {limits.upper:,.2f}")
    say.words(f"By tenths, most deprived first: {', '.join(f'{value:,.1f}' for value in made.groups)}")
    if made.left_out:
        say.words(f"{made.left_out:,} areas have no figure or no score and were left out.")
    return DONE


@indicator.command("export")
def export(
    key: Annotated[str, typer.Argument(help="The indicator.")],
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as lsoa-2021.")],
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv (its metadata goes beside it) or a .json file.")],
    store: Folder,
) -> int:
    """Write an indicator as CSV with its metadata (CSV on the Web), or as JSON-stat 2.0."""
    import json

    from joinedup.engine.indicators.exchange import csv_on_the_web, json_stat_text
    from joinedup.engine.indicators.store import Store

    kept = Store(store)
    try:
        if out.suffix.casefold() == ".json":
            out.write_bytes(json_stat_text(kept, key, kind))
            say.words(f"Wrote {out}.")
            return DONE
        made = csv_on_the_web(kept, key, kind, out.name)
        beside = out.with_name(f"{out.name}-metadata.json")
        out.write_text(made.text, encoding="utf-8")
        beside.write_text(json.dumps(made.metadata, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError:
        raise error("file-unwritable", where=str(out)) from None
    say.words(f"Wrote {out} and {beside}.")
    return DONE


@indicator.command("carry")
def carry_over(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, XLS, ODS or Parquet, in any layout.")],
    overlaps: Annotated[
        Path,
        typer.Argument(metavar="OVERLAPS", help="Old code, new code and the people in both, or a best-fit lookup."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new .csv file.")],
    lookup: Lookups = None,
    metadata: Metadata = None,
    period: When = "",
    backwards: Annotated[bool, typer.Option("--backwards", help="From the new areas to the old.")] = False,
    best_fit: Annotated[
        bool, typer.Option("--best-fit", help="Each area whole where most of its people live, instead of shared out.")
    ] = False,
    about: Annotated[
        About, typer.Option(help="What they are about; estimates of 1 to 4 are left out unless it is nobody.")
    ] = About.PEOPLE,
) -> int:
    """Write a file's figures on the areas of another year or kind: counts conserved, rates worked out anew."""
    from joinedup.cli.carrying import carried_series, say_absent, write_carried
    from joinedup.engine.areas.change import read_overlaps

    if out.exists():
        raise error("file-exists", where=str(out))
    reading = read_file(file, lookup, metadata, period)
    told = read_overlaps(overlaps)
    told = told.backwards() if backwards else told
    figures = reading.figures()
    meta = descriptions(reading, metadata, file.stem)
    made = carried_series(figures, told, meta, best_fit=best_fit, people=about is not About.NOBODY)
    write_carried(out, made)
    if reading.area_set is None:  # otherwise it is known which areas there should be, and told below
        say_absent(figures, told)
    warnings(reading)
    return DONE


@indicator.command("standardise")
def standardise_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Counts (and people) by area, time and age.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new .csv file.")],
    reference: Annotated[
        Path | None, typer.Option(help="People by age band to weigh by; with events too, the rates are indirect.")
    ] = None,
    people: Annotated[
        Path | None, typer.Option(help="How many people by age, if not in FILE: ONS estimates as they come.")
    ] = None,
    per: Annotated[float, typer.Option(min=1, help="What the rates are per.")] = 100_000,
    lookup: Lookups = None,
    period: When = "",
) -> int:
    """Write rates that allow for age, with their limits: directly (European standard 2013), or against a reference."""
    from joinedup.cli.standardising import write_standardised
    from joinedup.engine.indicators.by_age import standardise
    from joinedup.engine.indicators.reference_file import read_reference

    if out.exists():
        raise error("file-exists", where=str(out))
    reading = read_file(file, lookup, None, period, counts=True)
    told = read_reference(reference) if reference is not None else None
    kind = "indirectly" if told is not None and told.events else "directly"
    figures = reading.figures()
    living = read_file(people, lookup, None, "", counts=True).figures() if people is not None else None
    for series in reading.series[1:]:
        raise error("usage", what=f'{file.name} has several indicators ("{series}"); give one of them a file.')
    write_standardised(
        out, f"{file.stem}, {kind} standardised rate per {per:,.0f}", standardise(figures, per, told, living)
    )
    warnings(reading)
    return DONE
