"""Files that somebody puts beside the register by hand: their fingerprints are written into the audit chain."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from joinedup.cli import say
from joinedup.cli.enrol import BY
from joinedup.engine.errors import DONE, error


def attest(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Its name, as 'joinedup audit verify' gives it.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every file that is not as the chain tells it.")] = False,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Say in the audit chain that files beside the register are right as they are now. Alone: list what is not.

    For files put there by hand, and for those of a release that kept no fingerprints yet. Once; it cannot be unsaid.
    """
    from joinedup.service.project.start import open_existing

    place = open_existing(home)
    from django.db import transaction

    from joinedup.service.audit.keeping import files_kept, kept_findings

    found = {one.where: one.words for one in kept_findings()}
    wanted = list(found) if everything else list(dict.fromkeys(files or ()))
    unknown = [name for name in wanted if name not in found]
    if unknown:
        raise error("usage", what=f"As the chain tells them already, or not kept here: {', '.join(unknown)}.")
    if not wanted:
        _list(found)
        return DONE
    with transaction.atomic():
        files_kept([place.folder / name for name in wanted], by=BY, subject="by hand")
    say.words(f"In the chain, as they are now: {', '.join(wanted)}.")
    return DONE


def _list(found: dict[str, str]) -> None:
    for name, words in found.items():
        say.words(f"{name}: {words}")
    say.words("Name those that are right, or say --all." if found else "Every file is as the chain tells it.")


def installation_of(store: Path) -> Path | None:
    """The folder of the installation whose figures these are, opened; None where they are of none."""
    from joinedup.service.project.home import Home

    place = Home(store.absolute().parent)
    if store.absolute() != place.figures or not place.head.is_file():
        return None
    from joinedup.service.project.start import open_existing

    open_existing(place.folder)
    return place.folder


def areas_installed() -> Any:
    """A row for each area with those above it, as the installation that is open knows them; None where it does not."""
    from joinedup.service.areas import queries as places

    return places.hierarchy() if places.are_installed() else None


def lookups_installed() -> list[Any]:
    """Every lookup of areas of the installation that is open, those of wards among them; maybe none."""
    from joinedup.service.areas import queries as places

    return list(places.lookups())


def figures_kept(files: Iterable[Path], source: str) -> None:
    """Write into the chain of the installation that is open what was loaded into its figures."""
    from django.db import transaction

    from joinedup.service.audit.keeping import files_kept

    with transaction.atomic():
        files_kept([file.absolute() for file in files], by=BY, subject=source[-200:])


def figures_loaded(files: Iterable[Path], parts: Iterable[tuple[str, str]], about: str, source: str) -> None:
    """The same for a file of figures, with what was said of them, "" for nothing. parts: indicators, kinds of area."""
    from django.db import transaction

    from joinedup.service.indicators.saying import NOT_SAID, keep_word

    with transaction.atomic():
        figures_kept(files, source)
        keep_word(sorted(parts), about or NOT_SAID, by=BY, said_by=BY, source=source[-200:])
