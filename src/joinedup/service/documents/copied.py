"""What a copy of an agreement says beside its text: how it stood, who had signed, where to ask if it is current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement, Protocol
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.signing import Signature
from joinedup.service.documents.clauses import named, readable


@frozen
class Copy:
    """One copy. titles: partners' names by their keys; hash: of the version copied."""

    protocol: Protocol | None
    signatures: Sequence[Signature]
    state_words: str
    current_address: str
    hash: str
    titles: Mapping[str, str]


@frozen
class SignatureLine:
    """One party's line in the table of signatures; `signatory` and `on` are empty where it has not signed."""

    party: str
    signatory: str = ""
    on: str = ""


def signature_lines(agreement: Agreement, copy: Copy) -> tuple[SignatureLine, ...]:
    """A line for each party. A signature on any other version is none."""
    signed = {one.partner: one for one in copy.signatures if one.version_hash == copy.hash}
    return tuple(
        SignatureLine(
            named(party.partner, copy.titles),
            readable(signed[party.partner].signatory),
            day_in_words(signed[party.partner].signed_on),
        )
        if party.partner in signed
        else SignatureLine(named(party.partner, copy.titles))
        for party in agreement.parties
    )
