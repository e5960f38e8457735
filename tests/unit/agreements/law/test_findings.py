"""The checks on gateways, bases and conditions, one by one."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.unit.agreements.law.between import ARREARS, CRIMES, HEALTH, PLAIN, between, refused, warned

from joinedup.engine.agreements.agreement import PUBLIC, PartyRole
from joinedup.engine.agreements.law.choices import offers
from joinedup.engine.agreements.law.finding import PARTS
from joinedup.engine.agreements.law.findings import findings
from joinedup.engine.agreements.law.provisions import PROVISIONS

FUEL = evolve(PLAIN, gateway="dea-2017-s35-fuel-poverty")


@pytest.mark.parametrize(
    ("condition", "special", "criminal"),
    [
        ("explicit-consent", True, False),
        ("legal-claims", True, False),
        ("economic-well-being", True, False),
        ("criminal-consent", False, True),
        ("official-authority", False, True),
        ("statutory-purposes", True, True),
    ],
)
def test_a_condition_lets_its_own_kind_of_data_be_shared(condition: str, special: bool, criminal: bool) -> None:
    for field, carried in (("special_category", special), ("criminal", criminal)):
        found = refused(between("police", "probation", evolve(PLAIN, **{field: condition}), CRIMES))
        assert ("condition-not-for-this" not in found) is carried


def test_official_authority_is_for_those_who_have_it() -> None:
    legal = evolve(PLAIN, criminal="official-authority")
    assert not refused(between("police", "probation", legal, CRIMES))
    found = refused(between("police", "charity", legal, CRIMES))["recipient-not-named"]
    assert (found.question, found.citation) == ("criminal", "UK GDPR Article 10(1)")


@pytest.mark.parametrize(("condition", "taker", "asked"), [
    ("unlawful-acts", "police", False),
    ("unlawful-acts", "unitary-council", True),
    ("unlawful-acts", "", True),
    ("protecting-the-public", "police", True),
    ("criminal-legal-claims", "unitary-council", False),
])  # fmt: skip
def test_where_an_appropriate_policy_document_is_needed(condition: str, taker: str, asked: bool) -> None:
    found = warned(between("unitary-council", taker, evolve(PLAIN, criminal=condition), CRIMES))
    assert ("policy-document" in found) is asked


def test_what_is_published_is_not_only_for_a_competent_authority() -> None:
    asked = between("unitary-council", "police", evolve(PLAIN, criminal="unlawful-acts"), CRIMES, kind=1)
    assert "policy-document" in warned(evolve(asked, recipients=("taker", PUBLIC)))


def test_hmrc_s_data_goes_further_only_with_its_consent() -> None:
    asked = between("hmrc", "unitary-council", FUEL)
    assert "ss40-42" in refused(asked)["answer-missing"].citation
    assert "answer-refused" in refused(evolve(asked, legal=evolve(FUEL, further=(("hmrc-consent", "no"),))))
    assert not refused(evolve(asked, legal=evolve(FUEL, further=(("hmrc-consent", "yes"),))))
    assert not refused(between("dwp", "unitary-council", FUEL))
    assert not refused(between("hmrc", "unitary-council"))


def test_who_acts_for_a_named_body_may_take_part_with_a_warning() -> None:
    legal = evolve(PLAIN, gateway="cda-1998-s115")
    assert "recipient-not-named" in refused(between("unitary-council", "charity", legal))
    acting = between("unitary-council", "charity", evolve(legal, further=(("dea-provider", "taker"),)))
    assert not refused(acting)
    assert "s115(1)(b)" in warned(acting)["recipient-not-named-provider"].citation


def test_nobody_acts_for_another_where_the_law_knows_no_such_thing() -> None:
    legal = evolve(PLAIN, gateway="localism-2011-s1", further=(("dea-provider", "giver"),))
    assert "discloser-not-named" in refused(between("charity", "unitary-council", legal))


def test_a_housing_association_may_receive_under_section_115() -> None:
    assert not refused(between("unitary-council", "housing-association", evolve(PLAIN, gateway="cda-1998-s115")))


def test_a_county_is_no_housing_authority() -> None:
    legal = evolve(
        PLAIN,
        gateway="housing-act-1996-s213b",
        confidentiality="consent",
        further=(("213b-consent", "yes"), ("213b-choice", "yes")),
    )
    assert "recipient-not-named" in refused(between("probation", "county-council", legal))
    assert not refused(between("probation", "district-council", legal))
    assert "discloser-not-named" in refused(between("charity", "district-council", legal))


def test_a_processor_needs_no_basis_of_its_own() -> None:
    asked = between("charity", "unitary-council", evolve(PLAIN, article_6="legitimate-interests"))
    assert "not-for-public-authorities" in refused(asked)
    giver, taker = asked.parties
    processing = evolve(asked, parties=(giver, evolve(taker, role=PartyRole.PROCESSOR)))
    assert "not-for-public-authorities" not in refused(processing)


@pytest.mark.parametrize("gateway", ["care-act-2014-s6", "hsca-2012-s251b", "localism-2011-s1"])
def test_english_law_is_not_law_in_wales(gateway: str) -> None:
    assert "not-in-this-nation" in refused(between("welsh-council", "charity", evolve(PLAIN, gateway=gateway)))


@pytest.mark.parametrize("gateway", ["children-act-2004-s10", "cda-1998-s115", "cja-2003-s325"])
def test_the_law_of_both_is(gateway: str) -> None:
    assert "not-in-this-nation" not in refused(between("welsh-council", "police", evolve(PLAIN, gateway=gateway)))


def test_a_provision_of_another_type_is_refused() -> None:
    assert "type-not-carried" in refused(between("unitary-council", "police", evolve(PLAIN, gateway="cda-1998-s17a")))


def test_refusals_come_first_and_each_once() -> None:
    found = findings(between("charity", "nhs-trust", evolve(PLAIN, article_6="legitimate-interests"), HEALTH))
    assert [one.refuses for one in found] == sorted((one.refuses for one in found), reverse=True)
    assert len(set(found)) == len(found)


def test_an_empty_draft_has_no_refusals_but_of_what_is_there() -> None:
    empty = evolve(
        between("", ""), parties=(), supplies=(), recipients=(), legal=evolve(PLAIN, gateway="", article_6="")
    )
    assert findings(empty) == ()


@pytest.mark.parametrize("question", PARTS)
def test_a_form_is_offered_every_provision_of_its_part_those_allowed_first(question: str) -> None:
    made = offers(between("unitary-council", "police", terms=ARREARS), question)
    assert {offer.provision.key for offer in made} == set(PROVISIONS[PARTS[question]])
    assert [bool(offer.refused) for offer in made] == sorted(bool(offer.refused) for offer in made)
    assert not made[0].refused
