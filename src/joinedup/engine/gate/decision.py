"""A decision: allowed, or every reason why not. One pure function, and nothing that could overrule it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, Answer
from joinedup.engine.agreements.in_force import Reason, Standing, day_in_words, reasons_not_in_force
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.gate.movement import INDEX, INDEX_COLUMNS, Kind, Movement

ALLOWED_KINDS: dict[int, frozenset[Kind]] = {
    1: frozenset({Kind.RECEIVE, Kind.LINK, Kind.PUBLISH, Kind.DELIVER}),
    2: frozenset({Kind.RECEIVE, Kind.LINK, Kind.DELIVER}),
    3: frozenset({Kind.RECEIVE, Kind.LINK, Kind.DELIVER}),
    4: frozenset(),  # cases are talked about, extracts of them do not move
}


@frozen
class Source:
    """What the register holds of a supply or an index: under which agreement, whose, since when."""

    name: str
    agreement: str
    supplier: str
    dataset: str
    columns: tuple[str, ...]
    received_on: date
    destroyed: bool = False


@frozen
class Decision:
    """Allowed on this day, or every reason why not."""

    movement: Movement
    on: date
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """True only where there is no reason against it."""
        return not self.reasons

    @property
    def words(self) -> str:
        """Every reason in words, one sentence each."""
        return " ".join(reason.words for reason in self.reasons)


def decide(movement: Movement, standing: Standing | None, source: Source | None, on: date) -> Decision:
    """Decide one movement on one day.

    standing: the agreement that the movement names, as the register holds it, or None if there is none.
    source: the supply or index that it names, or None if there is none yet (it is about to be made).
    """
    if standing is None:
        unknown = Reason("agreement-unknown", f"There is no agreement {movement.agreement}.")
        return Decision(movement, on, (unknown,))
    agreement = standing.agreement
    reasons = (
        *reasons_not_in_force(standing, on),
        *_partners(movement, standing),
        *_purpose(movement, agreement),
        *_type(movement, agreement),
        *_items(movement, agreement),
        *_consent(movement, agreement),
        *_source(movement, source, agreement, on),
    )
    return Decision(movement, on, reasons)


def _partners(movement: Movement, standing: Standing) -> Iterator[Reason]:
    agreement = standing.agreement
    receiving = {agreement.host} if movement.kind in (Kind.RECEIVE, Kind.LINK) else set(agreement.recipients)
    for partner in dict.fromkeys((movement.supplier, movement.recipient)):
        if partner == PUBLIC:
            continue
        if agreement.party(partner) is None:
            yield Reason("not-a-party", f"{partner} is not a party to {agreement.reference}.")
        if partner in standing.withdrawn:
            yield Reason("withdrawn", f"{partner} has withdrawn from {agreement.reference}.")
    if movement.recipient not in receiving:
        yield Reason("not-a-recipient", f"{movement.recipient} is not among those who may receive this.")


def _purpose(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    if movement.purpose not in agreement.purposes:
        yield Reason("purpose-not-agreed", "The purpose given is not one that the agreement names.")


def _type(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    if movement.kind not in ALLOWED_KINDS[agreement.sharing_type]:
        words = f"A type {agreement.sharing_type} agreement does not let data move by '{movement.kind.value}'."
        yield Reason("type-does-not-allow", words)
    if (movement.kind is Kind.PUBLISH) != (movement.recipient == PUBLIC):
        yield Reason("publish-is-for-all", "What is published goes to everyone, and nothing else does.")
    leaving = movement.kind in (Kind.DELIVER, Kind.PUBLISH)
    if leaving and agreement.sharing_type == 1 and movement.dataset != INDEX:
        yield Reason("rows-not-for-this-type", "Only counts may leave under type 1, not a supplier's rows.")
    if leaving and agreement.sharing_type == 2:
        names = [c for c in movement.columns if c in ITEMS and ITEMS[c].sensitivity is Sensitivity.IDENTIFIER]
        if names:
            words = f"Items that say who a person is may not leave under type 2: {', '.join(names)}."
            yield Reason("identifiers-not-for-this-type", words)
    if leaving and agreement.sharing_type == 3 and not movement.subject:
        yield Reason("one-person-at-a-time", "A single view is of one person: say whose.")


def _items(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    if movement.dataset == INDEX:
        if movement.supplier != agreement.host:
            yield Reason("not-the-host", f"The index is kept by {agreement.host}, not {movement.supplier}.")
        beyond = [column for column in movement.columns if column not in INDEX_COLUMNS]
    else:
        terms = agreement.terms_for(movement.supplier, movement.dataset)
        if terms is None:
            words = f"{movement.supplier}'s {movement.dataset} is not part of {agreement.reference}."
            yield Reason("dataset-not-agreed", words)
            return
        beyond = [column for column in movement.columns if column not in terms.items]
    if beyond:
        yield Reason("items-not-agreed", f"Not agreed from {movement.dataset}: {', '.join(beyond)}.")
    if not movement.columns:
        yield Reason("no-items", "The movement names no items.")


def _consent(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    legal = agreement.legal
    answers: tuple[Answer | None, ...] = (
        ARTICLE_6.get(legal.article_6),
        CONDITIONS.get(legal.special_category),
        CONDITIONS.get(legal.criminal),
        CONFIDENTIALITY.get(legal.confidentiality),
    )
    rests_on_consent = any(answer is not None and answer.needs_consent for answer in answers)
    if rests_on_consent and movement.kind is Kind.DELIVER and not movement.consent:
        yield Reason("consent-missing", "The agreement rests on consent, and none is recorded for this person.")


def _source(movement: Movement, source: Source | None, agreement: Agreement, on: date) -> Iterator[Reason]:
    if source is None:
        if movement.kind is Kind.RECEIVE or (movement.kind is Kind.LINK and movement.dataset == INDEX):
            return  # it is about to be made
        yield Reason("source-unknown", f"There is no supply or index {movement.source}.")
        return
    if movement.kind is Kind.RECEIVE:
        yield Reason("source-already-there", f"{movement.source} has been received already.")
        return
    if source.agreement not in (movement.agreement, *agreement.draws_on):
        yield Reason("other-agreement", f"{source.name} was received under {source.agreement}, and only that.")
    if (source.supplier, source.dataset) != (movement.supplier, movement.dataset):
        yield Reason("source-mismatch", f"{source.name} is {source.supplier}'s {source.dataset}.")
    if source.destroyed:
        yield Reason("source-destroyed", f"{source.name} has been destroyed.")
    elif on > source.received_on + timedelta(days=agreement.retention_days):
        last = day_in_words(source.received_on + timedelta(days=agreement.retention_days))
        yield Reason("retention-over", f"{source.name} was to be kept until {last} only.")
    absent = [column for column in movement.columns if column not in source.columns]
    if absent and source.agreement == movement.agreement:
        yield Reason("items-not-supplied", f"{source.name} does not hold: {', '.join(absent)}.")
