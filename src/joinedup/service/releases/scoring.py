"""Type 2: households in the order of the agreed score, without names. The score orders a list that people look at.

Its factors and points are those of the version that every party signed; nobody who asks can bring others.
"""

from __future__ import annotations

import hashlib
from datetime import date

import polars as pl
from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.cohort import multiple_disadvantages, shown
from joinedup.engine.clients.households import factor_shares, household_list
from joinedup.engine.clients.score import flags, score_households
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate
from joinedup.engine.pseudonyms.pseudonym import pseudonym_maker
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.project.secret import secret
from joinedup.service.releases.delivering import lend_linked
from joinedup.service.releases.making import make_delivery
from joinedup.service.releases.models import Release

FILE = "households.csv"


@frozen(eq=False)
class Ranked:
    """A list of households by score that has not left yet. multiple: how many have several disadvantages, as shown."""

    title: str
    agreement: Agreement
    table: pl.DataFrame
    multiple: int | None
    facts: dict[str, object]

    @property
    def digest(self) -> str:
        """SHA-256 of the rows as they would be delivered: what a checker checks."""
        return hashlib.sha256(self.table.write_csv().encode()).hexdigest()


def prepare_ranking(gate: Gate, *, agreement: Agreement, title: str, top: int, recipient: str, by: str) -> Ranked:
    """The first `top` households by the score that was agreed, each with every factor's points.

    Raises RefusedError, and `score-not-agreed` where the signed version has no score.
    """
    factors = agreement.factors
    if not factors:
        raise error("score-not-agreed", where=agreement.reference)
    items: dict[str, list[str]] = {}
    for factor in factors:
        if factor.item not in items.setdefault(factor.dataset, []):
            items[factor.dataset].append(factor.item)
    index, tables = lend_linked(gate, agreement=agreement, items=items, recipient=recipient, by=by)
    flagged = flags(factors, tables, index)
    scored = score_households(factors, flagged)
    pseudonym = pseudonym_maker(secret("pseudonyms"), f"{agreement.reference} households")
    listed = household_list(scored, factors, top=top, pseudonym=pseudonym)
    multiple = shown(multiple_disadvantages(flagged, factors).filter("multiple").height)
    facts: dict[str, object] = {
        "households": scored.height,
        "listed": listed.height,
        "highest": int(str(listed["score"].max() or 0)),
        "cost": round(float(listed["cost"].sum()), 2),
        "shares": factor_shares(listed, factors),
        "factors": [factor.words for factor in factors],
        "version": agreement.version,
        "multiple": multiple,
        "recipient": recipient,
    }
    return Ranked(title, agreement, listed, multiple, facts)


def deliver_ranking(ranked: Ranked, *, by: str, on: date, name: str = "") -> Release:
    """Deliver the list. name: the release's, made up if not given."""
    return make_delivery(
        ranked.agreement,
        by=by,
        title=ranked.title,
        on=on,
        facts=ranked.facts,
        write=lambda folder: write_csv(folder / FILE, ranked.table.columns, ranked.table.iter_rows()),
        name=name,
    )
