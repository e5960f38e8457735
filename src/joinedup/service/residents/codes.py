"""Codes by which a resident signs in: easy to type, and too many to guess.

Eight groups of three out of 27 signs without vowels (so that none spells a word), 0, 1, 8, I, L and O. The first two
groups find the code; the other six, 85 bits, are the secret, kept only as a hash together with the date of birth.
"""

from __future__ import annotations

import secrets
from datetime import date

from attrs import frozen

SIGNS = "2345679BCDFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP, FINDING = 8, 3, 6


@frozen
class Code:
    """A code in its parts."""

    tag: str
    rest: str

    @property
    def written(self) -> str:
        """As it is printed: groups with hyphens."""
        whole = self.tag + self.rest
        return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))

    def proof(self, born: date) -> str:
        """What is hashed: the secret part with the date of birth."""
        return f"{self.rest} {born.isoformat()}"


def new_code() -> Code:
    """A code that nobody has."""
    whole = "".join(secrets.choice(SIGNS) for _ in range(GROUPS * GROUP))
    return Code(whole[:FINDING], whole[FINDING:])


def typed(text: str) -> Code | None:
    """The code as somebody types it, with or without hyphens, blanks and capitals; None where it cannot be one."""
    whole = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(whole) != GROUPS * GROUP or any(sign not in SIGNS for sign in whole):
        return None
    return Code(whole[:FINDING], whole[FINDING:])
