"""The least count and the score are part of what is signed, and what was signed before stays signed."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.made_up.agreements import agreement

from joinedup.engine.agreements.agreement import agreement_from, as_plain, version_hash
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.factor import Factor

FACTOR = Factor("Incidents", "incidents", "incidents", 2, at_least=3)
OTHERS = (
    evolve(FACTOR, name="Many incidents"), evolve(FACTOR, points=3), evolve(FACTOR, at_least=4.0),
    evolve(FACTOR, at_least=None, one_of=("3",)), evolve(FACTOR, item="surname"), evolve(FACTOR, cost=5.0),
    evolve(FACTOR, disadvantage="homelessness"), evolve(FACTOR, dataset="community"),
)  # fmt: skip


def test_what_was_signed_before_these_terms_came_keeps_its_hash() -> None:
    # the hash of this very agreement before they came
    assert version_hash(agreement()) == "9dada14b214455979984e17bff22b3e68da250bce5ef3c7f6fb965da59e7adfa"


@pytest.mark.parametrize("other", OTHERS)
def test_any_other_factor_is_another_version(other: Factor) -> None:
    signed = agreement(2, factors=(FACTOR,))
    assert len({version_hash(one) for one in (signed, agreement(2), evolve(signed, factors=(other,)))}) == 3


def test_another_least_count_is_another_version() -> None:
    assert len({version_hash(agreement(1, least_count=least)) for least in (0, 5, 10)}) == 3


def test_they_are_read_back_as_they_were_written() -> None:
    signed = agreement(2, factors=(FACTOR, OTHERS[3]), least_count=12)
    assert agreement_from(as_plain(signed)) == signed


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"least_count": 12, "sharing_type": 3}, "a least count"),
        ({"least_count": -1, "sharing_type": 1}, "a least count"),
        ({"factors": (FACTOR,), "sharing_type": 3}, "no score, which is for type 2 only"),
        ({"factors": (evolve(FACTOR, item="rent_arrears"),)}, "an item that is supplied"),
        ({"factors": (evolve(FACTOR, points=0),)}, "points, and one test"),
        ({"factors": (evolve(FACTOR, at_least=None),)}, "points, and one test"),
        ({"factors": (FACTOR, FACTOR)}, "a name of its own"),
    ],
)
def test_what_does_not_fit_is_missing(changes: dict[str, object], lacks: str) -> None:
    assert any(lacks in one for one in missing(evolve(agreement(2), **changes)))


def test_what_fits_lacks_nothing() -> None:
    assert not missing(agreement(2, factors=(FACTOR,), least_count=12))
