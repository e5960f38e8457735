"""Raw text columns made ready: blanks around values off, words that stand for nothing become null.

Looks at the first and last bytes of a whole column before it does anything, because most columns need nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from joinedup.engine.supplies.shapes import NULL_WORDS

_BLANKS = " \t\r\n\u00a0"
# a value's first or last byte where a blank may be: of the no-break space, in UTF-8, both bytes
_BLANK_BYTES = np.frombuffer(_BLANKS.encode(), np.uint8)
_LONGEST = max(map(len, NULL_WORDS))
_WORDS = pa.array(NULL_WORDS, pa.string())


def offsets_of(texts: pa.StringArray) -> np.ndarray:
    """Where each value begins in the array's bytes, and where the last one ends."""
    offsets: np.ndarray = np.frombuffer(texts.buffers()[1], np.int32)
    part: np.ndarray = offsets[texts.offset : texts.offset + len(texts) + 1]
    return part


def bytes_of(texts: pa.StringArray) -> np.ndarray:
    """The bytes of all values, one behind the other."""
    buffer = texts.buffers()[2]
    return np.frombuffer(buffer, np.uint8) if buffer else np.zeros(0, np.uint8)


def tidied(texts: pa.StringArray) -> pa.StringArray:
    """The column trimmed, with nulls. Takes a text array without nulls."""
    offsets = offsets_of(texts)
    lengths = np.diff(offsets)
    filled = lengths > 0
    if filled.any():
        data = bytes_of(texts)
        ends = np.concatenate([data[offsets[:-1][filled]], data[offsets[1:][filled] - 1]])
        if np.isin(ends, _BLANK_BYTES).any():
            texts = pc.utf8_trim(texts, characters=_BLANKS)
            lengths = np.diff(offsets_of(texts))
    short = np.flatnonzero(lengths <= _LONGEST)
    if len(short):
        stands_for_nothing = pc.is_in(pc.ascii_upper(texts.take(pa.array(short))), value_set=_WORDS).to_numpy(
            zero_copy_only=False
        )
        if stands_for_nothing.any():
            mask = np.zeros(len(texts), bool)
            mask[short[stands_for_nothing]] = True
            texts = pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), texts)
    return texts
