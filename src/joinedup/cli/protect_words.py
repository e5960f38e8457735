"""What `joinedup protect` says of the methods side by side, and of a table whose figures are changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from joinedup.cli import say
from joinedup.cli.attack_words import verdict, worked_out
from joinedup.cli.attacking import small_among
from joinedup.cli.rules import today
from joinedup.engine.disclosure.attack import Attack
from joinedup.engine.disclosure.changed import Changed
from joinedup.engine.disclosure.choices import RULE_SET, Choice, not_done
from joinedup.engine.disclosure.cube import Cube
from joinedup.engine.disclosure.protection import Protected
from joinedup.engine.disclosure.published import Published
from joinedup.engine.disclosure.reach import REACHES
from joinedup.engine.disclosure.rules import Rule

TWO_MARKS = "Not for the public: tell small cells from others that are left out, or (the default) do not."
_NAMED = 12  # categories of a column


def read_in_words(table: Cube) -> None:
    """What a file of counts was taken for, so that a category written in two ways or a lost row is seen."""
    areas = [sum(level == own for own, _ in table.areas) for level in table.levels]
    told = ", ".join(f"{number:,} {level}" for number, level in zip(areas, table.levels, strict=True))
    say.words(f"Read: areas {told}.")
    for column, values in zip(table.by, table.categories, strict=True):
        more = f" and {len(values) - 1 - _NAMED:,} more" if len(values) - 1 > _NAMED else ""
        say.words(f"  {column}: {', '.join(values[:-1][:_NAMED])}{more}")
    finest = table.counts[: areas[0]][:, table.inner()]
    nobody = int((finest == 0).sum())
    if nobody:
        say.words(f"  {nobody:,} of {finest.size:,} combinations are 0 or have no row, and count as nobody.")


def side_by_side(choices: Sequence[Choice], rule: Rule) -> None:
    """What each method would cost, one paragraph a method."""
    say.words(f"Rule set {rule.name}: {rule.title.lower()}. {rule.standing(today())}".rstrip())
    for one in choices:
        say.words(f"{one.name}{' (suggested)' if one.suggested else ''}: {one.title}.")
        if one.refused:
            say.words(f"  It cannot be had: {one.refused}")
            continue
        say.words(f"  {one.cells:,} cells, {one.small:,} of them small.")
        if one.hidden:
            say.words(f"  {one.hidden:,} are left out, which add up to {one.sum_lost:,}.")
        if one.changed:
            say.words(
                f"  {one.changed:,} figures differ from their counts, by {one.mean_change} on average over all cells; "
                f"a sum by at most {one.total_change}."
            )
        say.words(
            f"  Attacked: {one.exact:,} small counts can be worked out; of {one.narrow:,} it was not shown that they "
            f"could be anything from {rule.smallest} to {rule.largest}. {one.seconds} seconds."
        )
    say.words("Choose one with --method. Nothing was written.")


def changed_as_json(made: Changed, out: Path, metadata: Path) -> dict[str, object]:
    """The outcome as plain values."""
    table = made.published
    return {
        "out": str(out),
        "metadata": str(metadata),
        "rules": table.rule.name,
        "rules_said": table.rule.standing(today()),
        "method": table.method,
        "within": table.within,
        "cells": len(table.cells),
        "small": made.small,
        "changed": made.cells,
        "mean_change": made.mean,
        "greatest_change": made.greatest,
        "greatest_change_of_a_sum": made.of_totals,
        "adds_up": made.additive,
        "not_beside": made.not_beside,
        "left_out": made.left_out,
        "further": made.further,
        "suppressed_sum": made.sum_lost,
        "safe": made.attack.safe,
        "attack": {"pinned": made.attack.pinned, "unchecked": made.attack.unchecked},
    }


def changed_in_words(made: Changed, out: Path, metadata: Path, method: str) -> None:
    """The outcome for a person, of a table whose figures are changed."""
    table = made.published
    cells, shown = len(table.cells), len(table.cells) - made.left_out
    left_out = f"{shown:,} are shown, {made.left_out:,} left out" if made.left_out else "none left out"
    say.words(f"{out}: {cells:,} cells, every margin included, {left_out} ({table.method}).")
    _rule_in_words(table.rule, method)
    say.words(f"  {made.small:,} of the counts are small.")
    if made.left_out:
        say.words(f"  The counts left out add up to {made.sum_lost:,}.")
    if made.further:
        say.words(f"  {made.further:,} of them are not small: small ones would follow, or nothing of a total is shown.")
    sums = table.near is not None and table.near.sums
    say.words(f"  {made.cells:,} figures differ from their counts, by {made.mean:.2f} on average over all shown;")
    say.words(f"  none by more than {made.greatest:,}, and no sum by more than {made.of_totals:,}.")
    if sums:
        say.words("  Totals are the sums of the figures shown, and lack what is left out.")
    else:
        say.words(
            "  Figures add up to their sums." if made.additive else "  Figures do not add up to their sums exactly."
        )
    if made.not_beside:
        say.words(f"  {made.not_beside:,} sums are further from their count than the base, so that all add up.")
    which = "each figure that is no total" if sums else "each figure"
    zero = "a figure of 0 may be a small one" if table.near is None else "a figure of 0 is nobody"
    say.words(f"Tell readers that {which} is within {table.within} of the count: {zero}.")
    say.words(f"Metadata and area lookup: {metadata}. Keep them beside the table, so that it can be attacked again.")


def _rule_in_words(rule: Rule, method: str) -> None:
    """What a rule set asks for, and what of it was not done or was done besides."""
    say.words(f"  Rule set {rule.name} ({rule.body or 'your own'}): {rule.title.lower()}.")
    if method == RULE_SET:
        say.words(f"  {rule.rounding_in_words}.")
    if rule.least_people:
        say.words(f"  No area of fewer than {rule.least_people:,} people is shown.")
    if said := not_done(rule, method):
        say.words(f"  {said}")
    if said := rule.standing(today()):
        say.words(f"  Mind the rule set {rule.name}: {said}")


def left_out_in_words(protected: Protected, out: Path, metadata: Path, method: str) -> None:
    """The outcome for a person, of a table in which counts are left out."""
    cells, rule = len(protected.published.cells), protected.published.rule
    hidden = protected.primary + protected.secondary
    say.words(f"{out}: {cells:,} cells, every margin included. {cells - hidden:,} are shown, {hidden:,} left out:")
    say.words(f"  {protected.primary:,} because they are small;")
    say.words(f"  {protected.secondary:,} more, so that no small count can be worked out from the totals.")
    say.words(f"  The counts left out add up to {protected.suppressed_sum:,}.")
    _rule_in_words(rule, method)
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
    say.words(f"Metadata and area lookup: {metadata}. Keep them beside the table, so that it can be attacked again.")


def two_marks_in_words(which: str) -> None:
    """Why a table with two marks is not for the public. which: what they tell of cells, "small"."""
    say.words(f"It has two marks, as you asked for: whoever reads it knows which cells are {which}. It is for whoever")
    say.words("made the table, never for the public: make it once more without --two-marks, and publish that.")


def said_last(outcome: Attack, table: Published, *, two_marks: bool) -> None:
    """What `joinedup attack` says of the table as it was written. two_marks: whether it tells which cells are small."""
    if two_marks:
        two_marks_in_words("small")
    say.words("Attacked as it was written:")
    worked_out(outcome, small_among(outcome, [table]))
    say.words(verdict(outcome))
