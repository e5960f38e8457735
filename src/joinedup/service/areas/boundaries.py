"""Boundaries that people give: looked at whole, shown, then taken into use, and out of it again.

Nothing of a file is kept with which something is wrong. What was in use before stays, so that it can be used again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import shapely
from attrs import evolve
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.boundaries import Boundaries
from joinedup.engine.areas.boundary_check import Checked, Found, Said, check_boundaries
from joinedup.engine.areas.map_svg import Outlines, outlines
from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.indicators.store import Store
from joinedup.service.areas import outlining, queries
from joinedup.service.areas.models import BoundaryFile as BoundaryFile
from joinedup.service.audit.actions import append
from joinedup.service.audit.keeping import files_kept, must_be_as_kept, sha256_of
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.project.home import home

MOST_SAID = 1_000  # problems of one file that are kept; the rest are counted
MOST_LISTED = 100  # files in the list
_LEVELS = {"LSOA": "lsoa", "MSOA": "msoa", "district": "lad", "ward": "ward"}  # as the postcode lookup calls them


def load(acting: Acting, said: Said, *, file: str, content: BinaryIO, sha256: str, source: str) -> BoundaryFile:
    """Keep a file that somebody gives, to be looked at. Raises PermissionDenied."""
    _must(acting)
    key = f"b-{secrets.token_hex(6)}"
    home().boundaries.mkdir(exist_ok=True, mode=0o700)
    with _upload(key).open("wb") as into:
        while piece := content.read(1 << 20):
            into.write(piece)
    return BoundaryFile.objects.create(
        key=key, partner=acting.partner, person=acting.person, by=acting.by, at=timezone.now(), file=file[-200:],
        sha256=sha256, level=said.level, year=said.year, code_column=said.column, only=list(said.only), source=source,
    )  # fmt: skip


def look_at(key: str) -> BoundaryFile:
    """Look at a file that was kept: what would be taken is laid by with its outlines, or it is refused whole."""
    row = BoundaryFile.objects.get(key=key)
    if row.state != BoundaryFile.ARRIVED:
        return row
    try:
        if sha256_of(_upload(key)) != row.sha256:
            raise error("kept-file-changed", where=row.file)
        told = check_boundaries(_upload(key), row.said, _known())
    except JoinedupError as wrong:
        told = Checked(None, (Found(f"{wrong.what.removesuffix('.')}. {wrong.do}"),))
    if told.boundaries is not None:
        try:
            _lay_by(key, told.boundaries)
        except shapely.GEOSException:
            told = Checked(None, (Found("its shapes do not fit together, and cannot be drawn"),), column=told.column)
    facts: dict[str, Any] = {
        "problems": _first(told.problems), "repairs": _first(told.repairs), "left_out": told.left_out,
        "column": told.column,
    }  # fmt: skip
    if told.boundaries is not None:
        here = _named_here(row)
        facts |= {
            "areas": len(told.boundaries.areas), "system": str(told.boundaries.system),
            "mended": list(told.boundaries.mended), "missing": _first(_missing(row, here, told.boundaries)),
            "strange": _first(_strange(here, told.boundaries)),
        }  # fmt: skip
    state = BoundaryFile.REFUSED if told.boundaries is None else BoundaryFile.READ
    with transaction.atomic():
        waits = BoundaryFile.objects.filter(key=key, state=BoundaryFile.ARRIVED)
        if waits.update(facts=facts, state=state):
            files_kept((_kept(key), _names(key)), by=row.by, subject=key)
        else:  # given up meanwhile
            _throw_away(key)
    _upload(key).unlink(missing_ok=True)
    row.refresh_from_db()
    return row


def use(acting: Acting, key: str) -> BoundaryFile:
    """Draw maps from these boundaries from now on.

    Raises `boundaries-state`, PermissionDenied, `kept-file-changed` where they are not those that were looked at.
    """
    _must(acting)
    with transaction.atomic():
        row = _locked(key, BoundaryFile.READ, BoundaryFile.OUT)
        must_be_as_kept((_kept(key), _names(key)))
        again = row.state == BoundaryFile.OUT
        BoundaryFile.objects.filter(level=row.level, year=row.year, state=BoundaryFile.IN_USE).update(
            state=BoundaryFile.OUT
        )
        row.state = BoundaryFile.IN_USE
        row.save(update_fields=["state"])
        if again:
            append("boundaries-used-again", by=acting.by, subject=key, level=row.said.title)
        else:
            append(
                "boundaries-used", by=acting.by, subject=key, level=row.said.title, areas=row.facts["areas"],
                hash=row.fingerprint(),
            )  # fmt: skip
        _name_areas(row)
        named, used = home().figures / "areas" / f"{row.kind}.json", outlining.file_of(row.kind)
        files_kept({named: sha256_of(named), used: sha256_of(_kept(key))}, by=acting.by, subject=key)
        outlining.put_in_use(row.kind, _kept(key), _outlines(key))  # the last thing: if it fails, nothing has changed
    return row


def take_out(acting: Acting, key: str) -> BoundaryFile:
    """Draw no map from these boundaries; they can be used again. Raises `boundaries-state`, PermissionDenied."""
    _must(acting)
    with transaction.atomic():
        row = _locked(key, BoundaryFile.IN_USE)
        row.state = BoundaryFile.OUT
        row.save(update_fields=["state"])
        append("boundaries-out-of-use", by=acting.by, subject=key, level=row.said.title)
        files_kept({outlining.file_of(row.kind): ""}, by=acting.by, subject=key)
        outlining.put_out_of_use(row.kind)
    return row


@transaction.atomic
def give_up(acting: Acting, key: str) -> None:
    """Give up a file that has not been used. Raises `boundaries-state`, PermissionDenied."""
    _must(acting)
    row = _locked(key, BoundaryFile.ARRIVED, BoundaryFile.READ, BoundaryFile.REFUSED)
    row.state = BoundaryFile.GIVEN_UP
    row.save(update_fields=["state"])
    files_kept({_kept(key): "", _names(key): ""}, by=acting.by, subject=key)
    transaction.on_commit(lambda: _throw_away(key))


def files() -> list[BoundaryFile]:
    """The files that were given and not given up, the last first."""
    return list(BoundaryFile.objects.exclude(state=BoundaryFile.GIVEN_UP)[:MOST_LISTED])


def boundary_file(key: str) -> BoundaryFile | None:
    """One of them."""
    return BoundaryFile.objects.filter(key=key).first()


def source_of(kind: str) -> str:
    """What stands below a map of a kind of area: where its boundaries come from, "" where nobody has said."""
    file = outlining.in_use(kind)
    rows = BoundaryFile.objects.filter(state=BoundaryFile.IN_USE)
    return next((row.source for row in rows if file is not None and row.kind == file.stem), "")


def outlines_of(row: BoundaryFile) -> Outlines | None:
    """What would be drawn from a file, None where there is nothing. Made anew where somebody changed it."""
    if row.state not in BoundaryFile.KEPT:
        return None
    there = outlining.read_outlines(_outlines(row.key))
    if there is None:
        there = outlines(outlining.read(_kept(row.key)))
        outlining.write_outlines(_outlines(row.key), there)
    return there


def names_of(row: BoundaryFile) -> dict[str, str]:
    """The names of its areas, by their codes; none where there is nothing."""
    return (
        {one.code: one.name for one in outlining.read(_kept(row.key)).areas} if row.state in BoundaryFile.KEPT else {}
    )


def attested() -> Iterator[Attested]:
    """The rows that the chain attests: those that were ever in use."""
    for row in BoundaryFile.objects.filter(state__in=(BoundaryFile.IN_USE, BoundaryFile.OUT)):
        yield Attested("boundaries-used", row.key, row.fingerprint())


def _must(acting: Acting) -> None:
    if not acting.may(May.LOAD_BOUNDARIES):
        raise PermissionDenied


def _locked(key: str, *states: str) -> BoundaryFile:
    row = BoundaryFile.objects.select_for_update().get(key=key)
    if row.state not in states:
        raise error("boundaries-state", where=key, state=row.state)
    return row


def _known() -> list[AreaSet]:
    """The areas of the figures kept here, then those installed, which may be of the whole country."""
    kept = Store(home().figures)
    return [*(kept.areas(file.stem) for file in sorted((home().figures / "areas").glob("*.json"))), *queries.known()]


def _strange(names: Mapping[str, str], given: Boundaries) -> list[str]:
    """The areas of the file that nobody knows here, where those of its kind and year are known: another year's?"""
    return sorted(set(given.codes) - names.keys()) if names else []


