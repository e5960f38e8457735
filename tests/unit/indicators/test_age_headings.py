"""Headings that are ages: in every way that the ONS and others write them; never years, scores or cars."""

from __future__ import annotations

import pytest

from joinedup.engine.indicators.age_headings import AgeHeading, age_columns, read_age_heading
from joinedup.engine.indicators.bands import Band
from joinedup.engine.indicators.grid import Grid


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0", AgeHeading("", Band(0, 0), plain=True)), ("90+", AgeHeading("", Band(90, None))),
        ("F0", AgeHeading("Females", Band(0, 0))), ("M90", AgeHeading("Males", Band(90, 90))),
        ("m_0", AgeHeading("Males", Band(0, 0))), ("f_0_4", AgeHeading("Females", Band(0, 4))),
        ("Age 0", AgeHeading("", Band(0, 0))), ("Aged 5 years", AgeHeading("", Band(5, 5))),
        ("aged_0_to_15", AgeHeading("", Band(0, 15))), ("Males 85 and over", AgeHeading("Males", Band(85, None))),
        ("Aged 4, Female", AgeHeading("Females", Band(4, 4))), ("5-9", AgeHeading("", Band(5, 9))),
        ("All ages", AgeHeading("", None)), ("all_ages", AgeHeading("", None)), ("Total", AgeHeading("", None)),
        ("Females", AgeHeading("Females", None)), ("All persons", AgeHeading("", None)),
        ("Female total", AgeHeading("Females", None)),
        ("2019", None), ("M", None), ("Males who smoke", None), ("", None), ("Percent", None), ("Mean", None),
    ],
)  # fmt: skip
def test_a_heading_says_sex_and_age(text: str, says: AgeHeading | None) -> None:
    assert read_age_heading(text) == says


def groups(*headings: str, title: str = "", sheet: str = "") -> list[str]:
    grid = Grid("x", ((title,), ("Code", *headings)), sheet)
    return [one.group for one in age_columns(grid, 1, {}, {})]


def test_a_run_of_ages_is_found_with_its_total_and_wider_bands() -> None:
    assert groups("All ages", "0", "1", "2", "3", "4") == ["", "aged 0", "aged 1", "aged 2", "aged 3", "aged 4"]
    assert groups("Age 16", "Age 17", "Age 18", "Age 19", "Age 20", "Ward")[-1] == "aged 20"
    assert groups("0-4", *(str(age) for age in range(6)))[0] == "aged 0 to 4"
    by_sex = groups("Total", *(f"{sex}{age}" for sex in "FM" for age in range(5)))
    assert by_sex[:2] == ["", "Females, aged 0"]
    assert by_sex[-1] == "Males, aged 4"


@pytest.mark.parametrize(
    "headings",
    [
        ["2015", "2016", "2017", "2018", "2019", "2020"],
        ["0", "1", "2", "3"],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        ["0", "1", "2", "3", "4+"],
        ["0-15", "16-64", "65+"],
        ["0", "2", "4", "6", "8", "10"],
    ],
)
def test_years_tenths_cars_and_what_does_not_follow_are_no_ages(headings: list[str]) -> None:
    assert groups(*headings) == []


def test_a_word_of_age_above_tells_children_under_five_from_cars() -> None:
    assert groups("0", "1", "2", "3", "4+", title="Residents by age")[-1] == "aged 4 and over"


def test_the_sex_of_a_whole_sheet_is_in_its_name_or_title() -> None:
    ages = [str(age) for age in range(6)]
    assert groups("All ages", *ages, sheet="MYE2 - Females")[:2] == ["Females", "Females, aged 0"]
    assert groups(*ages, title="Estimates: males")[0] == "Males, aged 0"
    assert groups(*ages, title="Males and females")[0] == "aged 0"
    assert groups(*ages, sheet="MYE2 - Persons", title="Females")[0] == "aged 0"
