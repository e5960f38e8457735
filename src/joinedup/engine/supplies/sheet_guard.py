"""Spreadsheets are archives of XML: everything in one is measured before any of it is parsed as a sheet.

The archive's directory first, then every part as it streams out, then the cells one by one: how large the
grid would become, how much text, and which cells hold formulas. What has passed is handed on as an archive of its
own, unpacked and in memory, so that the parser behind sees nothing that was not measured.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from attrs import define, field, frozen

from joinedup.engine.errors import error

MOST_BYTES = 1 << 30  # unpacked; a full sheet of twelve columns is about 0.7 GiB
MOST_CELLS = 30_000_000
MOST_TEXT = 1 << 30  # characters, every use of a shared text counted
_MOST_PARTS = 5_000
_SAFE_RATIO = 200  # ordinary sheets pack to a tenth to a fiftieth
_SMALL = 32 << 20  # below this no ratio matters
_BLOCK = 1 << 20
_MOST_FORMULAS = 10_000
# The parts that say what is in the cells; pictures, macros and printers' settings are never unpacked.
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|xl/(workbook|sharedStrings|styles)\.xml|xl/worksheets/[^/]+\.xml|"
    r"(content|styles|meta|settings|META-INF/manifest)\.xml|mimetype"
)


@define
class SheetFacts:
    """One sheet, measured. formulas: (row, column) from 1, as many as were noted; formula_count: all of them."""

    name: str
    part: str = ""
    cells: int = 0
    rows: int = 0
    columns: int = 0
    text: int = 0
    formula_count: int = 0
    formulas: list[tuple[int, int]] = field(factory=list)

    def add(self, row: int, column: int, *, repeats: int = 1, formula: bool = False) -> None:
        """Count a cell that holds something."""
        self.cells += repeats
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
        if formula:
            self.formula_count += repeats
            if len(self.formulas) < _MOST_FORMULAS:
                self.formulas.append((row, column))


@frozen
class Measured:
    """An archive that may be parsed: its bytes, XLSX or ODS, and its sheets by name."""

    kind: str
    archive: io.BytesIO
    sheets: dict[str, SheetFacts]


def measure(file: BinaryIO, name: str) -> Measured:
    """Measure a zipped spreadsheet. Raises `supply-too-large`, `supply-damaged`, `supply-binary`."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_directory(parts, name)
            names = {part.filename for part in parts}
            kind = "XLSX" if "xl/workbook.xml" in names else "ODS" if "content.xml" in names else ""
            if not kind:
                raise error("supply-binary", where=name)
            clean = io.BytesIO()
            with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as copy:
                for part in parts:
                    if _NEEDED.fullmatch(part.filename):
                        _copy(archive, part, copy)
            sheets = _xlsx_sheets(archive, names) if kind == "XLSX" else _ods_sheets(archive)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, KeyError, OSError):
        raise error("supply-damaged", where=name, kind="spreadsheet") from None
    except RuntimeError:  # zipfile says so of an encrypted part
        raise error("supply-protected", where=name) from None
    except _TooLarge as large:
        raise error("supply-too-large", where=name, what=str(large)) from None
    clean.seek(0)
    return Measured(kind, clean, sheets)


class _TooLarge(Exception):
    pass


def _check_directory(parts: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > _MOST_PARTS:
        raise _TooLarge(f"{len(parts):,} parts")
    if unpacked > MOST_BYTES or (unpacked > _SMALL and unpacked > packed * _SAFE_RATIO):
        raise _TooLarge(f"{unpacked >> 20:,} MiB from {max(1, packed >> 10):,} KiB")
    if len({part.filename for part in parts}) < len(parts):
        raise error("supply-damaged", where=name, kind="spreadsheet")


def _copy(archive: zipfile.ZipFile, part: zipfile.ZipInfo, copy: zipfile.ZipFile) -> None:
    with archive.open(part) as source, copy.open(part.filename, "w") as target:
        while block := source.read(_BLOCK):  # never more than the directory says: zipfile stops there
            target.write(block)


def _parse(archive: zipfile.ZipFile, part: str, reader: _Reader) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise expat.ExpatError("a spreadsheet declares no entities")

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)


