"""When linkage changes whose id is whose, what was written down about a person follows them, on the safe side."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from joinedup.engine.linkage.stable import Event
from joinedup.service.accounts.queries import today
from joinedup.service.audit.actions import append
from joinedup.service.lookups import queries
from joinedup.service.lookups.models import Consent, SafetyMarker

BY = "linkage"
APART = "Their records came apart into several people: ask again."
TOGETHER = "Their records came together; a consent withdrawn by one of them counts."


@transaction.atomic
def follow_in_registers(reference: str, changes: Sequence[Event]) -> None:
    """Whoever was kept out of sight stays so under every id; consent is never widened by a change of ids.

    Where an id came apart nobody's consent is assumed; where ids came together, what was withdrawn stays withdrawn.
    """
    for change in changes:
        _keep_hidden(reference, change)
        (_ask_again if change.kind == "split" else _weigh)(reference, change)


def _keep_hidden(reference: str, change: Event) -> None:
    markers = SafetyMarker.objects.filter(agreement=reference, client__in=change.before, lifted_on__isnull=True)
    for marker in list(markers):
        for client in change.after:
            if SafetyMarker.objects.filter(
                agreement=reference, client=client, partner=marker.partner, lifted_on__isnull=True
            ).exists():
                continue
            row = SafetyMarker.objects.create(
                agreement=reference, key=marker.key, client=client, person=marker.person, by=marker.by,
                partner=marker.partner, reason=marker.reason, set_on=today(),
            )  # fmt: skip
            append("safety-marker-set", by=BY, subject=f"marker {row.pk}", agreement=reference)


def _ask_again(reference: str, change: Event) -> None:
    if queries.last_consent(reference, change.before[0]) is not None:
        for client in change.after:
            _write(reference, client, APART, given=False)


def _weigh(reference: str, change: Event) -> None:
    (client,) = change.after
    last = [one for before in change.before if (one := queries.last_consent(reference, before)) is not None]
    if last:
        _write(reference, client, TOGETHER, given=all(one.given for one in last))


def _write(reference: str, client: str, how: str, *, given: bool) -> None:
    row = Consent.objects.create(
        at=timezone.now(), agreement=reference, client=client, given=given, on=today(), how=how, by=BY
    )
    append(
        "consent-recorded", by=BY, subject=f"consent {row.pk}", agreement=reference,
        word="given" if given else "withdrawn", hash=queries.consent_fingerprint(row),
    )  # fmt: skip
