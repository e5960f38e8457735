"""Signatures hold for exactly what was signed."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.agreements.signing import Signature, holds, new_private_key, public_key_of, sign

KEY = new_private_key()
SIGNED = sign(KEY, partner="nhs", signatory="Chief officer", version_hash="a" * 64, signed_on=date(2026, 1, 5))
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def test_a_signature_holds() -> None:
    assert holds(SIGNED)
    assert SIGNED.public_key == public_key_of(KEY)
    assert len(bytes.fromhex(SIGNED.signature)) == 64


def test_every_key_is_new() -> None:
    assert new_private_key() != new_private_key()


@pytest.mark.parametrize(
    "altered",
    [
        evolve(SIGNED, partner="police"),
        evolve(SIGNED, signatory="Somebody"),
        evolve(SIGNED, version_hash="b" * 64),
        evolve(SIGNED, signed_on=date(2026, 1, 6)),
        evolve(SIGNED, public_key=public_key_of(new_private_key())),
        evolve(SIGNED, public_key=""),
        evolve(SIGNED, public_key="zz"),
        evolve(SIGNED, public_key="00" * 31),
        evolve(SIGNED, signature=""),
        evolve(SIGNED, signature="é"),
        evolve(SIGNED, signature="00" * 64),
        evolve(SIGNED, signature=SIGNED.signature[:-2]),
    ],
)
def test_an_altered_signature_does_not_hold(altered: Signature) -> None:
    assert not holds(altered)


@settings(max_examples=150, deadline=None)
@given(_texts, _texts, _texts, _texts)
def test_nothing_can_be_moved_between_who_and_for_whom(a: str, b: str, c: str, d: str) -> None:
    """Line ends and quotation marks inside names included."""
    signed = sign(KEY, partner=a, signatory=b, version_hash="a" * 64, signed_on=date(2026, 1, 5))
    assert holds(signed)
    assert holds(evolve(signed, partner=c, signatory=d)) == ((a, b) == (c, d))


def test_a_line_end_in_a_name_moves_nothing() -> None:
    signed = sign(KEY, partner="nhs", signatory="a\nb", version_hash="a" * 64, signed_on=date(2026, 1, 5))
    assert not holds(evolve(signed, partner="nhs\na", signatory="b"))
