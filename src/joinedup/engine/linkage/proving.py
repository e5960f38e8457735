"""How well a linkage finds test records planted in it: altogether, by mistake and by group of people.

So that nobody is missed more often unseen, test records are made of people of every age, sex, area and origin of name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
from attrs import frozen

from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.name_origins import name_origin
from joinedup.engine.linkage.planting import Planted, plant

PLANTED = 2000
_A_GROUP = 150  # copies that each origin of names has at least, where there are as many records
_SHOWN = 30  # test records below which nothing is said of a group
_STRANGERS = 1 / 3
_AGES = ((0, 17), (18, 39), (40, 64), (65, 150))
_NEEDED = ("forename", "middle", "surname", "previous_surname", "date_of_birth", "sex", "birth_place", "house",
           "street", "postcode", "telephone")  # fmt: skip


@frozen
class Share:
    """So many of so many."""

    found: int
    of: int

    @property
    def share(self) -> float:
        return self.found / self.of if self.of else 1.0

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Wilson's interval (E. B. Wilson, JASA 22, 1927)."""
        if not self.of:
            return 0.0, 1.0
        from scipy.stats import binomtest  # takes a second to import, which no other command should wait for

        both = binomtest(self.found, self.of).proportion_ci(confidence, method="wilson")
        return float(both.low), float(both.high)


@frozen
class GroupProof:
    """A group of records. together: the share of its records whose person has records of several sources; copies:
    its test copies that were found; missed_more: they are surely found less often than all are."""

    by: str
    name: str
    records: int
    together: float
    copies: Share
    missed_more: bool


@frozen
class Proof:
    """copies: of those planted, how many were found to be their original's. strangers: how many were taken for
    somebody, wrongly. Each by kind as well, the worst first; groups: by age, sex, origin of name and area."""

    copies: Share
    strangers: Share
    copies_by_kind: tuple[tuple[str, Share], ...]
    strangers_by_kind: tuple[tuple[str, Share], ...]
    groups: tuple[GroupProof, ...]


def prove(index: PeopleIndex, *, on: date, number: int = PLANTED, seed: int = 0) -> Proof | None:
    """Plant test records in an index of people, which is spent by that, and see what becomes of them.

    on: the day that ages are taken at. None where no record says enough of a person.
    """
    records = _records(index, on)
    rows, extra = _chosen(records, number, seed)
    if not len(rows):
        return None
    strangers = (np.random.default_rng(seed).random(len(rows)) < _STRANGERS) & ~extra
    people = pl.concat([pl.DataFrame(table) for table in index.linked.standard.values()])
    planted = plant(people[rows.tolist()].select(_NEEDED).to_dicts(), strangers=strangers.tolist(), seed=seed)
    if not planted.kinds:
        return None
    right = _found(index, planted, rows)
    original, more = np.array(planted.original), extra[np.array(planted.original)]
    stranger, kinds = np.array(planted.stranger), np.array(planted.kinds)
    copies = ~stranger & ~more
    every = _share(right[copies])
    return Proof(
        every,
        _share(right[stranger]),
        _by_kind(kinds[copies], right[copies], worst_high=False),
        _by_kind(kinds[stranger], right[stranger], worst_high=True),
        tuple(_groups(records, rows[original], right, ~stranger, copies, every)),
    )


