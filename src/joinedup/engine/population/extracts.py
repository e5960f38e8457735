"""Export what each system sees, in its own layout, with the truth in a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
from attrs import frozen

from joinedup.engine.population.borough import Borough
from joinedup.engine.population.casualties import CASUALTY_LAYOUTS
from joinedup.engine.population.layouts import LAYOUTS
from joinedup.engine.population.systems import SYSTEMS, System, records_of
from joinedup.engine.population.writers import WRITERS


@frozen
class Extract:
    """One exported file. `title`: of the data set. `rows`: data rows, test records among them. `truth`: its file."""

    system: str
    partner: str
    title: str
    path: Path
    format: str
    rows: int
    truth: Path


def export_extracts(
    borough: Borough, folder: Path, truth_folder: Path, *, systems: Sequence[System] = SYSTEMS
) -> tuple[Extract, ...]:
    """Write the systems' extracts (nine, unless told otherwise), and the truth of each as Parquet.

    Folders are made; files of the same names are written anew.

    Truth: system, row_number (data rows of the file from 1, in its order; no totals row), record_id and person_id,
    which for a test record is `test-1` and so on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth_folder.mkdir(parents=True, exist_ok=True)
    made = []
    layouts = {**LAYOUTS, **CASUALTY_LAYOUTS}
    for system in systems:
        layout = layouts[system.name]
        chance = Random(f"{borough.seed} {borough.district} {system.name}")
        seen = list(records_of(system, list(borough.settled), borough.on, chance))
        people = [person for person, _ in seen]
        records = [record for _, record in seen]
        records += layout.tests
        people += [f"test-{number}" for number in range(1, len(layout.tests) + 1)]
        rows = [[make(record) for _, make in layout.columns] for record in records]
        path = folder / layout.file
        headings = [heading for heading, _ in layout.columns]
        WRITERS[layout.format](path, headings, rows, layout.preamble, layout.totals)
        truth = truth_folder / f"{system.name}.parquet"
        pl.DataFrame(
            {
                "system": [system.name] * len(people),
                "row_number": range(1, len(people) + 1),
                "record_id": [record["record_id"] for record in records],
                "person_id": people,
            },
            schema={"system": pl.String, "row_number": pl.Int64, "record_id": pl.String, "person_id": pl.String},
        ).write_parquet(truth)
        made.append(Extract(system.name, system.partner, layout.title, path, layout.format, len(rows), truth))
    return tuple(made)


_RECORD_COLUMNS = (
    "record_id", "title", "forename", "middle_names", "surname", "previous_surname", "date_of_birth", "sex",
    "postcode", "uprn", "nhs_number", "upn", "telephone", "email",
)  # fmt: skip
# which of them each system's extract has at all; the others know nothing of it
_KNOWN = {
    "council_tax": {"uprn", "telephone"},
    "housing": {"uprn", "telephone", "sex"},
    "libraries": {"email", "telephone"},
    "electoral_roll": {"uprn"},
    "adult_social_care": {"nhs_number", "telephone", "sex"},
    "schools": {"upn", "sex"},
    "nhs_community": {"nhs_number", "previous_surname", "sex"},
    "police": {"sex"},
    "fire": set(),
}
_EVERY = {"record_id", "title", "forename", "middle_names", "surname", "date_of_birth", "postcode"}


def linkage_records(
    borough: Borough, seed: int, *, systems: Sequence[System] = SYSTEMS, known: Mapping[str, set[str]] = _KNOWN
) -> pa.Table:
    """The systems' records as one table for measuring linkage: source, person_id (the truth), household, data items.

    known: by system, which data items its extract has besides names, birth, address and postcode.
    """
    names = ("source", "person_id", "household", *_RECORD_COLUMNS, "address")
    columns: dict[str, list[object]] = {name: [] for name in names}
    homes = {person.person_id: person.household for person in borough.settled}
    for system in systems:
        chance = Random(f"{seed} {borough.district} {system.name} records")
        has = _EVERY | known[system.name]
        for person, record in records_of(system, list(borough.settled), borough.on, chance):
            columns["source"].append(system.name)
            columns["person_id"].append(person)
            columns["household"].append(homes[person])
            for name in _RECORD_COLUMNS:
                columns[name].append((record[name] or None) if name in has else None)
            columns["address"].append(f"{record['house_number']} {record['street']}, {record['town']}")
    types = {"date_of_birth": pa.date32(), "household": pa.int64()}
    return pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()})
