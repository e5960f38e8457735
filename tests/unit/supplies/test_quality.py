"""The quality report: counts that can be counted by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from tests.unit.supplies.agreed import TODAY
from tests.unit.supplies.extracts import HEADINGS, ROWS, csv_text

from joinedup.engine.supplies.drift import stability_index
from joinedup.engine.supplies.quality import measure
from joinedup.engine.supplies.report import QualityReport, Share, report_from_json
from joinedup.engine.supplies.table import read_table


def _measured(columns: dict[str, list[object]], previous: QualityReport | None = None) -> QualityReport:
    rows = len(next(iter(columns.values())))
    table = pa.table({"row_number": list(range(1, rows + 1)), **columns})
    with duckdb.connect() as connection:
        connection.register("supply", table)
        return measure(connection, "supply", tuple(columns), TODAY, previous=previous)


def _found(report: QualityReport) -> dict[tuple[str, str], tuple[int, tuple[int, ...]]]:
    return {(finding.code, finding.column): (finding.count, finding.rows) for finding in report.findings}


def test_dates() -> None:
    days = [date(1900, 1, 1), date(2030, 1, 1), date(1850, 1, 1), date(1990, 5, 5), None]
    report = _measured({"date_of_birth": days})
    found = _found(report)
    assert found[("placeholder-date", "date_of_birth")] == (1, (1,))
    assert found[("date-in-future", "date_of_birth")] == (1, (2,))
    assert found[("date-too-old", "date_of_birth")] == (1, (3,))
    (column,) = report.columns
    assert (column.completeness, column.validity, column.lowest, column.highest) == (0.8, 0.25, 1850, 2030)
    assert (column.state, report.state) == ("poor", "poor")


def test_numbers_of_people() -> None:
    report = _measured(
        {
            "nhs_number": ["943 476 5919", "9434765918", "9990000018", "12345"],
            "upn": ["A801200001001", "B801200001001", "x", None],
            "postcode": ["LE1 2AB", "le12ab", "LE1", "GIR 0AA"],
            "sex": ["M", "F", "X", "Q"],
            "national_insurance_number": ["QQ123456C", "AB123456C", None, None],
            "email": ["a@b.uk", "a b", None, None],
            "council_tax_band": ["A", "H", "Z", None],
            "free_school_meals": ["yes", "no", "maybe", None],
        }
    )
    found = _found(report)
    assert found[("nhs-number-check-digit", "nhs_number")][1] == (2, 4)
    assert found[("nhs-number-for-tests", "nhs_number")][1] == (3,)
    assert found[("not-a-postcode", "postcode")][1] == (3,)
    assert found[("not-a-sex-code", "sex")][1] == (4,)
    assert found[("not-a-national-insurance-number", "national_insurance_number")][1] == (1,)
    assert found[("not-a-council-tax-band", "council_tax_band")][1] == (3,)
    assert found[("not-yes-or-no", "free_school_meals")][1] == (3,)
    assert found[("not-a-email", "email")][1] == (2,)


def test_duplicates() -> None:
    report = _measured(
        {
            "record_id": ["1", "1", "2", "3", "3"],
            "surname": ["A", "A", "A", "B", "C"],
            "forename": ["X", "X", "X", "Y", "Z"],
            "postcode": ["LE1 2AB"] * 5,
        }
    )
    found = _found(report)
    assert found[("duplicate-rows", "")] == (1, (2,))
    assert found[("duplicate-record-ids", "")] == (2, (2, 5))
    assert found[("duplicate-but-for-record-id", "")] == (1, (3,))


def test_numbers_that_cannot_be() -> None:
    report = _measured(
        {"absence_rate": [5.0, 101.0, -1.0], "care_hours": [200.0, 1.0, None], "rent_arrears": [-5.0, 3.0, 0.0]}
    )
    codes = {(finding.code, finding.column) for finding in report.findings}
    assert codes == {
        ("number-below-zero", "absence_rate"), ("share-above-100", "absence_rate"), ("more-than-a-week", "care_hours"),
    }  # fmt: skip


def test_shapes_are_masked_and_rare_ones_not_told() -> None:
    report = _measured({"surname": ["Smithson"] * 12 + ["Uniquely-Named"]})
    assert report.columns[0].shapes == (Share("Aaaaa", 0.9231),)
    assert "Smith" not in json.dumps(report.as_json())
    assert report.columns[0].shares == ()


def test_drift() -> None:
    before = _measured({"sex": ["M", "F"] * 50, "tenure": ["own"] * 100, "surname": ["A"] * 100})
    now = _measured({"sex": ["M"] * 130 + ["F"] * 20, "forename": ["A"] * 150, "surname": [None, "A"] * 75}, before)
    codes = {finding.code for finding in now.drift}
    assert codes == {"rows-changed", "column-gone", "column-new", "completeness-changed", "mixture-changed"}
    assert not _measured({"sex": ["M", "F"] * 51, "tenure": ["own"] * 102, "surname": ["A"] * 102}, before).drift


def test_the_stability_index_is_the_published_formula() -> None:
    # (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5), worked by hand
    index = stability_index([Share("a", 0.6), Share("b", 0.4)], [Share("a", 0.5), Share("b", 0.5)])
    assert abs(index - (0.1 * 0.1823215568 + 0.1 * 0.2231435513)) < 1e-9


def test_a_report_comes_back_from_json(tmp_path: Path) -> None:
    report = _measured({"sex": ["M", "F", "Q"], "date_of_birth": [date(1990, 1, 1), None, date(1900, 1, 1)]})
    assert report_from_json(json.loads(json.dumps(report.as_json()))) == report
    assert report.sentences()[0].startswith("3 records. Overall: poor")


def test_rows_that_are_no_records_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    extra = [
        HEADINGS, ("",) * 8, ("R90", "Test", "Patient", *ROWS[0][3:]), *ROWS[:1],
        ("R91", "ZZZ", "DO NOT USE", *ROWS[0][3:]), ("Total", "", "", "", "", "", "", "12"),
    ]  # fmt: skip
    path.write_text(csv_text(rows=[*ROWS, *extra]), encoding="utf-8")
    reading = read_table(path)
    counts = {code: count for (code, _), count in reading.notes.counts.items()}
    assert counts == {"headings-again": 1, "blank-row": 1, "test-record": 2, "totals-row": 1}
    assert reading.table.num_rows == 13
    with duckdb.connect() as connection:
        connection.register("supply", reading.table)
        report = measure(connection, "supply", reading.layout.items, TODAY, notes=reading.notes)
    assert {finding.code: finding.rows for finding in report.left_out}["test-record"] == (15, 17)


def test_values_that_cannot_be_read_are_counted_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{n},{n + 1:02}/05/1990,{n}" for n in range(1, 30)] + ["31,31/02/1990,many", "32,N/A,-"]
    path.write_text("id,dob,loans\n" + "\n".join(rows) + "\n", encoding="utf-8")
    reading = read_table(path)
    assert reading.notes.counts == {("unreadable", "date_of_birth"): 1, ("unreadable", "library_loans"): 1}
    assert {note.row for note in reading.notes.listed} == {30}
    assert reading.table["date_of_birth"].null_count == 2
