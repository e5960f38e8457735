"""Read look-ups, consents and markers; and under which agreements somebody may look people up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from attrs import frozen
from django.db.models import Q, QuerySet
from django.utils import timezone

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import Reason
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.service.agreements import listing
from joinedup.service.authorization.acting import Acting
from joinedup.service.linkage.queries import latest_of
from joinedup.service.lookups.models import (
    Consent,
    Deferral,
    LookUp,
    Review,
    SafetyMarker,
)
from joinedup.service.lookups.outcomes import FOUND, NOBODY, OUTCOMES

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 30  # more than anybody who has people in front of them needs; a list is being gone through


@frozen
class Choice:
    """One agreement of type 3 that names somebody's partner, and every reason why it cannot be used today."""

    agreement: Agreement
    reasons: tuple[Reason, ...]


@frozen
class OwnLookUp:
    """A look-up as whoever made it may see it again: no name, and nothing of somebody who is kept out of sight."""

    at: datetime
    agreement: str
    purpose: str
    reason: str
    client: str
    outcome: str
    emergency: bool
    review: Review | None


def choices(acting: Acting, on: date) -> list[Choice]:
    """Each agreement of type 3 of somebody's partner, with why it cannot be used where it cannot."""
    # the words narrow down in the database what is read and proved; the type itself is looked at below
    entries, _ = listing.entries(acting, on, words='"sharing_type":3')
    mine = [entry for entry in entries if entry.agreement.sharing_type == 3]
    indexes = latest_of([entry.agreement.reference for entry in mine])
    found = []
    for entry in mine:
        reasons = entry.reasons
        index = indexes.get(entry.agreement.reference)
        if index is None:
            reasons = (*reasons, Reason("no-index", "Nothing has been linked under it yet, so nobody can be found."))
        elif gone := sorted(set(index.as_source().made_from) & set(entry.withdrawn)):
            words = f"Its index was made from the data of {', '.join(gone)}, withdrawn since: an analyst links again."
            reasons = (*reasons, Reason("made-from-withdrawn", words))
        if acting.partner in entry.withdrawn:
            reasons = (*reasons, Reason("withdrawn", f"{acting.partner} has withdrawn from it."))
        if acting.partner not in entry.agreement.recipients:
            partner = acting.partner or "The partnership as a whole"
            reasons = (*reasons, Reason("not-a-recipient", f"{partner} is not among those who may receive this."))
        found.append(Choice(entry.agreement, reasons))
    return found


def own(person: int, most: int = 50) -> list[OwnLookUp]:
    """The last look-ups that somebody made."""
    words = dict(OUTCOMES)
    return [
        OwnLookUp(
            row.at, row.agreement, row.purpose, row.reason, row.client if row.outcome == FOUND else "",
            words[row.outcome], row.emergency, getattr(row, "review", None),
        )
        for row in LookUp.objects.filter(person=person).select_related("review")[:most]
    ]  # fmt: skip


def within_the_hour(person: int) -> int:
    """How many look-ups somebody has made in the last hour."""
    return LookUp.objects.filter(person=person, at__gt=timezone.now() - AN_HOUR).count()


def _of_partner(acting: Acting) -> QuerySet[LookUp]:
    return LookUp.objects.filter(partner=acting.partner).select_related("review").prefetch_related("deferrals")


def to_review(acting: Acting) -> list[LookUp]:
    """Emergency look-ups of somebody's partner that nobody has reviewed, the oldest first."""
    return list(_of_partner(acting).filter(emergency=True, review__isnull=True).order_by("id"))


def reviewed(acting: Acting, most: int = 50) -> list[LookUp]:
    """Emergency look-ups of somebody's partner that have been reviewed, the latest first."""
    return list(_of_partner(acting).filter(emergency=True, review__isnull=False)[:most])


def recent(acting: Acting, most: int = 50) -> list[LookUp]:
    """The last look-ups of somebody's partner that showed a person, the latest first."""
    return list(_of_partner(acting).filter(outcome=FOUND)[:most])


def look_up_of(acting: Acting, number: int) -> LookUp | None:
    """One look-up of somebody's partner, or None."""
    return _of_partner(acting).filter(pk=number).first()


def busy(acting: Acting) -> dict[str, int]:
    """Who of somebody's partner has made more look-ups in the last hour than people in front of them explain."""
    counts: dict[str, int] = {}
    for by in LookUp.objects.filter(partner=acting.partner, at__gt=timezone.now() - AN_HOUR).values_list(
        "by", flat=True
    ):
        counts[by] = counts.get(by, 0) + 1
    return {by: count for by, count in counts.items() if count >= MOST_AN_HOUR}


