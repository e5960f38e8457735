"""Whatever is asked, under whatever agreement: what is allowed was agreed, signed and in dates."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_up.agreements import (
    KEYS,
    ON,
    PARTNERS,
    PROTOCOL,
    PURPOSE,
    REGISTERED,
    WHO,
    agreement,
    deliver,
    make_index,
    protocol_standing,
    publish,
    receive,
    signature,
    source_of,
    standing,
)

from joinedup.engine.agreements.agreement import (
    INDEX,
    PUBLIC,
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    PartyRole,
    Protocol,
    SupplyTerms,
    agreement_from,
    as_plain,
    protocol_from,
    version_hash,
)
from joinedup.engine.agreements.in_force import Standing
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.signing import holds, new_private_key
from joinedup.engine.gate.decision import ALLOWED_KINDS, Source, decide
from joinedup.engine.gate.movement import INDEX_COLUMNS, Kind, Movement

OTHER_KEY = new_private_key()
SOME = (*WHO, "sex", "long_term_condition", "incidents", "email", "search_key", "client", "lsoa", "unheard-of")
days = st.dates(date(2025, 12, 1), date(2027, 12, 1)) | st.sampled_from([ON, date.min, date.max])
names = st.sampled_from([*PARTNERS, "school", PUBLIC, ""])


Question = tuple[Movement, Standing | None, Source | None, date]


class Drawing:
    """Draws a question in which everything is as agreed but for at most three things."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        # which of the 45 things that are asked for
        self.odd = draw(st.sets(st.integers(0, 44), max_size=3))
        self.asked = -1

    def pick(self, usual: Any, otherwise: st.SearchStrategy[Any]) -> Any:
        """As agreed, or if it is this thing's turn something else."""
        self.asked += 1
        return self.draw(otherwise) if self.asked in self.odd else usual

    def agreement(self) -> Agreement:
        """An agreement of any type."""
        pick = self.pick
        whole = agreement(self.draw(st.sampled_from([1, 2, 3])))
        return evolve(
            whole,
            sharing_type=pick(whole.sharing_type, st.sampled_from([1, 2, 3, 4, 7])),
            purposes=pick(whole.purposes, st.just(("another",))),
            parties=pick(whole.parties, st.lists(st.builds(Party, names), max_size=3).map(tuple)),
            host=pick("council", names),
            supplies=pick(whole.supplies, st.just((SupplyTerms("nhs", "community", ("sex",)),))),
            recipients=pick(whole.recipients, st.lists(names, max_size=3).map(tuple)),
            legal=LegalAnswers(
                gateway="care-act-2014-s6",
                article_6=pick("public-task", st.sampled_from(["consent", "contract", "nonsense"])),
                confidentiality=pick("legal-duty", st.sampled_from(["consent", "public-interest", ""])),
                special_category=pick("public-health", st.sampled_from(["explicit-consent", "safeguarding", ""])),
                criminal=pick("unlawful-acts", st.sampled_from(["explicit-consent", "safeguarding", ""])),
            ),
            dpia=pick(DpiaOutcome.ACCEPTED, st.sampled_from(DpiaOutcome)),
            starts=pick(whole.starts, days),
            ends=pick(whole.ends, days),
            review_due=pick(whole.review_due, days),
            retention_days=pick(90, st.integers(-(10**10), 10**10)),
            draws_on=pick((), st.just(("A-7",))),
            protocol=pick("P-1", st.just("P-2")),
        )

    def standing(self, agreed: Agreement) -> Standing | None:
        """The register's view of it: not always signed by all, nor by the right keys, nor this version."""
        pick = self.pick
        above = evolve(
            PROTOCOL,
            starts=pick(PROTOCOL.starts, days),
            ends=pick(PROTOCOL.ends, days),
            review_due=pick(PROTOCOL.review_due, days),
        )
        signers = pick(PARTNERS, st.lists(st.sampled_from(sorted(KEYS)), max_size=3))
        version = pick(agreed, st.just(evolve(agreed, version=agreed.version + 1)))
        key = pick(None, st.just(OTHER_KEY))
        carried = protocol_standing(
            above,
            by=pick(PARTNERS, st.lists(st.sampled_from(PARTNERS), max_size=2)),
            state=pick(State.SIGNED, st.sampled_from(State)),
        )
        held = standing(
            agreed,
            by=(),
            signatures=tuple(signature(partner, version, key=key) for partner in signers),
            state=pick(State.SIGNED, st.sampled_from(State)),
            protocol=pick(carried, st.none()),
            keys=pick(REGISTERED, st.just(REGISTERED[:2])),
            withdrawn=pick((), st.sampled_from([("nhs",), ("police",), ("council",)])),
        )
        return pick(held, st.none())

    def movement(self, agreed: Agreement) -> Movement:
        """A movement that is usual for the type."""
        pick = self.pick
        usual = {
            1: [receive(1), make_index(1), publish(), deliver(1)],
            2: [receive(2), receive(2, kind=Kind.LINK), deliver(2)],
            3: [receive(3), make_index(3), deliver(3)],
        }
        base = self.draw(st.sampled_from(usual[int(agreed.reference[-1])]))
        return evolve(
            base,
            kind=pick(base.kind, st.sampled_from(Kind)),
            agreement=pick(base.agreement, st.just("A-7")),
            supplier=pick(base.supplier, names),
            dataset=pick(base.dataset, st.sampled_from(["community", "incidents", INDEX, ""])),
            columns=pick(base.columns, st.lists(st.sampled_from(SOME), max_size=4).map(tuple)),
            purpose=pick(PURPOSE, st.text(max_size=3)),
            recipient=pick(base.recipient, names),
            subject=pick(base.subject, st.sampled_from(["", " ", "client-1"])),
            consent=self.draw(st.sampled_from(["", " ", "C-1"])),
        )

    def source(self, movement: Movement) -> Source | None:
        """What the register holds of it."""
        pick = self.pick
        base = source_of(movement)
        held = evolve(
            base,
            agreement=pick(base.agreement, st.just("A-7")),
            supplier=pick(base.supplier, names),
            columns=pick(base.columns, st.just(("row_number", "sex"))),
            received_on=pick(base.received_on, days),
            destroyed=pick(False, st.just(True)),
            made_from=self.draw(st.sampled_from([(), ("nhs",)])),
        )
        usual: Source | None = None if movement.kind is Kind.RECEIVE else held
        return pick(usual, st.sampled_from([None, held]))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """What `decide` is asked."""
    drawing = Drawing(draw)
    agreed = drawing.agreement()
    movement = drawing.movement(agreed)
    held = drawing.standing(agreed)
    return movement, held, drawing.source(movement), drawing.pick(ON, days)


