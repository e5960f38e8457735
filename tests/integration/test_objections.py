"""A person objects, by their own page or by a letter: what the partner holds of them leaves no more."""

from __future__ import annotations

import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import Agreement, LegalAnswers
from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.integration.test_residents_pages import REQUEST, code_of, come_in
from tests.made_up.found import ALONE, BORN, TWIN, VIEW, stocked
from tests.made_up.partnership import LOOK_UP, TODAY
from tests.made_up.people import signed_in

LINKED = evolve(
    VIEW, reference="A-2", sharing_type=2, recipients=("council",),
    legal=LegalAnswers("cda-1998-s115", "public-task", "anonymised"),
    supplies=(evolve(VIEW.supplies[0], items=(*VIEW.supplies[0].items, "sex")),),
)  # fmt: skip
ON_SQLITE = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
ASKED = {"surname": ALONE, "date_of_birth": BORN.isoformat(), "why": "A letter of 3 May: granted."}


def leaving(agreement: Agreement) -> list[str]:
    """The clients of whom anything leaves: from the index of a type 2 agreement, or the rows of a single view."""
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.lending import IndexNow, lend_index

    if agreement.sharing_type == 2:
        from joinedup.engine.gate.movement import Kind

        index = IndexNow(agreement.reference)
        rows = lend_index(gate(), index, agreement=agreement, kind=Kind.DELIVER, recipient="council", by="a test")
        return sorted(rows["client"])
    with gate().lend(LOOK_UP, rows=[1, 2, 3, 4]) as table:
        return sorted(table["surname"].to_pylist())


def proved() -> list[str]:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    return [one.words for one in findings(gate())]


def test_a_letter_is_written_down_and_lifted_by_the_partner_alone(installation: Home) -> None:
    stocked()
    everybody = leaving(VIEW)
    lead, other = signed_in("ig-lead", "nhs"), signed_in("ig-lead", "council")
    page = lead.get("/objections/").content.decode()
    assert "Nobody has objected" in page
    assert "Single view (A-3)" in page
    assert "supplies nothing under an agreement" in other.get("/objections/").content.decode()
    missing = lead.post("/objections/", {**ASKED, "why": ""}).content.decode()
    assert "There is a problem" in missing

    assert lead.post("/objections/", {**ASKED, "agreements": ["A-3"]}).status_code == 302
    assert leaving(VIEW) == [one for one in everybody if one != ALONE]
    page = lead.get("/objections/").content.decode()
    assert "A letter of 3 May" in page
    assert ALONE not in page
    assert "A letter of 3 May" not in other.get("/objections/").content.decode()
    assert proved() == []

    assert lead.get("/objections/1/lift/").status_code == 404
    assert other.post("/objections/1/lift/").status_code == 400
    assert leaving(VIEW) != everybody
    assert lead.post("/objections/1/lift/").status_code == 302
    assert leaving(VIEW) == everybody
    assert lead.post("/objections/1/lift/").status_code == 400
    assert proved() == []


@ON_SQLITE
def test_of_two_with_one_name_and_birthday_both_stay_and_a_stranger_for_the_day_they_come(installation: Home) -> None:
    stocked()
    everybody, lead = leaving(VIEW), signed_in("ig-lead", "nhs")
    lead.post("/objections/", {**ASKED, "surname": "Stranger", "agreements": ["A-3"]})
    assert leaving(VIEW) == everybody
    assert "it holds as soon as somebody does" in lead.get("/objections/").content.decode()
    lead.post("/objections/", {**ASKED, "surname": TWIN, "agreements": ["A-3"]})
    assert leaving(VIEW) == [one for one in everybody if one != TWIN]


@ON_SQLITE
@pytest.mark.parametrize("basis", ["legal-obligation", "consent"])
def test_nobody_can_object_where_the_law_gives_no_such_right(installation: Home, basis: str) -> None:
    stocked(evolve(VIEW, legal=evolve(VIEW.legal, article_6=basis)))
    lead = signed_in("ig-lead", "nhs")
    assert "supplies nothing under an agreement" in lead.get("/objections/").content.decode()
    assert "Select a valid choice" in lead.post("/objections/", {**ASKED, "agreements": ["A-3"]}).content.decode()


