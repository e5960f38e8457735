"""Supplies, for inputs that nobody thought of."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.checks import checks_for
from joinedup.engine.supplies.dates import STYLES, DateStyle
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.shapes import is_null
from joinedup.engine.supplies.suggest import suggest
from joinedup.engine.supplies.table import read_table
from joinedup.engine.supplies.tidy import tidied

TODAY = date(2026, 11, 23)
ENGINE = duckdb.connect()
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _file(content: bytes) -> Path:
    with tempfile.NamedTemporaryFile(delete=False, suffix=".csv") as file:
        file.write(content)
    return Path(file.name)


@few
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    path = _file(content)
    try:
        with suppress(JoinedupError):
            read_table(path)
    finally:
        path.unlink()


_cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).filter(
    lambda text: not text.lstrip().startswith(("=", "@", "+", "-"))
)


@few
@given(st.lists(st.tuples(_cell, _cell), min_size=1, max_size=30), st.sampled_from(",;|\t"))
def test_what_is_written_as_csv_is_read_back_with_its_row_numbers(rows: list[tuple[str, str]], delimiter: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [("key", "words", "end"), *((*r, "x") for r in rows)]
    )
    path = _file(stream.getvalue().encode())
    table, code = None, ""
    try:
        table = read_table(path, keep=["key", "words"]).table
    except JoinedupError as refused:
        code = refused.code
    path.unlink()
    if table is None:
        # cells like the headings, or none at all, may be taken for something else; never are they read wrongly
        assert code in {"supply-headings-are-data", "supply-delimiter-unknown", "supply-no-rows"}
        return
    for place, key, words in zip(
        table["row_number"].to_pylist(), table["raw:key"].to_pylist(), table["raw:words"].to_pylist(), strict=True
    ):
        assert (key or "", words or "") == rows[place - 1]


_headings = st.lists(
    st.sampled_from(sorted({name for item in ITEMS.values() for name in (item.name, item.title, *item.also)})),
    min_size=2, max_size=12, unique_by=str.casefold,
)  # fmt: skip


@few
@given(_headings)
def test_a_suggestion_never_gives_an_item_twice_but_in_parts(headings: list[str]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([headings, [f"value {place}" for place in range(len(headings))]])
    path = _file(stream.getvalue().encode())
    try:
        layout = suggest(open_source(path))
    finally:
        path.unlink()
    taken = [(column.item, column.part) for column in layout.columns if column.item]
    assert len(taken) == len(set(taken))
    whole = {item for item, part in taken if not part}
    assert not whole & {item for item, part in taken if part}
    assert all(0 <= column.confidence <= 1 and column.reason for column in layout.columns)


def _fails(item: str, code: str, value: str) -> bool:
    check = next(check for check in checks_for(item, TODAY) if check.code == code)
    found = ENGINE.execute(f'SELECT {check.condition} FROM (SELECT ? AS "{item}")', [value]).fetchone()
    assert found is not None
    return bool(found[0])


@few
@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_nhs_check_digits_are_those_of_another_implementation(number: str) -> None:
    whole = next((number[:9] + digit for digit in "0123456789" if nhs.is_valid(number[:9] + digit)), number)
    for value in (number, whole):
        assert _fails("nhs_number", "nhs-number-check-digit", value) != nhs.is_valid(value)


@few
@given(st.from_regex(r"[A-HJ-NP-RT-Z]801200[0-9]{5}[0-9A-HJ-NP-RT-Z]", fullmatch=True))
def test_upn_check_letters_are_those_of_another_implementation(number: str) -> None:
    whole = upn.calc_check_digit(number[1:]) + number[1:]
    assert upn.is_valid(whole)
    for value in (number, whole):
        assert _fails("upn", "upn-check-letter", value) != upn.is_valid(value)


@few
@given(
    st.dates(date(1931, 1, 1), date(2029, 12, 31)),
    st.sampled_from([s for s in STYLES if s.name != "YYYY-MM"]),
    st.data(),
)
def test_every_style_reads_what_it_writes(day: date, style: DateStyle, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([f for f in style.formats if "%H" not in f]))
    text = day.strftime(form)
    found = ENGINE.execute(f"SELECT {style.sql('v')} FROM (SELECT ? AS v)", [text]).fetchone()
    assert found == (day,)
    assert style.matches(text.upper())


@few
@given(
    st.lists(
        st.sampled_from(["", " ", "N/A", "null ", " - ", "Ann", " Ann\t", "\u00a0x\u00a0", "nan", "Ön "]), max_size=20
    )
)
def test_tidying_is_trimming_and_null_words(values: list[str]) -> None:
    import pyarrow as pa

    expected = [None if is_null(value) else value.strip(" \t\r\n\u00a0") for value in values]
    assert tidied(pa.array(values, pa.string())).to_pylist() == expected
