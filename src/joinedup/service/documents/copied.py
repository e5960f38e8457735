"""What a copy of an agreement says beside its text: how it stood, and where to ask whether it is current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from joinedup.engine.agreements.agreement import Protocol
from joinedup.engine.agreements.signing import Signature


@frozen
class Copy:
    """One copy. titles: partners' names by their keys; hash: of the version copied."""

    protocol: Protocol | None
    signatures: Sequence[Signature]
    state_words: str
    current_address: str
    hash: str
    titles: Mapping[str, str]
