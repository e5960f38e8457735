"""A file that a partner's system put into a folder: received through the gate like any other, and never twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.gatehouse.wiring import gate, sweep
from joinedup.service.project.home import home
from joinedup.service.supplies.actions import named, receive
from joinedup.service.supplies.judging import tell_received
from joinedup.service.supplies.queries import supply_named


@frozen
class Watched:
    """What the files of a folder are."""

    agreement: str
    supplier: str
    dataset: str


def take(watched: Watched, path: Path) -> str:
    """Receive one file; returns what came of it, in words. The supply's name comes of the file's content.

    So a file that was received before, or whose receiving was cut off after it was written down, is not received
    again. Raises RefusedError with every reason, `file-missing`, and what the engine raises about the file.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise error("file-missing", where=path.name) from None
    name = named(watched.agreement, watched.dataset, digest)
    before = supply_named(name)
    if before is not None:
        return f"This very file was received on {before.received_on:%d/%m/%Y} as {name}."
    if gate().key_holds(name):
        sweep(home())  # it was cut off between sealing it and writing it down
    agreement = as_agreement(agreement_row(watched.agreement))
    terms = agreement.terms_for(watched.supplier, watched.dataset)
    _, received = receive(
        gate(), by=f"watched folder ({watched.supplier})", agreement=watched.agreement, supplier=watched.supplier,
        dataset=watched.dataset, items=terms.items if terms else (), purpose=agreement.purposes[0],
        recipient=agreement.host, path=path, on=today(), name=name,
    )  # fmt: skip
    held = supply_named(name)
    assert held is not None
    tell_received(held)
    return (
        f"Received as {name}: {received.rows:,} rows. Quality: {received.report.state}, because {received.report.why}."
    )