def _must_hold(movement: Movement, held: Standing, source: Source | None, on: date) -> None:
    """What 'allowed' means, said once more and in another way than the gate says it."""
    agreed, above = held.agreement, held.protocol
    parties = {party.partner for party in agreed.parties}
    assert agreed.reference == movement.agreement

    for version, signatures in ((agreed, held.signatures), (above.protocol if above else None, above.signatures)):  # type: ignore[union-attr]
        assert version is not None
        valid = {
            s.partner
            for s in signatures
            if holds(s) and s.version_hash == version_hash(version) and (s.partner, s.public_key) in held.keys
        }
        assert parties <= valid, "signed by all"
        assert version.starts <= on <= version.ends, "in dates"
        assert on <= version.review_due, "reviewed"
    assert above is not None
    assert above.protocol.reference == agreed.protocol
    assert held.state is State.SIGNED
    assert above.state is State.SIGNED
    assert agreed.dpia is DpiaOutcome.ACCEPTED

    assert movement.purpose in agreed.purposes
    assert movement.supplier in parties - set(held.withdrawn)
    leaving = movement.kind in (Kind.DELIVER, Kind.PUBLISH)
    if leaving:
        assert movement.recipient in agreed.recipients
        assert (movement.recipient == PUBLIC) == (movement.kind is Kind.PUBLISH)
    else:
        assert movement.recipient == agreed.host
    assert movement.recipient == PUBLIC or movement.recipient in parties - set(held.withdrawn)

    assert movement.kind in ALLOWED_KINDS[agreed.sharing_type]
    assert movement.columns
    if movement.dataset == INDEX:
        assert set(movement.columns) <= set(INDEX_COLUMNS)
        assert movement.supplier == agreed.host
        assert movement.kind is not Kind.RECEIVE
    else:
        assert set(movement.columns) <= {
            item
            for terms in agreed.supplies
            for item in terms.items
            if (terms.supplier, terms.dataset) == (movement.supplier, movement.dataset)
        }
        assert not (leaving and agreed.sharing_type == 1)
    if leaving and agreed.sharing_type in (1, 2):
        told = {ITEMS[column].sensitivity for column in movement.columns if column in ITEMS}
        assert Sensitivity.IDENTIFIER not in told
        assert "search_key" not in movement.columns
    if leaving and agreed.sharing_type == 3:
        assert movement.subject.strip()

    answers = (agreed.legal.article_6, agreed.legal.special_category, agreed.legal.criminal)
    if leaving and ({"consent", "explicit-consent"} & {*answers, agreed.legal.confidentiality}):
        assert movement.consent.strip()

    if movement.kind is Kind.RECEIVE:
        assert source is None
    elif source is not None:
        assert source.agreement in (agreed.reference, *agreed.draws_on)
        assert (source.supplier, source.dataset) == (movement.supplier, movement.dataset)
        assert not source.destroyed
        assert not set(source.made_from) & set(held.withdrawn)
        assert (on - source.received_on).days <= max(agreed.retention_days, 0)
        assert set(movement.columns) <= set(source.columns)
    else:
        assert (movement.kind, movement.dataset) == (Kind.LINK, INDEX)


@settings(max_examples=1200, deadline=None)
@given(questions())
def test_what_is_allowed_was_agreed_and_deciding_never_fails(
    question: Question,
) -> None:
    decided = decide(*question)
    movement, held, source, on = question
    assert decided.movement == movement
    assert all(reason.code and reason.words.endswith(".") for reason in decided.reasons)
    assert len(set(decided.reasons)) == len(decided.reasons)
    if decided.allowed:
        assert held is not None
        _must_hold(movement, held, source, on)


