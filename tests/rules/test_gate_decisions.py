"""Rules of what may move under an agreement in force, in plain English."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.made_up.agreements import (
    ON,
    agreement,
    deliver,
    make_index,
    publish,
    receive,
    source_of,
    standing,
)

import joinedup.engine.gate.decision as decision_module
from joinedup.engine.agreements.agreement import PUBLIC, Agreement, DpiaOutcome, LegalAnswers, SupplyTerms
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.gate.decision import Decision, Source, decide, new_only
from joinedup.engine.gate.movement import CLIENT_IDS, INDEX_COLUMNS, Kind, Movement

NO_SOURCE = object()


def deciding(movement: Movement, agreed: Agreement | None = None, source: Any = None, **changes: Any) -> Decision:
    """Decide on the day ON: under the agreement (or the complete one of the movement's type), from its source."""
    agreed = agreed or agreement(int(movement.agreement[-1]))
    if source is None and movement.kind is not Kind.RECEIVE:
        source = source_of(movement)
    return decide(movement, standing(agreed, **changes), None if source is NO_SOURCE else source, ON)


def why_not(movement: Movement, agreed: Agreement | None = None, source: Any = None, **changes: Any) -> list[str]:
    """The codes of all reasons."""
    return [reason.code for reason in deciding(movement, agreed, source, **changes).reasons]


@pytest.mark.parametrize(
    "movement",
    [
        *(receive(sharing_type) for sharing_type in (1, 2, 3)),
        *(deliver(sharing_type) for sharing_type in (1, 2, 3)),
        publish(),
        make_index(),
        receive(kind=Kind.LINK),
    ],
    ids=lambda m: f"{m.kind.value}-{m.agreement}-{m.dataset}",
)
def test_what_was_agreed_may_move(movement: Movement) -> None:
    """Everything agreed, and an agreement in force: allowed, and there is no reason against it."""
    decided = deciding(movement)
    assert decided.allowed
    assert decided.words == ""


def test_without_an_agreement_nothing_moves() -> None:
    """A movement names an agreement that the register knows, and no other can stand in for it."""
    assert [reason.code for reason in decide(receive(), None, None, ON).reasons] == ["agreement-unknown"]
    assert why_not(receive(agreement="A-9"), agreement(3)) == ["agreement-unknown"]


def test_nothing_moves_under_an_agreement_that_is_not_in_force() -> None:
    """Whatever keeps the agreement from being in force stops every movement."""
    for movement in (receive(), deliver(), make_index()):
        assert why_not(movement, state=State.SUSPENDED) == ["not-signed"]
        assert why_not(movement, agreement(dpia=DpiaOutcome.NOT_DONE)) == ["dpia-not-accepted"]
        assert why_not(movement, by=["council", "nhs"]) == ["unsigned-by"]


def test_only_parties_supply_and_receive() -> None:
    """A partner that is not a party gets nothing and sends nothing."""
    assert why_not(deliver(recipient="school")) == ["not-a-party", "not-a-recipient"]
    assert why_not(receive(supplier="school")) == ["not-a-party", "dataset-not-agreed"]


def test_everyone_is_not_a_supplier() -> None:
    """'public' is who published counts are for; it has signed nothing and sends nothing."""
    agreed = agreement(1, supplies=(SupplyTerms(PUBLIC, "community", ("sex",)),))
    assert why_not(receive(1, supplier=PUBLIC, columns=("sex",)), agreed) == ["not-a-party"]


def test_a_party_that_is_not_a_recipient_receives_nothing() -> None:
    """To be a party is not to receive: recipients are named."""
    assert why_not(deliver(recipient="police")) == ["not-a-recipient"]


def test_supplies_go_to_the_host_only() -> None:
    """What is received and linked goes to the party that keeps the vault, even where others may get results."""
    assert why_not(receive(recipient="nhs")) == ["not-a-recipient"]
    assert why_not(receive(kind=Kind.LINK, recipient="nhs")) == ["not-a-recipient"]


def test_a_partner_that_withdrew_stops_its_own_data_and_views_only() -> None:
    """Its supplies do not move and it receives nothing; the others go on."""
    assert why_not(receive(), withdrawn=("nhs",)) == ["withdrawn"]
    assert why_not(deliver(recipient="nhs"), withdrawn=("nhs",)) == ["withdrawn"]
    police = receive(supplier="police", dataset="incidents", columns=("surname",))
    assert why_not(police, withdrawn=("nhs",)) == []
    assert why_not(receive(), withdrawn=("police",)) == []


def test_who_withdrew_from_the_agreement_it_supplied_under_is_gone_for_every_agreement_that_draws_on_it() -> None:
    """A second agreement that draws on the first does not bring a partner's data back."""
    index = evolve(source_of(publish(), made_from=("nhs", "police")), withdrawn=("police",))
    assert why_not(publish(), source=index) == ["made-from-withdrawn"]
    supply = source_of(deliver())
    assert why_not(deliver(), source=supply) == []
    assert why_not(deliver(), source=evolve(supply, withdrawn=(supply.supplier,))) == ["withdrawn"]


def test_an_index_made_from_a_withdrawn_partners_data_stops_until_it_is_made_again() -> None:
    """The index holds rows of all whose supplies were linked; the others link again without the one that left."""
    index = source_of(publish(), made_from=("nhs", "police"))
    assert why_not(publish(), source=index) == []
    assert why_not(publish(), source=index, withdrawn=("nhs",)) == ["made-from-withdrawn"]
    assert why_not(publish(), source=evolve(index, made_from=("police",)), withdrawn=("nhs",)) == []


def test_to_link_again_without_a_partner_only_the_ids_that_people_have_are_read() -> None:
    """Keyed hashes of records and the ids beside them: whoever is kept out of sight stays so under the same id."""
    index = source_of(make_index(), made_from=("nhs", "police"))
    assert why_not(make_index(columns=CLIENT_IDS), source=index, withdrawn=("nhs",)) == []
    assert why_not(make_index(columns=("client", "lsoa")), source=index, withdrawn=("nhs",)) == ["made-from-withdrawn"]
    leaving = make_index(2, kind=Kind.DELIVER, columns=("record_key",))
    assert "identifiers-not-for-this-type" in why_not(leaving)


def test_the_purpose_must_be_one_that_the_agreement_names() -> None:
    """Word for word: another purpose needs another agreement."""
    assert why_not(deliver(purpose="plan services")) == []
    assert why_not(deliver(purpose="marketing")) == ["purpose-not-agreed"]
    assert why_not(deliver(purpose="")) == ["purpose-not-agreed"]


def test_only_agreed_items_move() -> None:
    """The reason names every item that was not agreed."""
    decided = deciding(receive(columns=("surname", "email", "telephone")))
    assert [reason.code for reason in decided.reasons] == ["items-not-agreed"]
    assert "email" in decided.words
    assert "telephone" in decided.words
    assert "surname" not in decided.words


def test_a_heading_outside_the_vocabulary_is_counted_and_never_repeated() -> None:
    """A heading can be somebody's data, where a file has no headings and its first row was taken for them."""
    decided = deciding(receive(columns=("Plantagenet", "email")))
    assert "Plantagenet" not in decided.words
    assert "email, 1 outside the vocabulary" in decided.words


def test_items_are_agreed_for_each_supplier_and_data_set() -> None:
    """What one supplier gives is not thereby agreed from another."""
    assert why_not(receive(columns=("incidents",))) == ["items-not-agreed"]
    assert why_not(receive(supplier="police", columns=("surname",))) == ["dataset-not-agreed"]
    assert why_not(receive(dataset="hospital")) == ["dataset-not-agreed"]


def test_a_movement_names_its_items() -> None:
    """Nobody asks for 'everything'."""
    assert why_not(deliver(columns=())) == ["no-items"]


def test_the_index_is_the_hosts_and_holds_index_columns_only() -> None:
    """What linkage derives is listed, and no name or number of a person is among it."""
    assert why_not(make_index(supplier="nhs")) == ["not-the-host"]
    assert why_not(make_index(columns=(*INDEX_COLUMNS, "surname")), source=NO_SOURCE) == ["items-not-agreed"]


def test_nobody_sends_an_index() -> None:
    """An index is made by linkage; a file that calls itself one does not come in."""
    assert "index-is-made-here" in why_not(make_index(kind=Kind.RECEIVE), source=NO_SOURCE)


def test_how_people_were_put_together_stays_with_the_host() -> None:
    """Which records nearly were one person is for those who answer for the linkage, and goes to nobody else."""
    asked = make_index(2, kind=Kind.DELIVER, dataset="pairs", columns=("index_row", "other_row"))
    assert "pairs-stay-here" in why_not(asked)
    assert "pairs-stay-here" not in why_not(make_index(2, dataset="pairs", columns=("index_row", "other_row")))


def test_under_type_1_only_counts_leave() -> None:
    """A supply's rows never leave; what leaves is counted from the index."""
    rows = receive(1, kind=Kind.DELIVER, columns=("sex",))
    assert why_not(rows) == ["rows-not-for-this-type"]
    assert why_not(evolve(rows, kind=Kind.PUBLISH, recipient=PUBLIC)) == ["rows-not-for-this-type"]
    assert why_not(publish()) == []


def test_under_type_2_no_identifier_leaves() -> None:
    """Not even an agreed one: it may be linked on, and stays."""
    assert why_not(deliver(2, columns=("sex", "surname"))) == ["identifiers-not-for-this-type"]
    assert why_not(receive(2, kind=Kind.LINK)) == []


@pytest.mark.parametrize("sharing_type", [1, 2])
def test_the_key_by_which_one_person_is_found_leaves_under_type_3_only(sharing_type: int) -> None:
    """With it, somebody who knows a name could find that person in counts or in an extract."""
    asked = make_index(sharing_type, kind=Kind.DELIVER, columns=("sex", "search_key"))
    assert why_not(asked) == ["identifiers-not-for-this-type"]
    assert why_not(make_index(3, kind=Kind.DELIVER, columns=("client", "search_key"), subject="client-1")) == []


def test_under_type_3_one_person_is_asked_for() -> None:
    """A single view is of one person, who is named in the movement."""
    assert why_not(deliver(3, subject="")) == ["one-person-at-a-time"]
    assert why_not(deliver(3, subject="  ")) == ["one-person-at-a-time"]


@pytest.mark.parametrize("sharing_type", [2, 3])
def test_only_type_1_is_published(sharing_type: int) -> None:
    """Rows about people are never for everyone."""
    asked = deliver(sharing_type, kind=Kind.PUBLISH, recipient=PUBLIC)
    agreed = agreement(sharing_type, recipients=(PUBLIC,))
    assert why_not(asked, agreed) == ["type-does-not-allow"]


def test_what_is_published_is_for_all_and_what_is_for_all_is_published() -> None:
    """A delivery to everyone, or a publication for one partner, is a mistake."""
    assert why_not(deliver(1, recipient=PUBLIC)) == ["publish-is-for-all"]
    assert why_not(publish(recipient="council")) == ["publish-is-for-all"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("sharing_type", [4, 0, 9])
def test_cases_and_unknown_types_move_nothing(sharing_type: int, kind: Kind) -> None:
    """Type 4 is talked about: no extract moves. A type nobody knows moves nothing either."""
    asked = deliver(3, agreement=f"A-{sharing_type}", kind=kind)
    assert "type-does-not-allow" in why_not(asked, agreement(sharing_type))


LEGAL = agreement().legal


@pytest.mark.parametrize(
    "legal",
    [
        evolve(LEGAL, article_6="consent"),
        evolve(LEGAL, special_category="explicit-consent"),
        evolve(LEGAL, criminal="explicit-consent"),
        evolve(LEGAL, confidentiality="consent"),
    ],
    ids=["basis", "special category", "criminal", "confidentiality"],
)
def test_where_any_legal_answer_is_consent_a_movement_out_shows_one(legal: LegalAnswers) -> None:
    """Whichever of the four questions consent answers. Receiving and linking do not need it: nothing leaves."""
    agreed = agreement(legal=legal)
    assert why_not(deliver(), agreed) == ["consent-missing"]
    assert why_not(deliver(consent="   "), agreed) == ["consent-missing"]
    assert why_not(deliver(consent="C-17"), agreed) == []
    assert why_not(receive(), agreed) == []
    assert why_not(publish(), agreement(1, legal=legal)) == ["consent-missing"]


def test_what_is_not_there_cannot_move() -> None:
    """A supply or an index that the register does not know."""
    assert why_not(deliver(), source=NO_SOURCE) == ["source-unknown"]
    assert why_not(receive(kind=Kind.LINK), source=NO_SOURCE) == ["source-unknown"]


def test_a_supply_is_received_once() -> None:
    """What is sealed is never written over."""
    assert why_not(receive(), source=source_of(receive())) == ["source-already-there"]


def test_linkage_seals_a_new_index_and_nothing_else() -> None:
    """Linkage reads supplies and indexes, and what it leaves behind is one index under a new name."""
    allowed = deciding(make_index(), source=NO_SOURCE)
    assert new_only(allowed, None).allowed
    again = new_only(allowed, source_of(make_index()))
    assert [reason.code for reason in again.reasons] == ["source-already-there"]
    supply = new_only(deciding(receive(kind=Kind.LINK)), None)
    assert [reason.code for reason in supply.reasons] == ["linkage-makes-an-index"]


def test_a_supply_moves_under_its_own_agreement_only() -> None:
    """Data received for one agreement is not there for another, and not even its columns are told."""
    theirs = source_of(deliver(), agreement="A-7", columns=("row_number",))
    decided = deciding(deliver(), source=theirs)
    assert [reason.code for reason in decided.reasons] == ["other-agreement"]


def test_an_agreement_may_draw_on_anothers_supplies_where_its_own_text_says_so() -> None:
    """All parties have signed that text; the items are still those of the agreement that is used."""
    agreed = agreement(draws_on=("A-7",))
    theirs = source_of(deliver(), agreement="A-7")
    assert why_not(deliver(), agreed, theirs) == []
    assert why_not(deliver(columns=("surname", "email")), agreed, theirs) == ["items-not-agreed", "items-not-supplied"]


def test_a_movement_says_rightly_whose_data_it_asks_for() -> None:
    """Calling one partner's supply another's does not open it."""
    police = deliver(supplier="police", dataset="incidents", columns=("surname",))
    assert why_not(police, source=source_of(deliver())) == ["source-mismatch"]


def test_what_was_destroyed_is_gone() -> None:
    """Destroyed supplies do not move."""
    assert why_not(deliver(), source=source_of(deliver(), destroyed=True)) == ["source-destroyed"]


def test_a_supply_may_be_used_as_long_as_it_may_be_kept() -> None:
    """The last day of keeping counts, the day after does not."""
    last = source_of(deliver(), received_on=ON - timedelta(days=90))
    over = source_of(deliver(), received_on=ON - timedelta(days=91))
    assert why_not(deliver(), source=last) == []
    decided = deciding(deliver(), source=over)
    assert [reason.code for reason in decided.reasons] == ["retention-over"]
    assert "14 June 2026" in decided.words


def test_a_retention_beyond_all_calendars_is_no_failure() -> None:
    """However many days an agreement says, deciding does not break."""
    ancient: Source = source_of(deliver(), received_on=date.min)
    assert why_not(deliver(), agreement(retention_days=10**9), ancient) == []
    assert why_not(deliver(), agreement(retention_days=-(10**9)), ancient) == ["retention-over"]


def test_an_agreed_item_that_was_not_supplied_is_said_to_be_missing() -> None:
    """Rather than an error while reading."""
    held = source_of(deliver(), columns=("row_number", "surname"))
    assert why_not(deliver(columns=("surname", "sex")), source=held) == ["items-not-supplied"]


def test_every_reason_is_given_at_once() -> None:
    """From the agreement, the partners, the purpose, the type, the items, consent and the source together."""
    agreed = agreement(2, dpia=DpiaOutcome.REFUSED, legal=evolve(LEGAL, article_6="consent"))
    asked = deliver(2, columns=("surname", "email"), purpose="marketing", recipient="school", supplier="police")
    decided = deciding(asked, agreed, source_of(deliver(), agreement="A-7", destroyed=True), state=State.ENDED)
    codes = [reason.code for reason in decided.reasons]
    assert codes == [
        "not-signed",
        "dpia-not-accepted",
        "not-a-party",
        "not-a-recipient",
        "purpose-not-agreed",
        "identifiers-not-for-this-type",
        "dataset-not-agreed",
        "consent-missing",
        "other-agreement",
        "source-mismatch",
        "source-destroyed",
    ]
    assert decided.words.count(". ") >= len(codes) - 1


def _codes_in(*modules: Callable[..., object] | Any) -> set[str]:
    found = set()
    for module in modules:
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                (code,) = [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)]
                found.add(str(code))
    return found


def test_no_smaller_count_is_published_than_the_agreement_asks_for() -> None:
    """The agreement names the fewest people that a count may stand for: weaker is refused, stricter is not."""
    agreed = agreement(1, least_count=10)
    assert why_not(publish(least=5), agreed) == ["least-count-not-kept"]
    assert why_not(publish(), agreed) == ["least-count-not-kept"]
    assert why_not(publish(least=10), agreed) == why_not(publish(least=11), agreed) == []
    assert why_not(publish(), agreement(1)) == []


def test_every_reason_has_a_rule_in_plain_english() -> None:
    """No reason code without a test that names it."""
    from joinedup.engine.agreements import in_force

    here = Path(__file__).parent
    rules = "".join(
        path.read_text(encoding="utf-8") for path in (*here.glob("test_gate*.py"), here / "test_agreements.py")
    )
    codes = _codes_in(decision_module, in_force)
    assert len(codes) > 30
    assert sorted(code for code in codes if f'"{code}"' not in rules) == []
