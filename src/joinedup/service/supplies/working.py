"""Look at a file that has arrived, receive it, and remind those whose supply is late: in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.layout_file import layout_from_json
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.suggest import suggest
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.agreements.reminding import remind_of_dates
from joinedup.service.gatehouse.destroying import destroy_what_is_over
from joinedup.service.gatehouse.wiring import gate, sweep
from joinedup.service.indicators.register import warn_of_falling_use
from joinedup.service.indicators.reminding import remind_of_figures, remind_of_signatures
from joinedup.service.partners.queries import titles
from joinedup.service.project.home import home
from joinedup.service.supplies import actions, arriving, sending
from joinedup.service.supplies.mapping import format_in_words, looks
from joinedup.service.supplies.models import Arrival
from joinedup.service.supplies.queries import last_of, supply_named
from joinedup.service.supplies.scheduling import remind_late
from joinedup.service.work.kinds import Work


def look(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Suggest a layout, and note what each column looks like. What a second run finds done it leaves."""
    row = Arrival.objects.get(key=work.takes["arrival"])
    if row.state == Arrival.ARRIVED:
        before = last_of(row.agreement, row.supplier, row.dataset)
        remembered = [layout_from_json(before.facts["layout"])] if before and "layout" in before.facts else []
        try:
            with arriving.opened(row.key, row.dataset, row.size) as path:
                source = open_source(path)
                layout = suggest(source, remembered)
                same = bool(remembered) and layout.columns == remembered[0].columns
                seen = {
                    "columns": looks(source), "format": format_in_words(source.format), "remembered": same,
                    "rows": len(source.sample),
                }  # fmt: skip
        except JoinedupError as failure:
            sending.stopped(row.key, failure)
            raise
        sending.looked_at(row.key, layout, seen)
    return {"address": reverse("arrival", args=[row.key])}


def receive(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Receive an arrival through the gate. The supply has the arrival's name, so that a second run finds it done."""
    row = Arrival.objects.get(key=work.takes["arrival"])
    if row.state == Arrival.RECEIVING:
        if supply_named(row.supply) is None:
            _receive(row, advance)
        held = supply_named(row.supply)
        if held is not None:
            sending.received(row.key, held)
            return {"address": reverse("supply", args=[held.name])}
    return {"address": reverse("arrival", args=[row.key])}


def _receive(row: Arrival, advance: Callable[..., None]) -> None:
    try:
        with arriving.opened(row.key, row.dataset, row.size) as path:
            try:
                _through_the_gate(row, path, advance)
            except JoinedupError as failure:
                if failure.code != "vault-name-taken":
                    raise
                sweep(home())  # a worker was killed between sealing it and writing it down
                _through_the_gate(row, path, advance)
    except JoinedupError as failure:
        sending.stopped(row.key, failure)
        raise


def _through_the_gate(row: Arrival, path: Path, advance: Callable[..., None]) -> None:
    agreement = as_agreement(agreement_row(row.agreement))
    terms = agreement.terms_for(row.supplier, row.dataset)
    actions.receive(
        gate(), by=row.by, agreement=row.agreement, supplier=row.supplier, dataset=row.dataset,
        items=terms.items if terms else (), purpose=agreement.purposes[0], recipient=agreement.host, path=path,
        on=today(), layout=layout_from_json(row.layout) if row.layout else None, advance=advance, name=row.supply,
    )  # fmt: skip


def remind(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """The day's round: remind of what is late or near, forget uploads left lying, destroy what is kept too long."""
    return {
        "reminded": remind_late(today()),
        "told": remind_of_dates(today()) + remind_of_signatures(today()) + remind_of_figures(today()),
        "warned": warn_of_falling_use(titles(), today()),
        "given_up": sending.clear(timezone.now()),
        "destroyed": len(destroy_what_is_over(gate())),
    }
