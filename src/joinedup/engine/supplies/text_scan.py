"""One pass over the bytes of a text file before anything is parsed: hash, encoding, NUL bytes, line length.

Bounded memory: a block at a time. What is wrong with the bytes is said here, with the line where it is.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from attrs import frozen

from joinedup.engine.errors import error

BLOCK = 1 << 20
MAX_LINE = 1 << 20  # bytes; a row of 1,000 columns with 200 characters each still fits

UTF_8, UTF_16_LE, UTF_16_BE, WINDOWS_1252 = "utf-8", "utf-16-le", "utf-16-be", "windows-1252"
_BOMS = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, UTF_16_LE), (codecs.BOM_UTF16_BE, UTF_16_BE))
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # UTF-8's pattern for half a character
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROL = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})


@frozen
class TextFacts:
    """What the bytes are: the Python codec, the length of the byte order mark, SHA-256, size in bytes.

    quotes: how many quotation marks there are; in good CSV an even number.
    """

    encoding: str
    bom: int
    sha256: str
    size: int
    quotes: int


def scan_text(file: BinaryIO, name: str) -> TextFacts:
    """Read the file once from its start.

    Raises `supply-empty`, `supply-binary`, `supply-nul`, `supply-line-too-long`, `supply-surrogate`,
    `supply-encoding-mixed` (with the line where it breaks) and `supply-encoding-unknown`.
    """
    file.seek(0)
    start = file.read(BLOCK)
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise error("supply-empty", where=name)
    encoding, bom = _declared(start)
    file.seek(0)
    if encoding in (UTF_16_LE, UTF_16_BE):
        return _scan_utf_16(file, name, encoding, bom)
    return _scan_bytes(file, name, start, bom)


def _declared(start: bytes) -> tuple[str, int]:
    """The encoding that the first bytes give away, and the length of the byte order mark; "" if they do not."""
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding, len(mark)
    even, odd = start[:4096:2], start[1:4096:2]
    # Western text in UTF-16 without a mark: every other byte is NUL, and the others are not
    if odd.count(0) > len(odd) * 0.7 and even.count(0) < len(even) * 0.1:
        return UTF_16_LE, 0
    if even.count(0) > len(even) * 0.7 and odd.count(0) < len(odd) * 0.1:
        return UTF_16_BE, 0
    return "", 0


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


class _Lines:
    """Counts lines and refuses one that is too long."""

    def __init__(self, name: str) -> None:
        self.before = 0  # lines ended so far
        self._open = 0  # bytes since the last line end
        self._name = name

    def add(self, block: bytes) -> None:
        ends = block.count(b"\n") or block.count(b"\r")
        end = b"\n" if b"\n" in block else b"\r"
        if self._open + (block.find(end) if ends else len(block)) > MAX_LINE:
            where = f"{self._name}, line {self.before + 1}"
            raise error("supply-line-too-long", where=where, limit=MAX_LINE)
        self._open = len(block) - 1 - block.rfind(end) if ends else self._open + len(block)
        self.before += ends


def _line(before: int, block: bytes, position: int) -> int:
    return before + block.count(b"\n", 0, position) + 1


def _scan_bytes(file: BinaryIO, name: str, start: bytes, bom: int) -> TextFacts:
    digest, size, quotes = hashlib.sha256(), 0, 0
    lines = _Lines(name)
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf_8_so_far = True
    others = _HighBytes(name)
    sample = start[:4096]
    if len(sample) - len(sample.translate(None, _CONTROL)) > max(2, len(sample) // 50):
        raise error("supply-binary", where=name)
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
        quotes += block.count(b'"')
        if (position := block.find(b"\0")) >= 0:
            raise error("supply-nul", where=f"{name}, line {_line(lines.before, block, position)}")
        if utf_8_so_far:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                utf_8_so_far = False
        if not block.isascii():
            others.add(block, lines.before)
        lines.add(block)
    if utf_8_so_far:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf_8_so_far = False
    return TextFacts(UTF_8 if utf_8_so_far else others.encoding(bom), bom, digest.hexdigest(), size, quotes)


class _HighBytes:
    """Runs of bytes above ASCII, each of which is either good UTF-8 or is not: tells a mixture from one encoding."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._first: dict[bool, int] = {}  # whether runs are UTF-8 → the first line with such a run
        self._surrogate: int | None = None
        self._undefined = False

    def add(self, block: bytes, before: int) -> None:
        for run in _HIGH_BYTES.finditer(block):
            if run.start() == 0 or run.end() == len(block):
                # may be cut by the block's edge: the neighbours decide, but for bytes that Windows-1252 has not
                self._undefined = self._undefined or bool(_UNDEFINED_1252.search(run[0]))
                continue
            good = _is_utf_8(run[0])
            if good not in self._first:
                self._first[good] = _line(before, block, run.start())
            if not good:
                if self._surrogate is None and _SURROGATE.search(run[0]):
                    self._surrogate = _line(before, block, run.start())
                self._undefined = self._undefined or bool(_UNDEFINED_1252.search(run[0]))

    def encoding(self, bom: int) -> str:
        """The encoding of a file that is not UTF-8 throughout. Raises where there is no such thing."""
        if self._surrogate is not None:
            raise error("supply-surrogate", where=f"{self._name}, line {self._surrogate}")
        good, bad = self._first.get(True), self._first.get(False, 1)
        if bom or good is not None:
            utf_8_first = bool(bom) or (good is not None and good <= bad)
            first, line = ("UTF-8", bad) if utf_8_first else ("Windows-1252", good)
            raise error("supply-encoding-mixed", where=f"{self._name}, line {line}", first=first)
        if self._undefined:
            raise error("supply-encoding-unknown", where=f"{self._name}, line {bad}")
        return WINDOWS_1252


def _is_utf_8(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True


def _scan_utf_16(file: BinaryIO, name: str, encoding: str, bom: int) -> TextFacts:
    digest, size, quotes = hashlib.sha256(), 0, 0
    lines = _Lines(name)
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
        quotes += block.count(b'"')
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError:
            raise error("supply-surrogate", where=f"{name}, after line {lines.before}") from None
        if "\0" in text:
            raise error("supply-nul", where=f"{name}, after line {lines.before}")
        lines.add(text.encode())
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise error("supply-damaged", where=name, kind="UTF-16 text") from None
    return TextFacts(encoding, bom, digest.hexdigest(), size, quotes)


class Utf8Stream:
    """The text of a scanned file as UTF-8 bytes without its byte order mark, from `skip` such bytes on."""

    def __init__(self, file: BinaryIO, facts: TextFacts, skip: int) -> None:
        file.seek(facts.bom)
        self._file = file
        self._decoder = None if facts.encoding == UTF_8 else codecs.getincrementaldecoder(facts.encoding)()
        self._left_over = b""
        self.closed = False
        if self._decoder is None:
            file.seek(facts.bom + skip)
        else:
            while skip > 0 and (part := self.read(min(skip, BLOCK))):
                skip -= len(part)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; empty at the end."""
        if self._decoder is None:
            return self._file.read(size)
        wanted = size if size >= 0 else 1 << 62
        while len(self._left_over) < wanted:
            block = self._file.read(BLOCK)
            self._left_over += self._decoder.decode(block, not block).encode()
            if not block:
                break
        part, self._left_over = self._left_over[:wanted], self._left_over[wanted:]
        return part

    def close(self) -> None:
        """Close the file below."""
        self.closed = True
        self._file.close()
