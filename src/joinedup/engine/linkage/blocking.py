"""Which records are worth comparing: those that share one of these keys.

A key is NULL where a record lacks a part of it, and is not followed where too many records share it: a hostel with a
thousand residents, a name that half a town bears, a placeholder nobody knew of. So the number of pairs, and with
it time and memory, grows with the number of records and never with its square.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

Pairs = npt.NDArray[np.uint64]  # one number a pair: the smaller record number << 32 | the larger
_Sorted = npt.NDArray[np.uint64]

_BITS, _ID = np.uint64(32), np.uint64(0xFFFFFFFF)

# Largest block first. For each key the largest of these is taken that keeps its pairs within a budget.
_LARGEST_BLOCKS = (400, 200, 100, 50, 25, 12, 6, 3)
_PAIRS_ALWAYS = 500_000  # few records may have more pairs each: they are compared in a second
_FEW = 83_000  # records up to which the wide keys are worth their pairs

# A day and month that can be swapped are put in order of size, so that the two readings of 03/04/1980 meet.
_MONTH, _DAY, _YEAR = "substr(born_text, 5, 2)", "substr(born_text, 7, 2)", "left(born_text, 4)"
_BORN = (
    f"CASE WHEN {_DAY} <= '12' THEN {_YEAR} || least({_MONTH}, {_DAY}) || greatest({_MONTH}, {_DAY}) ELSE born_text END"
)

# Each with the pairs a record that it may bring. Numbers and births single people out; a name alone does not.
KEYS: dict[str, tuple[str, float]] = {
    "nhs_number": ("nhs_number", 6),
    "upn": ("upn", 6),
    "other_identifier": ("other_identifier", 6),
    "email": ("email", 3),
    "uprn": ("uprn", 6),
    "place": ("postcode || '|' || coalesce(house, street)", 6),
    "born_forename": (f"{_BORN} || '|' || left(forename, 2)", 1),
    "born_surname": (f"{_BORN} || '|' || left(surname, 2)", 1),
    "house": ("house || '|' || street", 2),
    "telephone": ("telephone", 3),
    "name_year": (f"root || '|' || surname || '|' || {_YEAR}", 1),
    "forename_month": ("forename || '|' || left(surname, 1) || '|' || right(born_text, 4)", 1),
    "name": ("least(forename, surname) || '|' || greatest(forename, surname)", 1),
    "root_surname": ("root || '|' || surname", 1),
}

# Keys that many records share: worth their pairs only while the records are few.
WIDE_KEYS: dict[str, tuple[str, float]] = {
    "born": (_BORN, 6),
    "postcode_forename": ("postcode || '|' || root", 6),
    "postcode_surname": ("postcode || '|' || left(surname, 4)", 6),
    "initials_year": (f"left(forename, 1) || '|' || left(surname, 4) || '|' || {_YEAR}", 6),
    "forename_year": (f"root || '|' || {_YEAR}", 6),
    "starts": ("left(surname, 4) || '|' || left(forename, 2)", 6),
    "house_surname": ("house || '|' || left(surname, 3)", 6),
    "street_forename": ("left(street, 5) || '|' || left(forename, 3)", 6),
    "postcode_year": (f"postcode || '|' || {_YEAR}", 6),
    "surname_alone": ("surname", 6),
    "surname_year": (f"left(surname, 5) || '|' || {_YEAR}", 6),
    "surname_district": ("surname || '|' || split_part(postcode, ' ', 1)", 6),
    "birth_place_born": ("birth_place || '|' || born_text", 6),
    "birth_place_forename": ("birth_place || '|' || root", 6),
    "birth_place_surname": ("birth_place || '|' || left(surname, 3)", 6),
    "birth_place_occupation": (f"birth_place || '|' || occupation || '|' || {_YEAR}", 6),
    "postcode_alone": ("postcode", 6),
}


@frozen(eq=False)
class Key:
    """A key as followed: its SQL, the largest block followed, and the records that have it (see `in_order`)."""

    sql: str
    most: int
    ordered: _Sorted

    def with_more(self, more: _Sorted) -> Key:
        """The same with further records."""
        return evolve(self, ordered=np.insert(self.ordered, np.searchsorted(self.ordered, more), more))


def pairs_to_compare(connection: duckdb.DuckDBPyConnection, records: int) -> tuple[Pairs, tuple[Key, ...]]:
    """All pairs of table `records` (columns as standardised, `id` from 0, `root`) sharing a key, sorted; the keys."""
    found, keys = [], []
    for sql, budget in keys_worth_following(records):
        ordered = in_order(connection, sql, "records")
        most = largest_block(*block_sizes(ordered), budget)
        keys.append(Key(sql, most or _LARGEST_BLOCKS[-1], ordered))
        if most:
            found.append(within_blocks(ordered, most))
    return each_once(found), tuple(keys)


def keys_worth_following(records: int) -> tuple[tuple[str, int], ...]:
    """For so many records: the SQL of each key, and the pairs that it may bring."""
    wanted = {**KEYS, **WIDE_KEYS} if records < _FEW else KEYS
    return tuple((sql, max(int(a_record * records), _PAIRS_ALWAYS)) for sql, a_record in wanted.values())


def pairs_of_more(
    connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[Key, ...]
) -> tuple[Pairs, tuple[Key, ...]]:
    """The pairs of further records (like `records`, with larger ids) among themselves and with those of the keys."""
    found, grown = [], []
    for key in keys:
        more = in_order(connection, key.sql, table)
        found.append(within_blocks(more, key.most))
        begin = np.searchsorted(key.ordered, more >> _BITS << _BITS)
        sizes = np.searchsorted(key.ordered, more | _ID, side="right") - begin
        sizes = np.where(sizes < key.most, sizes, 0)
        old = np.repeat(begin - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        found.append((key.ordered[old] & _ID) << _BITS | np.repeat(more & _ID, sizes))
        grown.append(key.with_more(more))
    return each_once(found), tuple(grown)


def each_once(found: list[Pairs]) -> Pairs:
    """All the pairs, each once, sorted."""
    pairs = np.concatenate(found) if found else np.empty(0, dtype=np.uint64)
    if not len(pairs):
        return pairs
    pairs.sort()
    return pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]


def in_order(connection: duckdb.DuckDBPyConnection, sql: str, table: str) -> _Sorted:
    """One number a record that has the key, sorted: 32 bits of the key's hash, then the record's id.

    Two keys of one hash cost a few needless pairs, no more.
    """
    found = connection.execute(
        f"SELECT hash(key) AS key, id FROM (SELECT {sql} AS key, id FROM {table}) WHERE key IS NOT NULL"
    ).fetchnumpy()
    keys = found["key"].astype(np.uint64) >> _BITS << _BITS | found["id"].astype(np.uint64)
    keys.sort()
    return np.asarray(keys)


def _blocks(keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each block of equal keys begins, and its size."""
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return begins, np.diff(np.append(begins, len(keys)))


