"""Which records are worth comparing: those that share one of these keys.

A key is a column of the table of records, NULL where a record lacks a part of it or where too many records share
it: a hostel with a thousand residents, a name that half a town bears, a placeholder nobody knew of. So the number of
pairs, and with it time and memory, grows with the number of records and never with its square.
"""

from __future__ import annotations

import duckdb

# Largest block first. For each key the largest of these is taken that keeps its pairs within a budget.
_LARGEST_BLOCKS = (400, 200, 100, 50, 25, 12, 6, 3)
_PAIRS_A_RECORD = 6
_PAIRS_ALWAYS = 500_000  # few records may have more pairs each: they are compared in a second

# A day and month that can be swapped are put in order of size, so that the two readings of 03/04/1980 meet.
_MONTH, _DAY, _YEAR = "substr(born_text, 5, 2)", "substr(born_text, 7, 2)", "left(born_text, 4)"
_BORN = (
    f"CASE WHEN {_DAY} <= '12' THEN {_YEAR} || least({_MONTH}, {_DAY}) || greatest({_MONTH}, {_DAY}) ELSE born_text END"
)

KEYS: dict[str, str] = {
    "place_1": "postcode || '|' || coalesce(house, street)",
    "place_2": "house || '|' || street",
    "uprn_key": "uprn",
    "born_forename": f"{_BORN} || '|' || left(forename, 1)",
    "born_surname": f"{_BORN} || '|' || left(surname, 1)",
    "name": "least(forename, surname) || '|' || greatest(forename, surname)",
    "root_surname": "root || '|' || surname",
    "name_year": f"root || '|' || surname || '|' || {_YEAR}",
    "initials_year": f"left(forename, 1) || '|' || left(surname, 4) || '|' || {_YEAR}",
    "forename_month": "forename || '|' || left(surname, 1) || '|' || right(born_text, 4)",
    "postcode_forename": "postcode || '|' || root",
    "postcode_surname": "postcode || '|' || left(surname, 4)",
    "nhs_key": "nhs_number",
    "upn_key": "upn",
    "other_key": "other_identifier",
    "email_key": "email",
    "telephone_key": "telephone",
}

# Keys that many records share: worth their pairs only while the records are few.
WIDE_KEYS: dict[str, str] = {
    "born": _BORN,
    "forename_year": f"root || '|' || {_YEAR}",
    "starts": "left(surname, 4) || '|' || left(forename, 2)",
    "house_surname": "house || '|' || left(surname, 3)",
    "street_forename": "left(street, 5) || '|' || left(forename, 3)",
    "postcode_year": f"postcode || '|' || {_YEAR}",
    "surname_alone": "surname",
    "surname_year": f"left(surname, 5) || '|' || {_YEAR}",
    "surname_district": "surname || '|' || split_part(postcode, ' ', 1)",
    "birth_place_born": "birth_place || '|' || born_text",
    "birth_place_forename": "birth_place || '|' || root",
    "birth_place_surname": "birth_place || '|' || left(surname, 3)",
    "birth_place_occupation": f"birth_place || '|' || occupation || '|' || {_YEAR}",
    "postcode_alone": "postcode",
}


def keyed(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Make table `records` from table `prepared`, with one column for each key that joins anything; their names.

    `prepared` holds the standardised columns, `id` and `root`.
    """
    records = _count(connection, "prepared")
    few = _PAIRS_A_RECORD * records < _PAIRS_ALWAYS
    wanted = {**KEYS, **WIDE_KEYS} if few else KEYS
    keys = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
    connection.execute(f"CREATE TEMP TABLE with_keys AS SELECT *, {keys} FROM prepared")
    chosen: dict[str, str] = {}
    joining = []
    for name in wanted:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE sizes AS SELECT {name} AS value, count(*) AS size FROM with_keys"
            f" WHERE {name} IS NOT NULL GROUP BY {name} HAVING size > 1"
        )
        most = _largest_block(connection, records)
        if most is None:
            chosen[name] = f"CAST(NULL AS VARCHAR) AS {name}"
            continue
        joining.append(name)
        connection.execute(f"CREATE TEMP TABLE large_{name} AS SELECT value FROM sizes WHERE size > {most}")
        if _count(connection, f"large_{name}"):
            chosen[name] = f"CASE WHEN {name} IN (SELECT value FROM large_{name}) THEN NULL ELSE {name} END AS {name}"
    replaced = f"* REPLACE ({', '.join(chosen.values())})" if chosen else "*"
    connection.execute(f"CREATE TEMP TABLE records AS SELECT {replaced} FROM with_keys ORDER BY id")
    connection.execute("DROP TABLE with_keys")
    return tuple(joining)


def _largest_block(connection: duckdb.DuckDBPyConnection, records: int) -> int | None:
    """The largest block of those in `sizes` to keep, or None where the key joins nothing within the budget."""
    sums = ", ".join(f"coalesce(sum(size * (size - 1) // 2) FILTER (size <= {most}), 0)" for most in _LARGEST_BLOCKS)
    pairs = connection.execute(f"SELECT {sums} FROM sizes").fetchall()[0]
    for most, count in zip(_LARGEST_BLOCKS, pairs, strict=True):
        if count <= max(_PAIRS_A_RECORD * records, _PAIRS_ALWAYS):
            return most if count else None
    return None


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
