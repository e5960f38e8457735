"""One full name that many people bear is not one person."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

import pyarrow as pa

from joinedup.engine.linkage.link import link

FORENAMES = tuple(
    begin + end
    for begin, end in product(
        ("Al", "Be", "Ca", "Do", "Ed", "Fa", "Go", "Ha", "In", "Jo"),
        ("bert", "ris", "mina", "ley", "nard", "win", "sala", "trud", "quin", "vera"),
    )
)
SURNAMES = tuple(
    begin + end
    for begin, end in product(
        ("Ash", "Bar", "Col", "Dun", "Eck", "For", "Gra", "Hol", "Ing", "Kel", "Lan", "Mor"),
        ("ton", "ley", "ford", "well", "shaw", "dale", "by", "man", "worth", "stead"),
    )
)


def test_two_hundred_people_of_one_full_name_stay_two_hundred_people() -> None:
    """Names go together in communities: that both are equal says less than each by itself would.

    Everybody was born on another day and lives elsewhere; a few records are there twice, as in any extract.
    """
    chance = Random(3)

    def record(forename: str, surname: str) -> tuple[str, str, date, str, str]:
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
        address = f"{chance.randrange(1, 150)} {chance.choice(SURNAMES)} Road"
        letters = chance.choice("ABDEFGH") + chance.choice("ABDEFGH")
        return forename, surname, born, address, f"ZY{chance.randrange(1, 9)} {chance.randrange(9)}{letters}"

    rows = [record("Manjit", "Kaur") for _ in range(200)]
    rows += [record(chance.choice(FORENAMES), chance.choice(SURNAMES)) for _ in range(6_000)]
    rows += chance.sample(rows, 124)
    names = ("forename", "surname", "date_of_birth", "address", "postcode")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    table = pa.table({"row_number": range(1, len(rows) + 1), **{name: pa.array(columns[name]) for name in names}})
    found = link({"records": table}).people["person_id"].to_pylist()
    together: dict[str, set[tuple[object, ...]]] = {}
    for person, row in zip(found, rows, strict=True):
        together.setdefault(person, set()).add(row)
    assert sum(len(different) - 1 for different in together.values()) <= 2
