"""Files of numerator and denominator: worked out where anybody says what they are."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, csv_file

from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.metadata_file import guessed
from joinedup.engine.indicators.reading import Reading, read_indicator_file

SHARE = Indicator("x", "Smokers", Kind.PROPORTION, per=100)
RATE = Indicator("x", "Smokers", Kind.RATE, per=1_000)


def read(
    folder: Path, heading: str, row: str = "30,200", told: Indicator | None = None, usual: Indicator | None = None,
    first: str = "",
) -> Reading:  # fmt: skip
    rows = [first or row, *[row] * (len(CODES_2011) - 1)]
    lines = [f"LSOA11CD,Year,{heading}", *(f"{c},2023,{told}" for c, told in zip(CODES_2011, rows, strict=True))]
    indicators = {"": told} if told else None
    return read_indicator_file(csv_file(folder, *lines), known=KNOWN, indicators=indicators, usual=usual)


def only(reading: Reading) -> tuple[float, float | None, float]:
    """(figure, numerator, denominator), the same in every area."""
    rows = set(reading.figures().select("value", "numerator", "denominator").iter_rows())
    assert len(rows) == 1
    return next(iter(rows))


@pytest.mark.parametrize(
    ("heading", "row", "kind", "figure"),
    [
        ("indicator,measure,numerator,denominator", "Homes unfit,Percentage,30,200", Kind.PROPORTION, 15),
        ("unit,count,population", "%,30,200", Kind.PROPORTION, 15),
        ("indicator,numerator,denominator", "Smoking prevalence,30,200", Kind.PROPORTION, 15),
        ("indicator,unit,count,denominator", 'Burglaries,"Rate per 1,000",30,1500', Kind.RATE, 20),
        ("indicator,unit,events,population", "Burglaries,per thousand people,30,1500", Kind.RATE, 20),
        ("measure,n,d", "Percentage,30,200", Kind.PROPORTION, 15),
        ("indicator,numerator,denominator", "Average attendance,30,200", Kind.MEAN, 0.15),
    ],
)
def test_the_file_says_what_is_worked_out(tmp_path: Path, heading: str, row: str, kind: Kind, figure: float) -> None:
    reading = read(tmp_path, heading, row)
    assert only(reading) == (
        pytest.approx(figure),
        30,
        pytest.approx(30 * reading.said[reading.series[0]].per / figure),
    )
    assert [one.code for one in reading.defects] == ["counts-only"]
    assert "worked out as numerator ÷ denominator" in reading.defects[0].what
    series = reading.series[0]
    made = guessed(series or "smokers", whole=False, said=reading.said[series])
    assert (made.kind, made.per) == (kind, reading.said[series].per)


@pytest.mark.parametrize(("told", "figure"), [(SHARE, 15), (RATE, 150)])
def test_whoever_describes_it_says_so(tmp_path: Path, told: Indicator, figure: float) -> None:
    assert only(read(tmp_path, "numerator,denominator", told=told)) == (figure, 30, 200)
    several = read(tmp_path, "indicator,numerator,denominator", "Smokers,30,200", first="Walkers,30,200", usual=told)
    assert only(several) == (figure, 30, 200)


def test_what_nobody_says_is_taken_for_a_count_and_that_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, "indicator,numerator,denominator", "Smokers,30,200")
    assert only(reading) == (30, None, 200)
    assert "the numerator was taken for the figure, as a count" in reading.defects[0].what
    assert guessed("Smoking rate", whole=True, said=reading.said["Smokers"]).kind is Kind.COUNT
    named = read(tmp_path, "indicator,measure,numerator,denominator", "Smokers,Count,30,200")
    assert (only(named), named.defects) == ((30, None, 200), ())


def test_a_part_over_its_whole_is_refused_by_row_and_area(tmp_path: Path) -> None:
    reading = read(tmp_path, "unit,numerator,denominator", "%,12,100", first="%,120,100")
    [wrong] = [one for one in reading.defects if one.stops]
    assert str(wrong) == f"figures.csv, row 2, {CODES_2011[0]}: the part is larger than the whole"


def test_what_cannot_be_worked_out_is_refused(tmp_path: Path) -> None:
    def codes(heading: str, row: str, told: Indicator | None = None, first: str = "") -> set[str]:
        return {one.code for one in read(tmp_path, heading, row, told, first=first).defects if one.stops}

    assert codes("indicator,numerator,denominator", "Crime rate,30,200") == {"per-unknown"}
    assert codes("numerator,denominator", "30,200", Indicator("x", "x", Kind.INDEX)) == {"figure-lacking"}
    assert codes("count", "30", SHARE) == {"figure-lacking"}
    assert codes("numerator,denominator", "30,200", RATE, first="3,0") == {"whole-none"}
    assert codes("numerator,denominator", "30,200", RATE, first="0,0") == set()


def test_for_each_how_many_is_the_same_in_both(tmp_path: Path) -> None:
    heading, row = "unit,numerator,denominator", "per thousand,30,200"
    [wrong] = [one for one in read(tmp_path, heading, row, SHARE).defects if one.stops]
    assert wrong.what.startswith("the figure is described as one for each 100, and the file says for each 1,000")
    assert only(read(tmp_path, heading, row, RATE)) == (150, 30, 200)
    assert only(read(tmp_path, heading, row, Indicator("x", "x", Kind.RATE))) == (150, 30, 200)  # it leaves that out
    assert not read(tmp_path, heading, "%,30,200", RATE).may_be_loaded


def test_counts_that_are_made_into_rates_afterwards_stay_counts(tmp_path: Path) -> None:
    lines = ["LSOA11CD,Year,indicator,numerator,denominator", *(f"{code},2023,Death rate,3,200" for code in CODES_2011)]
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN, counts=True)
    assert (only(reading), reading.defects) == ((3, None, 200), ())


def test_times_in_headings_are_worked_out_each(tmp_path: Path) -> None:
    heading = "unit,Numerator 2022,Denominator 2022,Numerator 2023,Denominator 2023"
    lines = [f"LSOA11CD,{heading}", *(f"{code},%,30,200,40,200" for code in CODES_2011)]
    figures = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()
    assert set(figures.select("starts", "value").map_rows(lambda one: (one[0].year, one[1])).iter_rows()) == {
        (2022, 15), (2023, 20)
    }  # fmt: skip


def test_hidden_and_missing_counts_give_no_figure(tmp_path: Path) -> None:
    for first, note in (("*,200", "suppressed"), ("30,", "missing"), (",200", "missing")):
        told = read(tmp_path, "numerator,denominator", told=SHARE, first=first).figures()
        assert told.select("value", "note").row(0) == (None, note)
        assert told["value"].null_count() == 1


def test_a_count_that_is_its_own_share_is_a_share(tmp_path: Path) -> None:
    heading, row = "indicator,count,denominator,value", "Smokers,30,200,15"
    reading = read(tmp_path, heading, row)
    assert [one.code for one in reading.defects] == ["taken-for-shares"]
    assert reading.said["Smokers"].kind is Kind.PROPORTION
    counted = read(tmp_path, heading, row, Indicator("x", "Smokers", Kind.COUNT))
    assert [one.code for one in counted.defects if one.stops] == ["kind-doubted"]
    assert read(tmp_path, heading, "Smokers,30,100,30").said["Smokers"].kind is None  # as well the count
    assert read(tmp_path, heading, "Smokers,30,200,31").said["Smokers"].kind is None


def merged(folder: Path, headings: list[str], figures: list[object], *spans: str) -> Reading:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Area", "2022", *[None] * (headings.index("Count", 1) - 1), "2023"])
    sheet.append(["Code", *headings])
    for code in CODES_2011:
        sheet.append([code, *figures])
    for span in spans:
        sheet.merge_cells(span)
    book.save(folder / "merged.xlsx")
    return read_indicator_file(folder / "merged.xlsx", known=KNOWN)


def test_a_year_of_counts_beside_a_year_of_shares_is_refused_by_column(tmp_path: Path) -> None:
    reading = merged(tmp_path, ["Count", "%", "Count"], [30, 15, 31], "B1:C1")
    [wrong] = [one for one in reading.defects if one.stops]
    assert wrong.what.startswith("column 4 (Count, 2023) holds counts alone, and column 3 (%, 2022) the figure itself")


def test_where_both_years_can_be_shares_they_are(tmp_path: Path) -> None:
    reading = merged(tmp_path, ["Count", "%", "Count", "Denominator"], [30, 15, 40, 200], "B1:C1", "D1:E1")
    assert set(reading.figures()["value"]) == {15, 20}


def test_two_columns_of_counts_called_shares_are_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, "measure,smokers,adults", "Percentage,30,80")
    [told] = reading.defects
    assert told.what.startswith("column 4 (smokers) and column 5 (adults) were each taken for shares")
    assert not told.stops
    assert read(tmp_path, "measure,smokers,adults", "Count,30,80").defects == ()
    assert read(tmp_path, "measure,smokers,drinkers", "Percentage,30.5,80").defects == ()
