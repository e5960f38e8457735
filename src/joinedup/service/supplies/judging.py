"""Accept a supply or send it back: whoever receives it says so, and the supplier hears of it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from joinedup.engine.errors import error
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.notices.actions import tell
from joinedup.service.supplies.models import Judgement, Supply


@transaction.atomic
def judge(acting: Acting, *, supply: Supply, accepted: bool, words: str, seen: int) -> Judgement:
    """Accept a supply, or send it back with what is wrong. What is sent back is linked no more.

    seen: how many judgements the person saw. Raises `own-supply` for a partner that does not receive it,
    `changed-meanwhile`.
    """
    agreement = as_agreement(agreement_row(supply.agreement))
    if not acting.may(Permission.ACCEPT_SUPPLY) or acting.partner not in ("", agreement.host):
        raise error("own-supply", host=agreement.host)
    Supply.objects.select_for_update().get(name=supply.name)
    if Judgement.objects.filter(supply=supply.name).count() != seen:
        raise error("changed-meanwhile", where=supply.name)
    row = Judgement.objects.create(
        supply=supply.name, accepted=accepted, words=words, by=acting.by, at=timezone.now()
    )  # fmt: skip
    decided = "accepted" if accepted else "sent back"
    append("supply-judged", by=acting.by, subject=supply.name, decided=decided, hash=row.fingerprint())
    what = supply.dataset.replace("_", " ")
    tell(
        people_in_role("data-supplier", supply.supplier, agreement.initiative),
        f"Your supply of {what} for {agreement.title} was {decided}." + (f" {words}" if words else ""),
        reverse("supply", args=[supply.name]),
    )
    return row


def tell_received(supply: Supply) -> None:
    """Tell those who may accept a supply that it is there."""
    agreement = as_agreement(agreement_row(supply.agreement))
    state = supply.facts.get("report", {}).get("state", "")
    tell(
        people_in_role("ig-lead", agreement.host, agreement.initiative),
        f"{supply.supplier} has sent {supply.dataset.replace('_', ' ')} for {agreement.title}. Quality: {state}. "
        "Accept it or send it back.",
        reverse("supply", args=[supply.name]),
    )
