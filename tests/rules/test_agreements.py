"""Rules of when an agreement is in force, in plain English."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from tests.made_up.agreements import (
    KEYS,
    ON,
    PARTNERS,
    PROTOCOL,
    REGISTERED,
    agreement,
    protocol_standing,
    signature,
    standing,
)

from joinedup.engine.agreements.agreement import DpiaOutcome
from joinedup.engine.agreements.in_force import Standing, reasons_not_in_force
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.signing import new_private_key


def why_not(held: Standing, on: date = ON) -> list[str]:
    """The codes of all reasons why it is not in force."""
    return [reason.code for reason in reasons_not_in_force(held, on)]


@pytest.mark.parametrize("sharing_type", [1, 2, 3])
def test_signed_by_all_in_dates_under_a_protocol_it_is_in_force(sharing_type: int) -> None:
    """An agreement of any type is in force when nothing is missing."""
    assert why_not(standing(agreement(sharing_type))) == []


def test_it_is_in_force_on_its_first_and_its_last_day() -> None:
    """Start and end days count; the day before and the day after do not."""
    agreed = agreement(review_due=date(2030, 1, 1))
    held = standing(agreed)
    day = timedelta(days=1)
    assert why_not(held, agreed.starts) == []
    assert why_not(held, agreed.ends) == []
    assert why_not(held, agreed.starts - day) == ["not-started"]
    assert why_not(held, agreed.ends + day) == ["ended"]


@pytest.mark.parametrize("missing", PARTNERS)
def test_one_missing_signature_is_enough_to_stop_it(missing: str) -> None:
    """Every party must have signed, and the reason names who has not."""
    held = standing(by=[partner for partner in PARTNERS if partner != missing])
    (reason,) = reasons_not_in_force(held, ON)
    assert reason.code == "unsigned-by"
    assert missing in reason.words


def test_a_signature_by_a_key_that_is_not_registered_does_not_count() -> None:
    """Whoever makes a key of their own cannot sign for a partner."""
    agreed = agreement()
    forged = signature("nhs", agreed, key=new_private_key())
    rest = standing(agreed, by=["council", "police"])
    assert why_not(evolve(rest, signatures=(*rest.signatures, forged))) == ["unsigned-by"]


def test_a_partner_cannot_sign_for_another() -> None:
    """A key that is registered for one partner is nothing under another's name."""
    agreed = agreement()
    borrowed = signature("nhs", agreed, key=KEYS["police"])
    rest = standing(agreed, by=["council", "police"])
    assert why_not(evolve(rest, signatures=(*rest.signatures, borrowed))) == ["unsigned-by"]


def test_a_signature_over_another_version_does_not_count() -> None:
    """A changed text is a new version, which all must sign anew."""
    first = agreement()
    second = evolve(first, version=2, purposes=(*first.purposes, "something else"))
    assert why_not(evolve(standing(second), signatures=standing(first).signatures)) == ["unsigned-by"]


def test_a_signature_with_any_part_altered_does_not_count() -> None:
    """The signature vouches for who signed, in whose name, what and when."""
    held = standing()
    first, *others = held.signatures
    for altered in (
        evolve(first, signatory="Somebody else"),
        evolve(first, signed_on=first.signed_on - timedelta(days=30)),
        evolve(first, signature="00" * 64),
        evolve(first, signature="not hexadecimal"),
        evolve(first, signature=""),
    ):
        assert why_not(evolve(held, signatures=(altered, *others))) == ["unsigned-by"]


def test_a_signature_dated_in_the_future_does_not_count_yet() -> None:
    """One day's difference is forgiven, because clocks stand in different time zones."""
    agreed = agreement()
    early = tuple(signature(partner, agreed, signed_on=ON + timedelta(days=2)) for partner in PARTNERS)
    held = evolve(standing(agreed), signatures=early)
    assert why_not(held, ON) == ["unsigned-by"]
    assert why_not(held, ON + timedelta(days=1)) == []


def test_an_overdue_review_stops_it() -> None:
    """It is in force on the day the review is due, and not the day after."""
    agreed = agreement()
    held = standing(agreed)
    assert why_not(held, agreed.review_due) == []
    assert why_not(held, agreed.review_due + timedelta(days=1)) == ["review-overdue"]


