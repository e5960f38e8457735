"""ONS mid-year estimates of 2024 by single year of age and sex, as they are published: Trafford's areas."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.indicators.ages import persons
from joinedup.engine.indicators.population_file import living_in
from joinedup.engine.indicators.reading import read_indicator_file

FILES = {"trafford_la_mye2024": 1, "trafford_ward_mye2024": 21, "trafford_lsoa21_mye2024_single_year_age_sex": 139}
TRAFFORD = "E08000009"


@pytest.mark.open_data
@pytest.mark.parametrize("name", FILES)
def test_published_estimates_are_one_count_and_add_up(open_data: Path, name: str) -> None:
    path = open_data / "population" / f"{name}.csv"
    reading = read_indicator_file(path, bands="5")
    assert {one.code for one in reading.defects} <= {"ages-read", "areas-not-known"}  # no total is off
    table = reading.figures()
    assert reading.series == ("",)
    assert reading.by_age
    assert table["group"].n_unique() == 3 * 20
    five = persons(table)
    assert five["group"].n_unique() == 19
    assert five["value"].sum() == table.filter(group="")["value"].sum()
    assert sum(living_in(path).people.values()) == {139: 241025, 21: 241025, 1: 241025}[FILES[name]]


@pytest.mark.open_data
def test_known_figures_of_trafford(open_data: Path) -> None:
    path = open_data / "population" / "trafford_la_mye2024.csv"
    table = read_indicator_file(path).figures()
    wanted = {
        "": 241025, "aged 0": 2169, "aged 90 and over": 2191, "Females": 123369, "Females, aged 90 and over": 1468,
        "aged 16 to 64": 148280,
    }  # fmt: skip
    told = dict(table.filter(area=TRAFFORD).select("group", "value").iter_rows())
    assert {group: told[group] for group in wanted} == wanted
