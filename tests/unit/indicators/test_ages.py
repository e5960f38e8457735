"""Runs of ages in files as the ONS lays them out: one count by age, its totals held against it, put into bands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from tests.unit.indicators.made_up import CODES_2011, csv_file

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.ages import in_bands, persons, split
from joinedup.engine.indicators.bands import Band
from joinedup.engine.indicators.by_age import Reference, standardise
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.population_file import living_in
from joinedup.engine.indicators.reading import Reading, read_indicator_file

AGES = [*range(90), "90+"]
AREAS = CODES_2011[:3]


def people(place: int) -> list[int]:
    """So many of each age, other numbers in each area."""
    return [100 + place + age for age in range(91)]


def mye2(*rows: str, name: str = "mye2.csv", ages: Sequence[object] = AGES) -> list[str]:
    return ["Code,Name,Geography,All ages," + ",".join(map(str, ages)), *rows]


def rows(off: int = 0) -> list[str]:
    return [
        f"{code},Brook,LSOA,{sum(people(place)) + (off if place == 1 else 0)}," + ",".join(map(str, people(place)))
        for place, code in enumerate(AREAS)
    ]


def read(folder: Path, *lines: str, bands: str = "") -> Reading:
    return read_indicator_file(csv_file(folder, *lines), period=read_period("Mid-2023"), bands=bands)


def codes(reading: Reading) -> set[str]:
    return {one.code for one in reading.defects} - {"areas-not-known"}


def of(table: pl.DataFrame, group: str, area: str = AREAS[0]) -> list[float | None]:
    return table.filter(group=group, area=area)["value"].to_list()


def test_a_table_of_single_years_is_one_count_by_age(tmp_path: Path) -> None:
    reading = read(tmp_path, "Mid-year estimates", "", *mye2(*rows()))
    table = reading.figures()
    assert reading.series == ("",)
    assert reading.by_age
    assert table.height == 3 * 92
    assert (of(table, "aged 5"), of(table, "aged 90 and over")) == ([105], [190])
    assert of(table, "") == [sum(people(0))]
    assert codes(reading) == {"ages-read"}  # what was done is said


def test_a_total_that_its_ages_do_not_add_up_to_is_said_and_kept(tmp_path: Path) -> None:
    reading = read(tmp_path, *mye2(*rows(off=7)))
    [wrong] = [one for one in reading.defects if one.code == "ages-add-up"]
    assert str(wrong) == f"figures.csv, row 3, {AREAS[1]}: its ages add up to 7 less than the figure of all ages"
    assert of(reading.figures(), "", AREAS[1]) == [sum(people(1)) + 7]


def test_an_age_without_a_figure_is_summed_into_nothing(tmp_path: Path) -> None:
    lines = mye2(*rows())
    lines[1] = lines[1].replace(",105,", ",*,", 1)
    reading = read(tmp_path, *lines, bands="5")
    assert "ages-not-held" in codes(reading)
    told = reading.figures().filter(group="aged 5 to 9", area=AREAS[0])
    assert told.select("value", "note").row(0) == (None, "suppressed")
    assert of(reading.figures(), "aged 0 to 4") == [510]


def test_where_there_is_no_total_one_is_made_and_that_is_said(tmp_path: Path) -> None:
    lines = [f"{code}," + ",".join(map(str, people(place) * 2)) for place, code in enumerate(AREAS)]
    heads = "LSOA 2021 Code," + ",".join(f"{sex}{age}" for sex in "FM" for age in range(91))
    reading = read(tmp_path, heads, *lines)
    assert codes(reading) == {"ages-read", "ages-added", "oldest-open"}
    assert of(reading.figures(), "") == [2 * sum(people(0))]
    assert of(reading.figures(), "Males, aged 90 and over") == [190]  # headed M90: the ONS counts all who are older


def test_a_workbook_with_a_sheet_for_each_sex_and_one_for_each_year(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for year in (2021, 2022):
        for sex in ("Persons", "Males", "Females"):
            sheet = book.create_sheet(f"Mid-{year} {sex}")
            sheet.append([f"Mid-{year}: Population estimates by 2021 LSOA, single year of age"])
            sheet.append(["Released 25 November 2024"])
            sheet.append([])
            sheet.append(["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total", *AGES])
            for place, code in enumerate(AREAS):
                own = [one * (2 if sex == "Persons" else 1) for one in people(place)]
                sheet.append(["E06000001", "Brook", code, f"Brook {place}", sum(own), *own])
    path = tmp_path / "mye.xlsx"
    book.save(path)
    reading = read_indicator_file(path)
    table = reading.figures()
    assert codes(reading) == {"ages-read"}
    assert len([one for one in reading.defects if one.code == "ages-read"]) == 1  # once for all sheets
    assert sorted(table["starts"].unique()) == [date(2021, 6, 30), date(2022, 6, 30)]
    assert table["group"].n_unique() == 3 * 92
    assert table.filter(group="Females, aged 3", area=AREAS[2])["value"].to_list() == [105, 105]
    living = living_in(path)
    assert living.period.label == "30 June 2022"
    assert living.people[AREAS[1]] == 2 * sum(people(1))


def test_two_rows_of_headings_with_the_sexes_above(tmp_path: Path) -> None:
    lines = [",Females,,,,,Males,,,,", "Code," + ",".join(["0", "1", "2", "3", "4+"] * 2)]
    lines += [f"{code},1,2,3,4,5,6,7,8,9,10" for code in AREAS]
    table = read(tmp_path, "Residents by age", *lines).figures()
    assert of(table, "Females, aged 4 and over") == [5]
    assert of(table, "Males, aged 0") == [6]
    assert of(table, "") == [55]


def test_columns_that_are_no_ages_are_said_not_to_be_read(tmp_path: Path) -> None:
    lines = mye2(*rows())
    more = [lines[0] + ",Area (sq km),2019", *(f"{line},1.5,7" for line in lines[1:])]
    reading = read(tmp_path, *more)
    assert [one.what.split(" (")[1] for one in reading.defects if one.code == "column-unread"] == [
        "Area", "2019) holds figures as well, and was not read",
    ]  # fmt: skip


def test_rates_by_age_are_not_added_up(tmp_path: Path) -> None:
    lines = ["Code,All ages,0-4,5-9,10-14,15-19,20+", *(f"{code},2.5,1.5,2.5,3.5,2.5,2.5" for code in AREAS)]
    reading = read(tmp_path, *lines)
    assert not reading.by_age
    assert codes(reading) == {"ages-read"}


def test_ages_in_rows_are_held_as_well(tmp_path: Path) -> None:
    lines = ["area code,sex,age,population_2023"]
    for sex in ("F", "M"):
        lines += [f"{code},{sex},{age},{10 + age}" for code in AREAS for age in range(91)]
    table = read(tmp_path, *lines).figures()
    assert table.filter(group="F, aged 90 and over")["value"].to_list() == [100] * 3
    assert persons(table).filter(group="aged 5")["value"].to_list() == [30] * 3


def test_bands_that_are_asked_for_and_what_is_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, *mye2(*rows()), bands="0-15, 16-64, 65+").figures()
    assert table["group"].unique().sort().to_list() == ["", "aged 0 to 15", "aged 16 to 64", "aged 65 and over"]
    assert sum(of(table, one)[0] or 0 for one in table["group"].unique() if one) == of(table, "")[0]
    left = read(tmp_path, *mye2(*rows()), bands="65+")
    assert "aged 0 and 64 other ages are in none of the bands" in str(left.defects[-1])


@pytest.mark.parametrize("bands", ["0-15, x", "90-95", "0", "0-9, 5-14"])
def test_bands_that_cannot_be_made_are_refused(tmp_path: Path, bands: str) -> None:
    with pytest.raises(JoinedupError, match="age-bands-wrong"):
        read(tmp_path, *mye2(*rows()), bands=bands)


def test_a_file_without_ages_is_put_into_no_bands(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError, match="no run of ages"):
        in_bands(read(tmp_path, "area code,value", f"{AREAS[0]},1", f"{AREAS[1]},2").figures(), "5")


def test_whom_and_which_age_a_group_is_of() -> None:
    assert split("Females, aged 5") == ("Females", Band(5, 5))
    assert split("0-4, White") == ("White", Band(0, 4))
    assert split("Most deprived, 5") == ("Most deprived, 5", None)  # a bare number may be anything


def test_rates_from_single_years_are_those_from_five_year_bands(tmp_path: Path) -> None:
    single = ["area code,period,age,count,population"]
    fives = list(single)
    for code in AREAS[:1]:
        counts = {age: (age // 10, 1000 + 3 * age) for age in range(91)}
        single += [f"{code},2023,{age if age < 90 else '90+'},{top},{of}" for age, (top, of) in counts.items()]
        for first in range(0, 91, 5):
            own = [counts[age] for age in range(first, min(first + 5, 91))]
            band = "90+" if first == 90 else f"{first}-{first + 4}"
            fives.append(f"{code},2023,{band},{sum(top for top, _ in own)},{sum(of for _, of in own)}")
    [one], [other] = (
        standardise(read_indicator_file(csv_file(tmp_path, *lines)).figures()) for lines in (single, fives)
    )
    assert one.estimate is not None
    assert other.estimate is not None
    assert one.estimate.value == pytest.approx(other.estimate.value, rel=1e-12)


def test_people_come_from_a_file_of_their_own(tmp_path: Path) -> None:
    living = read(tmp_path, *mye2(*rows())).figures()
    events = ["area code,period,age group,count"]
    events += [f"{code},2023,{band},{top}" for code in AREAS for band, top in (("0-64", 20), ("65+", 60))]
    deaths = read_indicator_file(csv_file(tmp_path, *events)).figures()
    told = {one.area: one.estimate for one in standardise(deaths, people=living)}
    own = people(0)
    rate = (20 / sum(own[:65]) * 80500 + 60 / sum(own[65:]) * 19500) / 100_000 * 100_000
    assert told[AREAS[0]] is not None
    assert told[AREAS[0]].value == pytest.approx(rate, rel=1e-12)  # type: ignore[union-attr]
    three_years = deaths.with_columns(starts=pl.lit(date(2021, 1, 1)))
    with pytest.raises(JoinedupError, match="people for each year"):
        standardise(three_years, people=living)  # people of one year for the deaths of three


def test_a_reference_by_five_years_is_met_by_single_ones(tmp_path: Path) -> None:
    living = read(tmp_path, *mye2(*rows())).figures().with_columns(denominator=pl.col("value"), value=pl.lit(1.0))
    bands = [Band(first, first + 4) for first in range(0, 90, 5)] + [Band(90, None)]
    reference = Reference(dict.fromkeys(bands, 1.0), dict.fromkeys(bands, 1000.0))
    first = standardise(living, 1000, reference)[0]
    assert first.estimate is not None
    assert first.estimate.denominator == pytest.approx(sum(people(0)) / 1000)  # events expected
    with pytest.raises(JoinedupError, match="other ages than the file"):
        standardise(living, 1000, Reference({}, {Band(0, 4): 1.0, Band(5, 9): 1.0}))
