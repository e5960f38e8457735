"""When linkage changes whose id is whose, objections hold under every id that a person may have now."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from joinedup.engine.linkage.stable import Event
from joinedup.service.accounts.queries import today
from joinedup.service.audit.actions import append
from joinedup.service.objections.models import Objection
from joinedup.service.objections.queries import objection_fingerprint

BY = "linkage"


@transaction.atomic
def follow_objections(reference: str, changes: Sequence[Event]) -> None:
    """What was kept back of somebody stays back under each id that theirs became; the old ones stay, too."""
    for change in changes:
        holding = Objection.objects.filter(agreement=reference, client__in=change.before, lifted_on__isnull=True)
        for row in list(holding):
            same = Objection.objects.filter(
                agreement=reference, partner=row.partner, key=row.key, request=row.request, why=row.why,
                lifted_on__isnull=True,
            )  # fmt: skip
            known = set(same.values_list("client", flat=True))
            for client in [one for one in change.after if one not in known]:
                made = Objection.objects.create(
                    agreement=reference, partner=row.partner, client=client, key=row.key, request=row.request,
                    deciding=row.deciding, why=row.why, by=BY, set_on=today(),
                )  # fmt: skip
                append(
                    "objection-recorded", by=BY, subject=f"objection {made.pk}", agreement=reference,
                    partner=row.partner, hash=objection_fingerprint(made),
                )  # fmt: skip
