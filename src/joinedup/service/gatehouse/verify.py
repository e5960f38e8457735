"""Prove: the chain, every row that it attests, every sealed, released and kept file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db import DatabaseError

from joinedup.engine.agreements.wording import text
from joinedup.engine.audit.chain import Finding
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate
from joinedup.service.agreements import queries as agreement_queries
from joinedup.service.areas import boundaries as boundary_queries
from joinedup.service.areas import outlining
from joinedup.service.audit import keeping
from joinedup.service.audit import queries as audit_queries
from joinedup.service.gatehouse import queries as movement_queries
from joinedup.service.indicators import queries as indicator_queries
from joinedup.service.indicators import showing
from joinedup.service.linkage import queries as linkage_queries
from joinedup.service.lookups import queries as look_up_queries
from joinedup.service.objections import queries as objection_queries
from joinedup.service.partners import queries as partner_queries
from joinedup.service.project.home import home
from joinedup.service.releases import queries as release_queries
from joinedup.service.residents import queries as resident_queries
from joinedup.service.supplies import queries as supply_queries
from joinedup.service.training import queries as training_queries


def findings(gate: Gate) -> Iterator[Finding]:
    """Everything that does not hold; nothing where all is as it was written.

    Raises `register-unreadable` where the database itself cannot be read.
    """
    parts = {
        "events": audit_queries.chain_findings,
        "rows": _row_findings,
        "states": lambda: agreement_queries.told_states(audit_queries.links()),
        "withdrawn releases": lambda: release_queries.told_withdrawals(audit_queries.links()),
        "lifted objections": lambda: objection_queries.told_lifted(audit_queries.links()),
        "ends of training": lambda: training_queries.told_ends(audit_queries.links()),
        "signatories": lambda: partner_queries.told_leavers(audit_queries.links()),
        "sealed files": lambda: _sealed_findings(gate),
        "released files": _release_findings,
        "texts of agreements": _text_findings,
        "files kept": keeping.kept_findings,
        "outlines of maps": outlining.outline_findings,
    }
    for name, part in parts.items():
        try:
            yield from part()
        except DatabaseError:
            raise error("register-unreadable", where=home().folder.name) from None
        except (ValueError, TypeError, KeyError):
            yield Finding(name, "Something here cannot be read any more: it was changed after it was written.")


def _row_findings() -> Iterator[Finding]:
    return audit_queries.attested_findings(
        chain(
            partner_queries.attested(),
            agreement_queries.attested(),
            movement_queries.attested(),
            supply_queries.attested(),
            linkage_queries.attested(),
            release_queries.attested(),
            look_up_queries.attested(),
            resident_queries.attested(),
            objection_queries.attested(),
            indicator_queries.attested(),
            boundary_queries.attested(),
            showing.attested(),
            training_queries.attested(),
        )
    )


def _sealed_findings(gate: Gate) -> Iterator[Finding]:
    told = {link.subject for link in audit_queries.links() if link.kind == "source-destroyed"}
    noted = supply_queries.destroyed_names() | linkage_queries.destroyed_names()
    for name in sorted(told ^ noted):
        yield Finding(name, "Whether it has been destroyed is not as the chain tells it.")
    for name, sha256 in sorted({**supply_queries.fingerprints(), **linkage_queries.fingerprints()}.items()):
        now = gate.fingerprint(name)
        if now is None:
            yield Finding(name, "Its sealed file is missing.")
        elif now != sha256:
            yield Finding(name, "Its sealed file was changed after it was sealed.")
        if not gate.key_holds(name):
            yield Finding(name, "Its key is missing, was changed, or belongs to another master key.")


def _release_findings() -> Iterator[Finding]:
    for release in release_queries.releases():
        folder = home().releases / release.name
        for file in release.files:
            path = folder / file["name"]
            if not path.is_file():
                yield Finding(release.name, f"Its file {file['name']} is missing.")
            elif keeping.sha256_of(path) != file["sha256"]:
                yield Finding(release.name, f"Its file {file['name']} was changed after it was released.")


def _text_findings() -> Iterator[Finding]:
    """The texts kept for reading say what the signed versions say."""
    for row in agreement_queries.agreements():
        path = home().agreement_text(row.reference, row.version)
        if path.is_file() and path.read_bytes() != text(agreement_queries.as_agreement(row)).encode():
            yield Finding(row.reference, f"Its text in {path.name} is not the one that was signed.")
