"""XLS (BIFF8 in a compound file): measures the sheets and finds formulas, which the sheet parser does not tell.

Sources: Microsoft's open specifications [MS-CFB] for the container and [MS-XLS] for the records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from joinedup.engine.errors import error
from joinedup.engine.supplies.sheet_guard import MOST_CELLS, SheetFacts

_END_OF_CHAIN, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_BOF, _BOUNDSHEET, _FILEPASS, _FORMULA = 0x0809, 0x0085, 0x002F, 0x0006
_ONE_CELL = {0x0203, 0x0204, 0x00FD, 0x027E, 0x0205, 0x00D6, _FORMULA}  # NUMBER LABEL LABELSST RK BOOLERR RSTRING
_MANY_RK = 0x00BD


def measure_xls(data: bytes, name: str) -> dict[str, SheetFacts]:
    """The sheets by name. Raises `supply-damaged`, `supply-protected`, `supply-too-large`, `supply-binary`."""
    try:
        return _sheets(_workbook_stream(data, name), name)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise error("supply-damaged", where=name, kind="XLS") from None


def _chain(table: list[int], start: int) -> Iterator[int]:
    seen = 0
    while start not in (_END_OF_CHAIN, _FREE):
        yield start
        start = table[start]
        seen += 1
        if seen > len(table):
            raise IndexError  # a chain that bites its own tail


def _workbook_stream(data: bytes, name: str) -> bytes:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise IndexError

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(block: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(block) // 4}I", block))

    table_sectors = [n for n in struct.unpack_from("<109I", data, 76) if n != _FREE]
    more = struct.unpack_from("<I", data, 68)[0]
    while more not in (_END_OF_CHAIN, _FREE) and len(table_sectors) <= len(data) // size:
        block = numbers(sector(more))
        table_sectors += [n for n in block[:-1] if n != _FREE]
        more = block[-1]
    table = [entry for n in table_sectors for entry in numbers(sector(n))]
    directory = b"".join(map(sector, _chain(table, struct.unpack_from("<I", data, 48)[0])))
    streams = {}
    for place in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        title = directory[place : place + max(0, length - 2)].decode("utf-16-le")
        streams[title] = (
            struct.unpack_from("<I", directory, place + 116)[0],
            struct.unpack_from("<I", directory, place + 120)[0],
        )
    if "EncryptedPackage" in streams:
        raise error("supply-protected", where=name)
    start, length = streams.get("Workbook") or streams.get("Book") or (0, 0)
    if not length:
        raise error("supply-binary", where=name)
    if length < struct.unpack_from("<I", data, 56)[0]:  # small streams lie inside the root's own
        root = next(iter(streams.values()))
        inner = b"".join(map(sector, _chain(table, root[0])))
        small_table = [
            entry for n in _chain(table, struct.unpack_from("<I", data, 60)[0]) for entry in numbers(sector(n))
        ]
        return b"".join(inner[n * 64 : n * 64 + 64] for n in _chain(small_table, start))[:length]
    return b"".join(map(sector, _chain(table, start)))[:length]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _sheets(stream: bytes, name: str) -> dict[str, SheetFacts]:
    starts: dict[int, SheetFacts] = {}
    facts: SheetFacts | None = None
    for place, kind, body in _records(stream):
        if kind == _FILEPASS:
            raise error("supply-protected", where=name)
        if kind == _BOUNDSHEET:
            start, length, wide = struct.unpack_from("<I", body)[0], body[6], body[7] & 1
            text = body[8 : 8 + length * (1 + wide)]
            starts[start] = SheetFacts(text.decode("utf-16-le" if wide else "latin-1"))
        elif kind == _BOF and place in starts:
            facts = starts[place]
        elif facts is not None and (kind in _ONE_CELL or kind == _MANY_RK):
            row, column = struct.unpack_from("<HH", body)
            cells = (len(body) - 6) // 6 if kind == _MANY_RK else 1
            facts.add(row + 1, column + cells, repeats=cells, formula=kind == _FORMULA)
            if facts.rows * facts.columns > MOST_CELLS:
                raise error("supply-too-large", where=name, what=f"more than {MOST_CELLS:,} cells")
    return {facts.name: facts for facts in starts.values()}
