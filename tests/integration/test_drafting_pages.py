"""Writing an agreement in pages: who may, what the law refuses, what is lacking, two writers, next versions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from joinedup.engine.agreements.signing import new_private_key, public_key_of
from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.made_up.partnership import FAR_AHEAD, TODAY, Partnership
from tests.made_up.people import enrolled, signed_in

KINDS = {"council": "unitary-council", "nhs": "nhs-trust", "fire": "fire", "police": "police"}
WHOLE = ("coordinator", "auditor", "administrator", "board-member")
ITEMS = {"items_identifier": ["forename", "surname", "address", "postcode"]}
ASSESSED = (
    "need", "nature", "scope", "context", "purposes", "consultation", "necessity", "rights", "dpo_advice",
)  # fmt: skip
RISK = {
    "source": "Somebody poses as a visitor", "likelihood": "possible", "severity": "significant",
    "option": "Visits are announced", "effect": "reduced", "residual": "low", "approved": "on",
}  # fmt: skip
COMPLETE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("protocol", {"protocol": "P-1"}),
    ("purposes", {"purposes": "visit people in cold homes"}),
    ("type", {"one_person": "yes", "joined": "yes", "together": "no", "sharing_type": "3"}),
    ("parties", {"council": "controller", "fire": "controller"}),
    ("supplies", {"supplier": "council", "dataset": "council-tax", **ITEMS}),
    ("host", {"chosen": "council"}),
    ("recipients", {"recipients": ["fire"]}),
    ("dates", {"starts": TODAY.isoformat(), "ends": FAR_AHEAD.isoformat(), "review_due": FAR_AHEAD.isoformat(),
               "retention_days": "60"}),
    ("law_enforcement", {"chosen": "no"}),
    ("gateway", {"chosen": "frsa-2004-s6"}),
    ("article_6", {"chosen": "public-task"}),
    ("confidentiality", {"chosen": "not-confidential"}),
    *((f"dpia-{name}", {"words": "It was thought about."}) for name in ASSESSED),
    ("risks", RISK),
    ("advice", {"followed": "yes"}),
)  # fmt: skip


@pytest.fixture
def partnership(installation: Home) -> Partnership:
    """Four partners of known kinds under a protocol, and two initiatives."""
    from joinedup.service.initiatives.actions import begin
    from joinedup.service.partners.actions import join

    made = Partnership()
    made.keys = {key: new_private_key() for key in KINDS}
    for key, kind in KINDS.items():
        named = {"signatory": "Chief officer", "public_key": public_key_of(made.keys[key])}
        join(by="coordinator", key=key, title=key.title(), kind=kind, **named)
    made.protocol()
    begin(by="coordinator", key="warm-homes", title="Warm homes", what="Visit.", partners=["council", "fire", "nhs"])
    begin(by="coordinator", key="early-help", title="Early help", what="Help.", partners=["council", "nhs"])
    return made


def begun(client: Client, initiative: str = "warm-homes", title: str = "Warm homes visits") -> str:
    """The address of a new draft."""
    answer = client.post("/drafts/", {"initiative": initiative, "title": title})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def changed(path: str) -> int:
    """The change that a page of this draft shows now."""
    from joinedup.service.agreements.models import Draft

    return Draft.objects.get(pk=int(path.split("/")[2])).changed


def said(client: Client, path: str, key: str, told: dict[str, Any]) -> None:
    """Answer a question; it must be kept."""
    answer = client.post(f"{path}{key}/", {**told, "changed": changed(path)})
    assert answer.status_code == 302, (key, answer.content.decode())


def complete(client: Client, **other: dict[str, Any]) -> str:
    """The address of a draft in which every question is answered, some of them in another way."""
    path = begun(client)
    for key, told in COMPLETE:
        said(client, path, key, other.get(key.replace("-", "_"), told))
    return path


def proposed(client: Client, path: str) -> str:
    """The reference under which a draft was put to the parties."""
    answer = client.post(f"{path}check/", {"changed": changed(path)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).split("/")[2]


def test_its_own_partner_and_the_coordinator_write_the_parties_read_and_nobody_else_sees_it(
    partnership: Partnership,
) -> None:
    path = begun(signed_in("ig-lead", "council"))
    said(signed_in("ig-lead", "council"), path, "parties", {"council": "controller", "fire": "controller"})
    for role in ROLES:
        sees = "see an initiative" in " ".join(ROLES[role].may)
        writes = "write agreements" in " ".join(ROLES[role].may)
        own = signed_in(role, "" if role in WHOLE else "council")
        assert own.get(f"{path}title/").status_code == (200 if writes else 403), role
        assert own.post(f"{path}title/", {}).status_code == (200 if writes else 403), role
        assert signed_in(role, "fire").get(path).status_code == (200 if sees else 403), role
        assert signed_in(role, "fire").get(f"{path}title/").status_code == (404 if writes else 403), role
        assert signed_in(role, "fire").get(f"{path}check/").status_code == (404 if writes else 403), role
        assert signed_in(role, "nhs").get(path).status_code == (404 if sees else 403), role
    reader = signed_in("dpo", "fire").get(path).content.decode()
    assert "Warm homes visits" in reader
    assert "You can read it" in reader
    assert f"{path}title/" not in reader
    assert "Warm homes visits" in signed_in("dpo", "fire").get("/drafts/").content.decode()
    assert "Warm homes visits" not in signed_in("ig-lead", "nhs").get("/drafts/").content.decode()


def test_somebody_of_another_initiative_does_not_see_a_draft(partnership: Partnership) -> None:
    path = begun(signed_in("coordinator"))
    said(signed_in("coordinator"), path, "parties", {"council": "controller", "fire": "controller"})
    assert signed_in("ig-lead", "council", "early-help").get(path).status_code == 404
    assert signed_in("ig-lead", "fire", "warm-homes").get(path).status_code == 200


def test_a_role_that_may_not_write_begins_nothing(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    signed_in("dpo", "council").post("/drafts/", {"initiative": "warm-homes", "title": "Mine"})
    assert not Draft.objects.exists()


def test_the_actions_ask_who_it_is_themselves(partnership: Partnership) -> None:
    from joinedup.engine.errors import JoinedupError
    from joinedup.service.agreements.drafting.actions import answer, begin
    from joinedup.service.authorization.acting import Acting

    lead = Acting(1, "one", "One", "council", "ig-lead")
    row = begin(lead, initiative="warm-homes", title="Ours")
    for other in (Acting(2, "two", "Two", "fire", "ig-lead"), Acting(3, "three", "Three", "council", "analyst")):
        with pytest.raises(JoinedupError) as refused:
            answer(other, row.pk, 0, title="Theirs")
        assert refused.value.code == "may-not"


def test_a_complete_draft_is_put_to_the_parties_who_are_told(partnership: Partnership) -> None:
    from joinedup.engine.agreements.agreement import DpiaOutcome
    from joinedup.service.agreements.queries import agreement_row, as_agreement
    from joinedup.service.audit.queries import links
    from joinedup.service.notices.queries import notices

    told = {role: enrolled(role, "fire") for role in ("signatory", "siro", "dpo", "analyst")}
    client = signed_in("ig-lead", "council")
    path = complete(client)
    shown = client.get(f"{path}check/").content.decode()
    assert "It cannot be put to the parties yet" not in shown
    row = agreement_row(proposed(client, path))
    agreement = as_agreement(row)
    assert agreement.dpia is DpiaOutcome.ACCEPTED
    assert {party.partner: party.kind for party in agreement.parties} == {"council": "unitary-council", "fire": "fire"}
    assert agreement.supplies[0].items == ("forename", "surname", "address", "postcode")
    assert agreement.retention_days == 60
    assert {role for role, person in told.items() if notices(person)} == {"signatory", "siro", "dpo"}
    kinds = [link.kind for link in links()]
    assert kinds.index("draft-begun") < kinds.index("agreement-proposed")
    answer = client.get(path)
    assert answer.status_code == 302
    assert row.reference in str(answer["Location"])


def test_nothing_is_put_to_the_parties_while_a_question_is_open(partnership: Partnership) -> None:
    from joinedup.service.agreements.drafting.building import agreement_of
    from joinedup.service.agreements.drafting.checking import lacking
    from joinedup.service.agreements.models import AgreementVersion, Draft

    client = signed_in("ig-lead", "council")
    path = complete(client)
    whole = Draft.objects.get()
    assert not lacking(whole, agreement_of(whole, KINDS, TODAY)).anything
    for key, _told in COMPLETE:
        row = without(key, Draft.objects.get())
        assert key in {one.key for one in lacking(row, agreement_of(row, KINDS, TODAY)).open}, key
    without("law_enforcement", whole).save()
    shown = client.get(f"{path}check/").content.decode()
    assert f'href="{path}law_enforcement/"' in shown.partition("Your answers")[0]
    assert client.post(f"{path}check/", {"changed": changed(path)}).status_code >= 400
    assert not AgreementVersion.objects.exists()


def without(key: str, row: Any) -> Any:
    """The draft as if one of its questions had not been answered."""
    held = {"type": "sharing_type", "dates": "starts"}.get(key, key)
    row.content.pop(held, None)
    row.content["legal"].pop(key, None)
    row.dpia["answers"] = [pair for pair in row.dpia["answers"] if pair[0] != key.removeprefix("dpia-")]
    if key == "risks":
        row.dpia["risks"] = row.dpia["measures"] = []
    return row


@pytest.mark.parametrize(
    ("key", "chosen", "citation"),
    [
        ("gateway", "lga-2000-s2", "Local Government Act 2000 s2"),
        ("article_6", "legitimate-interests", "UK GDPR Article 6(1)"),
        ("article_6", "recognised-interest", "UK GDPR Article 6(1)"),
    ],
)
def test_what_the_law_refuses_is_cited_and_not_saved(
    partnership: Partnership, key: str, chosen: str, citation: str
) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    path = begun(client)
    for question, told in COMPLETE[:9]:
        said(client, path, question, told)
    before = client.get(f"{path}{key}/").content.decode()
    assert "What the law does not let these parties choose" in before
    answer = client.post(f"{path}{key}/", {"chosen": chosen, "changed": changed(path)})
    assert answer.status_code == 200
    assert citation in answer.content.decode().partition("<h1")[0]
    assert key not in Draft.objects.get().content.get("legal", {})


def test_a_higher_type_than_would_do_needs_its_reason(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    path = begun(client)
    told = {"one_person": "no", "joined": "no", "together": "no", "sharing_type": "3"}
    answer = client.post(f"{path}type/", {**told, "changed": 0})
    assert "Type 1 would do" in answer.content.decode()
    said(client, path, "type", {**told, "why_not_lower": "A visitor must know whom to visit."})
    assert Draft.objects.get().content["why_not_lower"] == "A visitor must know whom to visit."


def test_sensitive_items_ask_for_their_condition_and_it_goes_with_them(partnership: Partnership) -> None:
    from joinedup.service.agreements.drafting.building import agreement_of
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    path = begun(client)
    for question, told in COMPLETE[:4]:
        said(client, path, question, told)
    assert client.get(f"{path}special_category/").status_code == 404
    said(client, path, "supplies", {"supplier": "council", "dataset": "care", "items_special": ["care_need"]})
    assert client.get(f"{path}special_category/").status_code == 200
    Draft.objects.update(content={**Draft.objects.get().content, "legal": {"special_category": "health-or-care"}})
    assert agreement_of(Draft.objects.get(), KINDS, TODAY).legal.special_category == "health-or-care"
    assert client.post(f"{path}supplies/0/remove/", {"changed": changed(path)}).status_code == 302
    assert agreement_of(Draft.objects.get(), KINDS, TODAY).legal.special_category == ""


def test_data_sets_and_risks_are_changed_in_their_place(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    path = begun(client)
    for key, told in COMPLETE[:5]:
        said(client, path, key, told)
    said(client, path, "risks", RISK)
    assert "council_tax" in client.get(f"{path}supplies/?change=0").content.decode()
    assert "poses as a visitor" in client.get(f"{path}risks/?change=0").content.decode()
    renamed = {"supplier": "council", "dataset": "cold-homes", "items_identifier": ["uprn"], "changed": changed(path)}
    assert client.post(f"{path}supplies/?change=0", renamed).status_code == 302
    assert client.post(f"{path}risks/?change=0", {**RISK, "source": "A list is lost", "changed": 7}).status_code == 302
    row = Draft.objects.get()
    assert row.content["supplies"] == [{"supplier": "council", "dataset": "cold_homes", "items": ["uprn"]}]
    assert [risk["source"] for risk in row.dpia["risks"]] == ["A list is lost"]
    assert len(row.dpia["measures"]) == 1
    assert client.post(f"{path}risks/0/remove/", {"changed": row.changed}).status_code == 302
    assert Draft.objects.get().dpia["risks"] == Draft.objects.get().dpia["measures"] == []
    nothing = client.post(f"{path}supplies/", {"supplier": "council", "dataset": "x", "changed": changed(path)})
    assert "at least one item" in nothing.content.decode()


def test_the_least_count_and_the_score_are_drafted_and_go_with_their_type(partnership: Partnership) -> None:
    from joinedup.engine.agreements.factor import Factor
    from joinedup.service.agreements.drafting.building import agreement_of, content_of
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    path = begun(client)
    for key, told in COMPLETE[:4]:
        said(client, path, key, told)
    assert client.get(f"{path}least/").status_code == client.get(f"{path}factors/").status_code == 404  # type 3
    linked = {"one_person": "no", "joined": "yes", "together": "no", "sharing_type": "2"}
    said(client, path, "type", linked)
    assert "Say what each supplier gives first" in client.get(f"{path}factors/").content.decode()
    said(client, path, "supplies", {"supplier": "council", "dataset": "rents", "items_personal": ["rent_arrears"]})
    said(client, path, "least", {"least_count": "12"})
    rent = {"name": "Rent arrears", "of": "rents:rent_arrears", "value": "500", "points": "2",
            "disadvantage": "financial exclusion"}  # fmt: skip
    said(client, path, "factors", rent)
    said(client, path, "factors", {**rent, "name": "Some", "value": "yes, Y", "points": "1", "cost": "9.5",
                                   "cost_source": "A table"})  # fmt: skip
    unsourced = client.post(f"{path}factors/", {**rent, "cost": "9", "changed": changed(path)}).content.decode()
    assert "Say where the cost comes from" in unsourced
    made = agreement_of(Draft.objects.get(), KINDS, TODAY)
    assert made.least_count == 12
    first = Factor("Rent arrears", "rents", "rent_arrears", 2, at_least=500, disadvantage="financial exclusion")
    second = evolve(first, name="Some", points=1, at_least=None, one_of=("yes", "Y"), cost=9.5, cost_source="A table")
    assert made.factors == (first, second)
    again = Draft(reference="A-9", version=1, initiative="warm-homes", content=content_of(made))
    assert agreement_of(again, KINDS, TODAY).factors == made.factors

    page = client.get(f"{path}factors/?change=1").content.decode()
    assert "yes, Y" in page
    assert "decides about nobody by itself" in page
    three = {**rent, "name": "Some", "points": "3", "changed": changed(path)}
    assert client.post(f"{path}factors/?change=1", three).status_code == 302
    assert client.post(f"{path}factors/0/remove/", {"changed": changed(path)}).status_code == 302
    made = agreement_of(Draft.objects.get(), KINDS, TODAY)
    assert [(one.name, one.points) for one in made.factors] == [("Some", 3)]
    said(client, path, "type", {**linked, "sharing_type": "1", "joined": "no"})
    assert agreement_of(Draft.objects.get(), KINDS, TODAY).factors == ()
    assert agreement_of(Draft.objects.get(), KINDS, TODAY).least_count == 12


def test_overruling_the_officer_needs_a_reason(partnership: Partnership) -> None:
    client = signed_in("ig-lead", "council")
    path = begun(client)
    answer = client.post(f"{path}advice/", {"followed": "no", "changed": 0})
    assert "Say why the officer is overruled" in answer.content.decode()
    said(client, path, "advice", {"followed": "no", "overruled_because": "The board answers for it."})


@pytest.mark.parametrize(("allowed", "goes"), [("yes", True), ("no", False)])
def test_high_risk_that_stays_waits_for_the_regulator(partnership: Partnership, allowed: str, goes: bool) -> None:
    high = {**RISK, "likelihood": "probable", "severity": "severe", "effect": "accepted", "residual": "high"}
    client = signed_in("ig-lead", "council")
    path = complete(client, risks=high)
    shown = client.get(f"{path}check/").content.decode()
    assert "Article 36" in shown
    assert f'href="{path}regulator/"' in shown
    assert client.post(f"{path}check/", {"changed": changed(path)}).status_code >= 400
    answer = {"consulted_on": TODAY.isoformat(), "consultation_answer": "As it says.", "allowed": allowed}
    said(client, path, "regulator", answer)
    put = client.post(f"{path}check/", {"changed": changed(path)})
    assert (put.status_code == 302) is goes


def test_the_second_of_two_writers_is_told_and_keeps_what_they_typed(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    first, second = signed_in("ig-lead", "council"), signed_in("coordinator")
    path = begun(first)
    assert first.post(f"{path}title/", {"title": "The first", "changed": 0}).status_code == 302
    answer = second.post(f"{path}title/", {"title": "The second", "changed": 0})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "What stands now: The first" in shown
    assert 'value="The second"' in shown
    assert Draft.objects.get().content["title"] == "The first"
    assert second.post(f"{path}title/", {"title": "Both"}).status_code == 409
    assert second.post(f"{path}title/", {"title": "Both", "changed": "1"}).status_code == 302
    assert first.post(f"{path}abandon/", {"changed": "1"}).status_code == 409
    assert Draft.objects.get().state == Draft.WRITING


def test_a_draft_is_put_away_after_a_question(partnership: Partnership) -> None:
    from joinedup.service.audit.queries import links

    client = signed_in("ig-lead", "council")
    path = begun(client)
    assert "Put this draft away?" in client.get(f"{path}abandon/").content.decode()
    assert client.get(path).status_code == 200
    assert client.post(f"{path}abandon/", {"changed": 0}).status_code == 302
    assert client.get(path).status_code == 404
    assert [link.kind for link in links()][-1] == "draft-put-away"


def test_an_amendment_is_the_next_version_and_what_others_said_is_asked_again(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    reference = proposed(client, complete(client))
    assert "Write its next version" in client.get(f"/agreements/{reference}/").content.decode()
    path = str(client.post(f"/drafts/copy/{reference}/")["Location"])
    row = Draft.objects.get(state=Draft.WRITING)
    assert (row.reference, row.version) == (reference, 2)
    assert str(client.post(f"/drafts/copy/{reference}/")["Location"]) == path
    other = signed_in("ig-lead", "fire").post(f"/drafts/copy/{reference}/")
    assert "Another partner is writing the next version" in other.content.decode()
    lacks = client.get(f"{path}check/").content.decode().partition("Your answers")[0]
    for key in ("dates", "dpia-dpo_advice", "advice"):
        assert f'href="{path}{key}/"' in lacks
    assert "A decision on the measure" in lacks
    told = dict(COMPLETE)
    for key in ("dates", "dpia-dpo_advice", "advice"):
        said(client, path, key, told[key])
    assert client.post(f"{path}risks/?change=0", {**RISK, "changed": changed(path)}).status_code == 302
    assert proposed(client, path) == reference
    assert client.get(f"/agreements/{reference}/compare/").status_code == 200


def test_one_like_it_for_another_initiative_keeps_who_takes_part_there(partnership: Partnership) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    reference = proposed(client, complete(client))
    assert client.post(f"/drafts/copy/{reference}/", {"initiative": "none"}).status_code == 404
    assert signed_in("ig-lead", "nhs").post(f"/drafts/copy/{reference}/", {}).status_code == 404
    assert client.post(f"/drafts/copy/{reference}/", {"initiative": "early-help"}).status_code == 302
    row = Draft.objects.get(state=Draft.WRITING)
    assert (row.version, row.initiative) == (1, "early-help")
    assert row.reference != reference
    assert row.content["parties"] == {"council": "controller"}
    assert row.content["recipients"] == []
    assert row.content["purposes"] == ["visit people in cold homes"]


def test_an_agreement_exported_elsewhere_becomes_a_draft_and_a_changed_one_is_refused(
    partnership: Partnership,
) -> None:
    from joinedup.service.agreements.models import Draft

    client = signed_in("ig-lead", "council")
    reference = proposed(client, complete(client))
    exported = client.get(f"/agreements/{reference}/version/1/document.jsonld").content

    def brought_in(held: bytes, initiative: str = "warm-homes") -> Any:
        file = SimpleUploadedFile("agreement.jsonld", held)
        return client.post("/drafts/import/", {"initiative": initiative, "file": file})

    there = brought_in(exported, "early-help")
    assert there.status_code == 302
    made = Draft.objects.get(pk=int(there["Location"].split("/")[2]))
    assert made.content["title"] == "Warm homes visits"
    assert set(made.content["parties"]) == {"council"}, "fire takes no part in early help"
    for held, says in (
        (exported.replace(b"cold homes", b"any home"), "changed after it was exported"),
        (b'{"@id": "x"}', "does not hold an agreement"),
        (b"[1, 2]", "not a machine-readable agreement"),
        (b"\xff\xfe", "not a machine-readable agreement"),
        (b"[" * 100_000, "not a machine-readable agreement"),
    ):
        refused = brought_in(held)
        assert refused.status_code == 200
        assert says in refused.content.decode()
    assert brought_in(exported, "elsewhere").status_code == 200
    assert signed_in("dpo", "council").get("/drafts/import/").status_code == 403


def test_a_protocol_is_written_and_its_promises_are_shown_where_it_is_chosen(partnership: Partnership) -> None:
    client = signed_in("coordinator")
    days = {"starts": TODAY.isoformat(), "ends": FAR_AHEAD.isoformat(), "review_due": FAR_AHEAD.isoformat()}
    told = {"reference": "P-2", "title": "Second protocol", "principles": "Tell people.\n\nKeep it short.", **days}
    assert (
        "protocol of that name already"
        in client.post("/drafts/protocol/", {**told, "reference": "P-1"}).content.decode()
    )
    assert client.post("/drafts/protocol/", told).status_code == 302
    path = begun(signed_in("ig-lead", "council"))
    shown = signed_in("ig-lead", "council").get(f"{path}protocol/").content.decode()
    for words in ("Share rightly.", "Tell people.", "Keep it short.", "still being signed"):
        assert words in shown
    assert signed_in("dpo", "council").post("/drafts/protocol/", told).status_code == 403


def test_guidance_is_found_by_words_and_kind_of_data(installation: Home) -> None:
    client = signed_in("practitioner", "council")
    everything = client.get("/guidance/").content.decode()
    assert "always need consent" in everything
    found = client.get("/guidance/?words=CONSENT+child").content.decode()
    assert "when a child may be at risk" in found
    assert "always need consent to share" not in found
    assert "Nothing fits" in client.get("/guidance/?words=zyxwv").content.decode()
    assert client.get("/guidance/?about=health").status_code == 200


def test_no_page_asks_the_database_more_than_thirty_times(partnership: Partnership) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("ig-lead", "council")
    for _one in range(12):
        begun(client)
    path = complete(client)
    for page in ("/drafts/", path, f"{path}check/", "/guidance/", *(f"{path}{key}/" for key, _told in COMPLETE)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200, page
        assert len(asked) <= 30, page


def test_a_provision_that_the_partnership_saw_commence_can_be_relied_on(installation: Home) -> None:
    from joinedup.engine.agreements.law.commencement import SWITCHES
    from joinedup.service.agreements.queries import switches

    Partnership("council", "nhs")
    client = signed_in("ig-lead", "council")
    unknown = next(one for one in SWITCHES.values() if one.starts is None)
    assert b"No day known" in client.get("/commencement/").content
    wrong = client.post("/commencement/", {"switch": "no-such", "starts": "2026-01-01", "source": "x"})
    assert b"There is a problem" in wrong.content
    told = {"switch": unknown.key, "starts": "2026-11-01", "source": "SI 2026/1"}
    assert client.post("/commencement/", told).status_code == 302
    assert switches() == {unknown.key: date(2026, 11, 1)}
    assert b"Entered by the partnership" in client.get("/commencement/").content
