"""Type 1: counts of people by area, age and sex, protected and attacked before anyone sees them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
from attrs import frozen
from django.db import transaction

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.areas.boundaries import boundaries_from
from joinedup.engine.areas.map_picture import map_picture
from joinedup.engine.clients.counts import count_clients
from joinedup.engine.disclosure.cell_keys import cell_keys, record_keyer
from joinedup.engine.disclosure.choices import HIDING, Choice, Made, compare, make_safe, methods, not_done, usual
from joinedup.engine.disclosure.cube import TOTAL, Cube, Ints, cube
from joinedup.engine.disclosure.mending import Advance
from joinedup.engine.disclosure.protection import Protected
from joinedup.engine.disclosure.published import as_rows
from joinedup.engine.disclosure.published_file import write_published
from joinedup.engine.disclosure.rules import DEFAULT, Rule, check_people
from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.areas.queries import people as people_there
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.objections.queries import mark
from joinedup.service.project.secret import secret
from joinedup.service.releases.former import former_releases, make_beside_former, told_before
from joinedup.service.releases.layers import FINEST, made_of, named, people_in, titles_of
from joinedup.service.releases.lending import IndexNow, lend_index
from joinedup.service.releases.making import make_release
from joinedup.service.releases.models import Release
from joinedup.service.releases.same_people import people_of

BY = ("age", "sex")


@frozen(eq=False)
class Counts:
    """A table made safe and attacked that has not left yet.

    `areas`: one row an LSOA, with the areas of each level. `choices`: what each method would cost, where asked for.
    `told_before`: cells of which former releases tell the count by themselves, for who checks.
    """

    title: str
    agreements: tuple[Agreement, ...]
    levels: tuple[str, ...]
    protected: Made
    facts: dict[str, object]
    areas: pl.DataFrame
    choices: tuple[Choice, ...] = ()
    told_before: tuple[str, ...] = ()

    @property
    def references(self) -> str:
        """The agreements that it rests on."""
        return ", ".join(agreement.reference for agreement in self.agreements)

    @property
    def digest(self) -> str:
        """SHA-256 of the table as it would be published: what a checker checks."""
        return hashlib.sha256(repr(list(as_rows(self.protected.published))).encode()).hexdigest()


def prepare_counts(
    gate: Gate,
    *,
    agreements: Sequence[Agreement],
    title: str,
    edges: Sequence[int],
    levels: Sequence[str],
    areas: pl.DataFrame,
    by: str,
    on: date,
    rule: Rule = DEFAULT,
    method: str = "",
    side_by_side: bool = False,
    advance: Advance = lambda done, total: None,
) -> Counts:
    """Count each client once by area × age band × sex, over the indexes of one agreement or several; protect, attack.

    method: one of `disclosure.choices`; "" for what the rule set asks for. side_by_side: say too what each would cost.

    rule: the stricter of it and of what the agreements ask for is applied. areas: lsoa and the levels above it, one
    row an LSOA. Raises RefusedError; `people-needed` for a rule set
    that asks how many people live in an area; `not-safe` or `differencing`, with an event, where a small count could be
    worked out from it, alone or with former releases.
    """
    for agreement in agreements:
        rule = rule.at_least(agreement.least_count, f"The agreement {agreement.reference}")
    method = method or usual(rule)
    areas = areas.select(FINEST, *(level for level in levels if level != FINEST))
    living, living_source = people_there()
    living = people_in(areas, living)
    check_people(rule, (), living or None)
    counts, people = [], []
    for agreement in agreements:
        now = IndexNow(agreement.reference)
        people.append(people_of(now.name, on.year, mark([agreement.reference, *agreement.draws_on])))
        index = lend_index(
            gate,
            now,
            agreement=agreement,
            kind=Kind.PUBLISH,
            recipient=PUBLIC,
            by=by,
            columns=("client", "birth_year", "sex", "lsoa", "household"),
            least=rule.largest + 1,
        )
        record_key = record_keyer(secret("record keys"), agreement.reference)
        counts.append(count_clients(index, year=on.year, edges=edges, lookup=areas, record_key=record_key))
    table, keys = _cube(pl.concat(counts).select(*levels, *BY, "count", "key"), levels)
    references = ", ".join(agreement.reference for agreement in agreements)
    try:
        made_beside = make_beside_former(
            lambda also: make_safe(table, rule, method, title, keys, advance, also=also, people=living),
            people,
            former_releases(areas),
            hide=method in HIDING,
            advance=advance,
        )
    except JoinedupError as unsafe:
        with transaction.atomic():
            append("release-unsafe", by=by, subject=title, agreement=references, reason=unsafe.code)
        raise
    beside = made_beside.beside
    made = beside.made
    choices = compare(table, rule, perf_counter, keys, people=living) if side_by_side else ()
    facts: dict[str, object] = {
        "cells": len(made.published.cells),
        "method": method,
        "method_title": methods(table, rule, keys)[method],
        "not_done": not_done(rule, method),
        **_costs(made),
        "pinned": made.attack.pinned,
        "unchecked": made.attack.unchecked,
        "rules": rule.name,
        "rules_title": rule.title,
        "rules_source": rule.source,
        "rules_said": rule.standing(on),
        "rules_note": rule.note,
        "least_people": rule.least_people,
        "people_source": living_source if rule.least_people else "",
        "least": rule.largest + 1,
        "levels": list(made.published.levels),
        "people": [one.name for one in people],
        "attacked_with": beside.attacked,
        "hidden_beside": beside.hidden,
        "told_before": len(beside.before),
        "compared": [
            {"release": one.release, "title": one.title, "few": told.few, "guessed": told.guessed}
            for one, told in made_beside.compared
        ],
        "made_of": made_of(areas),
        "area_titles": titles_of(areas),
    }
    return Counts(title, tuple(agreements), made.published.levels, made, facts, areas, choices, told_before(beside))


def _cube(counts: pl.DataFrame, levels: Sequence[str]) -> tuple[Cube, Ints]:
    """The counts with all their margins, and the cell key of each."""
    rows: list[tuple[tuple[str, ...], tuple[str, ...], int]] = []
    summed: dict[tuple[str, tuple[str, ...]], int] = {}
    for *names, count, key in counts.iter_rows():
        areas, values = tuple(names[: len(levels)]), tuple(names[len(levels) :])
        rows.append((areas, values, count))
        summed[areas[0], values] = summed.get((areas[0], values), 0) + key
    table = cube(rows, BY, levels)
    return table, cell_keys(table, summed)


def _costs(made: Made) -> dict[str, object]:
    """What it cost to make a table safe."""
    if isinstance(made, Protected):
        return {
            "primary": made.primary, "secondary": made.secondary, "protection": made.protection,
            "nearer": len(made.nearer),
        }  # fmt: skip
    near = made.published.near
    rounded = {"left_out": made.left_out, "further": made.further, "sums": near.sums} if near else {}
    return {
        **rounded,
        "small": made.small, "changed": made.cells, "mean_change": round(made.mean, 2), "within": made.published.within,
        "adds_up": made.additive,
    }  # fmt: skip


def publish(counts: Counts, *, boundaries: Mapping[str, Any], by: str, on: date, name: str = "") -> Release:
    """Release the table, its metadata and a map together. name: the release's, made up if not given."""

    def write(folder: Path) -> None:
        write_published(folder / "counts.csv", counts.protected)
        day, references = f"{on.day} {on:%B %Y}.", counts.references
        kinds = [("counts.csv", "text/csv")]
        titles = named({code for level in counts.levels for code in counts.areas[level]})
        if rows := [
            (level, code, titles.get(code, ""), lsoa)
            for level, own in made_of(counts.areas).items()
            for code, parts in own.items()
            for lsoa in parts
        ]:
            write_csv(folder / "areas.csv", ("level", "area", "title", "lsoa"), rows)
            kinds.append(("areas.csv", "text/csv"))
        if boundaries["features"]:
            level = counts.levels[0]
            inside = dict(counts.areas.select(FINEST, pl.col(level).alias("area")).iter_rows())
            shapes = boundaries_from(boundaries, "LSOA21CD")
            picture = map_picture(
                shapes if level == FINEST else shapes.joined(inside, titles),
                _shown(counts.protected, level),
                title=counts.title,
                legend="People",
                source=f"{day} Under {references}." if len(references) < 60 else day,
            )
            (folder / "map.svg").write_text(picture.svg, encoding="utf-8")
            (folder / "map.png").write_bytes(picture.png)
            kinds += [("map.svg", "image/svg+xml"), ("map.png", "image/png")]
        catalogue = _catalogue(counts.title, references, on, counts.agreements, kinds)
        (folder / "catalogue.json").write_text(json.dumps(catalogue, indent=2) + "\n", encoding="utf-8")

    return make_release(
        by=by,
        agreement=counts.references,
        sharing_type=1,
        title=counts.title,
        on=on,
        movement=last_allowed(counts.agreements[-1].reference),
        facts=counts.facts,
        write=write,
        name=name,
    )