def _records(index: PeopleIndex, on: date) -> pl.DataFrame:
    """Of each row: its groups, whether it can be planted, and whether its person has several sources."""
    standard = pl.concat([pl.DataFrame(table) for table in index.linked.standard.values()])
    names = standard.select("forename", "surname").unique()
    origins = names.with_columns(
        pl.Series("origin of name", [name_origin(*both) for both in names.iter_rows()], dtype=pl.String)
    )
    person = pl.DataFrame(index.linked.people).select("person_id", "source")
    several = person.select((pl.col("source").n_unique().over("person_id") > 1).alias("together"))
    age = (pl.lit(on).dt.year() - pl.col("date_of_birth").dt.year()).cast(pl.Int32)
    bands = pl.coalesce(
        *(pl.when(age.is_between(low, high)).then(pl.lit(f"{low} and over" if high > 120 else f"{low} to {high}"))
          for low, high in _AGES), pl.lit("no date of birth")
    )  # fmt: skip
    area = pl.col("postcode").str.split(" ").list.first()
    if standard.select(area.drop_nulls().n_unique()).item() == 1:  # one district says nothing: its sectors do
        area = pl.col("postcode").str.replace("..$", "")
    grouped = standard.join(origins, on=["forename", "surname"], how="left", nulls_equal=True, maintain_order="left")
    return grouped.select(
        bands.alias("age"),
        pl.col("sex").replace({"F": "women and girls", "M": "men and boys"}).fill_null("sex not given").alias("sex"),
        "origin of name",
        area.fill_null("no postcode").alias("area"),
        (
            pl.col("surname").is_not_null() & pl.col("forename").is_not_null()
            & (pl.col("date_of_birth").is_not_null() | pl.col("postcode").is_not_null())
        ).alias("usable"),
    ).hstack(several)  # fmt: skip


def _chosen(records: pl.DataFrame, number: int, seed: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Rows to plant, drawn evenly; and which of them are there only so that every origin of name has enough."""
    usable = np.flatnonzero(records["usable"].to_numpy())
    order = np.random.default_rng(seed).permutation(usable)
    drawn, rest = order[:number], order[number:]
    origin = records["origin of name"].to_numpy()
    more = []
    for group in np.unique(origin[usable]):
        wanted = _A_GROUP - int((origin[drawn] == group).sum())
        more.append(rest[origin[rest] == group][: max(wanted, 0)])
    added = np.concatenate(more) if more else np.empty(0, dtype=np.int64)
    extra = np.concatenate((np.zeros(len(drawn), dtype=bool), np.ones(len(added), dtype=bool)))
    return np.concatenate((drawn, added)), extra


def _found(index: PeopleIndex, planted: Planted, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Of each test record: a copy, whether it is of its original's person; a stranger, whether of anybody's."""
    there, added = index.numbers_with({"planted": planted.table})
    own = there[rows[np.array(planted.original)]] == added
    anybody = np.isin(added, there)
    return np.asarray(np.where(np.array(planted.stranger), anybody, own))


def _share(right: npt.NDArray[np.bool_]) -> Share:
    return Share(int(right.sum()), len(right))


def _by_kind(
    kinds: npt.NDArray[np.str_], right: npt.NDArray[np.bool_], *, worst_high: bool
) -> tuple[tuple[str, Share], ...]:
    shares = [(str(kind), _share(right[kinds == kind])) for kind in np.unique(kinds)]
    return tuple(sorted(shares, key=lambda pair: (-pair[1].share if worst_high else pair[1].share, pair[0])))


def _groups(
    records: pl.DataFrame,
    row: npt.NDArray[np.int64],
    right: npt.NDArray[np.bool_],
    copy: npt.NDArray[np.bool_],
    drawn: npt.NDArray[np.bool_],
    every: Share,
) -> Iterator[GroupProof]:
    """row, right, copy, drawn: by test record. What was added for origins of names counts only there."""
    together = records["together"].to_numpy()
    for by in ("age", "sex", "origin of name", "area"):
        of_row = records[by].to_numpy()
        counted = copy if by == "origin of name" else drawn
        names: Sequence[str] = sorted(np.unique(of_row[row[counted]]).tolist())
        for name in names:
            copies = _share(right[counted & (of_row[row] == name)])
            if copies.of < _SHOWN:
                continue
            there = of_row == name
            surely = copies.interval(0.99)[1] < every.share
            yield GroupProof(by, name, int(there.sum()), float(together[there].mean()), copies, bool(surely))