@ON_SQLITE
@pytest.mark.parametrize(("answer", "stays"), [("granted", True), ("partly-granted", True), ("refused", False)])
def test_a_resident_s_own_objection_holds_from_the_first_day_and_then_as_answered(
    installation: Home, answer: str, stays: bool
) -> None:
    stocked(LINKED)
    everybody = leaving(LINKED)
    resident = come_in(code_of())
    resident.post("/about-me/ask/", {**REQUEST, "kind": "objection", "controllers": ["nhs"]})
    without = [one for one in everybody if one != "client-alone"]
    assert leaving(LINKED) == without
    lead = signed_in("ig-lead", "nhs")
    assert "while it is being decided" in lead.get("/objections/").content.decode()
    step = {"step": answer, "on": TODAY.isoformat(), "words": "Decided.", "seen": "0"}
    assert lead.post("/residents/requests/1/", step).status_code == 302
    assert leaving(LINKED) == (without if stays else everybody)
    assert "while it is being decided" not in lead.get("/objections/").content.decode()
    assert proved() == []


@ON_SQLITE
def test_a_single_view_goes_on_until_an_objection_is_granted(installation: Home) -> None:
    """It may be somebody's safety: Article 18(2)."""
    stocked()
    everybody = leaving(VIEW)
    resident = come_in(code_of())
    resident.post("/about-me/ask/", {**REQUEST, "kind": "objection", "controllers": ["nhs"]})
    assert leaving(VIEW) == everybody
    step = {"step": "granted", "on": TODAY.isoformat(), "words": "Decided.", "seen": "0"}
    signed_in("ig-lead", "nhs").post("/residents/requests/1/", step)
    assert leaving(VIEW) == [one for one in everybody if one != ALONE]


@ON_SQLITE
def test_an_objection_is_kept_by_those_who_serve_residents(installation: Home) -> None:
    stocked()
    for role in ROLES:
        status = 200 if role in ("ig-lead", "coordinator") else 403
        assert signed_in(role, "council").get("/objections/").status_code == status


def test_nobody_takes_an_objection_out_of_the_register_behind_its_back(installation: Home) -> None:
    from django.db import DatabaseError, connection

    from joinedup.service.objections.models import Objection

    stocked()
    signed_in("ig-lead", "nhs").post("/objections/", {**ASKED, "agreements": ["A-3"]})
    with pytest.raises(DatabaseError, match="joinedup"):
        Objection.objects.all().delete()
    Objection.objects.update(lifted_on=TODAY)
    assert "Whether it has been lifted is not as the chain tells it." in proved()
    connection.close()


@ON_SQLITE
def test_an_objection_holds_under_every_id_that_a_person_may_have_after_linking_again(installation: Home) -> None:
    from joinedup.engine.linkage.stable import Event
    from joinedup.service.objections.following import follow_objections
    from joinedup.service.objections.models import Objection

    stocked(LINKED)
    come_in(code_of()).post("/about-me/ask/", {**REQUEST, "kind": "objection", "controllers": ["nhs"]})
    everybody = {"client-alone", "client-twin-1", "client-twin-2", "client-hidden"}
    follow_objections("A-2", [Event("split", ("client-alone",), ("client-alone", "client-twin-1"))])
    assert set(leaving(LINKED)) == everybody - {"client-alone", "client-twin-1"}
    follow_objections("A-2", [Event("merge", ("client-twin-1", "client-hidden"), ("client-hidden",))])
    assert set(leaving(LINKED)) == {"client-twin-2"}
    follow_objections("A-2", [Event("merge", ("client-twin-1", "client-hidden"), ("client-hidden",))])
    assert Objection.objects.filter(lifted_on=None).count() == 3
    step = {"step": "refused", "on": TODAY.isoformat(), "words": "Decided.", "seen": "0"}
    signed_in("ig-lead", "nhs").post("/residents/requests/1/", step)
    assert set(leaving(LINKED)) == everybody
    assert proved() == []