LAPSES: dict[str, Any] = {
    "suspended": lambda held: evolve(held, state=State.SUSPENDED),
    "a signature gone": lambda held: evolve(held, signatures=held.signatures[1:]),
    "a key gone": lambda held: evolve(held, keys=held.keys[1:]),
    "no protocol": lambda held: evolve(held, protocol=None),
    "all withdrawn": lambda held: evolve(held, withdrawn=PARTNERS),
    "ended": lambda held: evolve(held, agreement=evolve(held.agreement, ends=ON - timedelta(days=400))),
    "impact refused": lambda held: evolve(held, agreement=evolve(held.agreement, dpia=DpiaOutcome.REFUSED)),
    "nothing supplied": lambda held: evolve(held, agreement=evolve(held.agreement, supplies=())),
    "no recipient": lambda held: evolve(held, agreement=evolve(held.agreement, recipients=())),
    "protocol unsigned": lambda held: evolve(held, protocol=held.protocol and evolve(held.protocol, signatures=())),
}


@settings(max_examples=300, deadline=None)
@given(questions(), st.lists(st.sampled_from(sorted(LAPSES)), min_size=1, max_size=3))
def test_a_lapse_never_lets_through_what_was_refused(question: Question, lapses: list[str]) -> None:
    movement, held, source, on = question
    if held is None or decide(*question).allowed:
        return
    for lapse in lapses:
        held = LAPSES[lapse](held)
    assert not decide(movement, held, source, on).allowed


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([receive(), receive(kind=Kind.LINK), make_index(), deliver(2), deliver(3), publish()]), st.data()
)
def test_a_lapse_stops_what_was_allowed(movement: Movement, data: st.DataObject) -> None:
    """So that the rule above is not true because everything is refused."""
    agreed = agreement(int(movement.agreement[-1]))
    source = None if movement.kind is Kind.RECEIVE else source_of(movement)
    held = standing(agreed)
    assert decide(movement, held, source, ON).allowed
    lapse = data.draw(st.sampled_from(sorted(set(LAPSES) - {"nothing supplied", "no recipient"})))
    assert not decide(movement, LAPSES[lapse](held), source, ON).allowed


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
_tuples = st.lists(_texts, max_size=3).map(tuple)
_any_agreement = st.builds(
    Agreement,
    reference=_texts, version=st.integers(0, 99), protocol=_texts, title=_texts, sharing_type=st.integers(0, 9),
    purposes=_tuples, parties=st.lists(st.builds(Party, _texts, st.sampled_from(PartyRole)), max_size=3).map(tuple),
    host=_texts, supplies=st.lists(st.builds(SupplyTerms, _texts, _texts, _tuples), max_size=3).map(tuple),
    recipients=_tuples, legal=st.builds(LegalAnswers, _texts, _texts, _texts, _texts, _texts),
    dpia=st.sampled_from(DpiaOutcome), starts=st.dates(), ends=st.dates(), review_due=st.dates(),
    retention_days=st.integers(), draws_on=_tuples,
)  # fmt: skip
_any_protocol = st.builds(Protocol, _texts, st.integers(0, 99), _texts, st.dates(), st.dates(), st.dates(), _tuples)


@settings(max_examples=150, deadline=None)
@given(_any_agreement, _any_protocol)
def test_agreements_come_back_from_json_as_they_were(agreed: Agreement, protocol: Protocol) -> None:
    again = agreement_from(json.loads(json.dumps(as_plain(agreed))))
    assert again == agreed
    assert version_hash(again) == version_hash(agreed)
    assert protocol_from(json.loads(json.dumps(as_plain(protocol)))) == protocol
    assert version_hash(agreed) != version_hash(protocol)


@settings(max_examples=150, deadline=None)
@given(_any_agreement, _any_agreement, st.sampled_from([field.name for field in fields(Agreement)]))
def test_any_changed_field_is_another_version(one: Agreement, other: Agreement, name: str) -> None:
    changed = evolve(one, **{name: getattr(other, name)})
    assert (version_hash(changed) == version_hash(one)) == (changed == one)
    assert (version_hash(one) == version_hash(other)) == (one == other)


@settings(max_examples=50, deadline=None)
@given(_any_protocol, _any_protocol, st.sampled_from([field.name for field in fields(Protocol)]))
def test_any_changed_field_is_another_protocol(one: Protocol, other: Protocol, name: str) -> None:
    changed = evolve(one, **{name: getattr(other, name)})
    assert (version_hash(changed) == version_hash(one)) == (changed == one)


def test_the_hash_of_a_version_does_not_change_with_the_program() -> None:
    """What was signed years ago must still fit: this hash was written down on 23 November 2026."""
    assert version_hash(PROTOCOL) == "d98b430d7ac5a5aca30d1f10890bff1e368a50d75418b897203424d3a14d7294"
    assert version_hash(agreement()) == "9dada14b214455979984e17bff22b3e68da250bce5ef3c7f6fb965da59e7adfa"
