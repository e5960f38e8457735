"""Destroy a supply or an index: in the ledger first, then its key and file, then in the register with its event.

Whatever is interrupted after the first step is finished at the next start.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.gate.decision import Source
from joinedup.engine.gate.gate import Gate
from joinedup.service.agreements import queries as agreement_queries
from joinedup.service.gatehouse.ledger import Destroyed, ledger, ledger_key, write_down
from joinedup.service.gatehouse.register import DatabaseRegister
from joinedup.service.linkage import actions as linkage_actions
from joinedup.service.linkage import queries as linkage_queries
from joinedup.service.project.home import home
from joinedup.service.supplies import actions as supply_actions
from joinedup.service.supplies import queries as supply_queries

BY_RETENTION = "retention"


@frozen
class Over:
    """A supply or an index whose retention is over: it was to be kept until `until`, and not a day longer."""

    name: str
    agreement: str
    until: date


def _key() -> bytes:
    return ledger_key(home().master_key.read_bytes())


def _source(name: str) -> Source | None:
    return supply_queries.source(name) or linkage_queries.source(name)


def destroy(gate: Gate, *, name: str, by: str, reason: str) -> None:
    """Destroy a supply, or an index with what is kept beside it, for good. Doing it again changes nothing.

    Raises `source-not-there`, and `ledger-damaged` before anything is destroyed.
    """
    if _source(name) is None:
        raise error("source-not-there", where=name)
    for one in (name, *(row.name for row in linkage_queries.beside(name))):
        line = write_down(home().destroyed, _key(), name=one, by=by, reason=reason)
        _carry_out(gate, line, DatabaseRegister().today())


def finish_destroyed(gate: Gate) -> tuple[str, ...]:
    """Make ledger and register say the same, and return the names whose destruction was carried out by it.

    What only the ledger knows is destroyed: so it is after an interruption, and after a backup from before the
    destruction was restored. What only the register knows is written into the ledger, in case that was lost.
    """
    key, path = _key(), home().destroyed
    path.touch(mode=0o600)  # from the start on, so that a ledger that is not there was lost
    today, done = DatabaseRegister().today(), []
    lines = ledger(path, key)
    for line in lines:
        source = _source(line.name)
        if source is not None and not source.destroyed:
            _carry_out(gate, line, today)
            done.append(line.name)
    noted = supply_queries.destroyed_names() | linkage_queries.destroyed_names()
    for name in sorted(noted - {line.name for line in lines}):
        write_down(path, key, name=name, by="the register", reason="The register notes it as destroyed.")
    return tuple(done)


def _carry_out(gate: Gate, line: Destroyed, today: date) -> None:
    gate.destroy(line.name)
    noting = supply_actions if supply_queries.source(line.name) else linkage_actions
    noting.destroyed(by=line.by, name=line.name, on=today, reason=line.reason)


def retention_over(today: date) -> list[Over]:
    """Every supply and index that is held longer than the agreement lets it be, the oldest first."""
    days: dict[str, int] = {}
    found = []
    for name in {*supply_queries.fingerprints(), *linkage_queries.fingerprints()}:
        source = _source(name)
        if source is None:
            continue
        if source.agreement not in days:
            agreement = agreement_queries.as_agreement(agreement_queries.agreement_row(source.agreement))
            days[source.agreement] = max(agreement.retention_days, 0)
        until = source.received_on + timedelta(days=days[source.agreement])
        if today > until:
            found.append(Over(name, source.agreement, until))
    return sorted(found, key=lambda over: (over.until, over.name))


def destroy_what_is_over(gate: Gate, *, dry_run: bool = False) -> list[Over]:
    """Destroy every supply and index whose retention is over (UK GDPR Article 5(1)(e)); return them.

    dry_run: say only what would be destroyed.
    """
    over = retention_over(DatabaseRegister().today())
    if not dry_run:
        for one in over:
            reason = f"The time for which {one.agreement} lets it be kept ended on {one.until.isoformat()}."
            destroy(gate, name=one.name, by=BY_RETENTION, reason=reason)
    return over
