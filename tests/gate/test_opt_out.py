"""The National Data Opt-out at the gate: who objected does not leave, and without a fresh list nobody does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import LegalAnswers, Party, SupplyTerms
from joinedup.engine.gate.gate import Gate, RefusedError
from joinedup.engine.gate.movement import INDEX, INDEX_COLUMNS, Kind, Movement
from joinedup.engine.gate.opening import open_gate
from joinedup.engine.gate.opt_out import MOST_DAYS, NOT_OPTED_OUT
from joinedup.engine.gate.register import MemoryRegister
from tests.made_up.agreements import protocol_standing, standing
from tests.made_up.partnership import AGREEMENT, PROTOCOL, RECEIVE, TODAY

LEGAL = LegalAnswers(
    "nhs-act-2006-s251", "public-task", "section-251", special_category="health-or-social-care", opt_out="applied"
)
APPLIED = evolve(
    AGREEMENT,
    reference="A-2",
    sharing_type=2,
    parties=(Party("council", kind="unitary-council"), Party("nhs", kind="nhs-trust")),
    supplies=(
        SupplyTerms("nhs", "community", ("nhs_number", "long_term_condition")),
        SupplyTerms("nhs", NOT_OPTED_OUT, ("nhs_number",)),
        SupplyTerms("council", "housing", ("rent_arrears",)),
    ),
    legal=LEGAL,
)
PATIENTS = pa.table(
    {
        "row_number": [1, 2, 3, 4],
        "nhs_number": ["999 000 0018", "9990000026", None, ""],
        "long_term_condition": ["a", "b", "c", "d"],
    }
)
ANSWER = pa.table({"row_number": [1, 2], "nhs_number": ["9990000018", "9990000999"]})
COMMUNITY = evolve(RECEIVE, agreement="A-2", source="community", columns=("nhs_number", "long_term_condition"))
LIST = evolve(COMMUNITY, source="list", dataset=NOT_OPTED_OUT, columns=("nhs_number",))
HOUSING = evolve(COMMUNITY, source="housing", supplier="council", dataset="housing", columns=("rent_arrears",))
MADE = evolve(HOUSING, kind=Kind.LINK, source="index", dataset=INDEX, columns=INDEX_COLUMNS)


def out(movement: Movement, columns: tuple[str, ...]) -> Movement:
    return evolve(movement, kind=Kind.DELIVER, columns=columns)


class Opened:
    """A gate over a register in memory, whose agreement applies the opt-out unless told otherwise."""

    def __init__(self, folder: Path, opt_out: str = "applied", sharing_type: int = 2) -> None:
        self.register = MemoryRegister(TODAY)
        agreed = evolve(APPLIED, legal=evolve(LEGAL, opt_out=opt_out), sharing_type=sharing_type)
        partners = [party.partner for party in agreed.parties]
        self.register.standings["A-2"] = standing(agreed, protocol=protocol_standing(PROTOCOL, partners))
        self.gate: Gate = open_gate(self.register, folder / "vault", folder / "master.key")
        self.put(COMMUNITY, PATIENTS)

    def put(self, movement: Movement, rows: pa.Table) -> None:
        with self.gate.receive(movement) as incoming:
            incoming.connection.register("rows", rows)
            incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM rows")

    def rows(self, movement: Movement) -> list[int]:
        with self.gate.lend(movement) as table:
            return list(table["row_number"].to_pylist())

    def why_not(self, movement: Movement) -> list[str]:
        with pytest.raises(RefusedError) as refused, self.gate.lend(movement):
            pytest.fail("lent")
        return [reason.code for reason in refused.value.decision.reasons]


CONDITIONS = out(COMMUNITY, ("long_term_condition",))


def test_only_who_was_asked_about_and_has_not_opted_out_leaves(tmp_path: Path) -> None:
    """Who opted out, who has no NHS number, and who is not in the answer stay behind."""
    opened = Opened(tmp_path)
    opened.put(LIST, ANSWER)
    assert opened.rows(CONDITIONS) == [1]


def test_without_a_list_no_patient_leaves(tmp_path: Path) -> None:
    assert Opened(tmp_path).why_not(CONDITIONS) == ["opt-out-list-missing"]


@pytest.mark.parametrize(("days", "leaves"), [(MOST_DAYS, True), (MOST_DAYS + 1, False)])
def test_a_list_counts_for_a_week(tmp_path: Path, days: int, leaves: bool) -> None:
    opened = Opened(tmp_path)
    opened.put(LIST, ANSWER)
    opened.register.sources["list"] = evolve(opened.register.sources["list"], received_on=TODAY - timedelta(days=days))
    if leaves:
        assert opened.rows(CONDITIONS) == [1]
    else:
        assert opened.why_not(CONDITIONS) == ["opt-out-list-old"]


def test_a_list_that_was_destroyed_or_is_another_s_is_no_list(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.put(LIST, ANSWER)
    opened.register.destroy("list")
    assert opened.why_not(CONDITIONS) == ["opt-out-list-missing"]
    opened.register.sources["list"] = evolve(opened.register.sources["list"], destroyed=False, supplier="council")
    assert opened.why_not(CONDITIONS) == ["opt-out-list-missing"]


def test_what_is_no_patient_information_leaves_without_a_list(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.put(HOUSING, pa.table({"row_number": [1, 2], "rent_arrears": [0.0, 5.0]}))
    assert opened.rows(out(HOUSING, ("rent_arrears",))) == [1, 2]


def test_linking_still_sees_everybody_because_nothing_leaves_by_it(tmp_path: Path) -> None:
    assert Opened(tmp_path).rows(evolve(COMMUNITY, kind=Kind.LINK)) == [1, 2, 3, 4]


def test_the_opt_out_is_not_applied_where_the_law_lets_it_give_way(tmp_path: Path) -> None:
    assert Opened(tmp_path, opt_out="required-by-law").rows(CONDITIONS) == [1, 2, 3, 4]


def test_in_an_index_the_rows_of_patients_who_opted_out_stay_behind_and_no_others(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.put(HOUSING, pa.table({"row_number": [1, 2], "rent_arrears": [0.0, 5.0]}))
    given = {"source": ["community"] * 4 + ["housing"] * 2, "source_row": [1, 2, 3, 4, 1, 2]}
    empty = {name: pa.nulls(6, pa.string()) for name in INDEX_COLUMNS if name not in given}
    opened.put(MADE, pa.table({"row_number": range(1, 7), **given, **empty}))
    asked = out(MADE, ("client",))
    assert opened.why_not(asked) == ["opt-out-list-missing"]
    opened.put(LIST, ANSWER)
    assert opened.rows(asked) == [1, 5, 6]
