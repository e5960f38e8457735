"""Rows of the same content are one record to compare: what a million copies of one row would cost is never paid.

A content is compared at most twice, so that the model says whether two rows that are alike in everything are one
person; further copies follow the first two. Records are numbered by a hash of their content and not by the order
of rows, so that the same rows in another order are the same people under the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import numpy.typing as npt
from attrs import frozen

from joinedup.engine.linkage.model import BANDS, band_sql
from joinedup.engine.linkage.nicknames import forename_roots
from joinedup.engine.linkage.standardise import STANDARD_COLUMNS

CONTENT = tuple(name for name in STANDARD_COLUMNS if name != "row_number")
# Rows of one content that has none of these are a crowd where there are more of them than a person would leave.
_TELLING = ("born_text", "nhs_number", "upn", "other_identifier", "email", "telephone")
_MOST_ALIKE = 3  # rows of one content a source


@frozen(eq=False)
class Rows:
    """Every row, by its place in the input. record: that of the first copy of its content; copy: 0, 1, 2, …

    crowd: whether its content is too thin for so many copies to be one person (100,000 of one name at one hostel,
    without a birth date). place: of each record to compare, the row it was taken from; mark: a hash of its content.
    """

    record: npt.NDArray[np.int64]
    copy: npt.NDArray[np.int64]
    crowd: npt.NDArray[np.bool_]
    place: npt.NDArray[np.int64]
    mark: npt.NDArray[np.uint64]

    @property
    def records(self) -> int:
        """How many there are to compare."""
        return len(self.place)

    def people(self, person: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """For every row: its person, numbered from 1, and the record it goes by. person: of each record.

        Further copies follow the first two where these are one person, and are people of their own where not.
        """
        second = np.minimum(self.record + 1, self.records - 1)
        goes_by = np.where(self.copy == 1, second, self.record)
        alone = self.crowd | ((self.copy > 1) & (person[self.record] != person[second]))
        found = np.where(alone, 0, person[goes_by])
        order = np.lexsort((self.copy[alone], self.record[alone]))
        own = np.empty(len(order), dtype=np.int64)
        own[order] = self.records + np.arange(len(order))
        found[alone] = own
        return np.unique(found, return_inverse=True)[1] + 1, goes_by


def prepare(connection: duckdb.DuckDBPyConnection, sources: int) -> tuple[Rows, set[str]]:
    """From table `standard` (`place` from 0 and the standardised columns) make table `records`, by `id` from 0.

    It has the standardised columns, `root` (of the forename), `born` (as a number) and a band for each column of
    `BANDS`. Returns the rows, and the names of the columns that hold anything.
    """
    rows = alike(connection, sources)
    totals = connection.execute(f"SELECT {', '.join(f'count({name})' for name in BANDS)} FROM standard").fetchall()[0]
    make_records(
        connection, rows.place, 0, {name: (sizes_sql(name), total) for name, total in zip(BANDS, totals, strict=True)}
    )
    counts = connection.execute(f"SELECT {', '.join(f'count({name})' for name in CONTENT)} FROM records").fetchall()[0]
    return rows, {name for name, count in zip(CONTENT, counts, strict=True) if count}


def sizes_sql(name: str) -> str:
    """SQL for how often each value of a column is among the rows of table `standard`: the value, `size`."""
    return f"SELECT {name}, count(*) AS size FROM standard WHERE {name} IS NOT NULL GROUP BY ALL"


def make_records(
    connection: duckdb.DuckDBPyConnection,
    place: npt.NDArray[np.int64],
    first: int,
    sizes: Mapping[str, tuple[str, int]],
) -> None:
    """From table `standard` make table `records` (see `prepare`) of the rows at these places, by `id` from `first`.

    sizes: for each column of `BANDS` the SQL for how often its values are, as `sizes_sql` has it (a value left out is
    a rare one), and how many rows have one.
    """
    connection.register("kept", {"place": place, "id": first + np.arange(len(place))})
    connection.register("forename_roots", forename_roots())
    bands, joins = [], []
    for name, (sql, total) in sizes.items():
        share = f"coalesce({name}_sizes.size, 0) / {max(total, 1)}"
        bands.append(f"CASE WHEN standard.{name} IS NOT NULL THEN {band_sql(name, share)} END::TINYINT AS {name}_band")
        joins.append(f" LEFT JOIN ({sql}) AS {name}_sizes ON standard.{name} = {name}_sizes.{name}")
    connection.execute(
        f"CREATE TEMP TABLE records AS SELECT kept.id::UINTEGER AS id, {', '.join(f'standard.{c}' for c in CONTENT)},"
        f" coalesce(root, standard.forename) AS root, CAST(standard.born_text AS INTEGER) AS born, {', '.join(bands)}"
        f" FROM kept JOIN standard USING (place){''.join(joins)}"
        f" LEFT JOIN forename_roots ON standard.forename = form ORDER BY kept.id"
    )


def hashes_sql() -> str:
    """SQL for two hashes of a row's content, `one` and `two`. 128 bits: contents that differ do not meet."""
    return f"hash({', '.join(CONTENT)}) AS one, hash({', '.join(reversed(CONTENT))}) AS two"


def alike(connection: duckdb.DuckDBPyConnection, sources: int) -> Rows:
    """Which rows of table `standard` (see `prepare`) have the same content; records go by order of `hashes_sql`."""
    hashed = connection.execute(
        f"SELECT place, {hashes_sql()}, coalesce({', '.join(_TELLING)}) IS NULL AS thin FROM standard ORDER BY place"
    ).fetchnumpy()
    one, two = hashed["one"], hashed["two"]
    order = np.lexsort((two, one))
    new = np.concatenate(([True], (one[order][1:] != one[order][:-1]) | (two[order][1:] != two[order][:-1])))
    begins = np.flatnonzero(new)
    content = np.cumsum(new) - 1
    copy = np.arange(len(order)) - begins[content]
    sizes = np.diff(np.append(begins, len(order)))
    record = np.cumsum(np.minimum(sizes, 2)) - np.minimum(sizes, 2)
    by_place = np.empty(len(order), dtype=np.int64)
    by_place[order] = np.arange(len(order))
    crowd = (sizes[content] > _MOST_ALIKE * sources)[by_place] & hashed["thin"].astype(bool)
    kept = np.asarray(order[copy < 2])
    return Rows(record[content][by_place], copy[by_place], crowd, kept, one[kept])
