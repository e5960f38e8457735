"""What there is to do in an initiative, in order, as its register stands: nobody ticks anything off by hand."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.engine.agreements.lifecycle import State
from joinedup.service.agreements.listing import entries, protocols
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.models import Initiative
from joinedup.service.linkage.queries import latest_of
from joinedup.service.pages.sections import may_open
from joinedup.service.partners.queries import signatories
from joinedup.service.releases.queries import made_under
from joinedup.service.supplies.queries import held_under

DONE, GOING_ON, TO_DO, NOT_YET = "done", "going on", "to do", "not yet"


@frozen
class Task:
    """One thing to do: what, who does it, how far it is, and where (empty: not a page for whoever looks)."""

    title: str
    who: str
    state: str
    words: str
    address: str


def tasks(acting: Acting, row: Initiative, on: date) -> list[Task]:
    """From the partners to the first release."""
    named = signatories()
    unsigned = [partner for partner in row.partners if partner not in named]
    mine = [e for e in entries(acting, on)[0] if e.agreement.initiative == row.key]
    references = [e.agreement.reference for e in mine]
    signed = [e for e in mine if e.state is not State.PROPOSED]
    in_force = [e for e in mine if e.in_force]
    supplied, linked = held_under(references), latest_of(references)
    wanted = sum(len(e.agreement.supplies) for e in in_force)
    held = sum(len(supplied.get(e.agreement.reference, [])) for e in in_force)
    above = protocols()
    joined = {s.partner_id for protocol in above for s in protocol.signatures.all()}
    outside = [partner for partner in row.partners if partner not in joined]
    left = made_under(references)

    def state(done: bool, begun: bool, possible: bool = True) -> str:
        return DONE if done else GOING_ON if begun else TO_DO if possible else NOT_YET

    def there(section: str) -> str:
        return reverse(section) if may_open(acting, section) else ""

    home = reverse("initiative", args=[row.key])
    partners = reverse("initiative-partners", args=[row.key]) if acting.may(May.RUN_INITIATIVE) else ""
    agreements = reverse("agreements")
    return [
        Task(_("Bring the partners together"), _("Coordinator"), state(len(row.partners) > 1, bool(row.partners)),
             _("{count} partners").format(count=len(row.partners)), partners),
        Task(_("Name who signs for each partner"), _("Coordinator, then each signatory"),
             state(bool(row.partners) and not unsigned, len(unsigned) < len(row.partners), bool(row.partners)),
             _("Missing: {names}").format(names=", ".join(unsigned)) if unsigned else "", home),
        Task(_("Sign the overarching protocol"), _("Signatories"),
             state(bool(above) and not outside, bool(above), bool(row.partners)),
             _("Not yet: {names}").format(names=", ".join(outside)) if above and outside else "",
             reverse("protocol", args=[above[0].reference]) if above else agreements),
        Task(_("Write an agreement"), _("Information-governance lead"), state(bool(mine), False, bool(above)),
             _("{count} agreements").format(count=len(mine)) if mine else "", agreements),
        Task(_("Agree it: sign-offs and signatures"), _("Each party"),
             state(bool(signed) and len(signed) == len(mine), bool(signed), bool(mine)),
             _("{count} in force today").format(count=len(in_force)) if mine else "", agreements),
        Task(_("Send the data"), _("Data suppliers"), state(0 < wanted <= held, held > 0, bool(in_force)),
             _("{held} of {wanted} data sets").format(held=held, wanted=wanted) if wanted else "",
             there("supplies")),
        Task(_("Link records into people"), _("Analyst"), state(bool(linked), False, held > 0), "", there("linkage")),
        Task(_("Release"), _("Analyst, then a checker"), state(left > 0, False, bool(linked)),
             _("{count} releases").format(count=left) if left else "", there("releases")),
    ]  # fmt: skip
