"""Who somebody in an extract or a list is: told under a second agreement, to the partner that holds the case.

The first agreement says how many need help and gives nobody away. The second draws on it, has its own purpose, its own
signatures and its own recipient; each person or household is a movement and an event of its own, with a reason, and
the partner gets only its own record numbers back.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date

import polars as pl
from attrs import frozen
from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate, Matching
from joinedup.engine.gate.movement import Kind
from joinedup.engine.pseudonyms.pseudonym import pseudonym_maker
from joinedup.service.agreements.listing import entries
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.project.secret import secret
from joinedup.service.releases.files import unchanged
from joinedup.service.releases.lending import IndexNow, lend_index, lend_items
from joinedup.service.releases.models import Release

# what a release lists → its file, the column of the pseudonyms, the index's column, and the label of their key
_LISTS = {
    "extract.csv": ("pseudonym", "client", "{reference}"),
    "households.csv": ("household", "household", "{reference} households"),
}


@frozen(eq=False)
class Listed:
    """A release's pseudonyms and who they are: kept in memory while somebody works through the list.

    unit: client or household. keys: by pseudonym, the index's key.
    """

    release: str
    agreement: str
    unit: str
    keys: Mapping[str, str]


def second_agreements(acting: Acting, on: date) -> list[Agreement]:
    """The agreements under which somebody's partner may be told who is in a release of another agreement."""
    found, _total = entries(acting, on)
    return [
        entry.agreement
        for entry in found
        if entry.agreement.draws_on
        and acting.partner in entry.agreement.recipients
        and own_datasets(acting, entry.agreement)
    ]


def own_datasets(acting: Acting, agreement: Agreement) -> list[str]:
    """The data sets of somebody's own partner whose record numbers the agreement gives back."""
    own = [terms for terms in agreement.supplies if terms.supplier == acting.partner]
    return [terms.dataset for terms in own if "record_id" in terms.items]


def lists_under(agreement: Agreement) -> list[Release]:
    """The releases without names that the second agreement draws on and that list people or households."""
    rows = Release.objects.filter(agreement__in=agreement.draws_on, sharing_type=2, withdrawn_on__isnull=True)
    return [row for row in rows.order_by("-movement") if {str(one["name"]) for one in row.files} & set(_LISTS)]


def who_is_it(
    gate: Gate, acting: Acting, *, agreement: Agreement, release: str, dataset: str, pseudonym: str, reason: str
) -> tuple[str, ...]:
    """The record numbers of one's own partner for a pseudonym; none where it holds no case.

    Raises `nobody-listed` for a release that the agreement does not draw on, and as `listed_in` and `reidentify` do.
    """
    row = next((one for one in lists_under(agreement) if one.name == release), None)
    if row is None:
        raise error("nobody-listed", where=release)
    first = as_agreement(agreement_row(row.agreement))
    own = reidentify(
        gate, listed_in(gate, row, first=first, by=acting.by), pseudonym, agreement=agreement, partner=acting.partner,
        dataset=dataset, by=acting.by, reason=reason,
    )  # fmt: skip
    return tuple(str(number) for number in own["record_id"])


def listed_in(gate: Gate, row: Release, *, first: Agreement, by: str) -> Listed:
    """The pseudonyms of a release that stand for somebody in the index as it is now.

    Nothing is told yet: the keys are of use only to `reidentify`, each of whose calls passes the gate under the
    second agreement. Raises RefusedError where the first is not in force, and `nobody-listed` for a release that
    was withdrawn or lists nobody.
    """
    names = {str(one["name"]) for one in row.files} & set(_LISTS)
    if row.withdrawn_on or not names:
        raise error("nobody-listed", where=row.name)
    name = names.pop()
    column, unit, label = _LISTS[name]
    with unchanged(row, name).open(encoding="utf-8", newline="") as file:
        shown = {line[column] for line in csv.DictReader(file)}
    recipient = str(row.facts.get("recipient", first.recipients[0]))
    index = IndexNow(first.reference)
    rows = lend_index(gate, index, agreement=first, kind=Kind.DELIVER, recipient=recipient, by=by, columns=(unit,))
    pseudonym = pseudonym_maker(secret("pseudonyms"), label.format(reference=first.reference))
    known = {pseudonym(key): key for key in rows[unit].drop_nulls().unique().to_list()}
    return Listed(row.name, first.reference, unit, {one: known[one] for one in sorted(shown) if one in known})


def reidentify(
    gate: Gate,
    listed: Listed,
    pseudonym: str,
    *,
    agreement: Agreement,
    partner: str,
    dataset: str,
    by: str,
    reason: str,
) -> pl.DataFrame:
    """The partner's own record numbers for one pseudonym, no row where it holds no case: recorded either way.

    agreement: the second one, which draws on the first. Raises RefusedError, `reason-missing`, and `nobody-listed`
    for a pseudonym that is not in the release.
    """
    if not reason.strip():
        raise error("reason-missing")
    if pseudonym not in listed.keys:
        raise error("nobody-listed", where=listed.release)
    index = IndexNow(listed.agreement)
    found = lend_index(
        gate, index, agreement=agreement, kind=Kind.DELIVER, recipient=partner, by=by,
        columns=("source", "source_row", listed.unit), subject=pseudonym,
        matching=Matching(listed.unit, (listed.keys[pseudonym],)),
    )  # fmt: skip
    own = pl.DataFrame(schema={"row_number": pl.Int64, "record_id": pl.String})
    for supply, pair in index.supplies.items():
        rows = found.filter(pl.col("source") == supply)["source_row"].to_list() if pair == (partner, dataset) else []
        if rows:
            own = lend_items(
                gate, supply, agreement=agreement, supplier=partner, dataset=dataset, items=("record_id",),
                kind=Kind.DELIVER, recipient=partner, by=by, subject=pseudonym, rows=rows,
            )  # fmt: skip
    with transaction.atomic():
        append(
            "reidentified", by=by, subject=listed.release, agreement=agreement.reference, partner=partner,
            records=own.height,
        )  # fmt: skip
    return own
