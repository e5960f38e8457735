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

# A day and month that can be swapped are put in order of size, so that the two readings of 03/04/1980 meet.
_BORN = (
    "CASE WHEN day(date_of_birth) <= 12 THEN printf('%d-%d-%d', year(date_of_birth),"
    " least(month(date_of_birth), day(date_of_birth)), greatest(month(date_of_birth), day(date_of_birth)))"
    " ELSE CAST(date_of_birth AS VARCHAR) END"
)

KEYS: dict[str, str] = {
    "place_1": "postcode || '|' || coalesce(house, street)",
    "place_2": "house || '|' || street",
    "uprn_key": "uprn",
    "born_forename": f"{_BORN} || '|' || left(forename, 1)",
    "born_surname": f"{_BORN} || '|' || left(surname, 1)",
    "born_crossed": f"{_BORN} || '|' || left(surname, 1) || left(forename, 1)",
    "name": "least(forename, surname) || '|' || greatest(forename, surname)",
    "root_surname": "root || '|' || surname",
    "name_year": "root || '|' || surname || '|' || year(date_of_birth)",
    "initials_year": "left(forename, 1) || '|' || left(surname, 4) || '|' || year(date_of_birth)",
    "forename_month": "forename || '|' || left(surname, 1) || '|' || month(date_of_birth) || '|' || day(date_of_birth)",
    "postcode_forename": "postcode || '|' || root",
    "postcode_surname": "postcode || '|' || left(surname, 4)",
    "nhs_key": "nhs_number",
    "upn_key": "upn",
    "other_key": "other_identifier",
    "email_key": "email",
    "telephone_key": "telephone",
}
del KEYS["born_crossed"]


def keyed(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Make table `records` from table `prepared`, with one column for each key that joins anything; their names.

    `prepared` holds the standardised columns, `id` and `root`.
    """
    keys = ", ".join(f"{sql} AS {name}" for name, sql in KEYS.items())
    connection.execute(f"CREATE TEMP TABLE with_keys AS SELECT *, {keys} FROM prepared")
    (records,) = connection.execute("SELECT count(*) FROM with_keys").fetchall()[0]
    chosen: dict[str, str] = {}
    for name in KEYS:
        most = _largest_block(connection, name, records)
        if most is None:
            chosen[name] = f"CAST(NULL AS VARCHAR) AS {name}"
        else:
            chosen[name] = f"CASE WHEN count(*) OVER (PARTITION BY {name}) <= {most} THEN {name} END AS {name}"
    connection.execute(f"CREATE TEMP TABLE records AS SELECT * REPLACE ({', '.join(chosen.values())}) FROM with_keys")
    connection.execute("DROP TABLE with_keys")
    return tuple(name for name, sql in chosen.items() if not sql.startswith("CAST"))


def _largest_block(connection: duckdb.DuckDBPyConnection, name: str, records: int) -> int | None:
    """The largest block kept for this key, or None where the key joins nothing within the budget."""
    sums = ", ".join(f"coalesce(sum(size * (size - 1) // 2) FILTER (size <= {most}), 0)" for most in _LARGEST_BLOCKS)
    pairs = connection.execute(
        f"SELECT {sums} FROM (SELECT count(*) AS size FROM with_keys WHERE {name} IS NOT NULL GROUP BY {name})"
    ).fetchall()[0]
    for most, count in zip(_LARGEST_BLOCKS, pairs, strict=True):
        if count <= _PAIRS_A_RECORD * records:
            return most if count else None
    return None
