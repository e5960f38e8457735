"""People look at pairs of records that linkage is unsure of; what they find stands when it links again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from attrs import frozen
from django.db import transaction
from django.utils import timezone

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind
from joinedup.engine.linkage.masking import Pair, side_by_side
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.linkage import queries
from joinedup.service.linkage.models import Judgement
from joinedup.service.releases.lending import agreed_items, lend_items

LOOKED_AT = (
    "full_name", "forename", "middle_names", "surname", "previous_surname", "date_of_birth", "sex", "address",
    "address_line_1", "address_line_2", "postcode", "uprn", "telephone", "email", "nhs_number", "upn",
)  # fmt: skip


@frozen
class Question:
    """A pair to judge. left, right: record keys. probability and reasons are the model's; number: its place.

    unsure: whether linkage is unsure of it; drawn: whether it was drawn by chance, to measure with. It may be both.
    """

    number: int
    left: str
    right: str
    places: tuple[tuple[str, int], tuple[str, int]]
    probability: float
    reasons: tuple[tuple[str, float], ...]
    unsure: bool
    drawn: bool


@frozen
class Progress:
    """How far the queue is. agree: the share of pairs judged by two or more on which all say the same; None if none."""

    open: int
    decided: int
    mine: int
    both: int
    agree: float | None


def opinions_needed(agreement: Agreement) -> int:
    """Two of different people where data are special or about crime, else one."""
    legal = agreement.legal
    return 2 if legal.special_category or legal.criminal else 1


def _last(reference: str) -> dict[tuple[str, str], dict[int, str]]:
    """Each person's last answer on each pair."""
    told: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in Judgement.objects.filter(agreement=reference):
        told[row.left, row.right][row.person] = row.answer
    return told


def _outcome(answers: Mapping[int, str], needed: int) -> bool | None:
    """True where it is one person, False where it is two, None where it is not decided."""
    balance = sum({"same": 1, "different": -1}.get(answer, 0) for answer in answers.values())
    return None if abs(balance) < needed else balance > 0


def decisions(agreement: Agreement) -> dict[tuple[str, str], bool]:
    """What is decided of pairs of record keys."""
    needed = opinions_needed(agreement)
    found = {pair: _outcome(answers, needed) for pair, answers in _last(agreement.reference).items()}
    return {pair: same for pair, same in found.items() if same is not None}


def asked(reference: str) -> list[Question]:
    """Every pair that the last linkage was unsure of, those that would teach most first; then those drawn by chance."""
    run = queries.latest(reference)
    if run is None:
        return []
    unsure = run.facts.get("uncertain", [])
    drawn = [kept for _, kept in run.facts.get("quality", {}).get("drawn", [])]
    each = {(left, right): rest for left, right, *rest in (*unsure, *drawn)}
    is_unsure, is_drawn = ({(left, right) for left, right, *_ in kept} for kept in (unsure, drawn))
    return [
        Question(
            number, *pair, (tuple(one), tuple(other)), likely, tuple((words, bits) for words, bits in reasons),
            pair in is_unsure, pair in is_drawn,
        )
        for number, (pair, (one, other, likely, reasons)) in enumerate(each.items())
    ]  # fmt: skip


def queue(acting: Acting, agreement: Agreement, *, drawn_first: bool = False) -> list[Question]:
    """The pairs that this person may still judge, each once: those that would teach most first, or those drawn."""
    told, needed = _last(agreement.reference), opinions_needed(agreement)
    waiting = [
        one
        for one in asked(agreement.reference)
        if acting.person not in told.get((one.left, one.right), {})
        and _outcome(told.get((one.left, one.right), {}), needed) is None
    ]
    return sorted(waiting, key=lambda one: not (one.drawn if drawn_first else one.unsure))


def progress(acting: Acting, agreement: Agreement) -> Progress:
    """How far the queue is, and whether those who judge agree."""
    told = _last(agreement.reference)
    several = [set(answers.values()) - {"unknown"} for answers in told.values() if len(answers) > 1]
    judged = [answers for answers in several if answers]
    return Progress(
        open=len(queue(acting, agreement)),
        decided=len(decisions(agreement)),
        mine=sum(acting.person in answers for answers in told.values()),
        both=len(judged),
        agree=sum(len(answers) == 1 for answers in judged) / len(judged) if judged else None,
    )


def shown(gate: Gate, agreement: Agreement, question: Question, by: str) -> list[Pair]:
    """Both records side by side, masked. Each is lent by the gate to the host alone. Raises RefusedError."""
    records = [_record(gate, agreement, source, row, by) for source, row in question.places]
    pairs = [side_by_side(ITEMS[item].title, *(one.get(item, "") for one in records)) for item in LOOKED_AT]
    return [pair for pair in pairs if pair.how != "neither"]


def _record(gate: Gate, agreement: Agreement, source: str, row: int, by: str) -> dict[str, str]:
    supplies = queries.supplies_of(agreement.reference)
    if source not in supplies:
        raise error("source-not-there", where=source)
    supplier, dataset = supplies[source]
    items = [item for item in agreed_items(agreement, source, supplier, dataset) if item in LOOKED_AT]
    found = lend_items(
        gate, source, agreement=agreement, supplier=supplier, dataset=dataset, items=items, kind=Kind.LINK,
        recipient=agreement.host, by=by, rows=[row],
    )  # fmt: skip
    values = found.row(0, named=True) if found.height else {}
    return {item: _text(values.get(item)) for item in items}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%d %m %Y") if isinstance(value, date) else str(value).strip()


@transaction.atomic
def judge(acting: Acting, *, agreement: Agreement, number: int, answer: str) -> Judgement:
    """Keep what somebody found. Raises `may-not`, `pair-not-open`."""
    if not acting.may(May.LINK) or acting.partner != agreement.host:
        raise error("may-not", role=acting.role.title)
    question = next((one for one in queue(acting, agreement) if one.number == number), None)
    if question is None or answer not in Judgement.ANSWERS:
        raise error("pair-not-open", where=agreement.reference)
    row = Judgement.objects.create(
        agreement=agreement.reference, left=question.left, right=question.right, answer=answer, person=acting.person,
        by=acting.by, at=timezone.now(),
    )  # fmt: skip
    append(
        "pair-judged", by=acting.by, subject=f"judgement {row.pk}", agreement=agreement.reference,
        hash=queries.judgement_fingerprint(row),
    )  # fmt: skip
    return row
