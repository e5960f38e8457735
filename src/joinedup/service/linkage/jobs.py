"""Linking in the background."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from joinedup.service.accounts.queries import today
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.areas.queries import postcode_lookup
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.linkage.actions import index_name, link_supplies
from joinedup.service.linkage.queries import source
from joinedup.service.project.secret import secret
from joinedup.service.work.kinds import Work


def link(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Link an agreement's supplies. The index has the job's name, so that a second run finds it done."""
    agreement = as_agreement(agreement_row(str(work.takes["agreement"])))
    name = index_name(agreement.reference, work.key[:8])
    if source(name) is None:
        link_supplies(
            gate(), by=work.by, agreement=agreement, postcode_lookup=postcode_lookup(),
            secret=secret(f"index {agreement.reference}"), name=name, on=today(),
            advance=advance,
        )  # fmt: skip
    return {"index": name, "address": reverse("linkage")}
