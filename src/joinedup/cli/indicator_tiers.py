"""`joinedup indicator tiers`: which indicators a district and its county share, and who sees which areas of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error


def tiers(
    indicators: Annotated[list[str], typer.Argument(metavar="INDICATOR", help="The keys of the indicators shared.")],
    store: Annotated[
        Path, typer.Option("--store", metavar="FOLDER", envvar="JOINEDUP_FIGURES", help="Where figures are kept.")
    ],
    lookup: Annotated[
        Path, typer.Option("--lookup", metavar="FILE", help="Which area lies in which: an ONS lookup as CSV.")
    ],
    district: Annotated[
        list[str], typer.Option(metavar="PARTNER=CODE", help="A partner and the district that it answers for.")
    ],
    whole: Annotated[list[str], typer.Option(metavar="PARTNER", help="A partner that sees everything: the county.")],
) -> int:
    """Say who sees which small areas: a district's partner its own, the county all; of districts all see all.

    It takes the place of what was said before, of every indicator.
    """
    from joinedup.cli.attesting import figures_kept, installation_of
    from joinedup.engine.areas.hierarchy import read_hierarchy
    from joinedup.engine.indicators.store import Store
    from joinedup.engine.indicators.tiers import tiers_of

    kept, installation = Store(store), installation_of(store)
    titles = [kept.indicator(key).title for key in indicators]
    partners: dict[str, str] = {}
    for told in district:
        partner, joint, code = told.partition("=")
        if not (partner and joint and code) or partner in partners:
            raise error("tiers-wrong", problem=f"{told} is no PARTNER=CODE, or names a partner again")
        partners[partner] = code
    if installation is not None:
        from joinedup.service.partners.queries import titles as known

        if strangers := [partner for partner in (*partners, *whole) if partner not in known()]:
            raise error("tiers-wrong", problem=f"{strangers[0]} is no partner here")
    made = tiers_of(read_hierarchy(lookup), indicators, partners, whole)
    before = kept.tiers().indicators - made.indicators
    file = kept.put_tiers(made)
    if installation is not None:
        figures_kept({file}, file.name)
    say.words(f"Shared by two tiers: {'; '.join(titles)}.")
    for partner, code in partners.items():
        areas = sum(lies_in == code for lies_in in made.districts.values())
        say.words(f"{partner}: sees the {areas:,} smaller areas of {code}, and districts as a whole")
    for partner in whole:
        say.words(f"{partner}: sees everything")
    say.words("Every other partner sees districts as a whole only.")
    if opened := [one.title for one in kept.indicators() if one.key in before]:
        say.words(f"No longer shared, so that every partner sees all areas of them: {'; '.join(opened)}.")
    return DONE
