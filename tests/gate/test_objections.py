"""Objections at the gate: what a partner holds of somebody who objected does not leave, whatever for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import PUBLIC, LegalAnswers, SupplyTerms
from joinedup.engine.agreements.law.objecting import may_object
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import INDEX, INDEX_COLUMNS, Kind, Movement
from joinedup.engine.gate.objections import Objection
from joinedup.engine.gate.opening import open_gate
from joinedup.engine.gate.register import MemoryRegister
from tests.made_up.agreements import protocol_standing, standing
from tests.made_up.partnership import AGREEMENT, PROTOCOL, RECEIVE, TODAY

SHARED = evolve(
    AGREEMENT, reference="A-2", sharing_type=2, legal=LegalAnswers("cda-1998-s115", "public-task", "anonymised"),
    supplies=(SupplyTerms("nhs", "community", ("sex",)), SupplyTerms("council", "housing", ("rent_arrears",))),
)  # fmt: skip
COMMUNITY = evolve(RECEIVE, agreement="A-2", source="community", columns=("sex",))
HOUSING = evolve(COMMUNITY, source="housing", supplier="council", dataset="housing", columns=("rent_arrears",))
MADE = evolve(HOUSING, kind=Kind.LINK, source="index", dataset=INDEX, columns=INDEX_COLUMNS)
# two systems know Ann and Ben; Cy is known to one of them, and has Ben's name and birthday
CLIENTS = ["ann", "ben", "cy", "ann", "ben"]
KEYS = ["a", "b", "b", "a", "b"]


def out(movement: Movement, *columns: str, **changes: Any) -> Movement:
    return evolve(movement, **{"kind": Kind.DELIVER, "columns": columns, **changes})


ROWS, RENT, PEOPLE = out(COMMUNITY, "sex"), out(HOUSING, "rent_arrears"), out(MADE, "client")


class Opened:
    """A gate over a register in memory, with two supplies and the index made of them."""

    def __init__(self, folder: Path, sharing_type: int = 2) -> None:
        self.register = MemoryRegister(TODAY)
        partners = [party.partner for party in SHARED.parties]
        agreed = evolve(SHARED, sharing_type=sharing_type, recipients=(PUBLIC, "council"))
        self.register.standings["A-2"] = standing(agreed, protocol=protocol_standing(PROTOCOL, partners))
        self.gate: Gate = open_gate(self.register, folder / "vault", folder / "master.key")
        self.put(COMMUNITY, pa.table({"row_number": [1, 2, 3], "sex": ["F", "M", "M"]}))
        self.put(HOUSING, pa.table({"row_number": [1, 2], "rent_arrears": [0.0, 5.0]}))
        given = {"source": ["community"] * 3 + ["housing"] * 2, "source_row": [1, 2, 3, 1, 2], "client": CLIENTS,
                 "search_key": KEYS}  # fmt: skip
        empty = {name: pa.nulls(5, pa.string()) for name in INDEX_COLUMNS if name not in given}
        self.put(MADE, pa.table({"row_number": range(1, 6), **given, **empty}), ("community", "housing"))

    def put(self, movement: Movement, rows: pa.Table, made_of: tuple[str, ...] = ()) -> None:
        with self.gate.receive(movement) as incoming:
            incoming.connection.register("rows", rows)
            incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM rows")
            incoming.facts["supplies"] = dict.fromkeys(made_of)

    def objects(self, *objections: Objection) -> None:
        self.register.objecting["A-2"] = list(objections)

    def rows(self, movement: Movement) -> list[int]:
        with self.gate.lend(movement) as table:
            return list(table["row_number"].to_pylist())


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path)


def test_without_an_objection_everybody_leaves(opened: Opened) -> None:
    assert (opened.rows(ROWS), opened.rows(RENT), opened.rows(PEOPLE)) == ([1, 2, 3], [1, 2], [1, 2, 3, 4, 5])


def test_what_the_partner_holds_of_them_stays_and_what_others_hold_does_not(opened: Opened) -> None:
    opened.objects(Objection("nhs", client="ann"))
    assert (opened.rows(ROWS), opened.rows(RENT), opened.rows(PEOPLE)) == ([2, 3], [1, 2], [2, 3, 4, 5])
    opened.objects(Objection("nhs", client="ann"), Objection("council", client="ann"))
    assert (opened.rows(ROWS), opened.rows(RENT), opened.rows(PEOPLE)) == ([2, 3], [2], [2, 3, 5])


def test_who_is_known_by_surname_and_birthday_only_stays_with_everybody_who_has_the_same(opened: Opened) -> None:
    opened.objects(Objection("nhs", key="b"))
    assert (opened.rows(ROWS), opened.rows(PEOPLE)) == ([1], [1, 4, 5])


def test_an_empty_word_for_somebody_is_nobody(opened: Opened) -> None:
    opened.objects(Objection("nhs"))
    assert opened.rows(ROWS) == [1, 2, 3]


def test_an_objection_under_another_agreement_keeps_nobody_back(opened: Opened) -> None:
    opened.register.objecting["A-9"] = [Objection("nhs", client="ann")]
    assert opened.rows(ROWS) == [1, 2, 3]


def test_counts_are_made_without_them_too(tmp_path: Path) -> None:
    opened = Opened(tmp_path, sharing_type=1)
    opened.objects(Objection("nhs", client="ann"))
    assert opened.rows(out(MADE, "client", kind=Kind.PUBLISH, recipient=PUBLIC)) == [2, 3, 4, 5]


def test_one_person_s_view_is_without_what_the_partner_holds_of_them(tmp_path: Path) -> None:
    opened = Opened(tmp_path, sharing_type=3)
    opened.objects(Objection("nhs", client="ann"))
    with opened.gate.lend(out(COMMUNITY, "sex", subject="ann"), rows=[1]) as table:
        assert table.num_rows == 0


def test_linking_still_sees_everybody_so_that_they_stay_one_person(opened: Opened) -> None:
    opened.objects(Objection("nhs", client="ann"))
    assert opened.rows(evolve(COMMUNITY, kind=Kind.LINK)) == [1, 2, 3]


def test_of_a_supply_of_which_nobody_knows_whose_rows_they_are_nothing_leaves(opened: Opened) -> None:
    """A newer supply, which has not been linked yet: default deny."""
    opened.objects(Objection("nhs", client="ann"))
    opened.put(evolve(COMMUNITY, source="newer"), pa.table({"row_number": [1, 2], "sex": ["F", "M"]}))
    assert opened.rows(out(COMMUNITY, "sex", source="newer")) == []
    opened.objects(Objection("council", client="ann"))
    assert opened.rows(out(COMMUNITY, "sex", source="newer")) == [1, 2]


@pytest.mark.parametrize(
    ("basis", "open_to"),
    [("public-task", True), ("legitimate-interests", True), ("recognised-interest", True),
     ("legal-obligation", False), ("vital-interests", False), ("consent", False)],
)  # fmt: skip
def test_people_may_object_where_the_law_says_so(basis: str, open_to: bool) -> None:
    agreed = evolve(SHARED, legal=evolve(SHARED.legal, article_6=basis))
    assert may_object(agreed) is open_to
    assert not may_object(evolve(agreed, legal=evolve(agreed.legal, law_enforcement=True)))