def block_sizes(ordered: _Sorted) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The sizes of blocks that there are, ascending, and how many blocks have each."""
    sizes, blocks = np.unique(_blocks(ordered >> _BITS)[1], return_counts=True)
    return sizes, blocks


def largest_block(sizes: npt.NDArray[np.int64], blocks: npt.NDArray[np.int64], budget: int) -> int:
    """The largest block to follow within the budget of pairs; 0 where it joins nothing or the smallest are too many.

    sizes: of blocks; blocks: how many there are of each size.
    """
    pairs = blocks * (sizes * (sizes - 1) // 2)
    for most in _LARGEST_BLOCKS:
        count = int(pairs[sizes <= most].sum())
        if count <= budget:
            return most if count else 0
    return 0


def within_blocks(ordered: _Sorted, most: int) -> Pairs:
    """The pairs within blocks of at most `most` records: with the next record, the one after, and so on."""
    begins, sizes = _blocks(ordered >> _BITS)
    ids = ordered & _ID
    chosen = (sizes > 1) & (sizes <= most)
    begins, sizes = begins[chosen], sizes[chosen]
    left = np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    ends = np.repeat(begins + sizes, sizes)
    made = []
    for step in range(1, most):
        go_on = left + step < ends
        left, ends = left[go_on], ends[go_on]
        if not len(left):
            break
        made.append(ids[left] << _BITS | ids[left + step])
    return np.concatenate(made) if made else np.empty(0, dtype=np.uint64)