def publish_counts(
    gate: Gate,
    *,
    agreements: Sequence[Agreement],
    title: str,
    edges: Sequence[int],
    levels: Sequence[str],
    areas: pl.DataFrame,
    boundaries: Mapping[str, Any],
    by: str,
    on: date,
) -> Release:
    """Prepare counts and release them at once. Raises as `prepare_counts` does."""
    counts = prepare_counts(
        gate, agreements=agreements, title=title, edges=edges, levels=levels, areas=areas, by=by, on=on
    )
    return publish(counts, boundaries=boundaries, by=by, on=on)


def _shown(protected: Made, level: str) -> dict[str, int | None]:
    """All people of each area of the finest level: the published number, or None where it is left out."""
    return {
        cell.key.area: cell.count
        for cell in protected.published.cells
        if cell.key.level == level and set(cell.key.values) == {TOTAL}
    }


def _catalogue(
    title: str, references: str, on: date, agreements: Sequence[Agreement], kinds: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The release as a DCAT data set (W3C, Data Catalog Vocabulary 3)."""
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dcterms": "http://purl.org/dc/terms/"},
        "@type": "dcat:Dataset",
        "dcterms:title": title,
        "dcterms:issued": on.isoformat(),
        "dcterms:publisher": agreements[0].host,
        "dcterms:license": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "dcterms:provenance": f"Made under {references}",
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": name, "dcat:mediaType": kind} for name, kind in kinds
        ],
    }
