"""Partners of a demonstration enter their figures by hand: through the same doors, and with the same training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from django.db import transaction

from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.places.by_hand import ENTER, SIGN_OFF, ByHand, by_hand, completed
from joinedup.engine.exemplars.places.made_up import COUNTY
from joinedup.engine.exemplars.places.stage import Place
from joinedup.engine.indicators.metadata_file import key_from
from joinedup.engine.indicators.parts import rows_of
from joinedup.service.accounts.actions import enrol, give_role
from joinedup.service.accounts.queries import person_by_email, roles_of
from joinedup.service.audit.keeping import folder_kept
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators.actions import judge, put_forward
from joinedup.service.indicators.entering import Typed, enter
from joinedup.service.indicators.queries import whole_store
from joinedup.service.project.home import home
from joinedup.service.training.actions import record, set_module

BY = "demonstration"
_OPENS = {ENTER: May.LOAD_FIGURES, SIGN_OFF: May.SIGN_OFF_FIGURES}
_ROLES = {"analyst": ENTER, "checker": SIGN_OFF}


def without_last_year(made: Place) -> tuple[ByHand, ...]:
    """What partners are to enter by hand: the last year, which is not kept any more."""
    kept = whole_store()
    entries = tuple(by_hand(made.plan, kept, made.kinds, made.training))
    if not entries:
        return ()
    for one in kept.indicators():
        for kind in kept.kinds(one.key):
            rows = rows_of(kept, one.key, kind)
            kept.put(one, kind, rows.filter(pl.col("ends") < rows["ends"].max()))
    with transaction.atomic():
        folder_kept(home().figures, by=BY, subject="demonstration")
    return entries


def enter_by_hand(made: Place, entries: Sequence[ByHand], keys: Mapping[str, str], today: date) -> None:
    """Set the modules, record who completed which, and let every partner enter, put forward and sign off.

    keys: of partners, by their titles.
    """
    if not entries:
        return
    enrolled("coordinator")
    acting = _acting("coordinator")
    for module, opens in _modules(made).items():
        set_module(
            acting, title=module, what="Half an hour of reading, with ten questions.", opens=opens, months=24,
            needed_from=today, on=today,
        )  # fmt: skip
    for one in entries:
        partner = keys[one.entry.partner]
        for role, level in _ROLES.items():
            enrolled(role, partner, one.entry.partner)
            who = _acting(role, partner)
            for module in completed(made.plan, one.entry.indicator, level):
                record(acting, person=who.person, handle=who.handle, module=key_from(module), done_on=today, on=today)
        _enter(one, made.kinds["county"], _acting("analyst", partner), _acting("checker", partner), today)


def _enter(one: ByHand, kind: str, loader: Acting, signer: Acting, today: date) -> None:
    entry = one.entry
    typed = [one.slip.entry] if one.slip else []
    for each in (*typed, entry):
        told = {COUNTY: Typed(each.text, each.out_of, each.reason)}
        try:
            row = enter(loader, entry.indicator, kind, entry.period, told, today)
        except JoinedupError as refused:
            if refused.code not in ("entry-wrong", "training-lacking"):
                raise
            continue
        put_forward(loader, row.key)
        if not one.waiting:
            judge(signer, row.key, signed=True, words="", on=today)


def _modules(made: Place) -> dict[str, list[May]]:
    found: dict[str, list[May]] = {}
    for level, modules in made.plan.training.items():
        for module in modules:
            found.setdefault(module, []).append(_OPENS[level])
    return found


def enrolled(role: str, partner: str = "", title: str = "the partnership") -> None:
    """Somebody made up in a role, to sign in as."""
    person = enrol(by=BY, name=f"{role.title()}, {title}", email=_email(role, partner))
    give_role(by=BY, person=person, role=role, partner=partner)


def _email(role: str, partner: str) -> str:
    return f"{role}@{partner or 'partnership'}.example"


def _acting(role: str, partner: str = "") -> Acting:
    """As they act now, with the training that they have."""
    person = person_by_email(_email(role, partner))
    assert person is not None
    [(_, acting)] = roles_of(person)
    return acting
