"""Pages name people to people of the partnership; the chain, exports, residents and the public have handles, if any."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.integration.test_loading_figures import loaded, people, rows
from tests.made_up.people import enrolled, signed_in

__all__ = ["people"]  # a fixture
HANDLE = re.compile(r"person-[0-9a-f]{8}")


def test_pages_say_who_and_the_chain_and_its_export_a_handle(people: dict[str, Client]) -> None:
    where = loaded(people, rows(30, 31, 32))
    people["loader"].post(f"{where}put/")
    people["owner"].post(where, {"signed": "yes", "words": ""})
    page = people["owner"].get(where).content.decode()
    assert "A analyst (Analyst, council)" in page
    assert "A analyst (Analyst, nhs)" in page
    assert HANDLE.search(page) is None
    auditor = signed_in("auditor")
    told = auditor.get("/audit/").content.decode()
    assert "A analyst (Analyst, nhs)" in told
    assert "A board-member acts as Board member" in told  # in the sentence, too
    assert HANDLE.search(told) is None
    export = b"".join(auditor.get("/audit/events.csv")).decode()
    assert HANDLE.search(export)
    assert "A analyst" not in export


def test_events_are_found_by_a_person_s_name(people: dict[str, Client]) -> None:
    loaded(people, rows(30, 31, 32))
    enrolled("checker", "nhs")
    found = signed_in("auditor").get("/audit/", {"words": "A check"}).content.decode()
    assert "A checker may sign in" in found
    assert "A analyst" not in found


def test_however_many_rows_the_names_are_asked_for_once(people: dict[str, Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    auditor = signed_in("auditor")
    with CaptureQueriesContext(connection) as few:
        auditor.get("/audit/")
    for number in range(30):
        enrolled("practitioner", "nhs", name=f"p{number}")
    with CaptureQueriesContext(connection) as many:
        assert auditor.get("/audit/").content.decode().count("A practitioner") > 30
    assert len(many) <= len(few)  # the first looked more up about who asks
    asked = [one["sql"] for one in many if '"accounts_person"."name"' in one["sql"] and "handle" in one["sql"]]
    assert len([one for one in asked if "WHERE" not in one]) == 1


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_whoever_is_not_of_the_partnership_reads_no_name(installation: Home) -> None:
    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.naming import naming
    from joinedup.service.authorization.acting import Acting

    number = enrolled("analyst", "nhs")
    handle = Person.objects.get(pk=number).handle
    words = f"{handle} (Analyst, nhs)"

    def read(acting: Any) -> str:
        return naming(acting)(words)

    assert read(None) == words
    for role in ("resident", "system"):
        assert read(Acting(number, handle, "N", "nhs", role)) == words
    for role in ("auditor", "coordinator", "practitioner", "administrator"):
        assert read(Acting(number, handle, "N", "nhs", role)) == "A analyst (Analyst, nhs)"
    assert naming(Acting(number, handle, "N", "nhs", "auditor"))("person-00000000 left") == "person-00000000 left"
