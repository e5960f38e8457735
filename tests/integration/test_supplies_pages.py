"""Supplies in pages: who may, nothing on a disk in plain form, refusals first, one effect, judged, due, late."""

from __future__ import annotations

import gc
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, Partnership, in_force
from tests.made_up.people import enrolled, signed_in

PLANTED = "Zyxwvutsplanted"
ROWS = 40
FAR_AHEAD = 4_000_000_000  # seconds; a file that has just been written to
CSV = "Forename,Surname,NHS No,Shoe size\n" + "".join(
    f"Alex,{PLANTED}{chr(97 + n % 26)}{chr(97 + n // 26)},99900000{n:02d},{n}\n" for n in range(ROWS)
)
SEEING = {"data-supplier", "system", "analyst", "ig-lead", "coordinator", "checker"}
MAPPED = {"c0": "forename", "c1": "surname", "c2": "nhs_number", "c3": "", "changed": "0"}


def works() -> None:
    """What the worker would do now."""
    from joinedup.service.work.jobs import run
    from joinedup.service.work.models import Job

    for job in Job.objects.filter(state=Job.WAITING).order_by("asked_at"):
        run.call(str(job.pk))


def begun(client: Client) -> str:
    """The address of an upload that has begun."""
    answer = client.post("/supplies/send/A-3/community/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def uploaded(client: Client, content: str = CSV) -> str:
    """A whole file sent in a form; returns the address of its page."""
    address = begun(client)
    answer = client.post(f"{address}file/", {"file": io.BytesIO(content.encode())})
    assert answer.status_code == 302
    works()
    return address


def supplied(client: Client, content: str = CSV) -> str:
    """A supply sent and received; returns its name."""
    from joinedup.service.supplies.models import Supply

    address = uploaded(client, content)
    assert client.post(address, MAPPED).status_code == 302
    works()
    return Supply.objects.order_by("-movement")[0].name


def anywhere_below(folder: Path, words: str) -> list[str]:
    """The files that hold these words in plain form."""
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_the_list_opens_for_its_roles_only(installation: Home) -> None:
    in_force()
    for role in ROLES:
        status = signed_in(role, "nhs").get("/supplies/").status_code
        expected = 200 if role in SEEING else 404 if "see an initiative" in " ".join(ROLES[role].may) else 403
        assert status == expected, role


def test_each_other_page_opens_for_its_roles_and_its_partner_only(installation: Home) -> None:
    in_force()
    supplier = signed_in("data-supplier", "nhs")
    name, waiting = supplied(supplier), uploaded(supplier)
    for role in ROLES:
        own, other = signed_in(role, "nhs"), signed_in(role, "school")
        for path in (f"/supplies/report/{name}/", f"/supplies/report/{name}/quality.csv"):
            assert (own.get(path).status_code == 200) == (role in SEEING), (role, path)
            assert other.get(path).status_code in (403, 404), (role, path)
        for path in ("/supplies/send/A-3/community/", waiting):
            assert (own.get(path).status_code == 200) == (role in ("data-supplier", "system")), (role, path)
            assert other.get(path).status_code in (403, 404), (role, path)
            assert signed_in(role, "council").get(path).status_code in (403, 404), (role, path)
        due = signed_in(role, "council").get("/supplies/due/A-3/nhs/community/").status_code
        assert (due == 200) == (role == "ig-lead"), role
    assert signed_in("ig-lead", "nhs").get("/supplies/due/A-3/nhs/community/").status_code == 404


def test_a_file_is_sent_laid_out_received_and_reported(installation: Home) -> None:
    from joinedup.service.notices.queries import notices
    from joinedup.service.supplies.models import Arrival

    in_force()
    lead = enrolled("ig-lead", "council")
    client = signed_in("data-supplier", "nhs")
    address = uploaded(client)
    page = client.get(address)
    shown = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "Shoe size" in shown
    assert PLANTED not in shown
    assert "9990000" not in shown
    assert "<code>Aaaa" in shown
    assert client.post(address, MAPPED).status_code == 302
    works()
    assert Arrival.objects.get().state == Arrival.RECEIVED
    assert not list((installation.folder / "arriving").glob("*.sealed"))
    report = client.get(f"/supplies/report/{Arrival.objects.get().supply}/").content.decode()
    assert f"{ROWS} records." in report
    assert "1 column was left behind" in report
    assert len(notices(lead)) == 1
    again = client.get(uploaded(client)).content.decode()
    assert "laid out as last time" in again


def test_what_is_uploaded_lies_nowhere_in_plain_form(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    uploaded(client)
    assert list((installation.folder / "arriving").glob("*.sealed"))
    assert anywhere_below(installation.folder, PLANTED) == []


def test_a_lapsed_agreement_refuses_before_a_byte_is_read(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.audit.queries import links
    from joinedup.service.supplies.models import Arrival, Supply

    in_force()
    client = signed_in("data-supplier", "nhs")
    address = begun(client)
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    answer = client.post(f"{address}file/", {"file": io.BytesIO(CSV.encode())})
    assert "suspended" in answer.content.decode()
    assert Arrival.objects.get().state == Arrival.REFUSED
    assert client.post("/supplies/send/A-3/community/").status_code >= 400
    assert [link.kind for link in links()].count("movement-refused") == 2
    assert not list((installation.folder / "arriving").glob("*.sealed"))
    assert not Supply.objects.exists()


def _put(client: Client, address: str, content: bytes, offset: int, whole: int) -> object:
    return client.put(
        f"{address}file/", content, content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Upload-Length": str(whole)},
    )  # fmt: skip


def test_an_upload_goes_on_after_a_break(installation: Home) -> None:
    from joinedup.service.supplies.models import Arrival

    in_force()
    client = signed_in("data-supplier", "nhs")
    address, content = begun(client), CSV.encode()
    assert _put(client, address, content[:100], 0, len(content)).status_code == 204
    there = client.head(f"{address}file/")
    assert there["Upload-Offset"] == "100"
    assert _put(client, address, content[200:], 200, len(content)).status_code == 400
    assert client.post(f"{address}whole/").status_code == 400
    # the last piece was cut off on its way to the disk: it counts as nothing
    [sealed] = (installation.folder / "arriving").glob("*.sealed")
    sealed.write_bytes(sealed.read_bytes() + b"\x00\x00\x01\x00half a piece")
    assert _put(client, address, content[100:], 100, len(content))["Upload-Offset"] == str(len(content))
    assert client.post(f"{address}whole/").json()["address"].startswith("/jobs/")
    works()
    assert Arrival.objects.get().state == Arrival.MAPPING
    assert _put(client, address, b"more", len(content), len(content)).status_code == 400


def test_what_was_changed_on_the_disk_is_not_received(installation: Home) -> None:
    from joinedup.service.supplies.models import Arrival

    in_force()
    client = signed_in("data-supplier", "nhs")
    address, content = begun(client), CSV.encode()
    _put(client, address, content, 0, len(content))
    [sealed] = (installation.folder / "arriving").glob("*.sealed")
    *before, last = sealed.read_bytes()
    sealed.write_bytes(bytes([*before, last ^ 1]))  # the seal is random: a set byte would be right once in 256 times
    client.post(f"{address}whole/")
    works()
    row = Arrival.objects.get()
    assert (row.state, row.problem["error"]) == (Arrival.REFUSED, "arrival-damaged")


def test_a_file_that_is_too_large_is_not_read(installation: Home) -> None:
    from django.test import override_settings

    in_force()
    client = signed_in("data-supplier", "nhs")
    address = begun(client)
    with override_settings(UPLOAD_BYTES=100):
        assert "larger than" in client.post(f"{address}file/", {"file": io.BytesIO(CSV.encode())}).content.decode()
        assert _put(client, address, b"x", 0, 101).json()["error"] == "arrival-too-large"


def test_a_file_that_was_too_large_holds_nothing_open(installation: Home) -> None:
    from django.test import override_settings

    in_force()
    client = signed_in("data-supplier", "nhs")
    address = begun(client)
    gc.disable()  # what Django left in a circle would stay, and with it the lock
    try:
        with override_settings(UPLOAD_BYTES=100):
            client.post(f"{address}file/", {"file": io.BytesIO(CSV.encode())})
        assert _put(client, address, CSV.encode(), 0, len(CSV)).status_code == 204
    finally:
        gc.enable()


def test_a_second_run_of_the_same_work_has_no_second_effect(installation: Home) -> None:
    from joinedup.service.supplies.models import Arrival, Supply
    from joinedup.service.work.jobs import run
    from joinedup.service.work.models import Job

    in_force()
    client = signed_in("data-supplier", "nhs")
    client.post(uploaded(client), MAPPED)
    works()
    for state in (Arrival.RECEIVING, Arrival.RECEIVED):  # killed before, and after, it was noted
        Arrival.objects.update(state=state)
        job = Job.objects.get(kind="receive")
        Job.objects.filter(pk=job.pk).update(state=Job.GOING_ON)
        run.call(str(job.pk))
        assert Job.objects.get(pk=job.pk).state == Job.DONE
    assert Supply.objects.count() == 1


def test_two_people_laying_one_file_out_the_second_is_told(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    address = uploaded(client)
    answer = client.post(address, {**MAPPED, "changed": "1"})
    assert "meanwhile" in answer.content.decode()


def test_a_layout_that_makes_no_sense_is_said_at_the_column(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    address = uploaded(client)
    assert "There is a problem" in client.post(address, {**MAPPED, "c1": "forename"}).content.decode()
    nothing = client.post(address, {"c0": "", "c1": "", "c2": "", "c3": "", "changed": "0"}).content.decode()
    assert "No column holds an agreed item" in nothing
    not_agreed = client.post(address, {**MAPPED, "c3": "postcode"}).content.decode()
    assert "There is a problem" in not_agreed


def test_a_supply_sent_back_is_linked_no_more_and_its_supplier_hears(installation: Home) -> None:
    from joinedup.service.audit.queries import attested_findings
    from joinedup.service.notices.queries import notices
    from joinedup.service.supplies.queries import attested, held

    in_force()
    supplier = enrolled("data-supplier", "nhs")
    client, lead = signed_in("data-supplier", "nhs"), signed_in("ig-lead", "council")
    first, second = supplied(client), supplied(client)
    path = f"/supplies/report/{second}/"
    told = {"seen": "0", "accepted": "no", "words": "The forenames are empty."}
    assert "Say what the supplier" in lead.post(path, {**told, "words": ""}).content.decode()
    assert signed_in("ig-lead", "nhs").post(path, told).status_code == 200
    assert [row.name for row in held("A-3")] == [second]
    assert lead.post(path, told).status_code == 302
    assert [row.name for row in held("A-3")] == [first]
    assert "meanwhile" in lead.post(path, told).content.decode()
    assert "The forenames are empty." in notices(supplier)[0].words
    assert "Send a better one" in client.get(path).content.decode()
    assert lead.post(path, {"seen": "1", "accepted": "yes", "words": ""}).status_code == 302
    assert [row.name for row in held("A-3")] == [second]
    assert [finding for finding in attested_findings(attested()) if "supply-judged" in finding.words] == []


def test_late_suppliers_are_reminded_once_a_day(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.notices.queries import notices
    from joinedup.service.supplies.scheduling import remind_late

    in_force()
    person = enrolled("data-supplier", "nhs")
    lead = signed_in("ig-lead", "council")
    starts = (TODAY - timedelta(days=3)).isoformat()
    path = "/supplies/due/A-3/nhs/community/"
    assert "how many days" in lead.post(path, {"every": "days", "starts": starts, "seen": "0"}).content.decode()
    answer = lead.post(path, {"every": "days", "days": "30", "starts": starts, "seen": "0"})
    assert answer.status_code == 302
    assert "meanwhile" in lead.post(path, {"every": "", "starts": starts, "seen": "0"}).content.decode()
    assert "3 days late" in signed_in("data-supplier", "nhs").get("/supplies/").content.decode()
    assert remind_late(TODAY) == 1
    assert remind_late(TODAY) == 0
    assert "3 days late" in notices(person)[0].words
    assert remind_late(TODAY + timedelta(days=1)) == 1
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    assert remind_late(TODAY + timedelta(days=2)) == 0


def test_the_day_s_round_is_asked_for_once_and_gives_old_uploads_up(installation: Home) -> None:
    from django.utils import timezone

    from joinedup.service.supplies.models import Arrival
    from joinedup.service.work.actions import ask_daily

    in_force()
    begun(signed_in("data-supplier", "nhs"))
    Arrival.objects.update(begun_at=timezone.now() - timedelta(days=15))
    assert ask_daily() is not None
    assert ask_daily() is None
    works()
    assert Arrival.objects.get().state == Arrival.GIVEN_UP
    assert not list((installation.folder / "arriving").glob("*.sealed"))


@pytest.mark.parametrize("path", ["/supplies/", "report", "upload"])
def test_no_page_asks_the_database_more_than_thirty_times(installation: Home, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    in_force()
    client = signed_in("data-supplier", "nhs")
    name = supplied(client)
    where = {"report": f"/supplies/report/{name}/", "upload": uploaded(client)}.get(path, path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    assert len(asked) <= 30


def test_the_picture_and_the_table_say_the_same(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    name = supplied(client)
    picture = client.get(f"/supplies/report/{name}/quality.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "NHS number" in picture.content.decode()
    table = client.get(f"/supplies/report/{name}/quality.csv").content.decode()
    assert f"item,surname,good,{ROWS},1.0" in table


def test_a_demand_across_sites_is_refused(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    address = begun(client)
    strict = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    strict.cookies = client.cookies
    assert strict.post(f"{address}file/", {"file": io.BytesIO(CSV.encode())}).status_code == 403
    assert _put(strict, address, CSV.encode(), 0, len(CSV)).status_code == 403


def test_what_no_database_takes_is_not_asked_of_it(installation: Home) -> None:
    in_force()
    client = signed_in("data-supplier", "nhs")
    assert client.get("/supplies/?words=%00&page=0").status_code == 200
    assert client.get("/supplies/send/%00/community/").status_code == 404
    assert signed_in("ig-lead", "council").get("/supplies/due/A-3/%00/%00/").status_code == 404


def test_partners_who_are_no_party_see_nothing_of_it(installation: Home) -> None:
    partnership = Partnership("council", "nhs", "school")
    partnership.protocol()
    partnership.propose()
    partnership.sign()
    assert "Single view" not in signed_in("data-supplier", "school").get("/supplies/").content.decode()
    assert "Single view" not in signed_in("data-supplier", "council").get("/supplies/").content.decode()


def _watched(installation: Home, folder: Path, *more: str) -> int:
    from joinedup.cli.main import status_of

    told = ["--agreement", "A-3", "--supplier", "nhs", "--dataset", "community", "--once"]
    return status_of(["watch", str(folder), *told, *more, "--home", str(installation.folder)])


def _put_there(folder: Path, name: str, content: str = CSV) -> Path:
    path = folder / name
    path.write_text(content)
    os.utime(path, (0, 0))  # nobody has written to it for long
    return path


def test_a_watched_folder_is_received_once_and_says_what_came_of_it(installation: Home, tmp_path: Path) -> None:
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.supplies.models import Supply

    in_force()
    folder = tmp_path / "in"
    folder.mkdir()
    _put_there(folder, "one.csv")
    _put_there(folder, "two.csv.part")
    os.utime(_put_there(folder, "being-written.csv"), (FAR_AHEAD, FAR_AHEAD))
    assert _watched(installation, folder) == 0
    assert _watched(installation, folder) == 0
    assert Supply.objects.count() == 1
    _put_there(folder, "one-again.csv")
    assert _watched(installation, folder, "--remove") == 0
    assert Supply.objects.count() == 1
    assert sorted(path.name[25:] for path in (folder / "received").iterdir()) == [
        "one-again.csv.txt", "one.csv", "one.csv.txt",
    ]  # fmt: skip
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    _put_there(folder, "three.csv", CSV.replace("Alex", "Bo"))
    assert _watched(installation, folder) == 1
    [note] = (folder / "refused").glob("*.txt")
    assert "suspended" in note.read_text()
    assert PLANTED not in note.read_text()
    assert Supply.objects.count() == 1
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        ".joinedup-watch.lock", "being-written.csv", "two.csv.part",
    }  # fmt: skip


def test_a_partner_s_system_supplies_through_the_same_gate(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.supplies.models import Arrival, Supply

    in_force()
    headers = {"Authorization": f"Bearer {_token(enrolled('data-supplier', 'nhs'))}"}
    client, content = Client(headers={"host": "127.0.0.1", **headers}), CSV.encode()
    asked = {"agreement": "A-3", "dataset": "community", "size": len(content)}
    begun = client.post("/api/supplies", asked, content_type="application/json")
    assert begun.status_code == 201, begun.content
    path = f"/api/supplies/{begun.json()['key']}"
    assert client.put(f"{path}/content", content[:50], content_type="application/octet-stream").json()["size"] == 50
    assert client.post(f"{path}/receive").status_code == 409
    rest = client.put(
        f"{path}/content", content[50:], content_type="application/octet-stream", headers={"Upload-Offset": "50"}
    )
    assert rest.json()["size"] == len(content)
    assert client.post(f"{path}/receive").json()["state"] == Arrival.RECEIVING
    works()
    told = client.get(path).json()
    assert (told["state"], told["supply"]) == (Arrival.RECEIVED, Supply.objects.get().name)
    unknown = client.post("/api/supplies", {**asked, "agreement": "A-9"}, content_type="application/json")
    assert unknown.status_code == 404
    assert client.get("/api/supplies/%00").status_code == 404
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    refused = client.post("/api/supplies", asked, content_type="application/json")
    assert refused.status_code == 409
    assert "suspended" in str(refused.json()["reasons"])


def _token(person: int) -> str:
    """A token that a system of the supplier's partner has."""
    from django.utils import timezone
    from oauth2_provider.models import AccessToken, Application

    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.queries import roles_of
    from joinedup.service.api.actions import register

    [(_, acting)] = roles_of(Person.objects.get(pk=person))
    client = register(acting, title="Nightly export", on=TODAY).client
    expires = timezone.now() + timedelta(minutes=5)
    application = Application.objects.get(client_id=client)
    return str(AccessToken.objects.create(application=application, token="t", scope="supply", expires=expires).token)


def test_what_a_killed_worker_sealed_and_did_not_write_down_is_received_again(installation: Home) -> None:
    from joinedup.engine.vault.keys import KeyRing
    from joinedup.service.supplies.actions import named
    from joinedup.service.supplies.models import Arrival, Supply

    in_force()
    client = signed_in("data-supplier", "nhs")
    client.post(uploaded(client), MAPPED)
    name = named("A-3", "community", Arrival.objects.get().key)
    KeyRing(installation.vault / "keys", installation.master_key.read_bytes()).make(name)
    works()
    assert [row.name for row in Supply.objects.all()] == [name]
    assert Arrival.objects.get().state == Arrival.RECEIVED
