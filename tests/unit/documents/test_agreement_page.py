"""The printed agreement: every clause is in it, and nothing in it is more than text."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve, fields
from tests.made_up.agreements import PROTOCOL, agreement, signature
from tests.unit.documents.a_copy import copy_of

from joinedup.engine.agreements.agreement import Agreement, DpiaOutcome, LegalAnswers, Party, PartyRole, SupplyTerms
from joinedup.engine.agreements.factor import Factor
from joinedup.service.documents.agreement_page import agreement_html

LEGAL = agreement().legal
OTHER: dict[str, Any] = {
    "reference": "A-77",
    "version": 78,
    "protocol": "P-79",
    "title": "Another title",
    "sharing_type": 2,
    "purposes": ("another purpose",),
    "parties": (Party("council"), Party("nhs")),
    "host": "police",
    "supplies": (SupplyTerms("nhs", "community", ("ethnicity",)),),
    "recipients": ("police",),
    "legal": evolve(LEGAL, gateway="localism-2011-s1"),
    "dpia": DpiaOutcome.REFUSED,
    "starts": date(2026, 2, 3),
    "ends": date(2027, 2, 3),
    "review_due": date(2026, 11, 3),
    "retention_days": 17,
    "draws_on": ("A-80",),
    "initiative": "another-initiative",
    "why_not_lower": "Because of reasons.",
    "least_count": 12,
    "factors": (Factor("Incidents", "incidents", "incidents", 2, at_least=3),),
}
OTHER_LEGAL: dict[str, Any] = {
    "gateway": "cca-2004",
    "article_6": "consent",
    "confidentiality": "section-251",
    "special_category": "public-health",
    "criminal": "safeguarding",
    "opt_out": "applied",
    "law_enforcement": True,
    "further": (("sab-request", "Request 81"),),
}


class Parts(HTMLParser):
    """What a browser makes of a page: its elements, and its text outside the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(agreed: Agreement | None = None, **changes: Any) -> Parts:
    # the copy's own words stay as they are, so that only what the agreement says makes a difference
    return Parts(agreement_html(agreed or agreement(), copy_of(**changes)))


@pytest.mark.parametrize("field", [field.name for field in fields(Agreement)])
def test_every_field_of_the_agreement_is_in_it(field: str) -> None:
    changed = evolve(agreement(), **{field: OTHER[field]})
    assert page(changed, protocol=None).text != page(protocol=None).text


@pytest.mark.parametrize("field", [field.name for field in fields(LegalAnswers)])
def test_every_legal_answer_is_in_it(field: str) -> None:
    changed = evolve(agreement(), legal=evolve(LEGAL, **{field: OTHER_LEGAL[field]}))
    assert page(changed).text != page().text


def test_the_law_is_named_with_each_answer() -> None:
    text = page().text
    for words in (
        "Co-operation on care and support Care Act 2014 ss6-7",
        "UK GDPR Article 6(1)(e)",
        "UK GDPR Article 9(2)(h); DPA 2018 Schedule 1 paragraph 2",
        "DPA 2018 Schedule 1 paragraph 10",
        "A legal duty or a court's order",
        "National Data Opt-out Not answered",
    ):
        assert words in text


def test_a_further_question_is_asked_in_its_own_words() -> None:
    legal = evolve(LEGAL, gateway="care-act-2014-s45", further=(("sab-request", "Request 81"),))
    assert "Which request of the Board is it? Request 81" in page(evolve(agreement(), legal=legal)).text


def test_partners_and_days_are_written_for_people() -> None:
    parties = (Party("council", PartyRole.CONTROLLER, "unitary-council"), *agreement().parties[1:])
    text = page(evolve(agreement(), parties=parties)).text
    assert "Madeup Council Controller Unitary or metropolitan council" in text
    assert "Madeup Constabulary Joint controller" in text
    assert "Ends 31 January 2027" in text
    assert "90 days from the day it was received" in text


def test_the_items_stand_by_supplier_with_what_they_are_in_law() -> None:
    text = page().text
    assert "Madeup NHS Trust" in text
    assert "community Says who a person is First name; Last name; Date of birth; Postcode" in text
    assert "community Special category (UK GDPR Article 9) Long-term condition" in text
    assert "incidents Criminal offence (UK GDPR Article 10) Incidents in the last year" in text


def test_what_is_published_is_received_by_everyone() -> None:
    assert "Received by everyone: it is published" in page(agreement(1)).text


def test_who_has_signed_and_who_is_waited_for() -> None:
    text = page().text
    assert "Madeup NHS Trust Chief officer 5 January 2026" in text
    assert text.count("Not signed yet") == 2


def test_a_signature_on_another_version_is_none() -> None:
    other = evolve(agreement(), version=2)
    assert page(signatures=(signature("nhs", other),)).text.count("Not signed yet") == 3


def test_the_protocol_is_named_with_what_it_says() -> None:
    assert f"{PROTOCOL.title} (P-1, version 1)" in page().text
    assert PROTOCOL.principles[0] in page().text
    assert "under the protocol P-1, which is not in this copy" in page(protocol=None).text


def test_the_hash_and_where_to_ask_are_on_it() -> None:
    found = page()
    copy = copy_of()
    assert found.text.count(copy.hash) >= 3
    assert f"Is this the current version? {copy.current_address}" in found.text
    assert ("a", {"href": copy.current_address}) in found.elements


HOSTILE = '<script>alert(1)</script><img src="x" onerror="y">&amp;{{ 7*7 }}"}</style>\\'


def test_no_text_becomes_more_than_text() -> None:
    agreed = evolve(
        agreement(),
        title=HOSTILE,
        reference=HOSTILE,
        protocol=HOSTILE,
        purposes=(HOSTILE,),
        parties=(Party(HOSTILE, kind=HOSTILE),),
        host=HOSTILE,
        supplies=(SupplyTerms(HOSTILE, HOSTILE, (HOSTILE,)),),
        recipients=(HOSTILE,),
        legal=LegalAnswers(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, True, ((HOSTILE, HOSTILE),)),
        draws_on=(HOSTILE,),
        initiative=HOSTILE,
        why_not_lower=HOSTILE,
    )
    found = page(agreed, state_words=HOSTILE, titles={HOSTILE: HOSTILE})
    assert not {"script", "img"} & {tag for tag, _ in found.elements}
    assert not any("onerror" in attributes for _, attributes in found.elements)
    assert [tag for tag, _ in found.elements].count("style") == 1
    assert found.text.count("<script>alert(1)</script>") >= 15
    assert "49" not in found.text.replace(copy_of().hash, "")


def test_characters_that_no_document_can_hold_are_shown_as_such() -> None:
    assert "one\ufffdtwo\ufffd" in page(evolve(agreement(), title="one\x00two\ud800")).text


def test_an_item_or_answer_that_is_unknown_is_shown_as_it_is() -> None:
    agreed = evolve(
        agreement(),
        supplies=(SupplyTerms("nhs", "community", ("shoe_size",)),),
        legal=evolve(LEGAL, gateway="no-such-power"),
    )
    text = page(agreed).text
    assert "Not in the vocabulary shoe_size" in text
    assert "Power to disclose no-such-power" in text
