"""`joinedup protect-amounts`: an analyst's table of amounts made safe to publish, attacked before it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.attack_words import not_attacked, verdict
from joinedup.cli.protect_words import two_marks_in_words
from joinedup.cli.rules import chosen_rule, today
from joinedup.cli.sheets_read import check_out, sheets_as_json, sheets_in_words
from joinedup.engine.disclosure.amounts import ProtectedAmounts, protect_amounts
from joinedup.engine.disclosure.amounts_file import read_amounts
from joinedup.engine.disclosure.counts_file import read_people
from joinedup.engine.disclosure.dominance import few_percent
from joinedup.engine.disclosure.population import check_table, people_of
from joinedup.engine.disclosure.published import as_figure
from joinedup.engine.disclosure.published_file import metadata_path, write_published
from joinedup.engine.disclosure.rules import FOR_AMOUNTS, Rule, check_people
from joinedup.engine.errors import DONE, error


def protect_table_of_amounts(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The contributions, one row each, as CSV, XLSX, XLS or ODS.")
    ],
    amount: Annotated[str, typer.Option("--amount", metavar="COL", help="The column with the amounts.")],
    contributor: Annotated[
        str, typer.Option("--contributor", metavar="COL", help="The column that says whose each amount is.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="COL,COL", help="The columns with the categories.")],
    hierarchy: Annotated[
        str, typer.Option("--hierarchy", metavar="COL,COL", help="The columns with the areas, finest first.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the safe table.")],
    rules: Annotated[
        str,
        typer.Option("--rules", metavar="NAME", help="Which amounts are sensitive: a name, or a file of your own."),
    ] = FOR_AMOUNTS.name,
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="FILE", help="How many people live in each area: a table with area, people."),
    ] = None,
    lone: Annotated[
        bool, typer.Option("--lone/--no-lone", help="Defend against somebody who is alone in a cell and knows it.")
    ] = True,
    two_marks: Annotated[
        bool,
        typer.Option(
            "--two-marks/--one-mark",
            help="Not for the public: tell sensitive cells from others left out, or (the default) do not.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Make a table of amounts (spending by provider, hours by carer) with all its margins safe to publish: leave out
    what would tell closely what one contributor gives, and what would give that away."""
    rule = chosen_rule(rules)
    check_out(out)
    if out.resolve() in (file.resolve(), metadata_path(file).resolve()):
        raise error("usage", what="--out would overwrite the contributions themselves; choose another name.")
    amounts = read_amounts(file, amount, contributor, _names(by), _names(hierarchy))
    known = None if people is None else read_people(people)
    check_people(rule, (), known)
    check_table(rule, amounts.table, None if known is None else people_of(amounts.table, known))
    with say.progress("Protecting") as advance:
        made = protect_amounts(amounts, rule, out.name, advance, defend_lone=lone, processes=os.cpu_count() or 1)
    metadata = write_published(out, made, two_marks=made.attack if two_marks else None)
    given = [file, *([people] if people else [])]
    if as_json:
        say.as_json(_as_json(made, rule, out, metadata, two_marks=two_marks) | sheets_as_json(given))
    else:
        sheets_in_words(given)
        _in_words(made, rule, out, metadata, two_marks=two_marks)
    return DONE


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _as_json(made: ProtectedAmounts, rule: Rule, out: Path, metadata: Path, *, two_marks: bool) -> dict[str, object]:
    decimals = made.published.decimals
    return {
        "out": str(out),
        "metadata": str(metadata),
        "rules": rule.name,
        "rules_said": rule.standing(today()),
        "cells": len(made.published.cells),
        "primary": made.primary,
        "few_contributors": made.few,
        "dominated": made.dominated,
        "estimated": made.estimated,
        "few_percent": few_percent(rule),
        "secondary": made.secondary,
        "suppressed_sum": as_figure(made.suppressed_sum, decimals),
        "secondary_sum": as_figure(made.secondary_sum, decimals),
        "exceptions": made.exceptions,
        "lone_defended": made.defended,
        "safe": made.attack.safe and not two_marks,
        "attack": {"pinned": made.attack.pinned, "unchecked": made.attack.unchecked},
    }


def _in_words(made: ProtectedAmounts, rule: Rule, out: Path, metadata: Path, *, two_marks: bool) -> None:
    cells, hidden = len(made.published.cells), made.primary + made.secondary
    say.words(f"{out}: {cells:,} cells, every margin included. {cells - hidden:,} are shown, {hidden:,} left out:")
    say.words(
        f"  {made.primary:,} because they would tell what somebody gives ({rule.name}), for one reason or several:"
    )
    for line in _reasons(made, rule):
        say.words(f"    {line}")
    if said := rule.standing(today()):
        say.words(f"  Mind the rule set {rule.name}: {said}")
    if rule.rounds:
        say.words("  Its rounding is for counts: amounts are shown as they are.")
    say.words(f"  {made.secondary:,} more, so that none of those can be worked out or estimated from the totals.")
    say.words(f"  The amounts left out add up to {_figure(made.suppressed_sum, made)}, margins included.")
    if hidden == cells:
        say.words("Nothing is shown. Take coarser areas or fewer categories, or a rule set that asks for less.")
    say.words(
        "Attacked with everything that is published: none of these amounts can be estimated more closely than the"
    )
    say.words(f"rules allow; where contributors are few, not to within {few_percent(rule)} % of it.")
    if not made.defended:
        say.words("Somebody who is alone in a cell was not defended against: they may know another amount closely.")
    if made.exceptions:
        say.words(
            f"In {made.exceptions:,} cases somebody who knows that they are alone in a cell could know another amount "
            "more closely, whatever else is left out."
        )
    say.words(f"Metadata and area lookup: {metadata}. Keep them beside the table, so that it can be attacked again.")
    if two_marks:
        two_marks_in_words("sensitive")
    say.words("Attacked as it was written:")
    say.words(not_attacked(made.published.name) if two_marks else verdict(made.attack))


def _reasons(made: ProtectedAmounts, rule: Rule) -> list[str]:
    few = f"{rule.largest} contributors or fewer" + ("" if rule.smallest else ", cells of nobody included")
    found = [f"{made.few:,} have {few};"]
    if rule.dominance_in_words:
        found.append(f"{made.dominated:,} where {rule.dominance_in_words};")
    if rule.estimate_in_words:
        found.append(f"{made.estimated:,} where {rule.estimate_in_words};")
    return found


def _figure(units: int, made: ProtectedAmounts) -> str:
    whole, _, after = as_figure(units, made.published.decimals).partition(".")
    return f"{int(whole):,}" + (f".{after}" if after else "")
