"""Nine systems' extracts of the made-up borough: each in its own layout, each row with its truth."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from datetime import date, datetime
from pathlib import Path
from random import Random

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.population import Borough, Extract, export_extracts, make_borough
from joinedup.engine.population.layouts import LAYOUTS
from joinedup.engine.population.systems import SYSTEMS, System, records_of

ON = date(2026, 4, 1)
PARTNERS = {
    "council_tax": "council", "libraries": "council", "electoral_roll": "council", "adult_social_care": "council",
    "housing": "housing", "schools": "schools", "nhs_community": "nhs", "police": "police", "fire": "fire",
}  # fmt: skip
Row = dict[str, object]


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(6000, 11, ON)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extracts")


@pytest.fixture(scope="module")
def extracts(borough: Borough, folder: Path) -> dict[str, Extract]:
    made = export_extracts(borough, folder / "files", folder / "truth")
    return {extract.system: extract for extract in made}


def delimited(path: Path, encoding: str, delimiter: str, skip: int = 0, totals: bool = False) -> list[Row]:
    with path.open(encoding=encoding, newline="") as file:
        lines = list(csv.reader(file, delimiter=delimiter))[skip:]
    rows = lines[1:-1] if totals else lines[1:]
    return [dict(zip(lines[0], row, strict=True)) for row in rows]


def sheet(path: Path, skip: int = 0) -> list[Row]:
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)[skip:]
    return [dict(zip([str(heading) for heading in lines[0]], row, strict=True)) for row in lines[1:]]


def read(extract: Extract) -> list[Row]:
    """The data rows of an extract, read in the one way that its system needs."""
    path = extract.path
    readers = {
        "council_tax": lambda: delimited(path, "utf-8-sig", ","),
        "housing": lambda: delimited(path, "cp1252", ","),
        "libraries": lambda: delimited(path, "utf-8", "\t"),
        "electoral_roll": lambda: delimited(path, "utf-8", ",", skip=4, totals=True),
        "adult_social_care": lambda: sheet(path, skip=3),
        "schools": lambda: sheet(path),
        "nhs_community": lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()],
        "police": lambda: pl.read_parquet(path).to_dicts(),
        "fire": lambda: delimited(path, "utf-8", ";"),
    }
    return readers[extract.system]()


def heading_of_ids(system: str) -> str:
    marked = {"record_id": "the id"}
    for heading, made in LAYOUTS[system].columns:
        try:
            if made(marked) == "the id":
                return heading
        except KeyError:
            continue
    raise AssertionError(f"{system} has no record numbers")


def test_nine_systems_of_six_partners(extracts: dict[str, Extract]) -> None:
    assert {name: extract.partner for name, extract in extracts.items()} == PARTNERS


@pytest.mark.parametrize("system", PARTNERS)
def test_the_truth_names_every_row_in_the_order_of_the_file(
    system: str, extracts: dict[str, Extract], borough: Borough
) -> None:
    extract = extracts[system]
    rows, truth = read(extract), pl.read_parquet(extract.truth)
    assert truth.columns == ["system", "row_number", "record_id", "person_id"]
    assert truth["system"].unique().to_list() == [system]
    assert len(rows) == extract.rows == truth.height
    assert truth["row_number"].to_list() == list(range(1, extract.rows + 1))
    assert [row[heading_of_ids(system)] for row in rows] == truth["record_id"].to_list()
    real = truth.filter(~pl.col("person_id").str.starts_with("test-"))
    assert set(real["person_id"]) <= set(borough.people["person_id"])
    assert real["person_id"].n_unique() < real.height or real.height < 100, "somebody is written down twice"
    tests = truth["person_id"].str.starts_with("test-").to_list()
    assert tests == sorted(tests), "test records stand at the end"


@pytest.mark.parametrize("system", PARTNERS)
def test_no_truth_is_in_the_extract(system: str, extracts: dict[str, Extract]) -> None:
    people = set(pl.read_parquet(extracts[system].truth)["person_id"])
    assert not any(people & {str(value) for value in row.values()} for row in read(extracts[system]))


def test_no_two_layouts_are_alike(extracts: dict[str, Extract]) -> None:
    headings = [tuple(heading for heading, _ in layout.columns) for layout in LAYOUTS.values()]
    assert len(set(headings)) == 9
    assert len({layout.format for layout in LAYOUTS.values()}) == 9
    assert len({extract.path.name for extract in extracts.values()}) == 9
    for place, some in enumerate(headings):
        assert len(set(some)) == len(some)
        for others in headings[place + 1 :]:
            assert len(set(some) & set(others)) < min(len(some), len(others)) / 2


def test_the_files_are_what_they_say(extracts: dict[str, Extract]) -> None:
    def start(name: str) -> bytes:
        return extracts[name].path.read_bytes()[:4000]

    assert start("council_tax").startswith(b"\xef\xbb\xbf")
    assert b"Current Arrears \xa3" in start("housing")
    with pytest.raises(UnicodeDecodeError):
        extracts["housing"].path.read_bytes().decode("utf-8")
    assert b"\t" in start("libraries")
    assert start("electoral_roll").startswith(b"Register of Electors")
    assert extracts["electoral_roll"].path.read_text("utf-8").splitlines()[-1].startswith("Total records: ")
    assert b"application/vnd.oasis.opendocument.spreadsheet" in start("schools")
    assert start("police").startswith(b"PAR1")
    assert CalamineWorkbook.from_path(extracts["adult_social_care"].path).get_sheet_by_index(0).merged_cell_ranges


STYLES = {"iso": "%Y-%m-%d", "british": "%d/%m/%Y", "spoken": "%d %b %Y", "packed": "%Y%m%d"}
BIRTHS = {
    "council_tax": ("Date of Birth", "iso"), "housing": ("DOB", "british"), "libraries": ("Birth Date", "spoken"),
    "electoral_roll": ("Date Of Birth", "packed"), "adult_social_care": ("D.O.B.", "british"),
    "schools": ("DOB", "iso"), "nhs_community": ("birth_date", "iso"), "police": ("dob", "packed"),
    "fire": ("Birth Date", "british"),
}  # fmt: skip


@pytest.mark.parametrize("system", PARTNERS)
def test_most_births_are_the_true_ones_in_the_systems_own_style(
    system: str, extracts: dict[str, Extract], borough: Borough
) -> None:
    heading, style = BIRTHS[system]
    born = dict(borough.people.select("person_id", "date_of_birth").iter_rows())
    truth = pl.read_parquet(extracts[system].truth)["person_id"]
    right = there = 0
    for row, person in zip(read(extracts[system]), truth, strict=True):
        if row[heading] and person in born:
            written = datetime.strptime(str(row[heading]), STYLES[style]).date()  # another style fails here
            there += 1
            right += written == born[person]
    assert right / there > 0.9
    assert there / extracts[system].rows > 0.9


@pytest.mark.parametrize("system", PARTNERS)
def test_what_a_system_knows_are_items_of_the_vocabulary(system: str, borough: Borough) -> None:
    knows = next(s for s in SYSTEMS if s.name == system).knows
    assert set(knows(borough.settled[0], 40.0, ON, Random(1))) <= set(ITEMS)


def test_names_and_addresses_are_written_each_systems_way(extracts: dict[str, Extract]) -> None:
    roll, tenants = read(extracts["electoral_roll"]), read(extracts["housing"])
    assert all(re.match(r"[^,]+(, .+)?$", str(row["Elector Name"])) for row in roll)
    assert sum("," in str(row["Elector Name"]) for row in roll) > 0.97 * len(roll)
    assert all(str(row["Tenant Name"]).startswith(("Mr ", "Master ", "Mrs ", "Ms ", "Miss ")) for row in tenants)
    assert {"House", "Street", "Locality", "Town", "County", "Post Code"} <= set(tenants[0])
    assert sum("," in str(row["Property Address"]) for row in read(extracts["council_tax"])) > 1000


def test_names_keep_their_accents_where_the_encoding_has_them(extracts: dict[str, Extract]) -> None:
    names = " ".join(str(row["Tenant Name"]) for row in read(extracts["housing"]))
    members = " ".join(str(row["Surname"]) + str(row["Forename"]) for row in read(extracts["libraries"]))
    assert re.search("[áéíóúâãçê]", names)
    assert re.search("[łńśąż]", members)


def test_no_cell_would_run_in_a_spreadsheet(extracts: dict[str, Extract]) -> None:
    for extract in extracts.values():
        for row in read(extract):
            assert not any(str(value).startswith(("=", "+", "@")) for value in row.values())


def test_the_same_borough_exports_the_same_bytes(extracts: dict[str, Extract], tmp_path: Path) -> None:
    again = export_extracts(make_borough(6000, 11, ON), tmp_path / "files", tmp_path / "truth")
    for extract in again:
        before = extracts[extract.system]
        for one, two in ((before.path, extract.path), (before.truth, extract.truth)):
            assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(two.read_bytes()).digest(), one.name


def test_one_dwelling_has_one_council_tax_band(extracts: dict[str, Extract], borough: Borough) -> None:
    rows = pl.DataFrame(read(extracts["council_tax"])).filter(pl.col("UPRN").is_in(borough.people["uprn"].to_list()))
    assert rows.group_by("UPRN").agg(pl.col("Band").n_unique())["Band"].mean() < 1.05
    assert rows["Band"].n_unique() == 8


def test_need_follows_deprivation() -> None:
    borough = make_borough(12_000, 3, ON)
    system = next(s for s in SYSTEMS if s.name == "schools")
    chance = Random(1)
    poorer, better = [], []
    for person in borough.settled:
        meals = system.knows(person, 10.0, ON, chance)["free_school_meals"] == "Y"
        (poorer if person.deprivation > 0.5 else better).append(meals)
    assert sum(poorer) / len(poorer) > 1.3 * sum(better) / len(better)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_no_service_begins_before_a_birth_or_after_the_day(system: System, borough: Borough) -> None:
    births = {person.person_id: person.date_of_birth for person in borough.settled}
    for person, record in records_of(system, list(borough.settled), ON, Random(2)):
        born = births[person]
        for name in ("start_date", "event_date"):
            assert born <= record.get(name, ON) <= ON
