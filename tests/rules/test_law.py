"""What the law refuses, warns of and asks, case by case."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up.partnership import AGREEMENT

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, LegalAnswers, Party, PartyRole, SupplyTerms
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.law.choices import offers
from joinedup.engine.agreements.law.commencement import SWITCHES
from joinedup.engine.agreements.law.disadvantages import has_multiple_disadvantages
from joinedup.engine.agreements.law.finding import PARTS, LegalFinding
from joinedup.engine.agreements.law.findings import findings
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.provisions import PROVISIONS
from joinedup.engine.agreements.law.questions import questions

HOUSING = SupplyTerms("giver", "tenants", ("forename", "surname", "rent_arrears"))
HEALTH = SupplyTerms("giver", "patients", ("forename", "surname", "nhs_number", "long_term_condition"))
DEA = (("dea-two-factors", "yes"),)


def between(giver: str, taker: str, legal: LegalAnswers, terms: SupplyTerms = HOUSING, **changes: object) -> Agreement:
    """An agreement between two kinds of organisation."""
    return evolve(
        AGREEMENT, parties=(Party("giver", kind=giver), Party("taker", kind=taker)), host="taker",
        recipients=("taker",), supplies=(terms,), legal=legal, starts=date(2026, 11, 1), ends=date(2027, 10, 31),
        **changes,
    )  # fmt: skip


def refusals(agreement: Agreement, **switches: date) -> dict[str, LegalFinding]:
    """By code."""
    named = {name.replace("_", "-"): day for name, day in switches.items()}
    return {one.code: one for one in findings(agreement, named) if one.refuses}


def test_t1_a_public_authority_cannot_rely_on_a_recognised_legitimate_interest() -> None:
    legal = LegalAnswers("care-act-2014-s6", "recognised-interest", "legal-duty", further=(("annex-1", "crime"),))
    found = refusals(between("unitary-council", "charity", legal))
    assert "Article 6(1), last sentence" in found["not-for-public-authorities"].citation
    assert not refusals(between("charity", "housing-association", legal))


def test_t1_nor_on_legitimate_interests() -> None:
    legal = LegalAnswers("care-act-2014-s6", "legitimate-interests", "legal-duty")
    assert "not-for-public-authorities" in refusals(between("charity", "nhs-trust", legal))


def test_t2_a_charity_that_answers_a_public_body_s_request_must_say_which() -> None:
    legal = LegalAnswers("care-act-2014-s6", "recognised-interest", "legal-duty", further=(("annex-1", "request"),))
    asked = between("charity", "provider", legal)
    assert "request-missing" in refusals(asked)
    stated = (("annex-1", "request"), ("public-task-request", "3 March 2026, Care Act 2014 s42"))
    assert not refusals(evolve(asked, legal=evolve(legal, further=stated)))


def test_t3_an_english_nhs_trust_discloses_nothing_under_multiple_disadvantages() -> None:
    legal = LegalAnswers(
        "dea-2017-s35-multiple-disadvantages", "public-task", "legal-duty", "health-or-social-care",
        opt_out="required-by-law", further=DEA,
    )  # fmt: skip
    refused = between("nhs-trust", "unitary-council", legal, HEALTH)
    assert "Digital Economy Act 2017 s35" in refusals(refused)["discloser-not-named"].citation
    through = evolve(refused, legal=evolve(legal, further=(*DEA, ("dea-provider", "giver"))))
    assert not refusals(through)
    assert any(one.code == "discloser-not-named-provider" for one in findings(through))


def test_t4_fuel_poverty_has_fire_in_and_police_out() -> None:
    legal = LegalAnswers("dea-2017-s35-fuel-poverty", "public-task", "legal-duty")
    assert "recipient-not-named" in refusals(between("unitary-council", "police", legal))
    assert not refusals(between("unitary-council", "fire", legal))


def test_t5_two_factors_of_one_or_more_individuals_in_a_household() -> None:
    assert not has_multiple_disadvantages([{"unemployment"}, {"unemployment"}])
    assert has_multiple_disadvantages([{"unemployment"}, {"ill-health"}])
    assert has_multiple_disadvantages([{"unemployment", "disability"}])
    with pytest.raises(ValueError, match="thirteen"):
        has_multiple_disadvantages([{"left-handed"}])


def test_t5_an_agreement_for_one_factor_only_is_refused() -> None:
    legal = LegalAnswers("dea-2017-s35-multiple-disadvantages", "public-task", "legal-duty")
    asked = between("unitary-council", "academy", legal)
    assert "answer-missing" in refusals(asked)
    assert "answer-refused" in refusals(evolve(asked, legal=evolve(legal, further=(("dea-two-factors", "no"),))))


def test_t6_the_serious_violence_duty_carries_no_patient_information() -> None:
    legal = LegalAnswers(
        "pcsca-2022-s16", "public-task", "legal-duty", "statutory-purposes", opt_out="required-by-law"
    )  # fmt: skip
    found = refusals(between("icb", "police", legal, HEALTH))
    assert "Sentencing and Courts Act 2022 s16" in found["patient-information"].citation
    assert not refusals(between("unitary-council", "police", legal))


def test_t7_a_duty_to_refer_needs_consent_and_a_chosen_authority() -> None:
    legal = LegalAnswers("housing-act-1996-s213b", "public-task", "consent")
    asked = between("nhs-trust", "district-council", evolve(legal, opt_out="individual-care"))
    unanswered = {one.question for one in findings(asked) if one.refuses}
    assert {"213b-consent", "213b-choice"} <= unanswered
    yes = (("213b-consent", "yes"), ("213b-choice", "yes"))
    assert not refusals(evolve(asked, legal=evolve(asked.legal, further=yes)))
    no = (("213b-consent", "yes"), ("213b-choice", "no"))
    assert "answer-refused" in refusals(evolve(asked, legal=evolve(asked.legal, further=no)))


def test_t8_well_being_of_2000_is_no_power_of_an_english_council() -> None:
    legal = LegalAnswers("lga-2000-s2", "public-task", "legal-duty")
    assert "not-in-this-nation" in refusals(between("unitary-council", "charity", legal))
    assert not refusals(between("welsh-council", "charity", legal))


def test_t9_the_children_s_duty_of_2026_waits_for_its_commencement_and_its_question() -> None:
    legal = LegalAnswers("children-act-2004-s16la", "legal-obligation", "legal-duty")
    asked = between("academy", "unitary-council", legal)
    assert "not-in-force" in refusals(asked)
    commenced = refusals(asked, children_act_2004_s16la=date(2026, 9, 1))
    assert set(commenced) == {"answer-missing"}
    weighed = evolve(asked, legal=evolve(legal, further=(("16la-detriment", "no"),)))
    assert not refusals(weighed, children_act_2004_s16la=date(2026, 9, 1))
    assert "not-in-force" in refusals(weighed, children_act_2004_s16la=date(2027, 1, 1))


def test_t10_a_safeguarding_adults_board_s_request_is_made_by_the_board() -> None:
    legal = LegalAnswers("care-act-2014-s45", "legal-obligation", "legal-duty", further=(("sab-request", "SAB 12/26"),))
    assert "recipient-not-named" in refusals(between("housing-association", "unitary-council", legal))
    to_the_board = between("housing-association", "safeguarding-adults-board", legal)
    assert not refusals(to_the_board)
    assert "answer-missing" in refusals(evolve(to_the_board, legal=evolve(legal, further=())))


def test_t15_police_data_used_for_housing_needs_the_law_that_authorises_it() -> None:
    legal = LegalAnswers("police-common-law", "public-task", "legal-duty", law_enforcement=True)
    asked = between("police", "district-council", legal)
    assert "s36(4)" in refusals(asked)["answer-missing"].citation
    cited = evolve(legal, further=(("part-3-authority", "Housing Act 1996 s170"),))
    assert not refusals(evolve(asked, legal=cited))
    assert not refusals(between("police", "probation", legal))


def test_safeguarding_says_which_of_the_three_reasons() -> None:
    legal = LegalAnswers("care-act-2014-s42", "public-task", "public-interest", "safeguarding")
    asked = between("unitary-council", "charity", legal)
    assert {one.question for one in findings(asked) if one.refuses} == {"paragraph-18"}


def test_health_data_settles_the_opt_out_and_confidence_apart() -> None:
    legal = LegalAnswers("hsca-2012-s251b", "public-task", "not-confidential", "health-or-social-care")
    found = refusals(between("nhs-trust", "unitary-council", legal, HEALTH))
    assert {"opt-out-unanswered", "confidence-contradicts"} <= set(found)


def test_a_party_of_unknown_kind_is_warned_about_and_not_guessed() -> None:
    found = findings(AGREEMENT)
    assert {one.code for one in found} == {"kind-unknown"}
    assert not any(one.refuses for one in found)


def test_what_is_refused_is_missing_and_cited() -> None:
    legal = LegalAnswers("lga-2000-s2", "public-task", "legal-duty")
    words = " ".join(missing(between("unitary-council", "charity", legal)))
    assert "Local Government Act 2000 s2" in words


def test_a_form_offers_first_what_may_be_chosen_and_says_why_not_the_rest() -> None:
    legal = LegalAnswers("", "", "")
    made = offers(between("nhs-trust", "unitary-council", legal, HEALTH), "gateway")
    may = [offer.provision.key for offer in made if not offer.refused]
    assert "hsca-2012-s251b" in may
    assert "dea-2017-s35-multiple-disadvantages" not in may
    assert all(one.citation for offer in made for one in offer.refused)


def test_every_provision_says_where_it_stands_and_when_it_was_checked() -> None:
    for part in PROVISIONS.values():
        for one in part.values():
            assert one.source
            assert one.checked >= date(2026, 1, 1)
            assert one.certainty in {"seen", "known", "uncertain"}
            assert set(one.disclosers + one.recipients) <= {*ORGANISATIONS, "anyone"}, one.key
            assert not one.commencement or one.commencement in SWITCHES


KINDS = st.sampled_from([*ORGANISATIONS, ""])
ANSWERS = {name: st.sampled_from([*PROVISIONS[part], ""]) for name, part in PARTS.items()}


KEYS = st.sampled_from([
    "dea-two-factors", "dea-provider", "hmrc-consent", "part-3-authority", "schedule-8", "annex-1",
    "public-task-request", "paragraph-18", "sab-request", "cag-reference", "213b-consent", "213b-choice",
    "16la-detriment", "something-else",
])  # fmt: skip
WORDS = st.sampled_from(["yes", "no", "request", "giver", "taker", "safeguarding", "", "  ", "\N{SNOWMAN}"]) | st.text(
    max_size=5
)
FURTHER = st.lists(st.tuples(KEYS, WORDS), max_size=5).map(tuple)
ITEM = st.sampled_from([*ITEMS, "no-such-item"])
SUPPLIES = st.lists(
    st.builds(SupplyTerms, st.sampled_from(["giver", "taker", "stranger"]), st.just("data"), st.lists(ITEM).map(tuple))
).map(tuple)
ROLES = st.sampled_from(PartyRole)


@st.composite
def whatever(draw: st.DrawFn) -> Agreement:
    """Any agreement that a form could hold while it is being written."""
    legal = LegalAnswers(
        **draw(st.fixed_dictionaries(ANSWERS)), law_enforcement=draw(st.booleans()), further=draw(FURTHER)
    )
    asked = between(draw(KINDS), draw(KINDS), legal)
    giver, taker = asked.parties
    parties = (evolve(giver, role=draw(ROLES)), evolve(taker, role=draw(ROLES)))
    return evolve(
        asked,
        sharing_type=draw(st.integers(0, 5)),
        parties=draw(st.sampled_from([parties, parties[:1], ()])),
        supplies=draw(SUPPLIES),
        recipients=draw(st.lists(st.sampled_from(["giver", "taker", "stranger", PUBLIC])).map(tuple)),
        starts=draw(st.dates()),
        ends=draw(st.dates()),
    )


@given(whatever())
def test_whatever_is_answered_every_finding_has_its_citation_and_ends_as_a_sentence(asked: Agreement) -> None:
    for one in findings(asked):
        assert one.citation
        assert one.question
        assert one.words.endswith((".", "?"))
    for question in questions(asked):
        assert question.because


@given(whatever(), KEYS, WORDS)
def test_an_answer_hides_no_refusal_but_of_its_own_question(asked: Agreement, key: str, words: str) -> None:
    """Save that who acts for a named body may be among those whom a provision names, and then is warned about."""
    others = tuple(pair for pair in asked.legal.further if pair[0] != key)
    before = evolve(asked, legal=evolve(asked.legal, further=others))
    after = evolve(asked, legal=evolve(asked.legal, further=(*others, (key, words))))
    unrelated = {
        one
        for one in findings(before)
        if one.refuses and one.question != key and not (key == "dea-provider" and one.code.endswith("-not-named"))
    }
    assert unrelated <= set(findings(after))


@given(whatever(), st.sampled_from(list(SWITCHES)), st.dates())
def test_a_day_of_commencement_changes_only_what_is_in_force(asked: Agreement, key: str, day: date) -> None:
    def without(switches: dict[str, date]) -> set[LegalFinding]:
        return {one for one in findings(asked, switches) if one.code != "not-in-force"}

    assert without({}) == without({key: day})
