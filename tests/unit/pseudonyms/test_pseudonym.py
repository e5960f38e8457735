"""Pseudonyms: constant within an agreement, and of no use outside it."""

from __future__ import annotations

import re

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.pseudonym import pseudonym_maker

SECRET = bytes(range(32))


def test_a_person_keeps_their_pseudonym_within_an_agreement() -> None:
    first, second = pseudonym_maker(SECRET, "LA-1"), pseudonym_maker(SECRET, "LA-1")
    assert first("7") == second("7")


def test_pseudonyms_of_two_agreements_cannot_be_joined() -> None:
    first, second = pseudonym_maker(SECRET, "LA-1"), pseudonym_maker(SECRET, "LA-2")
    people = [str(number) for number in range(1000)]
    assert not {first(person) for person in people} & {second(person) for person in people}


def test_another_secret_gives_other_pseudonyms() -> None:
    assert pseudonym_maker(SECRET, "LA-1")("7") != pseudonym_maker(bytes(32), "LA-1")("7")


def test_people_have_pseudonyms_of_their_own_that_a_person_can_read() -> None:
    make = pseudonym_maker(SECRET, "LA-1")
    made = {make(str(number)) for number in range(10_000)}
    assert len(made) == 10_000
    assert all(re.fullmatch("[A-Z2-7]{28}", one) for one in made)


def test_the_pseudonym_is_hmac_sha_256_under_a_key_by_hkdf() -> None:
    """Worked out with hashlib alone, as RFC 5869 and RFC 2104 say."""
    import base64
    import hashlib
    import hmac

    extracted = hmac.new(b"joinedup pseudonyms, version 1", SECRET, hashlib.sha256).digest()
    key = hmac.new(extracted, b"LA-1\x01", hashlib.sha256).digest()
    expected = base64.b32encode(hmac.new(key, b"7", hashlib.sha256).digest()).decode()[:28]
    assert pseudonym_maker(SECRET, "LA-1")("7") == expected


@pytest.mark.parametrize(
    ("secret", "reference", "code"),
    [(b"short", "LA-1", "pseudonym-secret-short"), (SECRET, " ", "pseudonym-reference-missing")],
)
def test_a_weak_secret_or_no_agreement_is_refused(secret: bytes, reference: str, code: str) -> None:
    with pytest.raises(JoinedupError) as refused:
        pseudonym_maker(secret, reference)
    assert refused.value.code == code
