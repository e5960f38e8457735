"""Which row holds the headings: behind a preamble, below merged titles, or not there at all."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.supplies.shapes import is_data, is_null

MOST_COLUMNS = 1_000
_LOOK_AT = 40  # rows among which the headings are looked for
_FULL = 0.8  # a row of headings fills so much of the table's width; titles merged over groups do not


@frozen
class Headings:
    """The names of the columns, and the row they stand in, counted from 1 among the rows given."""

    names: tuple[str, ...]
    row: int


def find_headings(rows: Sequence[Sequence[str]], width: int, name: str) -> Headings:
    """Find the headings among the first rows of a table `width` columns wide.

    An empty heading becomes `column N`. Raises `supply-too-many-columns`, `supply-headings-missing`,
    `supply-headings-are-data` and `supply-headings-duplicate`, which name columns by number only.
    """
    if width > MOST_COLUMNS:
        raise error("supply-too-many-columns", where=name, found=width, most=MOST_COLUMNS)
    position = _position(rows, width)
    if position is None:
        raise error("supply-headings-missing", where=name)
    texts = [" ".join(cell.split()) for cell in rows[position]]
    texts += [""] * (width - len(texts))
    where = f"{name}, row {position + 1}"
    _refuse_data(texts, rows[position + 1 :], where)
    names = tuple(text or f"column {number}" for number, text in enumerate(texts[:width], start=1))
    _refuse_duplicates(names, where)
    return Headings(names, position + 1)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _position(rows: Sequence[Sequence[str]], width: int) -> int | None:
    used = max((_filled(row) for row in rows), default=0)  # trailing empty columns count for nothing
    for share in (_FULL, 0.5):
        for position, row in enumerate(rows[:_LOOK_AT]):
            if len(row) <= width and _filled(row) >= max(1, share * min(width, used)):
                return position
    return None


def _refuse_data(texts: Sequence[str], below: Sequence[Sequence[str]], where: str) -> None:
    filled = [position for position, text in enumerate(texts) if text]
    sure = [position for position in filled if is_data(texts[position])]
    again = any([cell.strip() for cell in row] == list(texts) for row in below)
    if again and not sure:
        return  # the headings come again further down, as in files put one behind the other
    data = [position for position in filled if position in sure or _comes_again(texts, below, position)]
    if len(data) >= max(2, len(filled) / 4) or (sure and len(sure) >= len(filled) / 8):
        raise error("supply-headings-are-data", where=where, columns=_numbers(data))


def _comes_again(texts: Sequence[str], below: Sequence[Sequence[str]], position: int) -> bool:
    text = texts[position]
    return not is_null(text) and any(position < len(row) and row[position].strip() == text for row in below)


def _refuse_duplicates(names: Sequence[str], where: str) -> None:
    seen: dict[str, list[int]] = {}
    for position, heading in enumerate(names):
        seen.setdefault(heading.casefold(), []).append(position)
    twice = [position for positions in seen.values() if len(positions) > 1 for position in positions]
    if twice:
        raise error("supply-headings-duplicate", where=where, columns=_numbers(twice))


def _numbers(positions: Sequence[int]) -> str:
    words = [str(position + 1) for position in positions[:20]]
    return ", ".join(words) + (" and more" if len(positions) > 20 else "")
