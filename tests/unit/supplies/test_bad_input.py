"""Bad input: a clear error, no value in it, nothing stored, in bounded time and memory."""
# ruff: noqa: E501 (a table of bad files reads best one file a line)

from __future__ import annotations

import json
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.supplies.agreed import TODAY, Agreed
from tests.unit.supplies.extracts import HEADINGS, ROWS, csv_text, write_ods, write_parquet, write_xls, write_xlsx

from joinedup.cli.main import status_of
from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.layout import Column, Layout
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.receive import receive
from joinedup.engine.supplies.source import FileFormat
from joinedup.engine.supplies.table import read_table

SECRET = "Xqzplanted"  # in every bad file; no message may repeat it
GOOD = csv_text(rows=[("R1", SECRET, *ROWS[0][2:]), *ROWS])
BYTES = GOOD.encode()
TABLE = [HEADINGS, ("R1", SECRET, *ROWS[0][2:]), *ROWS]


def _write(content: bytes | str) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def _with_formula(path: Path, formula: str = "=1+1") -> None:
    write_xlsx(path, [*TABLE[:3], (formula, *TABLE[3][1:]), *TABLE[4:]])


def _cut(writer: Callable[[Path], object]) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        writer(path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])

    return write


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"0" * (1 << 20))


def _bomb_that_lies(path: Path) -> None:
    """The directory says that the part is small; the stream is not."""
    write_xlsx(path, TABLE)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    place = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[place + 24 : place + 28] = (part.file_size // 3).to_bytes(4, "little")
    path.write_bytes(bytes(data))


def _wide_sheet(path: Path) -> None:
    """Two cells, at opposite corners of the largest grid: small in the file, huge in memory."""
    write_xlsx(path, [["Ref", SECRET]])
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    _replace_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml[: xml.index("<sheetData>") + 11] + rows + xml[xml.index("</sheetData>") :],
    )


def _many_laughs(path: Path) -> None:
    write_xlsx(path, [["Ref", SECRET]])
    entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    _replace_part(path, "xl/worksheets/sheet1.xml", lambda xml: entities + xml)


def _replace_part(path: Path, name: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


def _repeated_ods(path: Path) -> None:
    write_ods(path, TABLE)
    _replace_part(
        path,
        "content.xml",
        lambda xml: xml.replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">', 3
        ).replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="9000" ', 3),
    )


def _one_line(path: Path, size: int = 64 << 20) -> None:
    with path.open("wb") as file:
        file.write(b"id,name\n1,")
        for _ in range(size >> 20):
            file.write(b"x" * (1 << 20))


