"""More records into people already found: only those whom the new records touch are looked at again.

New records are compared with those that share a key with them, under the model and threshold already learnt. The
people who link to a new record are put together anew, out of the pairs compared before and now; everybody else
stays who they are, under the same id. An index lives in memory and is never written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.linkage.blocking import Pairs, pairs_of_more
from joinedup.engine.linkage.cluster import people
from joinedup.engine.linkage.comparing import compare
from joinedup.engine.linkage.contents import CONTENT
from joinedup.engine.linkage.explain import Explanation, explain
from joinedup.engine.linkage.link import Advance, Deciding, Linked, as_arrow, link_in, people_table
from joinedup.engine.linkage.model import BANDS
from joinedup.engine.linkage.stable import Event, keep_ids
from joinedup.engine.linkage.standardise import memory_connection, standardise


@frozen
class Added:
    """people: as `Linked.people`, for the rows that were added. events: which people became one, which came apart."""

    people: pa.Table
    events: tuple[Event, ...]


class PeopleIndex:
    """People found among records, to which further records can be added. Close it, or use it in a `with`."""

    def __init__(
        self,
        tables: Mapping[str, Any],
        *,
        threshold: float | None = None,
        decided: Deciding | None = None,
        advance: Advance | None = None,
    ) -> None:
        """Link the tables (see `link`) and keep what is needed to go on. Raises the errors of `link`."""
        self._connection = memory_connection()
        work = link_in(self._connection, tables, threshold=threshold, decided=decided, advance=advance)
        self.linked: Linked = work.linked
        self._work, self._pairs, self._odds, self._keys = work, work.pairs, work.odds, work.keys
        self._person, self._last = work.person, work.linked.counts["people"]
        self._width = len(work.linked.people["person_id"][0].as_py()) - 1

    def __enter__(self) -> PeopleIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the records."""
        self._connection.close()

    def person_ids(self) -> list[str]:
        """The person_id that every row of the first tables has by now, in their order."""
        record, first = self._work.row_record, self.linked.people["person_id"].to_pylist()
        now = self._person[record].tolist()
        return [old if at < 0 else self._id(new) for old, at, new in zip(first, record.tolist(), now, strict=True)]

    def why(self, left: int, right: int) -> Explanation:
        """What speaks for and against two rows being one person, also where they are not: rows as in `people`, from 0.

        Raises `no-such-person` where there is no such row, or it is one of many that are too thin to be compared.
        """
        record = self._work.row_record
        for row in (left, right):
            if not 0 <= row < len(record) or record[row] < 0:
                raise error("no-such-person", where=f"row {row}")
        one, other = sorted((int(record[left]), int(record[right])))
        pairs = np.array([one << 32 | other], dtype=np.uint64)
        grades = compare(self._connection, self.linked.model.comparisons, pairs).patterns.grades[0].tolist()
        names = (comparison.name for comparison in self.linked.model.comparisons)
        return explain(self.linked.model, dict(zip(names, grades, strict=True)))

    def numbers_with(self, tables: Mapping[str, Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Add more rows; the person's number of every row of the first tables, and of every row added.

        A row of the first tables that follows none of the records compared has 0.
        """
        before, record = len(self._person), self._work.row_record
        self.add(tables)
        return np.where(record < 0, 0, self._person[record]), self._person[before:]

    def add(self, tables: Mapping[str, Any]) -> Added:
        """Link more rows, among themselves and with the people there are. Raises `linkage-no-rows`."""
        read = {name: as_arrow(table) for name, table in tables.items()}
        if not any(table.num_rows for table in read.values()):
            raise error("linkage-no-rows")
        before, size = len(self._person), sum(table.num_rows for table in read.values())
        self._take_in(_standard(list(read.values())), before)
        pairs, self._keys = pairs_of_more(self._connection, "fresh", self._keys)
        odds = self._graded(pairs)
        at = np.searchsorted(self._pairs, pairs)
        self._pairs, self._odds = np.insert(self._pairs, at, pairs), np.insert(self._odds, at, odds)
        self._connection.execute("INSERT INTO records SELECT * FROM fresh; DROP TABLE fresh")
        self._person = np.concatenate((self._person, np.zeros(size, dtype=np.int64)))
        events = self._again(pairs, odds, before)
        surest = np.full(size, -np.inf)
        left, right = _ends(pairs)
        same = self._person[left] == self._person[right]
        for ends in (left, right):
            new = same & (ends >= before)
            np.maximum.at(surest, ends[new] - before, odds[new])
        probability = np.where(np.isinf(surest), 1.0, 1 / (1 + np.exp(-np.clip(surest, -500, 500))))
        found = people_table(read, self._person[before:], probability, self._width)
        return Added(found, events)

    def _take_in(self, standard: pa.Table, first: int) -> None:
        """Make table `fresh`, like `records`. A name is as common as it was; one never seen before is rare."""
        run = self._connection.execute
        self._connection.register("arrived", standard)
        bands = [
            f"CASE WHEN arrived.{name} IS NOT NULL THEN coalesce({name}_bands.band, 0) END::TINYINT AS {name}_band"
            for name in BANDS
        ]
        joins = [
            f" LEFT JOIN (SELECT {name}, any_value({name}_band) AS band FROM records"
            f" WHERE {name} IN (SELECT {name} FROM arrived) GROUP BY ALL) AS {name}_bands USING ({name})"
            for name in BANDS
        ]
        listed = ", ".join(f"arrived.{name}" for name in CONTENT)
        run(
            f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT ({first} + place)::UINTEGER AS id, {listed},"
            f" coalesce(root, arrived.forename) AS root, CAST(born_text AS INTEGER) AS born, {', '.join(bands)}"
            f" FROM (SELECT row_number() OVER () - 1 AS place, * FROM arrived) AS arrived{''.join(joins)}"
            " LEFT JOIN forename_roots ON arrived.forename = form ORDER BY id"
        )
        self._connection.unregister("arrived")

    def _graded(self, pairs: Pairs) -> npt.NDArray[np.float64]:
        touched = np.unique(np.concatenate(_ends(pairs)))
        self._connection.register("touched_ids", pa.table({"id": touched.astype(np.uint32)}))
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE touched AS SELECT * FROM records WHERE id IN (SELECT id FROM touched_ids)"
            " UNION ALL SELECT * FROM fresh"
        )
        compared = compare(self._connection, self.linked.model.comparisons, pairs, "touched")
        self._connection.unregister("touched_ids")
        return self._work.log_odds(compared.patterns)[compared.pattern]

    def _again(self, pairs: Pairs, odds: npt.NDArray[np.float64], before: int) -> tuple[Event, ...]:
        """Put together anew the new records and the people who link to any of them."""
        line = float(np.log(self.linked.threshold / (1 - self.linked.threshold)))
        left = _ends(pairs[odds >= line])[0]
        persons = np.unique(self._person[left[left < before]])
        looked_at = np.isin(self._person, persons[persons > 0])
        looked_at[before:] = True
        records = np.flatnonzero(looked_at)
        all_left, all_right = _ends(self._pairs)
        inside = looked_at[all_left] & looked_at[all_right]
        place = np.zeros(len(self._person), dtype=np.int64)
        place[records] = np.arange(len(records))
        group = people(len(records), place[all_left[inside]], place[all_right[inside]], self._odds[inside] - line)
        was = [self._id(number) if number else None for number in self._person[records].tolist()]
        kept = keep_ids(was, group.tolist(), self._new_id)
        self._person[records] = [int(name[1:]) for name in kept.ids]
        return kept.events

    def _id(self, number: int) -> str:
        return f"P{number:0{self._width}d}"

    def _new_id(self) -> str:
        self._last += 1
        return self._id(self._last)


def _standard(tables: list[pa.Table]) -> pa.Table:
    """The tables standardised, one under the other; at once where their columns are of like kinds, which is quicker."""
    bare = [table.drop_columns([n for n in ("row_number", "record_id") if n in table.column_names]) for table in tables]
    with suppress(pa.ArrowTypeError, pa.ArrowInvalid):  # a birth date as a date here and as text there
        bare = [pa.concat_tables(bare, promote_options="permissive")]
    return pa.concat_tables([standardise(table) for table in bare])


def _ends(pairs: Pairs) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Both records of each pair, the smaller first, without copying a number."""
    ends = np.ascontiguousarray(pairs, dtype="<u8").view("<u4").reshape(-1, 2)
    return ends[:, 1], ends[:, 0]
