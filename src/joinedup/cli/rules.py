"""`joinedup rules`: the rule sets that say which counts are too small, with their sources and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from attrs import asdict

from joinedup.cli import say
from joinedup.engine.disclosure.rules import DEFAULT, LIBRARY, Rule, own_rule, rule_named
from joinedup.engine.errors import DONE

rules = typer.Typer(help="Rule sets: which counts are too small to publish, and who says so.")
_SAID = (
    ("body", "Whose"),
    ("source", "Source"),
    ("address", "Address"),
    ("last_checked", "Last read on"),
    ("starts", "In force from"),
    ("ends", "In force until"),
    ("note", "Note"),
)


def today() -> date:
    """The day on which the command runs."""
    return datetime.now(UTC).date()


def chosen_rule(text: str) -> Rule:
    """A rule set by its name, or by the path of a file of one's own (`.toml`). Raises as the engine does."""
    return own_rule(Path(text)) if text.endswith(".toml") else rule_named(text)


@rules.callback(invoke_without_command=True)
def list_rules(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rule sets as JSON.")] = False,
) -> int:
    """Every rule set: name, what is left out, and whose it is."""
    if context.invoked_subcommand is not None:
        return DONE
    if as_json:
        say.as_json([_plain(rule) for rule in LIBRARY])
        return DONE
    for rule in LIBRARY:
        unless = " (unless you choose another)" if rule is DEFAULT else ""
        only = "" if rule.has_threshold else " Listed only: it cannot be applied."
        say.words(f"{rule.name}{unless}: {rule.title}.{only}")
        say.words(f"  {rule.body}. Last read on {rule.last_checked}. {rule.standing(today())}".rstrip())
    return DONE


@rules.command("show")
def show_rules(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A rule set, or a file of your own (.toml).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> int:
    """One rule set in full, with its source."""
    rule = next((one for one in LIBRARY if one.name == name), None) or chosen_rule(name)
    if as_json:
        say.as_json(_plain(rule))
        return DONE
    say.words(f"{rule.name}: {rule.title}.")
    if rule.rounds:
        say.words(f"  {rule.rounding_in_words}.")
    if rule.least_people:
        say.words(f"  No area of fewer than {rule.least_people:,} people by itself.")
    for said in (rule.dominance_in_words, rule.estimate_in_words):
        if said:
            say.words(f"  Amounts (protect-amounts): not where {said}.")
    for field, title in _SAID:
        if said := getattr(rule, field):
            say.words(f"  {title}: {said}")
    if not rule.has_threshold:
        say.words("  It names no threshold, and cannot be applied to a table.")
    if said := rule.standing(today()):
        say.words(f"  Mind: {said}")
    return DONE


def _plain(rule: Rule) -> dict[str, object]:
    threshold = {} if rule.has_threshold else {"smallest": None, "largest": None}
    return {**asdict(rule), **threshold, "said": rule.standing(today())}
