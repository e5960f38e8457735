"""Read agreements as lists and pages show them: many at once, in few questions to the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import ProtocolStanding, Reason, reasons_not_in_force
from joinedup.engine.agreements.lifecycle import State
from joinedup.service.agreements.models import AgreementVersion, ProtocolVersion
from joinedup.service.agreements.queries import STANDS, above_of, standing_of
from joinedup.service.authorization.acting import Acting
from joinedup.service.partners.queries import public_keys


@frozen
class Entry:
    """One agreement in a list: the version that counts, and how it stands on a day."""

    agreement: Agreement
    state: State
    reasons: tuple[Reason, ...]
    waiting_for: tuple[str, ...]
    sign_by: date
    withdrawn: tuple[str, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether data may move under it on that day."""
        return not self.reasons


def _visible(acting: Acting, reference: str = "") -> list[tuple[str, int, str, int]]:
    rows = AgreementVersion.objects.filter(reference=reference) if reference else AgreementVersion.objects.all()
    if acting.partner:
        rows = rows.filter(parties__partner=acting.partner)
    if acting.initiative:
        rows = rows.filter(initiative=acting.initiative)
    return list(rows.order_by("reference", "-version").values_list("reference", "version", "state", "id"))


def references(acting: Acting) -> list[str]:
    """The agreements that somebody may know of: their partner's, or all for those who act for the whole partnership."""
    return list(dict.fromkeys(row[0] for row in _visible(acting)))


def may_see(acting: Acting, reference: str) -> bool:
    """Whether this agreement is one of theirs."""
    return any(row[0] == reference for row in _visible(acting, reference))


def _counting(rows: Sequence[tuple[str, int, str, int]]) -> list[int]:
    """The row that counts of each agreement: the latest signed version, else the latest of all."""
    latest: dict[str, int] = {}
    signed: dict[str, int] = {}
    for reference, _, state, row in rows:
        latest.setdefault(reference, row)
        if state in STANDS:
            signed.setdefault(reference, row)
    return [signed.get(reference, row) for reference, row in latest.items()]


def entries(
    acting: Acting, on: date, *, words: str = "", states: Sequence[str] = (), first: int = 0, count: int = 0
) -> tuple[list[Entry], int]:
    """A page of the agreements that somebody may see, and how many there are in all. count: 0 for all of them."""
    wanted = AgreementVersion.objects.filter(pk__in=_counting(_visible(acting)))
    if words:
        wanted = wanted.filter(content__icontains=words)
    if states:
        wanted = wanted.filter(state__in=states)
    total = wanted.count()
    rows = wanted.prefetch_related("signatures", "parties").order_by("reference")
    page = rows[first : first + count] if count else rows
    keys, above = (
        public_keys(),
        {one.pk: above_of(one) for one in ProtocolVersion.objects.prefetch_related("signatures")},
    )
    return [entry_of(row, keys, on, above[row.protocol_id]) for row in page], total


def entry_of(
    row: AgreementVersion, keys: tuple[tuple[str, str], ...], on: date, above: ProtocolStanding | None = None
) -> Entry:
    """How one version stands on a day, from a row whose signatures and parties have been read."""
    given = standing_of(row, keys, above)
    signed = {signature.partner for signature in given.signatures}
    waiting = tuple(p.partner for p in given.agreement.parties if p.partner not in signed)
    reasons = reasons_not_in_force(given, on)
    return Entry(given.agreement, given.state, reasons, waiting, row.sign_by, given.withdrawn)


def protocols() -> list[ProtocolVersion]:
    """Every protocol, the latest version of each."""
    latest: dict[str, ProtocolVersion] = {}
    for row in ProtocolVersion.objects.prefetch_related("signatures").order_by("reference", "-version"):
        latest.setdefault(row.reference, row)
    return list(latest.values())


def standing_protocols(on: date) -> list[ProtocolVersion]:
    """The protocols under which an agreement may be written: signed, or being signed, and not past their end."""
    return [row for row in protocols() if row.state in (State.PROPOSED, State.SIGNED) and row.ends >= on]


def versions(reference: str) -> list[AgreementVersion]:
    """Every version of one agreement, the latest first."""
    rows = AgreementVersion.objects.filter(reference=reference).order_by("-version")
    return list(rows.select_related("protocol").prefetch_related("signatures", "parties", "protocol__signatures"))


def by_hash(digest: str) -> AgreementVersion | None:
    """The version with this hash, which a printed copy carries."""
    return AgreementVersion.objects.filter(hash=digest).first()
