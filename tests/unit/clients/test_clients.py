"""Counts, extracts, scores and single views from an index: each client once, nobody by name."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pyarrow as pa
import pytest

from joinedup.engine.clients.counts import UNKNOWN, age_band, count_clients
from joinedup.engine.clients.extract import linked_extract, quasi_identifiers, sensitive_columns
from joinedup.engine.clients.households import factor_shares, household_list
from joinedup.engine.clients.index import make_index, search_key
from joinedup.engine.clients.score import Factor, flags, score_households
from joinedup.engine.clients.single_view import Difference, single_view
from joinedup.engine.errors import JoinedupError
from joinedup.engine.gate.movement import INDEX_COLUMNS
from joinedup.engine.pseudonyms.date_shift import Disguise

DISGUISE = Disguise(lambda client: f"P{client}", lambda client: ord(client))
INDEX = pl.DataFrame(
    {
        "source": ["h", "s", "h", "s", "s"],
        "source_dataset": ["housing", "schools", "housing", "schools", "schools"],
        "source_row": [1, 1, 2, 2, 3],
        "client": ["a", "a", "b", "c", "c"],
        "birth_year": [1980, 1980, None, 2014, 2014],
        "sex": ["F", "F", None, "M", "M"],
        "lsoa": ["E1", "E1", "E2", "E1", "E1"],
        "household": ["x", "x", "y", "x", "x"],
    }
)


@pytest.mark.parametrize(
    ("born", "band"),
    [(2026, "0-15"), (2011, "0-15"), (2010, "16-64"), (1962, "16-64"), (1961, "65+"), (None, UNKNOWN), (2027, UNKNOWN)],
)
def test_age_bands_at_their_edges(born: int | None, band: str) -> None:
    frame = pl.DataFrame({"born": [born]}, schema={"born": pl.Int64})
    assert frame.select(age_band(pl.col("born"), 2026, (0, 16, 65)).alias("band"))["band"].to_list() == [band]


def test_each_client_is_counted_once_however_many_records_there_are() -> None:
    lookup = pl.DataFrame({"lsoa": ["E1", "E2"], "lad": ["D", "D"]})
    counts = count_clients(INDEX, year=2026, edges=(0, 16, 65), lookup=lookup).drop("key")
    assert counts.rows() == [
        ("E1", "D", "0-15", "M", 1),
        ("E1", "D", "16-64", "F", 1),
        ("E2", "D", UNKNOWN, UNKNOWN, 1),
    ]


def test_who_cannot_be_placed_is_not_counted() -> None:
    lookup = pl.DataFrame({"lsoa": ["E1"], "lad": ["D"]})
    assert count_clients(INDEX, year=2026, edges=(0, 16), lookup=lookup)["count"].sum() == 2


def test_an_extract_has_one_row_a_client_and_the_highest_number() -> None:
    schools = pl.DataFrame({"row_number": [1, 2, 3], "absence_rate": [1.0, 4.0, 9.0]})
    made = linked_extract(
        INDEX,
        {"schools": schools},
        disguise=DISGUISE,
        year=2026,
        edges=(0, 16),
        area_of={"E1": "E1", "E2": "E2"},
    )
    assert made["pseudonym"].to_list() == ["Pa", "Pb", "Pc"]
    assert made["schools: absence_rate"].to_list() == [1.0, None, 9.0]


def test_an_extract_refuses_what_says_who_somebody_is() -> None:
    table = pl.DataFrame({"row_number": [1], "surname": ["x"]})
    with pytest.raises(ValueError, match="surname may not be"):
        linked_extract(INDEX, {"housing": table}, disguise=DISGUISE, year=2026, edges=(0,), area_of={})


def test_a_school_a_practice_and_a_place_are_what_a_stranger_may_know() -> None:
    more = ["schools: school_urn", "nhs: gp_practice", "x: ward"]
    columns = ["pseudonym", "age", "sex", "area", *more, "police: incidents"]
    assert quasi_identifiers(columns) == ("age", "sex", "area", *more)
    assert sensitive_columns(columns) == ("police: incidents",)


def test_all_dates_of_a_person_move_alike_and_the_days_between_them_stay() -> None:
    visits = pl.DataFrame({"row_number": [1, 2], "event_date": [date(2026, 1, 10), date(2026, 2, 1)]})
    tenancies = pl.DataFrame({"row_number": [1, 2], "start_date": [date(2026, 1, 3), None]})
    made = linked_extract(
        INDEX, {"schools": visits, "housing": tenancies}, disguise=DISGUISE, year=2026, edges=(0,), area_of={}
    )
    first, second, third = made.rows(named=True)
    assert first["schools: event_date"] == date(2026, 1, 10) + timedelta(DISGUISE.shift("a"))
    assert (first["schools: event_date"] - first["housing: start_date"]).days == 7
    assert (second["housing: start_date"], second["schools: event_date"]) == (None, None)
    assert third["schools: event_date"] == date(2026, 2, 1) + timedelta(DISGUISE.shift("c"))


FACTORS = (
    Factor("Arrears", "housing", "rent_arrears", 2, at_least=500, cost=100.0),
    Factor("Absence", "schools", "absence_rate", 3, at_least=10, cost=10.0),
    Factor("Homeless", "housing", "homelessness_application", 4, one_of=("Y", "yes")),
)
TABLES = {
    "housing": pl.DataFrame(
        {"row_number": [1, 2], "rent_arrears": [499.99, 500.0], "homelessness_application": ["Yes", "n"]}
    ),
    "schools": pl.DataFrame({"row_number": [1, 2, 3], "absence_rate": [10.0, 9.9, 30.0]}),
}


def test_a_household_s_score_is_the_sum_of_its_factors_each_counted_once() -> None:
    scored = score_households(FACTORS, flags(FACTORS, TABLES, INDEX))
    first, second = scored.rows(named=True)
    assert (first["household"], first["people"], first["score"], first["factors"]) == ("x", 2, 7, 2)
    assert (first["Arrears"], first["Absence"], first["Homeless"]) == (0, 3, 4)
    assert first["cost"] == 20.0  # two members with absence
    assert (second["household"], second["score"], second["cost"]) == ("y", 2, 100.0)


def test_the_list_has_no_household_without_points_and_no_key_of_ours() -> None:
    scored = score_households(FACTORS[:1], flags(FACTORS[:1], TABLES, INDEX))
    listed = household_list(scored, FACTORS[:1], top=10, pseudonym=lambda key: f"H-{key}")
    assert listed.select("rank", "household", "score").rows() == [(1, "H-y", 2)]
    assert factor_shares(listed, FACTORS[:1]) == {"Arrears": 1.0}


def test_a_factor_that_tests_nothing_or_reads_nothing_is_refused() -> None:
    with pytest.raises(JoinedupError):
        flags((Factor("Odd", "housing", "rent_arrears", 1),), TABLES, INDEX)
    with pytest.raises(JoinedupError):
        flags((Factor("Odd", "police", "incidents", 1, at_least=1),), TABLES, INDEX)


def test_a_single_view_says_who_says_what() -> None:
    view = single_view(
        "client",
        [
            ("council", "libraries", {"surname": "Byrne", "date_of_birth": date(1980, 2, 1), "postcode": "ZY1 2AB"}),
            ("nhs", "community", {"surname": "BYRNE", "date_of_birth": date(1980, 1, 2), "postcode": None}),
        ],
    )
    assert [entry.dataset for entry in view.entries] == ["libraries", "community"]
    assert ("Postcode", "ZY1 2AB") in view.entries[0].values
    assert all(title != "Postcode" for title, _ in view.entries[1].values)
    said = (("libraries", "1980-02-01"), ("community", "1980-01-02"))
    assert view.differences == (Difference("Date of birth", said),)


def test_an_index_holds_no_name_no_date_and_no_address() -> None:
    standard = pa.table(
        {
            "row_number": [1, 2],
            "surname": ["OBYRNE", None],
            "date_of_birth": pa.array([date(1980, 2, 1), None], pa.date32()),
            "sex": ["F", None],
            "postcode": ["ZY1 2AB", "ZY1 2AB"],
            "house": ["12", "12"],
        }
    )
    people = pa.table(
        {
            "source": ["s", "s"],
            "row_number": [1, 2],
            "person_id": ["1", "2"],
            "match_probability": [1.0, 1.0],
        }
    )
    made = make_index(
        people,
        {"s": pa.table({"row_number": [1, 2], "record_id": ["a", None]})},
        {"s": standard},
        postcode_lookup={"ZY12AB": "E1"},
        datasets={"s": ("nhs", "community")},
        new_id=iter(["c1", "c2"]).__next__,
        secret=b"s" * 32,
    )
    rows = pl.DataFrame(made.table)
    assert made.clients == 2
    assert set(rows.columns) == {"row_number", *INDEX_COLUMNS}
    assert rows["lsoa"].to_list() == ["E1", "E1"]
    assert rows["household"][0] == rows["household"][1] is not None
    assert rows["search_key"].to_list() == [search_key(b"s" * 32, "O'Byrne", "1980-02-01"), ""]
    written = str(rows.rows())
    assert not any(told in written for told in ("BYRNE", "ZY1", "1980-02", "02-01"))


def test_a_search_key_says_nothing_without_the_secret() -> None:
    assert search_key(b"a" * 32, "Smith", "1980-01-01") != search_key(b"b" * 32, "Smith", "1980-01-01")
    assert search_key(b"a" * 32, "smith ", "1980-01-01") == search_key(b"a" * 32, "SMITH", "1980-01-01")