@pytest.mark.parametrize("outcome", [outcome for outcome in DpiaOutcome if outcome is not DpiaOutcome.ACCEPTED])
def test_without_an_accepted_impact_assessment_it_is_not_in_force(outcome: DpiaOutcome) -> None:
    """Not done, refused, or waiting for the regulator: none of these carries it."""
    assert why_not(standing(agreement(dpia=outcome))) == ["dpia-not-accepted"]


@pytest.mark.parametrize("state", [state for state in State if state is not State.SIGNED])
def test_only_a_signed_version_is_in_force(state: State) -> None:
    """Draft, proposed, suspended, ended, superseded and abandoned versions are not, whatever signatures they bear."""
    assert why_not(standing(state=state)) == ["not-signed"]


def test_without_a_protocol_above_it_there_is_no_agreement_in_force() -> None:
    """An agreement stands under an overarching protocol."""
    assert why_not(standing(protocol=None)) == ["protocol-missing"]


def test_another_protocol_than_the_one_named_does_not_carry_it() -> None:
    """The protocol above must be the one that the parties signed it under."""
    other = protocol_standing(evolve(PROTOCOL, reference="P-2"))
    assert why_not(standing(protocol=other)) == ["protocol-missing"]


@pytest.mark.parametrize("state", [State.PROPOSED, State.SUSPENDED, State.ENDED])
def test_a_protocol_that_is_not_signed_carries_nothing(state: State) -> None:
    """Suspending the protocol stops every agreement under it."""
    assert why_not(standing(protocol=protocol_standing(state=state))) == ["protocol-not-signed"]


def test_a_lapsed_protocol_stops_every_agreement_under_it() -> None:
    """The protocol's own dates and review count too, its last day included."""
    ended = protocol_standing(evolve(PROTOCOL, ends=ON - timedelta(days=1)))
    assert why_not(standing(protocol=ended)) == ["protocol-out-of-dates"]
    assert why_not(standing(protocol=protocol_standing(evolve(PROTOCOL, ends=ON)))) == []
    overdue = protocol_standing(evolve(PROTOCOL, review_due=ON - timedelta(days=1)))
    assert why_not(standing(protocol=overdue)) == ["protocol-review-overdue"]


def test_every_party_must_have_signed_the_protocol_too() -> None:
    """A partner that signed the agreement only has not agreed to the rules above it."""
    (reason,) = reasons_not_in_force(standing(protocol=protocol_standing(by=["council", "police"])), ON)
    assert reason.code == "protocol-unsigned-by"
    assert "nhs" in reason.words
    assert "council" not in reason.words


def test_the_word_of_the_register_that_a_partner_joined_is_no_signature() -> None:
    """Who has joined the protocol follows from signatures, not from a list."""
    assert why_not(standing(protocol=protocol_standing(signatures=()))) == ["protocol-unsigned-by"]


def test_a_partner_whose_key_was_taken_off_the_register_has_not_signed() -> None:
    """A key that is no longer registered takes its signatures with it."""
    left = tuple(pair for pair in REGISTERED if pair[0] != "nhs")
    assert why_not(standing(keys=left)) == ["unsigned-by", "protocol-unsigned-by"]


def test_every_reason_is_given_not_only_the_first() -> None:
    """Whoever must put it right sees all at once."""
    agreed = agreement(dpia=DpiaOutcome.REFUSED)
    lapsed = protocol_standing(evolve(PROTOCOL, ends=ON, review_due=ON), by=["council"], state=State.ENDED)
    held = standing(agreed, by=["council"], state=State.SUSPENDED, protocol=lapsed)
    assert why_not(held, agreed.ends + timedelta(days=1)) == [
        "not-signed",
        "unsigned-by",
        "ended",
        "review-overdue",
        "dpia-not-accepted",
        "protocol-not-signed",
        "protocol-out-of-dates",
        "protocol-review-overdue",
        "protocol-unsigned-by",
    ]


def test_reasons_say_dates_as_people_write_them() -> None:
    """3 November 2026, not 2026-11-03."""
    (reason,) = reasons_not_in_force(standing(agreement(ends=date(2026, 6, 3))), ON)
    assert reason.words == "The agreement ended on 3 June 2026."
