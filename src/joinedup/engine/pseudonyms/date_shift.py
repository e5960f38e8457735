"""Dates moved by one secret number of days a person and agreement: intervals stay, days do not.

Somebody who knows on which day a person was taken to hospital finds that day in an extract; after the shift they do
not. All dates of a person move alike, so that the days between two events are exactly what they were. The number is
an HMAC-SHA-256 (RFC 2104) of the person's id under a key derived for the agreement alone (HKDF, RFC 5869).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from attrs import frozen
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joinedup.engine.pseudonyms.pseudonym import check_secret, pseudonym_maker

MOST_DAYS = 182  # half a year either way, so that neither season nor year is certain

_SALT = b"joinedup date shifts, version 1"


@frozen(eq=False)
class Disguise:
    """How one agreement's extract disguises a person, from their id: a pseudonym, and days to move their dates."""

    pseudonym: Callable[[str], str]
    shift: Callable[[str], int]


def date_shifter(secret: bytes, reference: str, most_days: int = MOST_DAYS) -> Callable[[str], int]:
    """The function from a person's id to the days by which their dates move in the agreement `reference`.

    Between -most_days and most_days and never 0, each as likely as any other. Raises `pseudonym-secret-short`,
    `pseudonym-reference-missing`, and ValueError where most_days is below 1.
    """
    check_secret(secret, reference)
    if most_days < 1:
        raise ValueError("dates move by at least one day")
    key = HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=reference.encode()).derive(secret)

    def shift(person: str) -> int:
        drawn = int.from_bytes(hmac.new(key, person.encode(), hashlib.sha256).digest()) % (2 * most_days)
        return drawn - most_days if drawn < most_days else drawn - most_days + 1

    return shift


def disguise_of(secret: bytes, reference: str) -> Disguise:
    """The disguise of the agreement `reference`. Raises `pseudonym-secret-short` and `pseudonym-reference-missing`."""
    return Disguise(pseudonym_maker(secret, reference), date_shifter(secret, reference))
