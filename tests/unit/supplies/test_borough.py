"""The nine extracts of the made-up borough are read without help, and nothing of them is lost."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import Extract, export_extracts
from joinedup.engine.supplies.table import read_table

SYSTEMS = (
    "council_tax", "housing", "libraries", "electoral_roll", "adult_social_care", "schools", "nhs_community", "police",
    "fire",
)  # fmt: skip
NAMES = {"housing": ["full_name"], "electoral_roll": ["full_name"], "police": ["full_name"], "fire": ["full_name"]}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extract]:
    folder = tmp_path_factory.mktemp("borough")
    borough = make_borough(2000, 7, date(2026, 11, 23))
    return {extract.system: extract for extract in export_extracts(borough, folder, folder / "truth")}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_column_is_understood_and_every_row_is_there(system: str, extracts: dict[str, Extract]) -> None:
    extract = extracts[system]
    reading = read_table(extract.path)
    not_kept = [column.heading for column in reading.layout.columns if column.item is None]
    assert not_kept == []
    wanted = {"record_id", "date_of_birth", "postcode", *NAMES.get(system, ["forename", "surname"])}
    assert wanted <= set(reading.layout.items)
    truth = pl.read_parquet(extract.truth)
    known = dict(zip(truth["row_number"], truth["record_id"], strict=True))
    read = dict(zip(reading.table["row_number"].to_pylist(), reading.table["record_id"].to_pylist(), strict=True))
    assert all(known[row] == record for row, record in read.items())
    left_out = {code: count for (code, _), count in reading.notes.counts.items() if code == "test-record"}
    assert len(read) + left_out.get("test-record", 0) == len(known)
    assert all(known[row].startswith("ZZ") for row in known.keys() - read.keys())
    births = reading.table["date_of_birth"]
    assert births.null_count < 0.2 * len(births)
