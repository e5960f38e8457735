"""Encoded records of several partners into people: patterns compared with patterns, and nothing else is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.linkage.cluster import people

_LARGEST = 60  # rows of one block, beyond which it tells too little to be followed
# Log-odds that a pair of one block is of one person: at no bit apart, and what each share of bits apart takes away
# (strangers' patterns are a half apart); and what it adds that the pair shares a block of this name. Fitted once, on
# made-up households and FEBRL's files, and then rounded.
_START, _APART = 5.0, 22.0
# Up to so many records; of more, more strangers share a block, and less speaks for a pair from the start.
_SIZE, _LESS = 100_000, 0.45
_SHARED = {"born_forename": 1.0, "born_surname": 2.0, "number": 10.0, "place_initials": 2.5}


@frozen
class Matched:
    """people: `source`, `record`, `person_id`, a row a record, as given. pairs: compared; linked: of those."""

    people: pa.Table
    pairs: int
    linked: int


def match(files: Mapping[str, pa.Table], *, patterns: tuple[str, ...], blocks: tuple[str, ...]) -> Matched:
    """Link the encoded records of all files. Raises `linkage-no-rows`.

    files: by name, tables of `pseudonyms.encoding` made with one key. patterns, blocks: the names of their columns, the
    last pattern being for records without a birth date.
    """
    tables = {name: table for name, table in files.items() if table.num_rows}
    if not tables:
        raise error("linkage-no-rows")
    whole = pa.concat_tables(tables.values()).combine_chunks()
    left, right = _pairs(whole, blocks)
    start = _START - _LESS * float(np.log(max(whole.num_rows, _SIZE) / _SIZE))
    weight = start - _APART * _apart(whole, patterns, left, right)
    for name, more in _SHARED.items():
        weight += more * _share(whole[name], left, right) if name in blocks else 0.0
    person = np.unique(people(whole.num_rows, left, right, weight), return_inverse=True)[1] + 1
    width = len(str(whole.num_rows))
    table = pa.table(
        {
            "source": [name for name, one in tables.items() for _ in range(one.num_rows)],
            "record": whole["record"],
            "person_id": [f"P{number:0{width}d}" for number in person.tolist()],
        }
    )
    return Matched(table, len(left), int((weight >= 0).sum()))


def _pairs(table: pa.Table, blocks: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    found = [np.empty(0, dtype=np.uint64)]
    for name in blocks:
        column = table[name].combine_chunks()
        rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        values = column.drop_null().to_numpy()
        order = np.argsort(values, kind="stable")
        rows, values = rows[order], values[order]
        for gap in range(1, _LARGEST):
            same = np.flatnonzero(values[gap:] == values[:-gap])
            if not len(same):
                break
            one, other = rows[same], rows[same + gap]
            found.append(
                np.minimum(one, other).astype(np.uint64) << np.uint64(32) | np.maximum(one, other).astype(np.uint64)
            )
    pairs = np.unique(np.concatenate(found))
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _share(column: pa.ChunkedArray, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    there, values = column.is_valid().to_numpy(), column.fill_null(0).to_numpy()
    return np.asarray(there[left] & there[right] & (values[left] == values[right]))


def _apart(
    table: pa.Table, patterns: tuple[str, ...], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The least share of bits that differ, over the patterns that both have; a half where they have none in common."""
    least = np.full(len(left), 0.5)
    dated = np.zeros(len(left), dtype=np.bool_)
    for name in patterns:
        column = table[name].combine_chunks()
        there = column.is_valid().to_numpy(zero_copy_only=False)
        size = len(column.drop_null()[0].as_py()) if there.any() else 8
        bits = np.zeros((len(column), size // 8), dtype=np.uint64)
        bits[there] = np.frombuffer(b"".join(column.drop_null().to_pylist()), dtype=np.uint64).reshape(-1, size // 8)
        both = there[left] & there[right]
        both &= ~dated if name == patterns[-1] else True
        for begin in range(0, len(left), 1_000_000):
            part = slice(begin, begin + 1_000_000)
            differ = np.bitwise_count(bits[left[part]] ^ bits[right[part]]).sum(axis=1) / (8 * size)
            least[part] = np.where(both[part], np.minimum(least[part], differ), least[part])
        dated |= both
    return least
