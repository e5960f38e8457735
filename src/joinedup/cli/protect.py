"""`joinedup protect`: an analyst's table of counts made safe to publish, attacked before it is written."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from attrs import asdict

from joinedup.cli import say
from joinedup.cli.beside import beside_as_json, beside_in_words, paths_in, read_former
from joinedup.cli.protect_words import (
    TWO_MARKS,
    changed_as_json,
    changed_in_words,
    left_out_in_words,
    read_in_words,
    said_last,
    side_by_side,
)
from joinedup.cli.rules import chosen_rule, today
from joinedup.cli.sheets_read import check_out, sheets_as_json, sheets_in_words
from joinedup.engine.disclosure.attack import Attack, attack
from joinedup.engine.disclosure.cell_keys import cell_keys
from joinedup.engine.disclosure.certificate import write_certificate
from joinedup.engine.disclosure.changed import Changed
from joinedup.engine.disclosure.choices import HIDING, KEYS, LEAVE_OUT, ROUND, RULE_SET, Made, make_safe, usual
from joinedup.engine.disclosure.choices import compare as compare_methods
from joinedup.engine.disclosure.counts_file import read_counts, read_keys, read_people
from joinedup.engine.disclosure.population import check_table, people_of
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import Key
from joinedup.engine.disclosure.published_file import metadata_path, write_published
from joinedup.engine.disclosure.reach import ANY_OTHER, REACHES
from joinedup.engine.disclosure.rules import DEFAULT, check_people
from joinedup.engine.errors import DONE, REFUSED, error


def protect_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The counts, as CSV, XLSX, XLS or ODS.")],
    count: Annotated[str, typer.Option("--count", metavar="COL", help="The column with the counts.")],
    by: Annotated[str, typer.Option("--by", metavar="COL,COL", help="The columns with the categories.")],
    hierarchy: Annotated[
        str, typer.Option("--hierarchy", metavar="COL,COL", help="The columns with the areas, finest first.")
    ],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write the safe table.")] = None,
    rules: Annotated[
        str, typer.Option("--rules", metavar="NAME", help="Which counts are too small: a name, or a file of your own.")
    ] = DEFAULT.name,
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="FILE", help="How many people live in each area: a table with area, people."),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="NAME",
            help="How: rule-set, leave-out, round, cell-keys, or one of --compare. Unless given, as the rule set says.",
        ),
    ] = "",
    keys: Annotated[
        str, typer.Option("--keys", metavar="COL", help="The column with the sum of record keys, for cell-keys.")
    ] = "",
    compare: Annotated[bool, typer.Option("--compare", help="Write nothing: say what each method would cost.")] = False,
    protection: Annotated[
        str, typer.Option("--protection", metavar="NAME", help=f"How well: {', '.join(REACHES)}.")
    ] = ANY_OTHER,
    lone: Annotated[
        bool, typer.Option("--lone/--no-lone", help="Defend against somebody who is alone in a cell and knows it.")
    ] = True,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="FILE",
            help="Also write the proof for whoever checks it. It holds the counts left out: never publish it.",
        ),
    ] = None,
    two_marks: Annotated[bool, typer.Option("--two-marks/--one-mark", help=TWO_MARKS)] = False,
    beside: Annotated[
        str,
        typer.Option("--beside", metavar="FILE,FILE", help="Make it safe together with these tables, public already."),
    ] = "",
    lookup: Annotated[
        str,
        typer.Option("--lookup", metavar="FILE,FILE", help="With --beside: a table, a column a level, finest first."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Make a table with all its margins safe to publish: leave small counts out, and what would give them away, or
    another method. With --compare: what each method would cost, before you choose. Amounts, such as money or hours,
    are for protect-amounts."""
    rule = chosen_rule(rules)
    method = method or usual(rule)
    if (out is None) != compare:
        raise error("usage", what="Give either --out, to write the safe table, or --compare, to write nothing.")
    if out is not None:
        check_out(out)
    counts = (file.resolve(), metadata_path(file).resolve())
    if out is not None and out.resolve() in counts:
        raise error("usage", what="--out would overwrite the counts themselves; choose another name.")
    if method != LEAVE_OUT and (protection != ANY_OTHER or not lone or certificate is not None):
        whole = f" {rule.name} rounds: give --method leave-out to have less of it." if method == RULE_SET else ""
        raise error("usage", what=f"--protection, --no-lone and --certificate are for the method leave-out.{whole}")
    if certificate is not None and (out is None or certificate.resolve() in (*counts, out.resolve())):
        raise error("usage", what="--certificate goes with --out, and needs a name of its own.")
    if two_marks and (method in (ROUND, KEYS) or certificate is not None):
        raise error("usage", what="--two-marks is for tables in which counts are left out, and without --certificate.")
    former = read_former(beside, lookup, out)
    table = read_counts(file, count, _names(by), _names(hierarchy))
    summed = cell_keys(table, read_keys(file, keys, _names(by), _names(hierarchy))) if keys else None
    known = _people(people)
    check_people(rule, (), known)
    given = [file, *([people] if people else []), *paths_in(beside), *paths_in(lookup)]
    if not as_json:
        sheets_in_words(given)
        read_in_words(table)
    if out is None:
        with say.progress("Comparing") as advance:
            choices = compare_methods(table, rule, perf_counter, summed, advance, known)
        say.as_json([asdict(one) for one in choices]) if as_json else side_by_side(choices, rule)
        return DONE
    with say.progress("Protecting") as advance:

        def make(also: Collection[Key]) -> Made:
            processes = os.cpu_count() or 1
            if method == LEAVE_OUT:
                return protect(
                    table, rule, out.name, advance,
                    protection=protection, defend_lone=lone, processes=processes, also=also,
                )  # fmt: skip
            return make_safe(
                table, rule, method, out.name, summed, advance, processes=processes, people=known, also=also
            )

        if method == LEAVE_OUT:
            check_table(rule, table, None if known is None else people_of(table, known))
        made = make(())
        together = former.beside(made, make, advance, hide=method in HIDING) if former else None
        made = together.made if together else made
    marked = attack([made.published], exact=False) if two_marks else None
    as_written = marked or made.attack
    metadata = write_published(out, made, two_marks=marked)
    if certificate is not None and isinstance(made, Protected):
        write_certificate(certificate, made.published, made.certificate, out)
    if as_json:
        plain = (
            changed_as_json(made, out, metadata)
            if isinstance(made, Changed)
            else _as_json(made, out, metadata, as_written)
        )
        say.as_json(plain | sheets_as_json(given) | (beside_as_json(together) if together else {}))
    elif isinstance(made, Changed):
        changed_in_words(made, out, metadata, method)
    else:
        left_out_in_words(made, out, metadata, method)
        if certificate is not None:
            say.words(f"Certificate: {certificate}. It holds the counts that were left out: give it only to whoever")
            say.words("checks the table, who runs `joinedup attack --certificate`. Never publish it.")
    if not as_json:
        said_last(as_written, made.published, two_marks=two_marks)
    if together and not as_json:
        beside_in_words(together)
    return REFUSED if together and together.before else DONE


def _people(path: Path | None) -> dict[str, int] | None:
    return None if path is None else read_people(path)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _as_json(protected: Protected, out: Path, metadata: Path, attacked: Attack) -> dict[str, object]:
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
        "safe": attacked.safe,
        "attack": {"pinned": attacked.pinned, "unchecked": attacked.unchecked},
    }
