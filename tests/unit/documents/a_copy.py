"""A copy of a made-up agreement, signed by one of its three parties."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from tests.made_up.agreements import PROTOCOL, agreement, signature

from joinedup.engine.agreements.agreement import Agreement, version_hash
from joinedup.service.documents.copied import Copy

TITLES = {"council": "Madeup Council", "nhs": "Madeup NHS Trust", "police": "Madeup Constabulary"}


def copy_of(agreed: Agreement | None = None, **changes: Any) -> Copy:
    """The copy, with these fields changed."""
    agreed = agreed or agreement()
    digest = version_hash(agreed)
    whole = Copy(
        protocol=PROTOCOL,
        signatures=(signature("nhs", agreed),),
        state_words="Not in force today.",
        current_address=f"https://share.example/current/{digest}",
        hash=digest,
        titles=TITLES,
    )
    return evolve(whole, **changes)
