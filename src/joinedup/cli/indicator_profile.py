"""`joinedup indicator profile` and `packs`: what is known about an area, on a screen and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.indicator_reading import beside as beside_area
from joinedup.cli.indicator_reading import kind_with
from joinedup.engine.errors import DONE, error

Folder = Annotated[
    Path, typer.Option("--store", metavar="FOLDER", envvar="JOINEDUP_FIGURES", help="Where figures are kept.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def show_profile(
    area: Annotated[str, typer.Argument(metavar="CODE", help="The area's code.")],
    store: Folder,
    beside: Annotated[str, typer.Option(metavar="CODE", help="The larger area to compare with.")] = "",
    as_json: AsJson = False,
) -> int:
    """Say what is known about an area: each indicator's latest figure, how sure, how it stands, where it goes."""
    from joinedup.engine.indicators.profile import profile
    from joinedup.engine.indicators.store import Store

    kept = Store(store)
    made = profile(kept, kind_with(kept, area), area, beside=beside_area(kept, beside) if beside else None)
    if as_json:
        facts = [
            {
                "indicator": one.indicator.key, "group": one.group, "period": one.period.label,
                "fifth": one.fifth.words if one.fifth else "", "words": one.words,
            }
            for one in made.facts
        ]  # fmt: skip
        say.as_json({"code": made.code, "name": made.name, "facts": facts})
        return DONE
    say.words(f"{made.name} ({made.code})")
    for one in made.facts:
        say.words(f"  {one.name}: {one.words}")
        for change in one.breaks:
            say.words(f"    Figures before {change.since:%d %B %Y} are not comparable: {change.what}.")
    return DONE


def write_packs(
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as district-2021.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the PDF files.")],
    theme: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Only this theme. As often as wanted.")
    ] = None,
    indicators: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="KEY", help="Only this indicator; as often as needed.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="With all their words, on as many pages as it takes.")] = False,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Write a page about each area of a kind, from the figures of an installation: tagged PDF files.

    With very many indicators a page does not do: the files of several pages are called full reports.
    """
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.indicators.packs import Choice, packs

    if folder.exists():
        raise error("file-exists", where=str(folder))
    made = list(packs(kind, Choice(tuple(theme or ()), tuple(indicators or ()), full)))
    try:
        folder.mkdir(parents=True)
        for name, content in made:
            (folder / name).write_bytes(content)
    except OSError:
        raise error("file-unwritable", where=str(folder)) from None
    say.words(f"Wrote {len(made):,} {'pack' if len(made) == 1 else 'packs'} into {folder}.")
    longer = sum(name.endswith("-full-report.pdf") for name, _content in made)
    if longer and not full:
        say.words(f"{longer:,} of them have several pages: --theme or --indicator makes them shorter.")
    return DONE
