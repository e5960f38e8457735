"""Made-up figures for a demonstration, on areas of their own: partners' files, read and rolled up as real ones are."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve
from django.db import transaction

from joinedup.engine.areas.boundaries import Boundaries
from joinedup.engine.exemplars.places.plan import Held
from joinedup.engine.exemplars.places.stage import Place, stage
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.areas import outlining
from joinedup.service.audit.keeping import folder_kept
from joinedup.service.authorization.acting import Acting
from joinedup.service.indicators.actions import judge, keep_reading, put_forward
from joinedup.service.indicators.aiming import set_target
from joinedup.service.indicators.demonstrating_entry import enrolled, enter_by_hand, without_last_year
from joinedup.service.indicators.own_areas import keep, own_areas
from joinedup.service.indicators.queries import whole_store
from joinedup.service.indicators.reading_in import Read, told
from joinedup.service.indicators.register import count_visits, enter
from joinedup.service.indicators.service_points import write
from joinedup.service.initiatives.actions import begin
from joinedup.service.initiatives.queries import exists
from joinedup.service.partners.actions import join
from joinedup.service.partners.queries import titles as known
from joinedup.service.project.home import home

SHOWN = "brighton-hove-bhlis"
BY = "demonstration"
MOST_STAFFED = 6  # partners with made-up people to sign in as


def show_figures(today: date, name: str = SHOWN) -> Place:
    """Put an exemplar's figures and its areas' boundaries into this installation, in place of any there."""
    with tempfile.TemporaryDirectory(prefix="joinedup-figures-") as folder, transaction.atomic():
        made = stage(name, Path(folder) / "place", today)
        shutil.rmtree(home().figures, ignore_errors=True)
        shutil.move(made.store.folder, home().figures)
        into = home().figures / "boundaries"
        into.mkdir()
        for kind, boundaries in _levels(made).items():
            (into / f"{kind}.geojson").write_text(json.dumps(boundaries.as_geojson()), encoding="utf-8")
        if made.services:
            write(made.services, by=BY)
        folder_kept(home().figures, by=BY, subject="demonstration")
    outlining.keep_up()
    if not own_areas():
        keep(_acting(""), title="Round the harbour", kind=made.kinds["LSOA"], parts=made.ground.codes[:6], on=today)
    return made


def show_signed(today: date) -> None:
    """The figures of a demonstration, signed off by one of its partners, the council where there is one."""
    made, there = show_figures(today), known()
    owner = "council" if "council" in there else next(iter(there))
    sign_off(made, dict.fromkeys((held.partner for held in made.plan.indicators), owner), today)


def show_place(name: str, today: date) -> Place:
    """An exemplar about areas in this installation, whole: its partners, initiative, figures, targets and the rest."""
    made = show_figures(today, name)
    plan, keys = made.plan, made.plan.keys
    titles = {key: title for title, key in keys.items()}
    there = known()
    for title, key in keys.items():
        if key not in there:
            join(by=BY, key=key, title=title)
    if not exists(name):
        begin(by=BY, key=name, title=plan.title, what=plan.what, partners=list(titles), stage="implementation")
    for number, (title, key) in enumerate(keys.items()):
        for role in ("analyst", "checker") if number < MOST_STAFFED else ():
            enrolled(role, key, title)
    for target in made.targets:
        owned = evolve(target, owner=keys[target.owner])
        set_target(_acting(keys[target.owner]), owned, made.kinds["county"], today)
    for analysis in made.analyses:
        own = keys.get(analysis.partner) or next(iter(titles))
        enter(_acting(own), analysis, made.kinds["district"], today, titles)
    count_visits(made.visits, keys)
    entries = without_last_year(made)
    sign_off(made, keys, today)
    enter_by_hand(made, entries, keys, today)
    return made


def _acting(partner: str, person: int = 0) -> Acting:
    return Acting(person, "demonstration", "Demonstration", partner, "analyst")


def sign_off(made: Place, keys: Mapping[str, str], today: date) -> None:
    """The partners' own files as they would have been loaded: by one person, and signed off by another.

    A file of its own where some indicators are about people and others are not, as one is asked about a whole file.
    keys: by the title of the partner that holds an indicator, the key of the one that signs it off.
    """
    files: dict[tuple[str, str], list[Held]] = {}
    for held in made.plan.indicators:
        files.setdefault((keys[held.partner], held.about), []).append(held)
    for (owner, about), own in files.items():
        _sign_off_file(owner, about, own, today)


def _sign_off_file(owner: str, about: str, own: Sequence[Held], today: date) -> None:
    """One file: figures of every kind of area, as they were cleared together when they were put into the store."""
    kept = whole_store()
    kinds = [(held, kind) for held in own for kind in kept.kinds(held.key)]
    parts = tuple(Part(held.indicator(), kept.areas(kind), rows_of(kept, held.key, kind)) for held, kind in kinds)
    facts = {
        "rows": sum(part.figures.height for part in parts), "warnings": [],
        "parts": [told(part.indicator, part.areas, part.figures) for part in parts],
    }  # fmt: skip
    file = f"{own[0].key}.csv" if len(own) == 1 else "figures.csv"
    loader, signer = (_acting(owner, _person(role, owner, other)) for role, other in (("analyst", 1), ("checker", 2)))
    row = keep_reading(loader, Read(parts, facts, ""), file=file, owner=owner, cleared=about, due=today)
    put_forward(loader, row.key)
    judge(signer, row.key, signed=True, words="", on=today)


def _person(role: str, partner: str, otherwise: int) -> int:
    return next(iter(people_in_role(role, partner)), otherwise)


def _levels(made: Place) -> dict[str, Boundaries]:
    """The boundaries of each kind of area: the larger ones put together from the small ones."""
    ground = made.ground
    found = {made.kinds["LSOA"]: ground.boundaries}
    for level in ground.hierarchy.levels:
        found[made.kinds[level]] = ground.boundaries.joined(ground.hierarchy.parents(level), ground.hierarchy.names)
    return found
