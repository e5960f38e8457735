"""Install which postcode lies in which area."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import transaction

from joinedup.engine.areas.area_set import AreaSet
from joinedup.service.areas.overlapping import Installed
from joinedup.service.areas.queries import BOUNDARIES, KNOWN, LOOKUP, PEOPLE, POINTS, WARDS
from joinedup.service.audit.keeping import files_kept
from joinedup.service.project.home import home

_SUBJECT = "areas"


@transaction.atomic
def install(
    lookup: pl.DataFrame, boundaries: Mapping[str, Any] | None, points: pl.DataFrame | None = None, *, by: str
) -> None:
    """Keep a lookup (postcode, lsoa, msoa, lad) and boundaries in place of those there: each whole or not at all.

    points: where postcodes lie (postcode without blanks, longitude, latitude), where the directory says.
    """
    folder = home().areas
    folder.mkdir(exist_ok=True, mode=0o700)
    for name in (WARDS, KNOWN, POINTS):  # they were of the directory that is replaced
        (folder / name).unlink(missing_ok=True)
    making = folder / f"{LOOKUP}.making"
    lookup.write_parquet(making)
    making.rename(folder / LOOKUP)
    if points is not None:
        making = folder / f"{POINTS}.making"
        points.write_parquet(making)
        making.rename(folder / POINTS)
    if boundaries is not None:
        making = folder / f"{BOUNDARIES}.making"
        making.write_text(json.dumps(boundaries), encoding="utf-8")
        making.rename(folder / BOUNDARIES)
    _kept(LOOKUP, POINTS, WARDS, KNOWN, *((BOUNDARIES,) if boundaries is not None else ()), by=by)


@transaction.atomic
def install_more(known: Sequence[AreaSet], wards: Mapping[str, str], *, by: str) -> None:
    """Keep which areas there are, of every kind and year, with their names, and the ward of each LSOA."""
    folder = home().areas
    told = [
        {"kind": one.kind, "year": one.year, "names": dict(one.names), "parents": dict(one.parents)} for one in known
    ]
    making = folder / f"{KNOWN}.making"
    making.write_text(json.dumps(told), encoding="utf-8")
    making.rename(folder / KNOWN)
    if wards:
        making = folder / f"{WARDS}.making"
        pairs = {"lsoa": list(wards), "ward": list(wards.values())}
        pl.DataFrame(pairs).sort("lsoa").write_parquet(making)
        making.rename(folder / WARDS)
    _kept(KNOWN, *((WARDS,) if wards else ()), by=by)


@transaction.atomic
def install_people(people: Mapping[str, int], source: str, *, by: str) -> None:
    """Keep how many people live in each area, and who says so, in place of what was known: whole or not at all."""
    folder = home().areas
    folder.mkdir(exist_ok=True, mode=0o700)
    making = folder / f"{PEOPLE}.making"
    making.write_text(json.dumps({"source": source, "people": dict(people)}), encoding="utf-8")
    making.rename(folder / PEOPLE)
    _kept(PEOPLE, by=by)


@transaction.atomic
def install_overlaps(given: Installed, *, by: str) -> None:
    """Keep overlaps in place of those between the same two kinds of area: whole or not at all."""
    overlaps, place = given.overlaps, given.place
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    people = {old: dict(onto) for old, onto in overlaps.people.items()}
    making = place.with_suffix(".making")
    told = {"file": given.file, "old": overlaps.old, "new": overlaps.new, "people": people}
    making.write_text(json.dumps(told), encoding="utf-8")
    making.rename(place)
    files_kept([place], by=by, subject=_SUBJECT)


def _kept(*names: str, by: str) -> None:
    files_kept([home().areas / name for name in names], by=by, subject=_SUBJECT)