class _Reader:
    """What every reader of a part answers to; tags come with their prefix cut off."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text between tags."""


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Elements(_Reader):
    """Gathers the attributes of every element of one name."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self.found: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == self._tag:
            self.found.append({_local(key): value for key, value in attributes.items()})


class _SharedTexts(_Reader):
    """The length of every shared text."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "si":
            self.lengths.append(0)

    def characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _XlsxCells(_Reader):
    def __init__(self, facts: SheetFacts, lengths: list[int]) -> None:
        self._facts = facts
        self._lengths = lengths
        self._row = self._column = 0
        self._shared = self._in_value = False
        self._formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            self._column = column_number(place[1]) if place else self._column + 1
            self._row = int(place[2]) if place else self._row
            self._shared = attributes.get("t") == "s"
            self._formula = False
        elif tag == "f":
            self._formula = True
            self._facts.add(self._row, self._column, repeats=0, formula=True)
            self._facts.formula_count += 1
        elif tag in ("v", "is"):
            self._in_value = True
            self._facts.add(self._row, self._column)
            _check(self._facts)

    def end(self, tag: str) -> None:
        if _local(tag) in ("v", "is"):
            self._in_value = False

    def characters(self, text: str) -> None:
        if self._in_value and self._shared and text.isascii() and text.isdigit() and int(text) < len(self._lengths):
            self._facts.text += self._lengths[int(text)]
        else:
            self._facts.text += len(text)


def _check(facts: SheetFacts) -> None:
    if facts.rows * facts.columns > MOST_CELLS or facts.cells > MOST_CELLS:
        raise _TooLarge(f"more than {MOST_CELLS:,} cells")
    if facts.text > MOST_TEXT:
        raise _TooLarge("more text than a sheet of records holds")


def _xlsx_sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, SheetFacts]:
    book, relations, texts = _Elements("sheet"), _Elements("Relationship"), _SharedTexts()
    _parse(archive, "xl/workbook.xml", book)
    _parse(archive, "xl/_rels/workbook.xml.rels", relations)
    if "xl/sharedStrings.xml" in names:
        _parse(archive, "xl/sharedStrings.xml", texts)
    targets = {relation["Id"]: relation["Target"] for relation in relations.found}
    sheets: dict[str, SheetFacts] = {}
    for sheet in book.found:
        target = targets.get(sheet.get("id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        facts = SheetFacts(sheet["name"], part)
        if part in names and part.startswith("xl/worksheets/"):
            _parse(archive, part, _XlsxCells(facts, texts.lengths))
            _check(facts)
        sheets[facts.name] = facts
    return sheets


class _OdsCells(_Reader):
    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self._facts = SheetFacts("")
        self._row = self._column = 0
        self._row_repeats = self._cell_repeats = 1
        self._cell_text = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "table":
            self._facts = SheetFacts(attributes.get("table:name", ""))
            self.sheets[self._facts.name] = self._facts
            self._row = 0
        elif tag == "table-row":
            self._row += 1
            self._column = 0
            self._row_repeats = int(attributes.get("table:number-rows-repeated", 1))
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeats = int(attributes.get("table:number-columns-repeated", 1))
        formula = "table:formula" in attributes
        self._cell_repeats, self._cell_text = repeats, 0
        if formula or "office:value-type" in attributes:
            last_row, last_column = self._row + self._row_repeats - 1, self._column + repeats
            self._facts.add(last_row, last_column, repeats=repeats * self._row_repeats)
            if formula:
                self._facts.add(self._row, self._column + 1, repeats=0, formula=True)
                self._facts.formula_count += repeats * self._row_repeats
            _check(self._facts)
        self._column += repeats

    def end(self, tag: str) -> None:
        if _local(tag) == "table-row":
            self._row += self._row_repeats - 1

    def characters(self, text: str) -> None:
        self._facts.text += len(text) * self._cell_repeats * self._row_repeats
        if self._facts.text > MOST_TEXT:
            _check(self._facts)


def _ods_sheets(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    cells = _OdsCells()
    _parse(archive, "content.xml", cells)
    return cells.sheets


def formula_places(facts: SheetFacts) -> Iterator[tuple[int, str]]:
    """The row, and the cell's address, of each formula that was noted."""
    for row, column in facts.formulas:
        yield row, f"{column_letters(column)}{row}"
