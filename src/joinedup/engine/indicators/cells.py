"""The numbers of an indicator file as people write them, and what is none.

A comma between thousands is read; a comma for the decimal point is refused, since one stray file of them would
multiply figures by a thousand unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from attrs import frozen

from joinedup.engine.indicators.periods import MISSING, SUPPRESSED

_PLAIN = re.compile(r"[-+−]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+−]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[-+−]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))")
_SPREADSHEET_ERROR = re.compile(r"#(DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
_AROUND = re.compile(r"^[£$€]\s*|\s*%$")


class Gap(StrEnum):
    """Why a cell holds no number."""

    NONE = ""
    MISSING = "missing"
    SUPPRESSED = "suppressed"
    DECIMAL_COMMA = "decimal comma"
    SPREADSHEET_ERROR = "spreadsheet error"
    NOT_A_NUMBER = "not a number"


WRONG = (Gap.DECIMAL_COMMA, Gap.SPREADSHEET_ERROR, Gap.NOT_A_NUMBER)


@frozen
class Cell:
    """A number, or why there is none."""

    value: float | None
    gap: Gap = Gap.NONE


@lru_cache(maxsize=1 << 16)
def read_cell(text: str) -> Cell:
    """The number in a cell."""
    bare = _AROUND.sub("", text.strip()).replace("\u00a0", "")
    lowered = bare.casefold()
    if lowered in MISSING:
        return Cell(None, Gap.MISSING)
    if lowered in SUPPRESSED:
        return Cell(None, Gap.SUPPRESSED)
    if _PLAIN.fullmatch(bare):
        return Cell(float(bare.replace("−", "-")))
    if _THOUSANDS.fullmatch(bare):
        return Cell(float(bare.replace(",", "").replace("−", "-")))
    if _DECIMAL_COMMA.fullmatch(bare):
        return Cell(None, Gap.DECIMAL_COMMA)
    return Cell(None, Gap.SPREADSHEET_ERROR if _SPREADSHEET_ERROR.fullmatch(bare) else Gap.NOT_A_NUMBER)


def is_figures(texts: Iterable[str], share: float = 0.8) -> bool:
    """Whether most filled cells of a column are numbers, however they are written."""
    filled = [cell for text in texts if (cell := read_cell(text)).gap not in (Gap.MISSING, Gap.SUPPRESSED)]
    numbers = [cell for cell in filled if cell.value is not None or cell.gap is Gap.DECIMAL_COMMA]
    return bool(filled) and len(numbers) >= share * len(filled)
