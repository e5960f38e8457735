"""Type 1: counts of people by area, age and sex, protected and attacked before anyone sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.areas.map_picture import map_picture
from joinedup.engine.clients.counts import count_clients
from joinedup.engine.disclosure.cube import TOTAL, cube
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import SHOWN
from joinedup.engine.disclosure.published_file import write_published
from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.releases.lending import IndexNow, lend_index
from joinedup.service.releases.making import make_release
from joinedup.service.releases.models import Release

BY = ("age", "sex")


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
    """Count each client once by area × age band × sex, over the indexes of one agreement or several.

    areas: lsoa and the levels above it, one row an LSOA. The table, its metadata and a map are released
    together. Raises RefusedError; `not-safe`, with an event, where a protected count could be worked out.
    """
    counts = []
    for agreement in agreements:
        index = lend_index(
            gate,
            IndexNow(agreement.reference),
            agreement=agreement,
            kind=Kind.PUBLISH,
            recipient=PUBLIC,
            by=by,
            columns=("client", "birth_year", "sex", "lsoa", "household"),
        )
        counts.append(count_clients(index, year=on.year, edges=edges, lookup=areas.select(levels)))
    references = ", ".join(agreement.reference for agreement in agreements)
    table = cube(
        [(tuple(row[: len(levels)]), tuple(row[len(levels) : -1]), row[-1]) for row in pl.concat(counts).iter_rows()],
        BY,
        levels,
    )
    try:
        protected = protect(table, name=title)
    except JoinedupError as unsafe:
        with transaction.atomic():
            append("release-unsafe", by=by, subject=title, agreement=references, reason=unsafe.code)
        raise
    attacked = protected.attack
    facts = {
        "cells": len(protected.published.cells),
        "primary": protected.primary,
        "secondary": protected.secondary,
        "pinned": attacked.pinned,
        "unchecked": attacked.unchecked,
        "rules": protected.published.rule.name,
        "levels": list(levels),
    }

    def write(folder: Path) -> None:
        write_published(folder / "counts.csv", protected)
        picture = map_picture(
            boundaries,
            _shown(protected, levels[0]),
            code="LSOA21CD",
            title=title,
            legend="People",
            source=f"{on.day} {on:%B %Y}. Under {references}." if len(references) < 60 else f"{on.day} {on:%B %Y}.",
        )
        (folder / "map.svg").write_text(picture.svg, encoding="utf-8")
        (folder / "map.png").write_bytes(picture.png)
        catalogue = _catalogue(title, references, on, agreements)
        (folder / "catalogue.json").write_text(json.dumps(catalogue, indent=2) + "\n", encoding="utf-8")

    return make_release(
        by=by,
        agreement=references,
        sharing_type=1,
        title=title,
        on=on,
        movement=last_allowed(agreements[-1].reference),
        facts=facts,
        write=write,
    )


def _shown(protected: Protected, level: str) -> dict[str, int | None]:
    """All people of each area of the finest level: the published number, or None where it is left out."""
    return {
        cell.key.area: cell.count if cell.status == SHOWN else None
        for cell in protected.published.cells
        if cell.key.level == level and set(cell.key.values) == {TOTAL}
    }


def _catalogue(title: str, references: str, on: date, agreements: Sequence[Agreement]) -> dict[str, Any]:
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
            {"@type": "dcat:Distribution", "dcat:downloadURL": name, "dcat:mediaType": kind}
            for name, kind in (("counts.csv", "text/csv"), ("map.svg", "image/svg+xml"), ("map.png", "image/png"))
        ],
    }
