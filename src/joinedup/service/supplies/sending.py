"""Sending a file: asked of the gate before its first byte, sealed as it comes, laid out, received in the background."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.gate.decision import decide
from joinedup.engine.gate.gate import RefusedError
from joinedup.engine.gate.movement import Kind, Movement
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.layout_file import layout_as_json
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.gatehouse.register import DatabaseRegister
from joinedup.service.supplies import arriving
from joinedup.service.supplies.actions import named
from joinedup.service.supplies.judging import tell_received
from joinedup.service.supplies.models import Arrival, Supply
from joinedup.service.work.actions import ask
from joinedup.service.work.queries import Job

GIVEN_UP_AFTER = timedelta(days=14)  # nothing lies about for ever on its way


def begin(acting: Acting, *, agreement: str, dataset: str, expected: int | None = None) -> Arrival:
    """Begin to send a file of the asker's own partner. Nothing has been read yet.

    Raises RefusedError with every reason where the agreement would not let it in, which is written down;
    `may-not`; `arrival-too-large` for more bytes than an upload may have.
    """
    if not acting.may(Permission.SUPPLY) or not acting.partner:
        raise error("may-not", role=acting.role.title)
    _not_too_large(expected or 0)
    key = arriving.new_key()
    _admit(agreement, acting.partner, dataset, named(agreement, dataset, key), acting.by)
    arriving.begin(key)
    with transaction.atomic():
        row = Arrival.objects.create(
            key=key, agreement=agreement, supplier=acting.partner, dataset=dataset, person=acting.person,
            by=acting.by, expected=expected,
        )  # fmt: skip
        append(
            "supply-begun", by=acting.by, subject=f"upload {key[:8]}", partner=acting.partner, dataset=dataset,
            agreement=agreement,
        )  # fmt: skip
    return row


def still_let_in(row: Arrival) -> None:
    """Ask the gate once more before the next bytes. Raises RefusedError; what has come is gone then."""
    try:
        _admit(row.agreement, row.supplier, row.dataset, named(row.agreement, row.dataset, row.key), row.by)
    except RefusedError as refusal:
        stopped(row.key, refusal)
        raise


def add(row: Arrival, pieces: Iterable[bytes], offset: int) -> int:
    """Seal more bytes behind the first `offset` of a file. Returns how many are there now, also after a break.

    Raises RefusedError, `arrival-state`, `arrival-offset`, `arrival-busy`, `arrival-too-large`.
    """
    _in_state(row, Arrival.ARRIVING)
    still_let_in(row)
    with arriving.sealing(row.key) as made:
        if made.size != offset:
            raise error("arrival-offset", there=made.size)
        there = offset
        try:
            for piece in pieces:
                there += len(piece)
                _not_too_large(there)
                made.add(piece)
        finally:
            made.close()
            Arrival.objects.filter(key=row.key).update(size=made.size)
    return made.size


def from_the_start(row: Arrival, expected: int | None = None) -> None:
    """Forget what has come of a file: it is sent again from its first byte. expected: how long it will be.

    Raises RefusedError, `arrival-state`, `arrival-too-large`.
    """
    _in_state(row, Arrival.ARRIVING)
    _not_too_large(expected or 0)
    still_let_in(row)
    arriving.remove(row.key)
    arriving.begin(row.key)
    Arrival.objects.filter(key=row.key).update(size=0, expected=expected)


def has_come(row: Arrival, size: int) -> None:
    """Note how much has been sealed of a file that came in one go."""
    Arrival.objects.filter(key=row.key, state=Arrival.ARRIVING).update(size=size)


@transaction.atomic
def arrived(acting: Acting, row: Arrival) -> Job:
    """The file is whole: have a look at its columns. Raises `arrival-state`, `supply-empty`, `arrival-offset`."""
    row = Arrival.objects.select_for_update().get(key=row.key)
    _in_state(row, Arrival.ARRIVING)
    _whole(row)
    Arrival.objects.filter(key=row.key).update(state=Arrival.ARRIVED)
    return ask(
        "look-at-arrival", by=acting, subject=_subject(row), takes={"arrival": row.key},
        doing="Looking at the columns of the file",
    )  # fmt: skip


@transaction.atomic
def looked_at(key: str, layout: Layout, looks: dict[str, Any]) -> None:
    """The columns are known, and wait for a person."""
    waiting = Arrival.objects.filter(key=key, state=Arrival.ARRIVED)
    waiting.update(state=Arrival.MAPPING, layout=layout_as_json(layout), looks=looks)


@transaction.atomic
def receive_so(acting: Acting, row: Arrival, layout: Layout | None, *, seen: int) -> Job:
    """Receive it with this layout, in the background; without one, with the remembered or the suggested one.

    Raises `changed-meanwhile` where a colleague was quicker, `arrival-state`.
    """
    row = Arrival.objects.select_for_update().get(key=row.key)
    if row.changed != seen:
        raise error("changed-meanwhile", where=_subject(row))
    _in_state(row, Arrival.MAPPING if layout else Arrival.ARRIVING)
    _whole(row)
    Arrival.objects.filter(key=row.key).update(
        state=Arrival.RECEIVING, changed=F("changed") + 1, problem=None, person=acting.person, by=acting.by,
        layout=layout_as_json(layout) if layout else None, supply=named(row.agreement, row.dataset, row.key),
    )  # fmt: skip
    return ask(
        "receive", by=acting, subject=_subject(row), takes={"arrival": row.key}, doing="Receiving the file",
    )  # fmt: skip


@transaction.atomic
def received(key: str, supply: Supply) -> None:
    """It is in the vault: what arrived is needed no more, and those who may accept it hear of it, once."""
    if Arrival.objects.filter(key=key, state=Arrival.RECEIVING).update(state=Arrival.RECEIVED, problem=None):
        tell_received(supply)
    transaction.on_commit(lambda: arriving.remove(key))


def stopped(key: str, failure: JoinedupError) -> None:
    """It cannot be received: say why, and forget it; what only its layout stops goes back to be laid out."""
    back = failure.code.startswith("layout-") or failure.code in ("dates-unread", "supply-nothing-agreed")
    row = Arrival.objects.get(key=key)
    state = Arrival.MAPPING if back and row.layout else Arrival.REFUSED
    Arrival.objects.filter(key=key).update(state=state, problem=failure.as_json(), supply="")
    if state == Arrival.REFUSED:
        arriving.remove(key)


@transaction.atomic
def give_up(acting: Acting, row: Arrival) -> None:
    """Give an upload up: its key is overwritten. Raises `arrival-state` while it is being received."""
    row = Arrival.objects.select_for_update().get(key=row.key)
    _in_state(row, Arrival.ARRIVING, Arrival.ARRIVED, Arrival.MAPPING)
    _give_up(row, acting.by)


@transaction.atomic
def clear(now: datetime) -> int:
    """Give up what nobody has gone on with for a fortnight, and files that no row knows. Returns how many rows."""
    old = list(Arrival.objects.filter(state__in=Arrival.OPEN[:3], begun_at__lt=now - GIVEN_UP_AFTER))
    for row in old:
        _give_up(row, "the service")
    known = set(Arrival.objects.filter(state__in=Arrival.OPEN).values_list("key", flat=True))
    for key in arriving.keys_untouched(now - timedelta(days=1)) - known:
        arriving.remove(key)
    return len(old)


def _give_up(row: Arrival, by: str) -> None:
    Arrival.objects.filter(key=row.key).update(state=Arrival.GIVEN_UP)
    append(
        "supply-given-up", by=by, subject=f"upload {row.key[:8]}", partner=row.supplier, dataset=row.dataset,
        agreement=row.agreement,
    )  # fmt: skip
    transaction.on_commit(lambda: arriving.remove(row.key))


def _admit(reference: str, supplier: str, dataset: str, name: str, by: str) -> None:
    """Whether the agreement would let this in now; a refusal is written down, as at the gate itself."""
    agreement = as_agreement(agreement_row(reference))
    terms = agreement.terms_for(supplier, dataset)
    movement = Movement(
        kind=Kind.RECEIVE, agreement=reference, source=name, supplier=supplier, dataset=dataset,
        columns=terms.items if terms else (), purpose=agreement.purposes[0], recipient=agreement.host, by=by,
    )  # fmt: skip
    register = DatabaseRegister()
    decision = decide(movement, register.standing(reference), register.source(name), register.today())
    if not decision.allowed:
        register.record([decision])
        raise RefusedError(decision)


def _in_state(row: Arrival, *states: str) -> None:
    if row.state not in states:
        raise error("arrival-state", state=row.state)


def _whole(row: Arrival) -> None:
    if not row.size:
        raise error("supply-empty", where=row.dataset)
    if row.expected is not None and row.expected != row.size:
        raise error("arrival-offset", there=row.size)


def _not_too_large(size: int) -> None:
    if size > settings.UPLOAD_BYTES:
        raise error("arrival-too-large", most=settings.UPLOAD_BYTES // 1_000_000)


def _subject(row: Arrival) -> str:
    return f"{row.dataset.replace('_', ' ')} for {row.agreement}"