def deferred_until(row: LookUp) -> date | None:
    """Until when the person looked up is not told of it, by the last word on it; None where they are told."""
    last = list(row.deferrals.all())[-1:]
    return last[0].until if last else None


@frozen
class Seen:
    """A look-up as the person looked up may know of it: by which role of which partner, never by whom."""

    at: datetime
    role: str
    partner: str
    agreement: str
    purpose: str
    reason: str
    shown: tuple[tuple[str, str], ...]


def of_clients(pairs: Collection[tuple[str, str]], on: date) -> list[Seen]:
    """Look-ups of these people (agreement, client) that they may know of on this day, the latest first."""
    if not pairs:
        return []
    wanted = Q()
    for agreement, client in pairs:
        wanted |= Q(agreement=agreement, client=client)
    rows = LookUp.objects.filter(wanted, outcome__in=(FOUND, NOBODY)).prefetch_related("deferrals")
    return [
        Seen(
            row.at, row.role, row.partner, row.agreement, row.purpose, row.reason,
            tuple((partner, dataset) for partner, dataset in row.systems),
        )
        for row in rows
        if (until := deferred_until(row)) is None or until <= on
    ]  # fmt: skip


def marked(agreement: str, key: str, clients: Collection[str]) -> frozenset[str]:
    """Which of these people, found by this key, are kept out of sight."""
    rows = SafetyMarker.objects.filter(agreement=agreement, lifted_on__isnull=True)
    rows = rows.filter(Q(key=key) | Q(client__in=clients))
    return frozenset(client for row in rows for client in clients if client == row.client or row.key == key)


def markers_hit(row: LookUp) -> list[SafetyMarker]:
    """The markers that kept the person of a look-up out of sight."""
    if row.outcome == FOUND:
        return []
    who = Q(key=row.key) | Q(client=row.client) if row.client else Q(key=row.key)
    return list(SafetyMarker.objects.filter(who, agreement=row.agreement, lifted_on__isnull=True))


def markers(acting: Acting) -> list[SafetyMarker]:
    """The markers that somebody's partner has set and not lifted."""
    return list(SafetyMarker.objects.filter(partner=acting.partner, lifted_on__isnull=True))


def last_consent(agreement: str, client: str) -> Consent | None:
    """The last word of a person on an agreement, or None where they were never asked."""
    return Consent.objects.filter(agreement=agreement, client=client).last()


def consents(acting: Acting, most: int = 50) -> list[Consent]:
    """What somebody's partner has written into the register of consents, the latest first."""
    return list(Consent.objects.filter(partner=acting.partner).order_by("-id")[:most])


def consent_reference(agreement: str, client: str, emergency: bool) -> str:
    """What a movement shows the gate: the register's row where consent is given, empty where there is none.

    In an emergency a person who was never asked is shown as such; one who has withdrawn consent is not.
    """
    last = last_consent(agreement, client)
    if last is not None:
        return f"consent {last.pk}" if last.given else ""
    return "emergency: not asked" if emergency else ""


def look_up_fingerprint(row: LookUp) -> str:
    """The hash that the look-up's event holds."""
    fields = (
        "person", "by", "role", "partner", "agreement", "purpose", "reason", "emergency", "explanation", "outcome",
        "key", "client", "systems",
    )  # fmt: skip
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def review_fingerprint(row: Review) -> str:
    """The hash that the review's event holds."""
    fields = ("look_up_id", "person", "looked", "by", "justified", "words")
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def deferral_fingerprint(row: Deferral) -> str:
    """The hash that the deferral's event holds."""
    fields = ("look_up_id", "by", "until", "reason")
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def consent_fingerprint(row: Consent) -> str:
    """The hash that the consent's event holds."""
    fields = ("agreement", "client", "given", "on", "how", "by", "partner")
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in LookUp.objects.all():
        yield Attested("look-up-made", f"look-up {row.pk}", look_up_fingerprint(row))
    for review in Review.objects.all():
        yield Attested("look-up-reviewed", f"look-up {review.look_up_id}", review_fingerprint(review))
    for deferral in Deferral.objects.all():
        yield Attested("look-up-deferred", f"look-up {deferral.look_up_id}", deferral_fingerprint(deferral))
    for consent in Consent.objects.all():
        yield Attested("consent-recorded", f"consent {consent.pk}", consent_fingerprint(consent))