_LATE = "".join(f"R{n},{SECRET},B\n" for n in range(200_000))
BAD: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "empty file": ("a.csv", "supply-empty", _write(b"")),
    "blank lines only": ("a.csv", "supply-empty", _write(b"\xef\xbb\xbf\r\n  \r\n")),
    "only a header": ("a.csv", "supply-no-rows", _write(",".join(HEADINGS) + "\r\n")),
    "only a header, no line end": ("a.csv", "supply-no-rows", _write(",".join(HEADINGS))),
    "only a header in a sheet": ("a.xlsx", "supply-no-rows", lambda p: write_xlsx(p, [HEADINGS])),
    "an empty sheet": ("a.xlsx", "supply-empty", lambda p: write_xlsx(p, [[]])),
    "binary": ("a.csv", "supply-binary", _write(bytes(range(256)) * 40)),
    "a picture": ("a.csv", "supply-binary", _write(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)),
    "compressed": ("a.csv", "supply-compressed", _write(b"\x1f\x8b\x08\0" + b"abc" * 20)),
    "one long line": ("a.csv", "supply-line-too-long", _one_line),
    "one long line of json": ("a.jsonl", "supply-line-too-long", _write(b'{"a": "' + b"x" * (3 << 20) + b'"}')),
    "zip bomb as xlsx": ("a.xlsx", "supply-too-large", _bomb),
    "zip directory that lies": ("a.xlsx", "supply-damaged", _bomb_that_lies),
    "the largest grid from two cells": ("a.xlsx", "supply-too-large", _wide_sheet),
    "entities in xlsx": ("a.xlsx", "supply-damaged", _many_laughs),
    "repeated cells in ods": ("a.ods", "supply-too-large", _repeated_ods),
    "a zip that is no spreadsheet": ("a.xlsx", "supply-binary", lambda p: zipfile.ZipFile(p, "w").writestr("a.txt", SECRET)),
    "wrong delimiter": ("a.csv", "supply-delimiter-unknown", _write(GOOD.replace(",", "§"))),
    "headings and rows with different delimiters": ("a.csv", "supply-headings-are-data", _write("ref;name;dob\n" + "".join(f"1,{SECRET},01/02/1990\n" for _ in range(20)))),
    "mixed encodings": ("a.csv", "supply-encoding-mixed", _write(BYTES + GOOD.encode("windows-1252"))),
    "mixed encodings, the other way": ("a.csv", "supply-encoding-mixed", _write(GOOD.encode("windows-1252") + BYTES)),
    "not Windows-1252 either": ("a.csv", "supply-encoding-unknown", _write(b"id,name\n1,a\x81b\n2,c\x9dd\n")),
    "not Windows-1252 at its very end": ("a.csv", "supply-encoding-unknown", _write(b"id,name\n1,ab\n2,c\x9d")),
    "duplicate headers": ("a.csv", "supply-headings-duplicate", _write("Ref,Name,name\n1,a,b\n")),
    "duplicate keys in json": ("a.jsonl", "supply-headings-duplicate", _write('{"a": 1, "a": 2}\n')),
    "no headings": ("a.csv", "supply-headings-are-data", _write(GOOD.split("\r\n", 1)[1])),
    "ragged: a row too long": ("a.csv", "supply-ragged", _write(GOOD.replace("R005,", "R005,more,"))),
    "ragged: a row too short": ("a.csv", "supply-ragged", _write(GOOD.replace("R005,Eve,", "R005,"))),
    "ragged: cut short at the end": ("a.csv", "supply-ragged", _write(GOOD + "R900,Ann\r\n")),
    "ragged after many rows": ("a.csv", "supply-ragged", _write(f"id,forename,surname\n{_LATE}1,2,3,4\n{_LATE}")),
    "10,000 columns": ("a.csv", "supply-too-many-columns", _write(",".join(f"h{n}" for n in range(10_000)) + "\n" + ",".join("x" * 10_000) + "\n")),
    "10,000 keys": ("a.jsonl", "supply-too-many-columns", _write(json.dumps({f"h{n}": "x" for n in range(10_000)}) + "\n")),
    "formula in csv": ("a.csv", "supply-formula", _write(GOOD.replace("Bob", "=HYPERLINK(1)"))),
    "formula behind blanks": ("a.csv", "supply-formula", _write(GOOD.replace("Bob", " =1+1"))),
    "formula with a plus": ("a.csv", "supply-formula", _write(GOOD.replace("Bob", "+cmd|x!A0"))),
    "formula at the end of a long file": ("a.csv", "supply-formula", _write(f"id,forename,surname\n{_LATE}{_LATE}1,=A1,c\n1,b,c\n")),
    "formula in xlsx": ("a.xlsx", "supply-formula", _with_formula),
    "formula in ods": ("a.ods", "supply-formula", lambda p: write_ods(p, TABLE, formula_in=(2, 1))),
    "formula in xls": ("a.xls", "supply-formula", lambda p: write_xls(p, TABLE, formula_in=(2, 1))),
    "NUL bytes": ("a.csv", "supply-nul", _write(GOOD.replace("Bob", "B\0b"))),
    "lone surrogate in csv": ("a.csv", "supply-surrogate", _write(BYTES.replace(b"Bob", b"B\xed\xa0\x80b"))),
    "lone surrogate in utf-16": ("a.csv", "supply-surrogate", _write("\ufeffid,name\r\n1,".encode("utf-16-le") + b"\x00\xd8a\x00\r\x00\n\x00")),
    "lone surrogate in json": ("a.jsonl", "supply-surrogate", _write('{"id": 1, "name": "\\ud800"}\n')),
    "truncated parquet": ("a.parquet", "supply-damaged", _cut(write_parquet)),
    "truncated xlsx": ("a.xlsx", "supply-damaged", _cut(lambda p: write_xlsx(p, TABLE))),
    "truncated ods": ("a.ods", "supply-damaged", _cut(lambda p: write_ods(p, TABLE))),
    "truncated xls": ("a.xls", "supply-damaged", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 700)),
    "truncated json": ("a.jsonl", "supply-json-not-lines", _write(f'{{"id": 1}}\n{{"id": "{SECRET}')),
    "a json array": ("a.json", "supply-json-not-lines", _write('[{"id": 1}]\n')),
    "deep json": ("a.jsonl", "supply-json-deep", _write('{"a":' * 100_000 + "1" + "}" * 100_000 + "\n")),
    "json rather deep": ("a.jsonl", "supply-json-deep", _write('{"a":{"a":{"a":{"a":{"a":1}}}}}\n')),
    "lists in json": ("a.jsonl", "supply-json-deep", _write('{"id": [1, 2]}\n')),
    "quotation mark never closed, last column": ("a.csv", "supply-rows-unreadable", _write(GOOD[:-3] + "\r\n" + "R9,a,b,c,d,e,f,g\r\n")),
    "quotation mark never closed": ("a.csv", "supply-rows-unreadable", _write(GOOD.replace("R011,Kit", 'R011,"Kit'))),
}  # fmt: skip

