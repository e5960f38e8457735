"""One form for names, dates, addresses and numbers."""

from __future__ import annotations

from datetime import date
from random import Random

import pyarrow as pa
import pytest
from stdnum.gb import nhs, upn

from joinedup.engine.errors import JoinedupError
from joinedup.engine.linkage.standardise import STANDARD_COLUMNS, standardise


def one(**values: str | None) -> dict[str, object]:
    found: dict[str, object] = standardise(
        pa.table({n: pa.array([v], pa.string()) for n, v in values.items()})
    ).to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("written", "forename", "middle", "surname"),
    [
        ("SMITH, Mr John Paul", "JOHN", "PAUL", "SMITH"),
        ("Mr J A Smith", "J", "A", "SMITH"),
        ("Mrs Siobhán O'Brien", "SIOBHAN", None, "OBRIEN"),
        ("Siobhan O Brien", "SIOBHAN", None, "OBRIEN"),
        ("Jan van der Berg", "JAN", None, "VAN DER BERG"),
        ("JONES Mary", "MARY", None, "JONES"),
        ("Anne-Marie Smith-Jones", "ANNEMARIE", None, "SMITH JONES"),
        ("Mr & Mrs P Mc Donald", "P", None, "MCDONALD"),
        ("Smith", None, None, "SMITH"),
        ("Unknown", None, None, None),
    ],
)
def test_a_name_in_one_column(written: str, forename: str | None, middle: str | None, surname: str | None) -> None:
    found = one(full_name=written)
    assert (found["forename"], found["middle"], found["surname"]) == (forename, middle, surname)


def test_a_title_alone_is_no_name() -> None:
    found = standardise(pa.table({"forename": ["Sir", "Mrs"], "surname": ["Baronet", "Dean"]}))
    assert found["forename"].to_pylist() == [None, None]
    assert found["surname"].to_pylist() == [None, "DEAN"]


def test_one_word_in_every_column_of_the_name_is_one_name() -> None:
    found = standardise(pa.table({"full_name": ["Dean"], "forename": ["Dean"], "surname": ["Dean"]}))
    assert (found["forename"].to_pylist(), found["surname"].to_pylist()) == ([None], ["DEAN"])


def test_a_name_in_three_columns() -> None:
    found = one(forename="Mary Ann", middle_names="Jane", surname="Jones (née Smith)")
    assert [found[n] for n in ("forename", "middle", "surname", "previous_surname")] == [
        "MARY",
        "ANN JANE",
        "JONES",
        "SMITH",
    ]


@pytest.mark.parametrize(
    ("written", "house", "street", "postcode"),
    [
        ("Flat 3, 12 High St, Slough, SL1 1AA", "12 3", "HIGH STREET", "SL1 1AA"),
        ("12 HIGH STREET, FLAT 3", "12 3", "HIGH STREET", None),
        ("12 a Church Rd Slough SL11AA", "12A", "CHURCH ROAD", "SL1 1AA"),
        ("Rose Cottage, Mill Lane", None, "MILL LANE", None),
        ("5 Long Acre", "5", "LONG ACRE", None),
    ],
)
def test_an_address_in_one_column(written: str, house: str | None, street: str, postcode: str | None) -> None:
    found = one(address=written)
    assert (found["house"], found["street"], found["postcode"]) == (house, street, postcode)


def test_an_address_in_six_columns_is_as_good_as_in_one() -> None:
    parts = one(address_line_1="Flat 3", address_line_2="12 High St", address_line_4="Slough", postcode="sl11aa")
    whole = one(address="Flat 3, 12 High St, Slough, SL1 1AA")
    assert [parts[n] for n in ("house", "street", "postcode")] == [whole[n] for n in ("house", "street", "postcode")]


def test_a_postcode_of_another_country_stays_and_no_fixed_abode_is_no_place() -> None:
    assert one(postcode="2119")["postcode"] == "2119"
    assert one(postcode="ZZ99 3VZ")["postcode"] is None
    assert one(postcode="sl1 oaa")["postcode"] == "SL1 0AA"


def test_placeholders_and_impossible_dates_are_missing() -> None:
    born = [one(date_of_birth=day)["date_of_birth"] for day in ("1900-01-01", "1901-01-01", "1980-02-30", "03/04/1980")]
    assert born == [None, None, None, date(1980, 4, 3)]


def test_check_digits_are_those_of_stdnum() -> None:
    chance = Random(5)
    numbers = ["".join(chance.choices("0123456789", k=10)) for _ in range(5000)]
    found = standardise(pa.table({"nhs_number": numbers}))["nhs_number"].to_pylist()
    assert found == [number if nhs.is_valid(number) else None for number in numbers]
    assert sum(number is not None for number in found) > 300
    # authorities that stdnum knows: the Department has added others since
    pupils = [
        f"{letter}801{chance.randrange(10**8):08d}{last}"
        for letter in "ABCDEFGH"
        for last in "0123A"
        for _ in range(50)
    ]
    found = standardise(pa.table({"upn": pupils}))["upn"].to_pylist()
    assert found == [number if upn.is_valid(number) else None for number in pupils]
    assert any(found)


def test_telephones_agree_with_and_without_the_country() -> None:
    assert one(telephone="+44 7700 900123")["telephone"] == one(telephone="07700 900 123")["telephone"] == "7700900123"
    assert one(telephone="0000000000")["telephone"] is None


def test_rows_keep_their_order_and_all_columns_are_there() -> None:
    found = standardise(pa.table({"row_number": [7, 3, 5], "surname": ["a", "b", "a"]}))
    assert tuple(found.column_names) == STANDARD_COLUMNS
    assert found["row_number"].to_pylist() == [7, 3, 5]
    assert found["surname"].to_pylist() == ["A", "B", "A"]


def test_a_table_that_says_nothing_about_who_is_refused() -> None:
    with pytest.raises(JoinedupError, match="linkage-no-columns"):
        standardise(pa.table({"lsoa": ["E01000001"]}))