def _named_here(row: BoundaryFile) -> dict[str, str]:
    """The areas of its kind and year that are known here, by code."""
    return next((dict(one.names) for one in _known() if one.kind == row.level and one.year == row.year), {})


def _missing(row: BoundaryFile, named: Mapping[str, str], given: Boundaries) -> list[str]:
    """The areas known here, from figures or from the postcode lookup, of which the file has no shape."""
    there, names = frozenset(given.codes), dict(named)
    column = _LEVELS.get(row.level, "")
    if column and queries.are_installed():
        table = queries.hierarchy()
        codes = set(table[column]) if column in table.columns else set()
        if len(codes & there) * 2 >= len(codes):  # another year's codes say nothing of these
            names |= {code: code for code in codes - names.keys()}
    return sorted(f"{names[code]} ({code})" if names[code] != code else code for code in names.keys() - there)


def _name_areas(row: BoundaryFile) -> None:
    """Let figures be checked against these areas. Where there are figures the areas stay, and get their names."""
    kept, names = Store(home().figures), names_of(row)
    if any((home().figures / "figures").glob(f"*/{row.kind}.parquet")):
        there = kept.areas(row.kind).names
        names = {code: name for code, name in names.items() if there.get(code) == code}
    else:
        (home().figures / "areas" / f"{row.kind}.json").unlink(missing_ok=True)
    if names:
        kept.put_areas(AreaSet(row.level, row.year, names))


def _lay_by(key: str, given: Boundaries) -> None:
    drawn = outlines(given)
    plain = evolve(given, code_property=outlining.CODE).as_geojson()
    making = _kept(key).with_suffix(".making")
    making.write_text(json.dumps(plain), encoding="utf-8")
    making.replace(_kept(key))
    names = {one.code: one.name for one in given.areas}
    _names(key).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")  # apart, to be read at once
    outlining.write_outlines(_outlines(key), drawn)


def _throw_away(key: str) -> None:
    for file in (_upload(key), _kept(key), _names(key), _outlines(key)):
        file.unlink(missing_ok=True)


def _first(found: Sequence[Found | str]) -> list[str]:
    said = [str(one) for one in found[:MOST_SAID]]
    return [*said, f"and {len(found) - MOST_SAID:,} more"] if len(found) > MOST_SAID else said


def _upload(key: str) -> Path:
    return home().boundaries / f"{key}.upload"


def _kept(key: str) -> Path:
    return home().boundaries / f"{key}.geojson"


def _outlines(key: str) -> Path:
    return home().boundaries / f"{key}.outlines"


def _names(key: str) -> Path:
    return home().boundaries / f"{key}.names"
