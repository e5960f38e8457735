"""Find who is meant within an index, misspelt or in part; nothing of anybody is read for it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa
from attrs import evolve, frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.index import search_key
from joinedup.engine.clients.record_keys import keyed
from joinedup.engine.clients.search import MOST, Candidate, candidates
from joinedup.engine.clients.search_tokens import Question, tokens_of_question
from joinedup.engine.gate.gate import Gate, Matching
from joinedup.engine.gate.movement import INDEX, SEARCH, SEARCH_COLUMNS, TOKEN, Kind, Movement
from joinedup.service.linkage.queries import search_of
from joinedup.service.releases.lending import IndexNow

_ROWS = 200  # of the index, the surest ones: a person may have several


@frozen
class Asked:
    """Who is looked for, by whom, and why. `practitioner` is a name and role as the partner knows it.

    purpose: one of the agreement's; its first where none is given. person and role: of somebody signed in. picked: the
    client whom they chose among those nearly meant.
    """

    question: Question
    practitioner: str
    recipient: str
    reason: str
    purpose: str = ""
    emergency: bool = False
    explanation: str = ""
    person: int = 0
    role: str = ""
    picked: str = ""


@frozen
class Near:
    """Somebody who may be meant: per field of the question "whole", "part" or "not"; whole where all of it fits."""

    client: str
    fits: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> bool:
        """Whether everything that was asked fits as it was typed."""
        return all(how == "whole" for _, how in self.fits)


def key_of(question: Question, secret: bytes) -> str:
    """The keyed hash under which a look-up is kept: as in the index where surname and birth are known."""
    if question.surname and question.date_of_birth:
        return search_key(secret, question.surname, question.date_of_birth.isoformat())
    return keyed(secret, f"question|{question}")


def in_index(
    agreement: Agreement,
    index: IndexNow,
    kind: Kind,
    columns: Sequence[str],
    asked: Asked,
    subject: str,
    consent: str = "",
) -> Movement:
    # by LINK the host finds somebody within the index that it keeps: nothing leaves; by DELIVER it does
    return Movement(
        kind=kind,
        agreement=agreement.reference,
        source=index.name,
        supplier=agreement.host,
        dataset=INDEX,
        columns=tuple(columns),
        purpose=asked.purpose or agreement.purposes[0],
        recipient=agreement.host if kind is Kind.LINK else asked.recipient,
        by=asked.practitioner,
        subject=subject,
        consent=consent,
    )


def search(gate: Gate, agreement: Agreement, index: IndexNow, kind: Kind, asked: Asked, secret: bytes) -> list[Near]:
    """Who may be meant, the surest first, each person once; those who are much less sure than the first are left out.

    Where no search is kept beside the index, surname and date of birth find, to the letter. Raises RefusedError.
    """
    question = asked.question
    subject = f"search {key_of(question, secret)}"
    kept = search_of(index.name)
    if kept is None:
        return _to_the_letter(gate, agreement, index, kind, asked, secret, subject)
    tokens = tokens_of_question(question, secret)
    movement = in_index(agreement, index, kind, SEARCH_COLUMNS, asked, subject)
    movement = evolve(movement, source=kept.name, dataset=SEARCH)
    found: list[Candidate] = []

    def surest(met: pa.Table) -> list[int]:
        ranked = candidates(question, tokens, zip(met[TOKEN].to_pylist(), met["index_row"].to_pylist(), strict=True))
        found.extend([one for one in ranked if 2 * one.bits >= ranked[0].bits][:_ROWS])
        return [one.row for one in found]

    persons = in_index(agreement, index, kind, ("client",), asked, subject)
    with gate.lend_found(movement, Matching(TOKEN, tuple(tokens)), surest, persons) as table:
        clients = dict(zip(table["row_number"].to_pylist(), table["client"].to_pylist(), strict=True))
    near: dict[str, Near] = {}
    for one in found:
        fits = dict(one.fits)
        if one.row not in clients:  # whoever has opted out is not lent
            continue
        told = Near(clients[one.row], tuple((name, fits.get(name, "not")) for name in question.fields))
        near.setdefault(told.client, told)
    return list(near.values())[:MOST]


def _to_the_letter(
    gate: Gate, agreement: Agreement, index: IndexNow, kind: Kind, asked: Asked, secret: bytes, subject: str
) -> list[Near]:
    question = asked.question
    key = key_of(question, secret)
    movement = in_index(agreement, index, kind, ("client", "search_key"), asked, subject)
    with gate.lend(movement, matching=Matching("search_key", (key,))) as table:
        clients = sorted(set(pl.DataFrame(table)["client"].to_list()))
    return [Near(client, tuple((name, "whole") for name in question.fields)) for client in clients]
