"""Who approves before a party may sign, whom an agreement waits for, and who may answer for somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.made_up.agreements import agreement

from joinedup.engine.agreements.agreement import Agreement, Party, PartyRole, SupplyTerms
from joinedup.engine.agreements.sign_off import (
    CALDICOTT,
    DPO,
    SIGNATORY,
    SIRO,
    Waiting,
    answering_for,
    delegated,
    lacking,
    required,
    waiting_for,
)
from joinedup.engine.errors import JoinedupError

MONDAY = date(2026, 3, 2)
A_CONDITION = SupplyTerms("nhs", "community", ("surname", "long_term_condition"))


def between(*parties: Party, sharing_type: int = 3, items: tuple[str, ...] = ("surname",)) -> Agreement:
    """An agreement of these parties, of which the first supplies these items."""
    supplies = (SupplyTerms(parties[0].partner, "records", items),)
    return agreement(sharing_type, parties=parties, supplies=supplies)


def asked(agreed: Agreement, partner: str) -> list[str]:
    """The roles asked of a partner."""
    return [one.role for one in required(agreed) if one.partner == partner]


def of_kind(
    kind: str, *, sharing_type: int = 3, supplies: tuple[str, ...] = ("tenure",), **role: PartyRole
) -> list[str]:
    """The roles asked of a party of this kind, which supplies these items to a fire authority."""
    return asked(between(Party("one", kind=kind, **role), Party("two", kind="fire"), sharing_type=sharing_type,
                         items=supplies), "one")  # fmt: skip


@pytest.mark.parametrize("kind", ["police", "district-council", "academy", "welsh-council", "housing-association"])
def test_a_controller_takes_its_officers_advice_on_every_type(kind: str) -> None:
    assert DPO in of_kind(kind, sharing_type=1)
    assert DPO in of_kind(kind, sharing_type=3)


@pytest.mark.parametrize("sharing_type", [2, 3, 4])
def test_a_public_authority_owns_the_risk_where_single_people_are_shared(sharing_type: int) -> None:
    assert of_kind("police", sharing_type=sharing_type) == [DPO, SIRO]


def test_nobody_owns_a_risk_to_single_people_in_counts() -> None:
    assert of_kind("police", sharing_type=1) == [DPO]


def test_a_housing_association_is_no_public_authority() -> None:
    assert of_kind("housing-association") == [DPO]


def test_a_school_has_an_officer_and_its_head_owns_the_risk() -> None:
    assert of_kind("school") == [DPO]


@pytest.mark.parametrize("kind", ["charity", "provider"])
def test_the_signatory_of_a_small_partner_answers_for_all(kind: str) -> None:
    assert of_kind(kind) == []


def test_a_processor_gives_no_advice_of_its_own() -> None:
    assert of_kind("police", role=PartyRole.PROCESSOR) == []


@pytest.mark.parametrize("kind", ["", "a kind of which the library has not heard"])
def test_a_party_of_unknown_kind_needs_none(kind: str) -> None:
    assert of_kind(kind) == []


@pytest.mark.parametrize("kind", ["nhs-trust", "icb", "welsh-health-board", "county-council", "welsh-council"])
def test_health_and_adult_care_ask_their_guardian_where_a_condition_is_shared(kind: str) -> None:
    assert CALDICOTT in of_kind(kind, supplies=("long_term_condition",))


def test_who_is_a_patient_is_for_the_guardians_of_both_sides() -> None:
    agreed = between(Party("nhs", kind="nhs-trust"), Party("council", kind="unitary-council"), items=("surname",))
    assert asked(agreed, "nhs") == asked(agreed, "council") == [DPO, CALDICOTT, SIRO]


def test_a_council_needs_no_guardian_for_its_tenants() -> None:
    assert CALDICOTT not in of_kind("unitary-council", supplies=("surname", "tenure"))


@pytest.mark.parametrize("kind", ["district-council", "police", "fire"])
def test_who_gives_no_care_has_no_guardian(kind: str) -> None:
    assert CALDICOTT not in of_kind(kind, supplies=("long_term_condition",))


def test_every_reason_is_said() -> None:
    agreed = between(Party("nhs", kind="nhs-trust"), Party("council", kind="unitary-council"))
    assert all(one.because for one in required(agreed))


PARTIES = (Party("nhs", kind="nhs-trust"), Party("charity", kind="charity"))
ROUND = agreement(3, parties=PARTIES, supplies=(A_CONDITION,))
ALL_OF_NHS = [("nhs", DPO), ("nhs", CALDICOTT), ("nhs", SIRO)]


def clock(days: int, *, approved: list[tuple[str, str]], signed: list[str], **more: dict[str, date]) -> list[str]:
    """Whom the made-up agreement waits for so many days after it was put to its parties; fourteen are given."""
    waits = waiting_for(
        ROUND, approved, signed, on=MONDAY + timedelta(days=days), asked_on=MONDAY,
        sign_by=MONDAY + timedelta(days=14), last=more.get("last"),
    )  # fmt: skip
    return [one.words for one in waits]


def test_it_waits_for_open_sign_offs_and_for_signatories_that_have_theirs() -> None:
    assert clock(3, approved=[("nhs", DPO)], signed=[]) == [
        "the Caldicott Guardian of nhs, for 3 days",
        "the senior information risk owner of nhs, for 3 days",
        "the signatory of charity, for 3 days",
    ]


def test_a_signatory_is_waited_for_from_the_last_sign_off() -> None:
    words = clock(5, approved=ALL_OF_NHS, signed=["charity"], last={"nhs": MONDAY + timedelta(days=4)})
    assert words == ["the signatory of nhs, for 1 day"]


def test_what_another_partys_officer_approved_does_not_count() -> None:
    assert [one.role for one in lacking(ROUND, [("charity", DPO)], "nhs")] == [DPO, CALDICOTT, SIRO]


def test_nobody_is_waited_for_once_all_have_signed() -> None:
    assert clock(3, approved=ALL_OF_NHS, signed=["nhs", "charity"]) == []


def test_it_is_overdue_after_the_last_day_and_not_on_it() -> None:
    assert clock(14, approved=ALL_OF_NHS, signed=["nhs"]) == ["the signatory of charity, for 14 days"]
    assert clock(15, approved=ALL_OF_NHS, signed=["nhs"]) == ["the signatory of charity, for 15 days, overdue"]


def test_the_first_day_has_its_own_words() -> None:
    assert Waiting("nhs", SIGNATORY, 0, False).words == "the signatory of nhs, since today"


FRIDAY = MONDAY + timedelta(days=4)
HANDED_OVER = delegated("nhs", DPO, "giver", "taker", on=MONDAY, until=FRIDAY)


def test_a_colleague_answers_until_and_including_the_last_day() -> None:
    assert answering_for([HANDED_OVER], "taker", partner="nhs", role=DPO, on=FRIDAY) == ("giver",)
    assert answering_for([HANDED_OVER], "taker", partner="nhs", role=DPO, on=FRIDAY + timedelta(days=1)) == ()


@pytest.mark.parametrize(
    ("taker", "partner", "role"), [("other", "nhs", DPO), ("taker", "charity", DPO), ("taker", "nhs", SIRO)]
)
def test_it_is_for_one_person_one_party_and_one_role(taker: str, partner: str, role: str) -> None:
    assert answering_for([HANDED_OVER], taker, partner=partner, role=role, on=MONDAY) == ()


def test_a_task_is_not_passed_on() -> None:
    onward = delegated("nhs", DPO, "taker", "third", on=MONDAY, until=FRIDAY)
    assert answering_for([HANDED_OVER, onward], "third", partner="nhs", role=DPO, on=MONDAY) == ("taker",)


@pytest.mark.parametrize(
    ("role", "taker", "until", "words"),
    [
        (DPO, "giver", FRIDAY, "same person"),
        (DPO, "taker", MONDAY - timedelta(days=1), "last day has passed"),
        ("caretaker", "taker", FRIDAY, "no such role"),
    ],
)
def test_what_cannot_be_handed_over(role: str, taker: str, until: date, words: str) -> None:
    with pytest.raises(JoinedupError, match=words) as refused:
        delegated("nhs", role, "giver", taker, on=MONDAY, until=until)
    assert refused.value.code == "delegation-impossible"
