"""Rows of the same content are one record to compare: what a million copies of one row would cost is never paid.

A content is compared at most twice, so that the model says whether two rows that are alike in everything are one
person; further copies follow the first two. Records are numbered by a hash of their content and not by the order
of rows, so that the same rows in another order are the same people under the same numbers.
"""

from __future__ import annotations

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
    rows = _alike(connection, sources)
    connection.register("kept", {"place": rows.place, "id": np.arange(rows.records)})
    connection.register("forename_roots", forename_roots())
    bands, joins = [], []
    for name in BANDS:
        share = f"{name}_sizes.size / {name}_total.total"
        bands.append(f"CASE WHEN standard.{name} IS NOT NULL THEN {band_sql(name, share)} END::TINYINT AS {name}_band")
        joins.append(
            f" LEFT JOIN (SELECT {name}, count(*) AS size FROM standard WHERE {name} IS NOT NULL GROUP BY ALL)"
            f" AS {name}_sizes ON standard.{name} = {name}_sizes.{name}"
            f" CROSS JOIN (SELECT count({name}) AS total FROM standard) AS {name}_total"
        )
    connection.execute(
        f"CREATE TEMP TABLE records AS SELECT kept.id::UINTEGER AS id, {', '.join(f'standard.{c}' for c in CONTENT)},"
        f" coalesce(root, standard.forename) AS root, CAST(standard.born_text AS INTEGER) AS born, {', '.join(bands)}"
        f" FROM kept JOIN standard USING (place){''.join(joins)}"
        f" LEFT JOIN forename_roots ON standard.forename = form ORDER BY kept.id"
    )
    counts = connection.execute(f"SELECT {', '.join(f'count({name})' for name in CONTENT)} FROM records").fetchall()[0]
    return rows, {name for name, count in zip(CONTENT, counts, strict=True) if count}


def _alike(connection: duckdb.DuckDBPyConnection, sources: int) -> Rows:
    hashed = connection.execute(
        f"SELECT place, hash({', '.join(CONTENT)}) AS one, hash({', '.join(reversed(CONTENT))}) AS two,"
        f" coalesce({', '.join(_TELLING)}) IS NULL AS thin FROM standard ORDER BY place"
    ).fetchnumpy()
    one, two = hashed["one"], hashed["two"]  # 128 bits: contents that differ do not meet
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
