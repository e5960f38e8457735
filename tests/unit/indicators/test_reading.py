"""Indicator files in partners' own layouts: read whole or not at all, every defect named by file, row and area."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, LSOA_2011, csv_file, long_lines

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.checks import disagreements
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.reading import Reading, read_indicator_file

VALUES = [10, 20, 30, 40, 50, 60, 70, 80]
SHARE = Indicator("share", "Share", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100)


def values(reading: Reading) -> list[float]:
    return reading.figures().sort("area", "starts")["value"].to_list()


def stops_with(reading: Reading, code: str) -> str:
    """The words of the one defect that stops the file; nothing of it is loaded."""
    stopping = [one for one in reading.defects if one.stops]
    assert {one.code for one in stopping} == {code}
    assert reading.table.is_empty()
    with pytest.raises(JoinedupError, match="indicator-file-wrong"):
        reading.figures()
    return str(stopping[0])


def test_a_long_file(tmp_path: Path) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *long_lines(VALUES)), known=KNOWN)
    assert values(reading) == VALUES
    assert not reading.defects
    assert reading.area_set is LSOA_2011


def test_a_wide_file_with_counts_and_rates_by_year(tmp_path: Path) -> None:
    lines = ["LSOA code,LSOA name,2013/14 count,2013/14 rate,2014/15 count,2014/15 rate"]
    lines += [f"{code},Brook,5,2.5,6,3.0" for code in CODES_2011]
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()
    assert table.height == 16
    assert table["starts"].unique().sort().to_list() == [date(2013, 4, 1), date(2014, 4, 1)]
    assert table.filter(table["starts"] == date(2014, 4, 1)).select("numerator", "value").row(0) == (6.0, 3.0)


def test_columns_that_are_indicators_of_their_own(tmp_path: Path) -> None:
    lines = ["LSOA11CD,Region,Number of households,Fuel poor (%)", *(f"{code},North,600,12.5" for code in CODES_2011)]
    reading = read_indicator_file(csv_file(tmp_path, *lines), period=read_period("2019"))
    assert reading.series == ("Number of households", "Fuel poor (%)")


def test_a_part_of_a_year_is_that_of_the_year_named_for_the_file_never_all_of_it(tmp_path: Path) -> None:
    lines = ["LSOA11CD,Quarter,Claimants", *(f"{code},Q2,5" for code in CODES_2011)]
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN, period=read_period("2019/20")).figures()
    assert table.select("starts", "ends").unique().rows() == [(date(2019, 7, 1), date(2019, 9, 30))]


def test_a_period_that_cannot_be_read_is_not_taken_for_that_of_the_file(tmp_path: Path) -> None:
    lines = ["LSOA11CD,Quarter,Claimants", *(f"{code},Q{place}5,5" for place, code in enumerate(CODES_2011))]
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN, period=read_period("2019/20"))
    assert "row 2" in stops_with(reading, "period-unknown")


def test_a_workbook_with_a_sheet_a_year_notes_and_two_rows_of_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes.append(["These figures were made up"])
    notes.append(["Ask the owner before using them"])
    for year in ("2018", "2019"):
        sheet = book.create_sheet(year)
        sheet.append(["Claimants by small area"])
        sheet.append(["", "", "Claimants", ""])
        sheet.append(["Code", "Name", "Count", "Rate"])
        for code, value in zip(CODES_2011, VALUES, strict=True):
            sheet.append([code, "Brook", value, value / 10])
        sheet.merge_cells("C2:D2")
    path = tmp_path / "years.xlsx"
    book.save(path)
    reading = read_indicator_file(path, known=KNOWN)
    assert reading.figures().height == 16
    assert reading.figures()["starts"].n_unique() == 2


def test_years_above_measures_in_merged_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["", "2018", "", "2019", ""])
    sheet.append(["Code", "Count", "Rate", "Count", "Rate"])
    for code in CODES_2011:
        sheet.append([code, 5, 2.5, 6, 3.5])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    table = read_indicator_file(path, known=KNOWN).figures()
    assert table.filter(table["starts"] == date(2019, 1, 1))["value"].unique().to_list() == [3.5]


def test_areas_side_by_side_are_turned(tmp_path: Path) -> None:
    lines = ["Quarter," + ",".join(CODES_2011), "Q1 2019/20," + ",".join("1" * 8), "Q2 2019/20," + ",".join("2" * 8)]
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()
    assert table.height == 16
    assert table.filter(table["starts"] == date(2019, 7, 1))["value"].to_list() == [2.0] * 8


def test_areas_by_name(tmp_path: Path) -> None:
    lines = ["Neighbourhood,Year,Value", *(f"BROOK 00{place}A,2019,{place}" for place in range(1, 9))]
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    assert reading.figures()["area"].to_list() == list(CODES_2011)
    lines.append("Brook 099Z,2019,1")
    assert "row 10, Brook 099Z" in stops_with(
        read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN), "area-unknown"
    )


def test_marks_for_no_figure_are_no_zeros(tmp_path: Path) -> None:
    marked = ["10", "NA", "-", "*", "", "1,250", "70", "80"]
    lines = [line.replace("1,250", '"1,250"') for line in long_lines(marked)]
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures().sort("area")
    assert table["value"].to_list() == [10, None, None, None, None, 1250, 70, 80]
    assert table["note"].to_list()[1:5] == ["missing", "missing", "suppressed", "missing"]


def test_codes_of_another_year_stop_the_file_and_are_named(tmp_path: Path) -> None:
    codes = (*CODES_2011[:7], "E01000012")
    words = stops_with(
        read_indicator_file(csv_file(tmp_path, *long_lines(VALUES, codes=codes)), known=KNOWN, expected=LSOA_2011),
        "area-other-year",
    )
    assert "figures.csv, row 9, E01000012" in words
    assert "LSOA 2021" in words


def test_a_decimal_comma_stops_the_file(tmp_path: Path) -> None:
    lines = [line.replace(",", ";") for line in long_lines([*VALUES[:7], "x"])]
    lines[-1] = lines[-1].replace("x", "12,5")
    assert "row 9, E01000008: column 3: a decimal comma" in stops_with(
        read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN), "decimal-comma"
    )


def test_a_percentage_over_100_stops_the_file(tmp_path: Path) -> None:
    reading = read_indicator_file(
        csv_file(tmp_path, *long_lines([*VALUES[:7], 101])), known=KNOWN, indicators={"": SHARE}
    )
    assert "row 9, E01000008: a share above 100" in stops_with(reading, "share-over-100")


@pytest.mark.parametrize(("cell", "code"), [("#DIV/0!", "spreadsheet-error"), ("about ten", "not-a-number")])
def test_what_is_no_figure_stops_the_file(tmp_path: Path, cell: str, code: str) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *long_lines([*VALUES[:7], cell])), known=KNOWN)
    assert "row 9, E01000008" in stops_with(reading, code)
    assert cell not in stops_with(reading, code)


def test_an_area_twice_is_taken_once_and_said_unless_its_figures_differ(tmp_path: Path) -> None:
    lines = long_lines(VALUES)
    same = read_indicator_file(csv_file(tmp_path, *lines, lines[-1]), known=KNOWN)
    assert values(same) == VALUES
    assert [(one.code, one.row, one.area) for one in same.defects] == [("area-twice", 10, "E01000008")]
    other = read_indicator_file(csv_file(tmp_path, *lines, lines[-1] + "1"), known=KNOWN)
    assert "row 10, E01000008: another figure" in stops_with(other, "area-twice-contradicts")


def test_missing_areas_are_named_and_do_not_stop_the_file(tmp_path: Path) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *long_lines(VALUES)[:-2]), known=KNOWN, expected=LSOA_2011)
    assert reading.may_be_loaded
    (gap,) = reading.defects
    assert gap.code == "areas-missing"
    assert "2 of 8 areas (LSOA 2011)" in gap.what
    assert "E01000007 Brook 007A" in gap.what


def test_cells_merged_over_figures_stop_the_file_and_merged_labels_do_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Period", "Code", "Value"])
    for place, code in enumerate(CODES_2011):
        sheet.append(["2019" if not place else None, code, place])
    sheet.merge_cells("A2:A9")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    assert values(read_indicator_file(path, known=KNOWN)) == list(range(8))
    sheet.merge_cells("C4:C5")
    book.save(path)
    words = stops_with(read_indicator_file(path, known=KNOWN), "merged-cells")
    assert "merged.xlsx, sheet Sheet, row 4, E01000003" in words


def test_two_files_that_disagree_are_both_named(tmp_path: Path) -> None:
    first = read_indicator_file(csv_file(tmp_path, *long_lines(VALUES), name="first.csv")).figures()
    second = read_indicator_file(csv_file(tmp_path, *long_lines([*VALUES[:7], 81]), name="second.csv")).figures()
    (found,) = disagreements(first, second)
    assert str(found) == "first.csv, row 9, E01000008: another figure than in second.csv, row 9"
    assert not disagreements(first, second, tolerance=0.05)


def test_figures_beside_no_area_are_not_passed_over(tmp_path: Path) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *long_lines(VALUES), "Brookside,2019,360"), known=KNOWN)
    assert "row 10" in stops_with(reading, "area-none")


def test_a_row_that_goes_on_beyond_the_headings_stops_the_file(tmp_path: Path) -> None:
    *lines, last = long_lines(VALUES)
    reading = read_indicator_file(csv_file(tmp_path, *lines, f"{last},7"), known=KNOWN)
    assert f"row {len(lines) + 1}" in stops_with(reading, "row-longer")
    assert not read_indicator_file(csv_file(tmp_path, *lines, f"{last},,"), known=KNOWN).defects


@pytest.mark.parametrize("word", ["Total", "Grand total", "All areas", "City average"])
def test_a_row_of_totals_is_left_out_and_said(tmp_path: Path, word: str) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *long_lines(VALUES), f"{word},2019,360"), known=KNOWN)
    assert values(reading) == VALUES
    assert [(one.code, one.row) for one in reading.defects] == [("totals-row", 10)]


def test_limits_on_the_wrong_side_and_figures_not_from_their_counts(tmp_path: Path) -> None:
    lines = ["code,period,numerator,denominator,value,lower ci,upper ci"]
    lines += [f"{code},2019,5,50,10,4,20" for code in CODES_2011]
    good = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN, indicators={"": SHARE})
    assert not good.defects
    off = read_indicator_file(
        csv_file(tmp_path, *lines[:-1], "E01000008,2019,5,50,11,4,20"), indicators={"": SHARE}, known=KNOWN
    )
    assert [one.code for one in off.defects] == ["figure-not-from-counts"]
    crossed = read_indicator_file(csv_file(tmp_path, *lines[:-1], "E01000008,2019,5,50,10,11,20"), known=KNOWN)
    assert "row 9" in stops_with(crossed, "limits-crossed")


def test_two_columns_with_one_heading_stop_the_file(tmp_path: Path) -> None:
    lines = ["code,period,value,Value", *(f"{code},2019,1,2" for code in CODES_2011)]
    assert "columns 3 and 4" in stops_with(read_indicator_file(csv_file(tmp_path, *lines)), "headings-twice")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["E01000001,2019,1", "E01000002,2019,2"], "no-headings"),
        (["colour,value", "red,1"], "no-areas"),
        (["code,name", "E01000001,Brook", "E01000002,Brook"], "no-figures"),
        (["code,period,value", "E01000001,soon,1", "E01000002,2019,2"], "period-unknown"),
    ],
)
def test_files_that_say_too_little(tmp_path: Path, lines: list[str], code: str) -> None:
    stops_with(read_indicator_file(csv_file(tmp_path, *lines)), code)


@pytest.mark.parametrize(
    ("heading", "delimiter", "cell", "code"),
    [
        ("percentage", ",", "120", "share-over-100"),  # said by the heading alone, with nothing else known
        ("count", ",", "-5", "figure-negative"),
        ("value", ",", "1e309", "too-large"),
        ("value", ",", "9" * 400, "too-large"),
        ("value", ",", '"0,125"', "decimal-comma"),  # no thousand begins with nought
        ("value", ";", "1,125", "comma-of-either-kind"),
    ],
)
def test_figures_that_cannot_be_stop_the_file(
    tmp_path: Path, heading: str, delimiter: str, cell: str, code: str
) -> None:
    rows = [f"{one}{delimiter}2019{delimiter}{n}" for n, one in enumerate(CODES_2011[:7], 1)]
    lines = [f"area_code{delimiter}period{delimiter}{heading}", *rows, delimiter.join([CODES_2011[7], "2019", cell])]
    said = stops_with(read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN), code)
    assert "row 9" in said
    assert CODES_2011[7] in said


def test_thousands_are_told_from_decimals_by_the_rest_of_the_file(tmp_path: Path) -> None:
    lines = [
        "area_code;period;value",
        *(f"{c};2019;{v}" for c, v in zip(CODES_2011, ["987", *["1,125"] * 7], strict=True)),
    ]
    assert values(read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN))[1] == 1125


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(tmp_path: Path) -> None:
    lines = long_lines(VALUES)
    lines[3] = '"' + lines[3]
    with pytest.raises(JoinedupError, match="supply-rows-unreadable") as refused:
        read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    assert refused.value.where == "figures.csv, row 4"
    lines[6] = lines[6] + '"'  # closed again three rows further down
    said = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).defects
    assert "figures.csv, row 4" in next(str(one) for one in said if one.code == "rows-swallowed")


def test_codes_in_small_letters_or_with_blanks_are_codes_and_half_ones_are_named(tmp_path: Path) -> None:
    lines = long_lines(VALUES)
    assert values(
        read_indicator_file(csv_file(tmp_path, lines[0], *(f"{one.lower()} " for one in lines[1:])), known=KNOWN)
    )
    lines[5] = "E0100000,2019,50"
    assert "row 6, E0100000" in stops_with(read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN), "area-none")


def test_a_file_without_a_time_says_so_once(tmp_path: Path) -> None:
    lines = ["area_code,Households,Unemployed", *(f"{code},600,12" for code in CODES_2011)]
    reading = read_indicator_file(csv_file(tmp_path, *lines))
    assert "2019/20" in stops_with(reading, "period-unknown")
    assert len(reading.defects) == 1


def test_signs_that_statisticians_write_are_read(tmp_path: Path) -> None:
    marks = ["[x]", "[z]", "[c]", "[low]", "<3", "< 7.5", "c", "8"]
    notes = read_indicator_file(csv_file(tmp_path, *long_lines(marks)), known=KNOWN).figures()["note"].to_list()
    assert notes == ["missing"] * 2 + ["suppressed"] * 5 + [""]


def test_what_looks_wrong_and_may_be_right_is_said(tmp_path: Path) -> None:
    def said(heading: str, cells: list[str]) -> set[str]:
        lines = [f"area_code,period,{heading}", *(f"{c},2019,{v}" for c, v in zip(CODES_2011, cells, strict=True))]
        reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
        assert reading.may_be_loaded
        return {one.code for one in reading.defects}

    assert said("value", ["60%", *"1234567"]) == {"percent-mixed"}
    assert said("percentage", [f"0.{n}" for n in range(1, 9)]) == {"share-as-fraction"}
    assert said("count,denominator", ["12,10", *["5,10"] * 7]) == {"part-over-whole", "counts-only"}


@pytest.mark.open_data
@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("upload-new-data", set()),
        ("upload-new-data-columns-different-case", set()),
        ("upload-new-data-columns-different-order", set()),
        ("upload-duplicate-rows", set()),  # the same figure twice: taken once, and said
        ("upload-non-numeric-data", {"spreadsheet-error"}),
        ("upload-duplicate-rows_complex_grouping", set()),  # so here, once the months are told apart
        ("DuplicateHeadersAndValidDataRows", {"headings-twice", "limits-crossed"}),
        ("MostlyValidHeadersAndValidDataRows", {"headings-twice", "limits-crossed"}),
        ("SwitchedHeadersAndValidDataRows", {"period-unknown"}),
        ("ValidHeadersInvalidDataRows", {"period-unknown", "limits-crossed"}),
        ("NoHeadersAndValidDataRows", {"no-areas"}),
    ],
)
def test_good_and_bad_uploads_of_a_publisher(open_data: Path, name: str, codes: set[str]) -> None:
    reading = read_indicator_file(open_data / "fingertips" / "bad_uploads" / f"{name}.csv")
    found = {one.code for one in reading.defects if one.stops}
    assert found >= codes
    assert bool(found) == bool(codes)
    assert reading.may_be_loaded == (not codes)


def test_areas_of_which_not_one_is_known_stop_a_file_each_by_its_row(tmp_path: Path) -> None:
    lines = long_lines(VALUES[:3], codes=["E01900001", "E01900002", "E01900003"])
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    words = stops_with(reading, "area-unknown")
    assert (
        "row 2, E01900001: not one of the file's areas of this kind is known here (LSOA 2011, LSOA 2021 are)" in words
    )
    assert "give the boundaries or the lookup of these areas first" in words
    assert [one.row for one in reading.defects if one.stops] == [2, 3, 4]


def test_a_file_of_the_whole_country_names_the_first_areas_that_are_not_known(tmp_path: Path) -> None:
    lines = long_lines(VALUES[:3], codes=[CODES_2011[0], "E01900002", "E01900003"])
    [told] = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).defects
    assert not told.stops
    assert told.what.endswith("cannot be found: E01900002 in row 3, E01900003 in row 4")
    # of another kind than those known nothing is said but that
    lines = long_lines(VALUES[:2], codes=["E06000001", "E06000002"])
    [told] = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).defects
    assert (told.code, told.stops) == ("areas-not-known", False)