LAYOUT = Layout(FileFormat("delimited text"), (Column("Ref", "record_id"), Column("First Name", "forename")))


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_words_and_nothing_is_stored(name: str, tmp_path: Path, agreed: Agreed) -> None:
    file, code, write = BAD[name]
    path = tmp_path / file
    write(path)
    start = time.process_time()  # not by the clock: the machine may be busy with other things
    with pytest.raises(JoinedupError) as caught:
        read_table(path)
    with pytest.raises(JoinedupError) as refused:
        receive(agreed.gate, agreed.movement(), path, None, on=TODAY)
    assert time.process_time() - start < 20
    assert caught.value.code == refused.value.code == code
    assert caught.value.status == 2
    assert file in caught.value.where
    assert SECRET not in str(caught.value) + str(refused.value)
    assert agreed.register.kept == {}
    assert [p for p in agreed.folder.rglob("*") if p.is_file()] == []


def test_the_command_ends_with_two_and_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    assert status_of(["check", str(path)]) == 2
    assert "empty.csv" in capsys.readouterr().err


def test_where_it_is_wrong_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    expected = {
        "mixed encodings": "line 16",
        "ragged: a row too long": "row 7",
        "ragged after many rows": "row 200001",
        "formula in csv": "row 4, column First Name",
        "NUL bytes": "line 5",
        "lone surrogate in csv": "line 5",
    }
    for name, place in expected.items():
        BAD[name][2](path)
        with pytest.raises(JoinedupError) as caught:
            read_table(path)
        assert caught.value.where.endswith(place), name


def test_a_formula_in_a_sheet_is_told_by_its_cell(tmp_path: Path) -> None:
    for name, cell in (("a.xlsx", "A4"), ("a.ods", "B3"), ("a.xls", "B3")):
        path = tmp_path / name
        BAD[f"formula in {name[2:]}"][2](path)
        with pytest.raises(JoinedupError) as caught:
            open_source(path)
        assert caught.value.where == f"{name}, sheet Extract, cell {cell}"


def test_a_formula_in_the_totals_row_is_left_out_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [*TABLE, ("Total", "", "", "", "", "", "", "=SUM(H2:H14)")])
    reading = read_table(path)
    assert reading.table.num_rows == 13
    assert reading.notes.counts == {("totals-row", ""): 1}


@pytest.mark.parametrize("value", ["-", "-5", "+44 116 496 0000", "-£3.20", "- see notes"])
def test_what_only_begins_like_a_formula_is_let_in(value: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,notes\n1,{value}\n2,x\n", encoding="utf-8")
    assert read_table(path, keep=["notes"]).table["raw:notes"][0].as_py() == value


@pytest.mark.parametrize("name", ["../../etc/passwd", "no\0such", "a\x1b[31m.csv", "~/x", "*.csv", "$(id)", "|id"])
def test_tricks_in_file_names_find_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(JoinedupError) as caught:
        open_source(tmp_path / "deeper" / "still" / name)
    assert caught.value.code == "file-missing"
    assert all(character.isprintable() for character in caught.value.where)


def test_folders_pipes_and_devices_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, Path("/dev/zero"), tmp_path / "pipe"):
        with pytest.raises(JoinedupError) as caught:
            open_source(path)
        assert caught.value.code == "file-not-regular"


def test_headings_that_are_data_are_told_by_number_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    BAD["no headings"][2](path)
    with pytest.raises(JoinedupError) as caught:
        open_source(path)
    assert "4" in str(caught.value.details["columns"])
    assert all(cell not in str(caught.value) for cell in (SECRET, "LE1 2AB", "9434765919"))


@pytest.mark.full
def test_a_gibibyte_of_one_line_is_refused_at_once_and_cheaply(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    _one_line(path, 1 << 30)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(JoinedupError) as caught:
        open_source(path)
    assert caught.value.code == "supply-line-too-long"
    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


def test_a_name_that_is_a_surname_test_is_kept_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [("R1", "John", "Test", *ROWS[0][3:]), *ROWS]
    path.write_text(csv_text(rows=rows), encoding="utf-8")
    reading = read_table(path)
    assert reading.table.num_rows == 13
    assert reading.notes.counts == {("perhaps-test-record", ""): 1}
