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
        facts = [{"indicator": f.indicator.key, "period": f.period.label, "words": f.words} for f in made.facts]
        say.as_json({"code": made.code, "name": made.name, "facts": facts})
        return DONE
    say.words(f"{made.name} ({made.code})")
    for one in made.facts:
        say.words(f"  {one.indicator.title}: {one.words}")
        for change in one.breaks:
            say.words(f"    Figures before {change.since:%d %B %Y} are not comparable: {change.what}.")
    return DONE


def write_packs(
    kind: Annotated[str, typer.Argument(metavar="AREAS", help="The kind of area, such as district-2021.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the PDF files.")],
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Write a page about each area of a kind, from the figures of an installation: tagged PDF files."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.indicators.packs import packs

    if folder.exists():
        raise error("file-exists", where=str(folder))
    made = list(packs(kind))
    try:
        folder.mkdir(parents=True)
        for name, content in made:
            (folder / name).write_bytes(content)
    except OSError:
        raise error("file-unwritable", where=str(folder)) from None
    say.words(f"Wrote {len(made):,} {'pack' if len(made) == 1 else 'packs'} into {folder}.")
    return DONE
