"""An area is compared with a larger one only where it lies in it; where none is known, with none."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.test import Client

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in

HERE, THERE = "E08000001", "E08000002"
PARENTS = {"E01000001": HERE, "E01000002": HERE, "E01000003": THERE}
WALSH = "W01000001"


def keep(areas: AreaSet, shares: dict[str, float]) -> str:
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(areas)
    day = (date(2024, 1, 1), date(2024, 12, 31))
    rows = [["", "", code, *day, share, share * 10, 1000.0, None, None, "", 1, "x"] for code, share in shares.items()]
    one = Indicator("smoking", "Smoking", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%")
    store().put(one, kind, pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    return kind


@pytest.fixture
def small(installation: Home) -> str:
    codes = [*PARENTS, WALSH]
    return keep(AreaSet("LSOA", 2021, {code: f"Brook {code[-1]}" for code in codes}, PARENTS), dict.fromkeys(codes, 40))


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # nothing of it is in the database
def test_a_district_is_compared_with_only_by_what_lies_in_it(small: str) -> None:
    from joinedup.service.indicators.queries import beside_of

    district = keep(AreaSet("district", 2021, {HERE: "Hereford"}), {HERE: 20})
    assert beside_of(small, ["E01000001"]) == (district, HERE, "Hereford")
    assert beside_of(small, ["E01000001", "E01000002"]) == (district, HERE, "Hereford")
    for outside in (["E01000003"], ["E01000001", "E01000003"], [WALSH], [], ["E01999999"]):
        assert beside_of(small, outside) is None
    assert beside_of(district, [HERE]) is None  # not with itself
    keep(AreaSet("district", 2021, {HERE: "Hereford", THERE: "Thereford"}), {HERE: 20, THERE: 30})
    assert beside_of(small, ["E01000003"]) == (district, THERE, "Thereford")
    country = keep(AreaSet("country", 0, {"E92000001": "England"}), {"E92000001": 15})
    assert beside_of(small, ["E01000001", "E01000003"]) == (country, "E92000001", "England")
    assert beside_of(district, [HERE]) == (country, "E92000001", "England")
    assert beside_of(small, [WALSH]) is None


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_the_page_names_the_larger_area_or_says_nothing(small: str) -> None:
    keep(AreaSet("district", 2021, {HERE: "Hereford"}), {HERE: 20})
    Partnership("council", "nhs")
    analyst: Client = signed_in("analyst", "council")
    inside, outside = (analyst.get(f"/areas/{small}/{code}/").content.decode() for code in ("E01000001", "E01000003"))
    assert "Compared with Hereford" in inside
    assert "worse than Hereford" in inside
    assert "Hereford" not in outside
    assert "Compared with" not in outside
    both = analyst.get(f"/areas/{small}/compare/", {"area": ["E01000001", "E01000003"]}).content.decode()
    assert "Hereford" not in both
