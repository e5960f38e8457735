"""A decision: allowed, or every reason why not. One pure function, and nothing that could overrule it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, Answer
from joinedup.engine.agreements.in_force import Reason, Standing, day_in_words, reasons_not_in_force
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.gate.movement import (
    CLIENT_IDS,
    INDEX,
    MADE_HERE,
    PAIRS,
    RECORD_KEY,
    SEARCH_KEY,
    TOKEN,
    Kind,
    Movement,
)
from joinedup.engine.gate.opt_out import opt_out_reasons, suppliers_to_check

ALLOWED_KINDS: dict[int, frozenset[Kind]] = {
    1: frozenset({Kind.RECEIVE, Kind.LINK, Kind.PUBLISH, Kind.DELIVER}),
    2: frozenset({Kind.RECEIVE, Kind.LINK, Kind.DELIVER}),
    3: frozenset({Kind.RECEIVE, Kind.LINK, Kind.DELIVER}),
    4: frozenset(),  # cases are talked about, extracts of them do not move
}
LEAVING = frozenset({Kind.DELIVER, Kind.PUBLISH})


@frozen
class Source:
    """What the register holds of a supply or an index: under which agreement, whose, since when.

    made_from: for an index, the partners whose supplies it was made from. withdrawn: the partners that have left the
    agreement it was received under, which counts also where another agreement draws on it.
    """

    name: str
    agreement: str
    supplier: str
    dataset: str
    columns: tuple[str, ...]
    received_on: date
    destroyed: bool = False
    made_from: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


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


def decide(
    movement: Movement,
    standing: Standing | None,
    source: Source | None,
    on: date,
    opt_out_lists: Mapping[str, date] | None = None,
) -> Decision:
    """Decide one movement on one day.

    standing: the agreement that the movement names, as the register holds it, or None if there is none.
    source: the supply or index that it names, or None if there is none yet (it is about to be made).
    opt_out_lists: by supplier, the day its latest list for the National Data Opt-out came; where the agreement applies
    the opt-out and a list is not there, what it is about does not leave.
    """
    if standing is None or standing.agreement.reference != movement.agreement:
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
        *_least(movement, agreement),
        *_source(movement, source, agreement, on),
        *_made_from(movement, source, standing),
        *_opt_out(movement, agreement, opt_out_lists or {}, on),
    )
    return Decision(movement, on, reasons)


def new_only(decision: Decision, source: Source | None) -> Decision:
    """The decision for something about to be sealed under its name: only an index or a new supply, only once."""
    reasons = list(decision.reasons)
    movement = decision.movement
    if movement.kind is Kind.LINK and source is not None:
        reasons.append(Reason("source-already-there", f"{movement.source} has been made already."))
    if movement.kind is Kind.LINK and movement.dataset not in MADE_HERE:
        reasons.append(Reason("linkage-makes-an-index", "Linkage makes an index, and nothing else."))
    return evolve(decision, reasons=tuple(reasons))


def _partners(movement: Movement, standing: Standing) -> Iterator[Reason]:
    agreement = standing.agreement
    receiving = {agreement.host} if movement.kind in (Kind.RECEIVE, Kind.LINK) else set(agreement.recipients)
    named = (movement.supplier,) if movement.recipient == PUBLIC else (movement.supplier, movement.recipient)
    for partner in dict.fromkeys(named):
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
    if movement.kind not in ALLOWED_KINDS.get(agreement.sharing_type, frozenset()):
        words = f"A type {agreement.sharing_type} agreement does not let data move by '{movement.kind.value}'."
        yield Reason("type-does-not-allow", words)
    if (movement.kind is Kind.PUBLISH) != (movement.recipient == PUBLIC):
        yield Reason("publish-is-for-all", "What is published goes to everyone, and nothing else does.")
    if movement.kind is Kind.RECEIVE and movement.dataset in MADE_HERE:
        yield Reason("index-is-made-here", "An index is made by linkage; nobody sends one.")
    leaving = movement.kind in LEAVING
    if leaving and movement.dataset == PAIRS:
        yield Reason("pairs-stay-here", "How people were put together stays with the host that links.")
    if leaving and agreement.sharing_type == 1 and movement.dataset != INDEX:
        yield Reason("rows-not-for-this-type", "Only counts may leave under type 1, not a supplier's rows.")
    if leaving and agreement.sharing_type in (1, 2):
        names = [column for column in movement.columns if _says_who(column)]
        if names:
            words = f"Items by which a person is found may not leave under type {agreement.sharing_type}"
            yield Reason("identifiers-not-for-this-type", f"{words}: {', '.join(names)}.")
    if leaving and agreement.sharing_type == 3 and not movement.subject.strip():
        yield Reason("one-person-at-a-time", "A single view is of one person: say whose.")


def _says_who(column: str) -> bool:
    known = ITEMS.get(column)
    return column in (SEARCH_KEY, RECORD_KEY, TOKEN) or (
        known is not None and known.sensitivity is Sensitivity.IDENTIFIER
    )


def _in_words(columns: Sequence[str]) -> str:
    # a heading that is no word of the vocabulary may itself be somebody's data, so it is not repeated
    known = [
        column
        for column in columns
        if column in ITEMS or column in {name for names in MADE_HERE.values() for name in names}
    ]
    others = len(columns) - len(known)
    return ", ".join((*known, *([f"{others} outside the vocabulary"] if others else ())))


def _items(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    if not movement.columns:
        yield Reason("no-items", "The movement names no items.")
    if movement.dataset in MADE_HERE:
        if movement.supplier != agreement.host:
            yield Reason("not-the-host", f"The index is kept by {agreement.host}, not {movement.supplier}.")
        beyond = [column for column in movement.columns if column not in MADE_HERE[movement.dataset]]
    else:
        terms = agreement.terms_for(movement.supplier, movement.dataset)
        if terms is None:
            words = f"{movement.supplier}'s {movement.dataset} is not part of {agreement.reference}."
            yield Reason("dataset-not-agreed", words)
            return
        beyond = [column for column in movement.columns if column not in terms.items]
    if beyond:
        yield Reason("items-not-agreed", f"Not agreed from {movement.dataset}: {_in_words(beyond)}.")


def _consent(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    legal = agreement.legal
    answers: tuple[Answer | None, ...] = (
        ARTICLE_6.get(legal.article_6),
        CONDITIONS.get(legal.special_category),
        CONDITIONS.get(legal.criminal),
        CONFIDENTIALITY.get(legal.confidentiality),
    )
    rests_on_consent = any(answer is not None and answer.needs_consent for answer in answers)
    if rests_on_consent and movement.kind in LEAVING and not movement.consent.strip():
        yield Reason("consent-missing", "The agreement rests on consent, and none is recorded for this movement.")


def _least(movement: Movement, agreement: Agreement) -> Iterator[Reason]:
    if movement.kind is Kind.PUBLISH and movement.least < agreement.least_count:
        words = f"No count of fewer than {agreement.least_count} people may be published, and this does not keep to it."
        yield Reason("least-count-not-kept", words)


def _opt_out(movement: Movement, agreement: Agreement, lists: Mapping[str, date], on: date) -> Iterator[Reason]:
    if movement.kind in LEAVING:
        suppliers = suppliers_to_check(agreement, movement.supplier, movement.dataset)
        yield from opt_out_reasons(suppliers, lists, on)


def _source(movement: Movement, source: Source | None, agreement: Agreement, on: date) -> Iterator[Reason]:
    if source is None:
        if movement.kind is Kind.RECEIVE or (movement.kind is Kind.LINK and movement.dataset in MADE_HERE):
            return  # it is about to be made
        yield Reason("source-unknown", f"There is no supply or index {movement.source}.")
        return
    if movement.kind is Kind.RECEIVE:
        yield Reason("source-already-there", f"{movement.source} has been received already.")
        return
    drawn_on = source.agreement in (movement.agreement, *agreement.draws_on)
    if not drawn_on:
        yield Reason("other-agreement", f"{source.name} was received under {source.agreement}, and only that.")
    if (source.supplier, source.dataset) != (movement.supplier, movement.dataset):
        yield Reason("source-mismatch", f"{source.name} is {source.supplier}'s {source.dataset}.")
    if source.destroyed:
        yield Reason("source-destroyed", f"{source.name} has been destroyed.")
    elif (on - source.received_on).days > (days := max(agreement.retention_days, 0)):
        last = day_in_words(source.received_on + timedelta(days=days))
        yield Reason("retention-over", f"{source.name} was to be kept until {last} only.")
    absent = [column for column in movement.columns if column not in source.columns]
    if absent and drawn_on:  # of another agreement's supply not even the columns are told
        yield Reason("items-not-supplied", f"{source.name} does not hold: {_in_words(absent)}.")


def _keeps_ids(movement: Movement) -> bool:
    return movement.kind is Kind.LINK and movement.dataset == INDEX and set(movement.columns) <= set(CLIENT_IDS)


def _made_from(movement: Movement, source: Source | None, standing: Standing) -> Iterator[Reason]:
    if source is None:
        return
    # to link again without a partner, the ids that people have are read: keyed hashes, which say nothing of anybody
    for partner in () if _keeps_ids(movement) else source.made_from:
        if partner in standing.withdrawn or partner in source.withdrawn:
            words = f"{source.name} was made from the data of {partner}, which has withdrawn: link again without them."
            yield Reason("made-from-withdrawn", words)
    # with this agreement's own withdrawals the partners themselves are looked at above
    if source.supplier in source.withdrawn and source.supplier not in standing.withdrawn:
        yield Reason("withdrawn", f"{source.supplier} has withdrawn from {source.agreement}, under which it supplied.")
