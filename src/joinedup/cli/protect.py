"""`joinedup protect`: an analyst's table of counts made safe to publish, attacked before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.rules import chosen_rule, today
from joinedup.engine.disclosure.counts_file import read_counts, read_people
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published_file import metadata_path, write_published
from joinedup.engine.disclosure.reach import ANY_OTHER, REACHES
from joinedup.engine.disclosure.rules import DEFAULT, check_people
from joinedup.engine.errors import DONE, error


def protect_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The counts, as CSV.")],
    count: Annotated[str, typer.Option("--count", metavar="COL", help="The column with the counts.")],
    by: Annotated[str, typer.Option("--by", metavar="COL,COL", help="The columns with the categories.")],
    hierarchy: Annotated[
        str, typer.Option("--hierarchy", metavar="COL,COL", help="The columns with the areas, finest first.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the safe table.")],
    rules: Annotated[
        str, typer.Option("--rules", metavar="NAME", help="Which counts are too small: a name, or a file of your own.")
    ] = DEFAULT.name,
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="FILE", help="How many people live in each area: CSV with area, people."),
    ] = None,
    protection: Annotated[
        str, typer.Option("--protection", metavar="NAME", help=f"How well: {', '.join(REACHES)}.")
    ] = ANY_OTHER,
    lone: Annotated[
        bool, typer.Option("--lone/--no-lone", help="Defend against somebody who is alone in a cell and knows it.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Leave small counts out of a table with all its margins, and what would give them away."""
    rule = chosen_rule(rules)
    if out.resolve() in (file.resolve(), metadata_path(file).resolve()):
        raise error("usage", what="--out would overwrite the counts themselves; choose another name.")
    table = read_counts(file, count, _names(by), _names(hierarchy))
    check_people(rule, [code for level, code in table.areas if level == table.levels[0]], _people(people))
    with say.progress("Protecting") as advance:
        protected = protect(table, rule, out.name, advance, protection=protection, defend_lone=lone)
    metadata = write_published(out, protected)
    if as_json:
        say.as_json(_as_json(protected, out, metadata))
    else:
        _in_words(protected, out, metadata)
    return DONE


def _people(path: Path | None) -> dict[str, int] | None:
    return None if path is None else read_people(path)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _as_json(protected: Protected, out: Path, metadata: Path) -> dict[str, object]:
    return {
        "out": str(out),
        "metadata": str(metadata),
        "rules": protected.published.rule.name,
        "rules_said": protected.published.rule.standing(today()),
        "cells": len(protected.published.cells),
        "primary": protected.primary,
        "secondary": protected.secondary,
        "suppressed_sum": protected.suppressed_sum,
        "secondary_sum": protected.secondary_sum,
        "exceptions": protected.exceptions,
        "protection": protected.protection,
        "lone_defended": protected.defended,
        "nearer": [
            {"level": key.level, "area": key.area, **dict(zip(protected.published.by, key.values, strict=True))}
            for key in protected.nearer
        ],
        "safe": protected.attack.safe,
        "attack": {"pinned": protected.attack.pinned, "unchecked": protected.attack.unchecked},
    }


def _in_words(protected: Protected, out: Path, metadata: Path) -> None:
    cells, rule = len(protected.published.cells), protected.published.rule
    hidden = protected.primary + protected.secondary
    say.words(f"{out}: {cells:,} cells, every margin included. {cells - hidden:,} are shown, {hidden:,} left out:")
    say.words(f"  {protected.primary:,} because they are small ({rule.name}: {rule.title.lower()});")
    if said := rule.standing(today()):
        say.words(f"  Mind the rule set {rule.name}: {said}")
    say.words(f"  {protected.secondary:,} more, so that no small count can be worked out from the totals.")
    say.words(f"  The counts left out add up to {protected.suppressed_sum:,}.")
    say.words("Attacked with everything that is published: no cell left out can be worked out.")
    say.words(f"Protection: {REACHES[protected.protection]}.")
    if protected.nearer:
        say.words(f"  For {len(protected.nearer):,} small counts no table reaches all of that; --json names each.")
    if not protected.defended:
        say.words("Somebody who is alone in a cell was not defended against: they may work out another small count.")
    if protected.exceptions:
        say.words(
            f"In {protected.exceptions:,} cases somebody who knows that they are alone in a cell could work out "
            "another small count, whatever else is left out."
        )
    say.words("Before you publish: show both kinds of suppressed cell with one mark. The column status says which are")
    say.words("small, which tells a reader more than an empty cell does.")
    say.words(f"Metadata and area lookup: {metadata}. Keep them beside the table, so that it can be attacked again.")
