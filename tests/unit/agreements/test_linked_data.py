"""An agreement as linked data: what the document says, and which documents are read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tests.made_up.agreements import PROTOCOL, PURPOSE, agreement, signature

from joinedup.engine.agreements.agreement import Agreement, SupplyTerms, version_hash
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.linked_data import CONTEXT, as_linked_data, from_linked_data
from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.exemplar import load, names

BASE = "https://share.example/agreements/"


def document(agreed: Agreement | None = None, **more: Any) -> dict[str, Any]:
    """The document as somebody gets it: written as JSON and read again."""
    agreed = agreed or agreement()
    plain: dict[str, Any] = json.loads(json.dumps(as_linked_data(agreed, base=BASE, **more)))
    return plain


def signed() -> dict[str, Any]:
    agreed = agreement()
    by = [signature(party.partner, agreed) for party in agreed.parties]
    return document(agreed, protocol=PROTOCOL, signatures=by)


def addresses(part: Any) -> Iterator[str]:
    """Every address and type that the document names."""
    if isinstance(part, list):
        for one in part:
            yield from addresses(one)
    elif isinstance(part, dict) and part.get("@type") != "@json":
        for name, one in part.items():
            if name in ("@id", "@type"):
                yield from [one] if isinstance(one, str) else one
            elif name != "@context":
                yield name
                yield from addresses(one)


@pytest.mark.parametrize("sharing_type", [1, 2, 3])
def test_the_same_version_comes_back(sharing_type: int) -> None:
    agreed = agreement(sharing_type)
    assert from_linked_data(document(agreed)) == agreed
    assert version_hash(from_linked_data(signed())) == version_hash(agreement())


def test_every_agreement_of_every_exemplar_comes_back() -> None:
    agreed = [one for name in names() for one in load(name, date(2026, 6, 1)).agreements]
    assert len(agreed) > 2
    assert [from_linked_data(document(one)) for one in agreed] == agreed


def test_every_name_is_an_address_or_has_its_prefix_in_the_context() -> None:
    found = set(addresses(signed()))
    assert {"odrl:Agreement", "dpv:DataProcessingAgreement", "dcat:Dataset", "eu-gdpr:A6-1-e"} <= found
    for name in found:
        prefix = name.partition(":")[0]
        assert prefix in CONTEXT or name.startswith(("@", BASE)), name
    assert all("://" in str(one) or one == "urn:joinedup:" for key, one in CONTEXT.items() if key != "@version")


def test_what_is_linked_is_an_address_and_no_text() -> None:
    plain = document()
    for permission in plain["odrl:permission"]:
        for name in ("odrl:assigner", "odrl:assignee", "odrl:target", "odrl:action"):
            assert set(permission[name]) == {"@id"}
    datasets = {one["@id"] for one in plain["dct:hasPart"]["dcat:dataset"]}
    assert {one["odrl:target"]["@id"] for one in plain["odrl:permission"]} == datasets
    parties = {one["@id"] for one in plain["dpv:hasEntity"]}
    assert {one["odrl:assigner"]["@id"] for one in plain["odrl:permission"]} <= parties


def test_the_permissions_say_who_may_do_what_until_when() -> None:
    agreed = agreement(1)
    let_in, _, to_everyone, to_council = document(agreed)["odrl:permission"]
    assert let_in["odrl:assigner"] == {"@id": f"{BASE}partner/nhs"}
    assert let_in["odrl:assignee"] == {"@id": f"{BASE}partner/council"}
    assert to_everyone["odrl:assignee"] == {"@id": "joinedup:everyone"}
    assert to_council["odrl:assignee"] == {"@id": f"{BASE}partner/council"}
    purposes, first, last = let_in["odrl:constraint"]
    assert purposes["odrl:operator"] == {"@id": "odrl:isAnyOf"}
    assert [one["@value"] for one in purposes["odrl:rightOperand"]] == [PURPOSE, "plan services"]
    assert first["odrl:rightOperand"]["@value"] == "2026-02-01"
    assert last["odrl:rightOperand"]["@value"] == "2026-12-01"  # the review, which is due before the end
    assert let_in["odrl:duty"][0]["odrl:constraint"][0]["odrl:rightOperand"]["@value"] == "P90D"


def test_the_data_sets_list_their_items_with_how_sensitive_they_are() -> None:
    agreed = agreement(
        supplies=(SupplyTerms("nhs", "community", ("nhs_number", "long_term_condition", "lsoa", "odd")),)
    )
    given = document(agreed)["dct:hasPart"]["dcat:dataset"][0]["dpv:hasData"]
    assert [(one["joinedup:item"], one["@type"]) for one in given] == [
        ("nhs_number", "dpv:IdentifyingPersonalData"),
        ("long_term_condition", "dpv:SpecialCategoryPersonalData"),
        ("lsoa", "dpv:NonPersonalData"),
        ("odd", "dpv:PersonalData"),
    ]
    assert given[0]["dct:title"] == ITEMS["nhs_number"].title


def test_each_legal_answer_stands_by_itself_with_its_source() -> None:
    answers = {one["joinedup:question"]: one for one in document()["dpv:hasLegalBasis"]}
    assert set(answers) == {
        "power to disclose", "lawful basis", "special category data", "criminal offence data", "confidentiality",
    }  # fmt: skip
    assert answers["special category data"]["@type"] == ["dpv:LegalBasis", "eu-gdpr:A9-2-h"]
    assert "Care Act 2014" in answers["power to disclose"]["dct:source"]


def test_names_with_any_character_make_one_address() -> None:
    agreed = agreement(reference="A/3 version ü?#", host="council")
    plain = document(agreed)
    assert plain["@id"] == f"{BASE}A%2F3%20version%20%C3%BC%3F%23/version/1/"
    assert from_linked_data(plain) == agreed


def refused(plain: Any) -> str:
    with pytest.raises(JoinedupError) as caught:
        from_linked_data(plain)
    assert caught.value.code == "document-foreign"
    return caught.value.what


@pytest.mark.parametrize(
    "foreign",
    [{}, [], None, 7, "text", {"@id": "x"}, {"joinedup:value": 1}, {"joinedup:value": {"@value": {"version": []}}}],
    ids=repr,
)
def test_another_document_is_refused(foreign: Any) -> None:
    assert "does not hold an agreement's value" in refused(foreign)


@pytest.mark.parametrize("part", sorted(document().keys() - {"@id", "joinedup:value"}))
def test_a_document_that_lacks_a_part_is_refused(part: str) -> None:
    plain = signed()
    del plain[part]
    assert f"it lacks {part}" in refused(plain)


@pytest.mark.parametrize("part", sorted(document().keys() - {"joinedup:value", "joinedup:signature"}))
def test_a_document_that_says_something_else_is_refused(part: str) -> None:
    plain = signed()
    plain[part] = {"dct:identifier": "another"}
    assert refused(plain)


def test_a_changed_value_is_refused() -> None:
    plain = signed()
    plain["joinedup:value"]["@value"]["retention_days"] = 9000
    assert "changed" in refused(plain)


def test_a_value_changed_together_with_its_hash_is_refused() -> None:
    plain = signed()
    plain["joinedup:value"]["@value"]["retention_days"] = 9000
    plain["joinedup:hash"] = version_hash(evolve(agreement(), retention_days=9000))
    assert "changed" in refused(plain)


def test_a_permission_for_somebody_else_is_refused() -> None:
    plain = signed()
    plain["odrl:permission"][-1]["odrl:assignee"]["@id"] = f"{BASE}partner/school"
    assert "changed" in refused(plain)


def test_a_part_that_joinedup_does_not_write_is_refused() -> None:
    assert "changed" in refused({**signed(), "odrl:obligation": []})


def test_a_number_written_as_a_text_is_refused() -> None:
    plain = document()
    plain["joinedup:value"]["@value"]["version"] = "1"
    assert "changed" in refused(plain)


def test_a_signature_that_does_not_fit_is_refused() -> None:
    plain = signed()
    plain["joinedup:signature"][0]["joinedup:signatory"] = "Somebody else"
    assert "signature" in refused(plain)
    other = evolve(agreement(), version=2)
    assert "signature" in refused(document(signatures=[signature("nhs", other)]))


def test_words_of_the_legal_library_may_have_moved_on() -> None:
    plain = signed()
    plain["dpv:hasLegalBasis"][0]["dct:title"] = "As it was called last year"
    assert from_linked_data(plain) == agreement()


def test_a_text_that_is_no_unicode_is_refused() -> None:
    plain = document()
    plain["joinedup:value"]["@value"]["title"] = "\ud800"
    assert "does not hold" in refused(plain)


def test_parts_in_parts_without_end_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert refused({**document(), "dct:title": deep})


def test_the_refusal_never_repeats_the_document() -> None:
    plain = signed()
    plain["secret-part"] = "secret words"
    assert "secret" not in refused(plain)
