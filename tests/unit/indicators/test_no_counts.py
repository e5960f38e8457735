"""Headings and units that say % or rate: figures are taken as such, and never for counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, csv_file

from joinedup.engine.indicators.headings import is_no_count
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.metadata_file import guessed
from joinedup.engine.indicators.reading import Reading, read_indicator_file


def read(folder: Path, heading: str, value: str, told: Indicator | None = None, unit: str = "") -> Reading:
    head, more = ("", "") if not unit else (",Unit", f",{unit}")
    lines = [f"LSOA11CD,Year{head},{heading}", *(f"{code},2019{more},{value}" for code in CODES_2011)]
    return read_indicator_file(csv_file(folder, *lines), known=KNOWN, indicators={"": told} if told else None)


def test_a_share_called_a_count_is_asked_about_and_what_is_over_100_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "% of adults", "120", Indicator("x", "Smokers", Kind.COUNT))
    stopping = [one for one in reading.defects if one.stops]
    assert {one.code for one in stopping} == {"kind-doubted", "share-over-100"}
    assert "describe them as shares" in stopping[0].what
    assert (stopping[1].where, stopping[1].row, stopping[1].area) == ("figures.csv", 2, CODES_2011[0])
    assert len(stopping) == 1 + len(CODES_2011)


@pytest.mark.parametrize("heading", ["% of adults", "Per cent", "Smoking rate", "Rate", "Deaths per 100,000"])
def test_what_is_headed_as_a_share_or_rate_is_no_count(tmp_path: Path, heading: str) -> None:
    reading = read(tmp_path, heading, "12", Indicator("x", "Smokers", Kind.COUNT))
    assert [one.code for one in reading.defects if one.stops] == ["kind-doubted"]


def test_a_unit_says_it_as_well(tmp_path: Path) -> None:
    told = Indicator("x", "Smokers", Kind.COUNT, unit="%")
    assert not read(tmp_path, "Smokers", "12", told).may_be_loaded
    assert not read(tmp_path, "Value", "12", Indicator("x", "Smokers", Kind.COUNT), unit="%").may_be_loaded


@pytest.mark.parametrize(("heading", "unit"), [("%", ""), ("Percentage", ""), ("Value", "per cent")])
def test_nobody_has_to_say_what_the_file_says(tmp_path: Path, heading: str, unit: str) -> None:
    reading = read(tmp_path, heading, "12", unit=unit)
    assert reading.said[""].kind is Kind.PROPORTION
    assert guessed("smoking", whole=True, said=reading.said[""]).kind is Kind.PROPORTION
    assert not read(tmp_path, heading, "120", unit=unit).may_be_loaded


def test_counts_beside_shares_are_counts(tmp_path: Path) -> None:
    counted = Indicator("x", "Homes", Kind.COUNT)
    assert read(tmp_path, "Number of homes losing over 10% of heat", "120", counted).may_be_loaded
    assert read(tmp_path, "Business rates", "120", counted).may_be_loaded


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("% of adults", Kind.PROPORTION),
        ("Births per 1,000", Kind.RATE),
        ("Total above 50 %", None),
        ("Change in rate", None),
        ("Adults", None),
        ("Deliberate fires", None),
        ("Price per ticket", None),
    ],
)
def test_the_words(words: str, kind: Kind | None) -> None:
    assert is_no_count(words) is kind
