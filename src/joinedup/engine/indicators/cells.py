"""The numbers of an indicator file as people write them, and what is none.

A comma between thousands is read; a comma for the decimal point is refused, since one stray file of them would
multiply figures by a thousand unseen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from attrs import frozen

from joinedup.engine.indicators.periods import MISSING, SUPPRESSED

_PLAIN = re.compile(r"[-+−]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+−]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[-+−]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|0+,\d+)")
_EITHER_COMMA = re.compile(r"[-+−]?[1-9]\d{0,2},\d{3}")
# what shows that commas of a file part thousands: a decimal point, two commas, a number just below a thousand
SURE_COMMA = re.compile(r"[-+−£]?(\d+\.\d{1,2}|\d+\.\d{4,}|\d{1,3}(,\d{3}){2,}|\d{1,3},\d{3}\.\d+|[1-9]\d\d)\s*%?")
_BELOW = re.compile(r"[<≤]\s*\d+(\.\d+)?\s*%?")  # "fewer than 3": left out as small
_SPREADSHEET_ERROR = re.compile(r"#(DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
_AROUND = re.compile(r"^[£$€]\s*|\s*%$")


class Gap(StrEnum):
    """Why a cell holds no number."""

    NONE = ""
    MISSING = "missing"
    SUPPRESSED = "suppressed"
    WITHHELD = "withheld"  # there is one, for others' eyes (see `tiers`); never kept, and in no file
    DECIMAL_COMMA = "decimal comma"
    EITHER_COMMA = "comma of either kind"
    TOO_LARGE = "too large"
    SPREADSHEET_ERROR = "spreadsheet error"
    NOT_A_NUMBER = "not a number"


WRONG = (Gap.DECIMAL_COMMA, Gap.EITHER_COMMA, Gap.TOO_LARGE, Gap.SPREADSHEET_ERROR, Gap.NOT_A_NUMBER)


@frozen
class Cell:
    """A number, or why there is none."""

    value: float | None
    gap: Gap = Gap.NONE


@lru_cache(maxsize=1 << 16)
def read_cell(text: str, *, unsure_comma: bool = False) -> Cell:
    """The number in a cell. `unsure_comma`: nothing in the file tells what the comma in "1,125" is."""
    bare = _AROUND.sub("", text.strip()).replace("\u00a0", "")
    lowered = bare.casefold()
    if lowered in MISSING:
        return Cell(None, Gap.MISSING)
    if lowered in SUPPRESSED or _BELOW.fullmatch(lowered):
        return Cell(None, Gap.SUPPRESSED)
    if unsure_comma and _EITHER_COMMA.fullmatch(bare):
        return Cell(None, Gap.EITHER_COMMA)
    if _PLAIN.fullmatch(bare):
        return _number(bare)
    if _THOUSANDS.fullmatch(bare):
        return _number(bare.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(bare):
        return Cell(None, Gap.DECIMAL_COMMA)
    return Cell(None, Gap.SPREADSHEET_ERROR if _SPREADSHEET_ERROR.fullmatch(bare) else Gap.NOT_A_NUMBER)


def _number(bare: str) -> Cell:
    value = float(bare.replace("−", "-"))
    return Cell(value) if math.isfinite(value) else Cell(None, Gap.TOO_LARGE)


def is_figures(texts: Iterable[str], share: float = 0.8) -> bool:
    """Whether most filled cells of a column are numbers, however they are written."""
    filled = [cell for text in texts if (cell := read_cell(text)).gap not in (Gap.MISSING, Gap.SUPPRESSED)]
    numbers = [cell for cell in filled if cell.value is not None or cell.gap in (Gap.DECIMAL_COMMA, Gap.TOO_LARGE)]
    return bool(filled) and len(numbers) >= share * len(filled)
