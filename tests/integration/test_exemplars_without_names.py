"""The exemplars whose data are linked without names: each shows what its real system was for."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.service.project.home import Home
from tests.made_up.gathering import run_exemplar

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def released(home: Home, sharing_type: int) -> Path:
    return next(path for path in home.releases.iterdir() if path.name.startswith(f"release-{sharing_type}"))


def test_herts_repeat_attenders_are_counted_and_only_the_treating_trust_learns_who(installation: Home) -> None:
    shown = run_exemplar("herts-brief-interventions", installation, 1200)

    # the opt-out comes first: without the list nothing leaves, with it those who objected are not in the extract
    assert shown.refusals[0]["reasons"] == ["opt-out-list-missing"]
    delivered = shown.facts["delivered HB-1"]
    assert delivered["opted_out_records"] >= 10
    assert delivered["rows"] + delivered["left_out"] < shown.facts["linked HB-1"]["clients"]

    # repeat attenders counted across sources: only counts come out, none of them small
    counts = list(shown.facts["cohort HB-1"].values())
    assert len(counts) == 3
    assert all(count is None or (count % 5 == 0 and count != 5) for count in counts)

    # the extract keeps its promise; its twin has its shape and nobody's row
    folder = released(installation, 2)
    assert {path.name for path in folder.iterdir()} == {"extract.csv", "twin.csv", "csv-metadata.json"}
    extract, twin = rows(folder, "extract.csv"), rows(folder, "twin.csv")
    assert set(extract[0]) == set(twin[0])
    assert not {row["pseudonym"] for row in extract} & {row["pseudonym"] for row in twin}
    assert delivered["k"] >= 5
    assert delivered["unique"] == 0
    assert delivered["share_left_out"] <= 0.05
    for least in delivered["diversity"].values():
        assert least[0] is None or least[0] >= 2

    # the second agreement: not before it is signed, and only the trust
    assert "not-signed" in shown.refusals[1]["reasons"]
    told = shown.facts["reidentified"]
    assert (told["partner"], told["people"]) == ("nhs", told["listed"])
    assert told["records"] >= told["people"] > 0
    assert "not-a-recipient" in shown.refusals[2]["reasons"]
    assert shown.facts["chain"]["findings"] == 0

    # each re-identification is an event of its own
    from joinedup.service.audit.queries import links_about

    assert len(links_about("reidentified", [folder.name])) == told["listed"]

    # the same on a page: one's own numbers for one pseudonym, a reason asked for, and nothing for anybody else
    from tests.made_up.people import signed_in

    often = next(row for row in extract if (row["nhs_community: emergency_attendances"] or "0") >= "3")
    asked = {"release": folder.name, "dataset": "nhs_community", "pseudonym": often["pseudonym"], "reason": "An offer"}
    trust = signed_in("service-manager", "nhs")
    answer = trust.post("/who-is-it/HB-2/", asked).content.decode()
    assert "Your own record numbers" in answer
    assert len(links_about("reidentified", [folder.name])) == told["listed"] + 1
    assert "Your own record numbers" not in trust.post("/who-is-it/HB-2/", {**asked, "reason": ""}).content.decode()
    assert trust.post("/who-is-it/HB-2/", {**asked, "pseudonym": "A" * 28}).status_code == 400
    assert signed_in("service-manager", "council").post("/who-is-it/HB-2/", asked).status_code == 404
    assert len(links_about("reidentified", [folder.name])) == told["listed"] + 1


def ask_and_prepare(title: str, items: list[str], diverse: int, **more: str) -> tuple[str, str]:
    """Ask for an extract under RS-2 on the page, and prepare it as the background does: its state, its page."""
    from joinedup.service.releases.jobs import prepare
    from joinedup.service.releases.queries import ReleaseRequest
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    analyst = signed_in("analyst", "council")
    asked = {"title": title, "why": "To plan", "items": items, "bands": "0,18,65", "k": 5, "diverse": diverse, **more}
    analyst.post("/releases/ask/RS-2/", asked)
    row = ReleaseRequest.objects.get(title=title)
    try:
        prepare(Work("a", title, {"request": row.pk}, row.by, row.person, row.partner), lambda *_: None)
    except JoinedupError as refused:
        return refused.code, ""
    row.refresh_from_db()
    return row.state, analyst.get(f"/releases/request/{row.pk}/").content.decode()


def test_sandwell_three_agreements_of_three_types_are_kept_apart(installation: Home) -> None:
    from tests.made_up.people import signed_in

    shown = run_exemplar("research-sandwell", installation, 1000)
    assert shown.facts["published RS-1"]["pinned"] == 0
    assert shown.facts["delivered RS-2"]["k"] >= 5
    assert set(shown.facts["looked up"]["systems"]) <= {"housing", "fire"}

    # an analyst asks on the page: what was measured is told; more different values than there are is refused
    state, told = ask_and_prepare("Several needs", ["housing:rent_arrears", "police:incidents"], 2)
    assert state == "prepared"
    assert "normalised certainty penalty" in told
    assert "different values among people who are alike" in told
    assert "Asked for: at least 2 different values, each counted once." in told
    stricter = {"counting": "entropy", "close": "0.3"}
    state, told = ask_and_prepare("Evenly", ["housing:rent_arrears", "police:incidents"], 2, **stricter)
    assert state == "prepared"
    assert "as far as they are evenly spread; at most 0.3 from everybody" in told
    evenly = [float(value) for value in re.findall(r"that counts as ([0-9.]+)", told)]
    assert min(evenly) >= 2
    assert max(float(value) for value in re.findall(r"they differ by at most ([0-9.]+)", told)) <= 0.3
    assert ask_and_prepare("Too much", ["police:incidents"], 20) == ("rows-stand-out", "")

    # an analyst of the recipient counts on the page; nobody else's does, and only counts come out
    asked = {"first": "housing:rent_arrears", "first_value": "1", "second": "police:incidents", "second_value": "9"}
    counted = signed_in("analyst", "council").post("/count/RS-2/", asked).content.decode()
    values = re.findall(r'summary-list__value">([^<]*)<', counted)
    assert len(values) == 3
    assert all(not value.isdigit() or (int(value) % 5 == 0 and int(value) != 5) for value in values)
    assert "housing: Rent owed, pounds, 1" in counted
    assert signed_in("analyst", "housing").get("/count/RS-2/").status_code == 404

    # what is held under one agreement is refused under each of the others
    areas, linked, visits = (set(refusal["reasons"]) for refusal in shown.refusals)
    assert {"other-agreement", "rows-not-for-this-type", "dataset-not-agreed"} <= areas
    assert {"other-agreement", "identifiers-not-for-this-type"} <= linked
    assert {"other-agreement", "not-a-party", "dataset-not-agreed"} <= visits
    assert all(refusal["files left"] == [] for refusal in shown.refusals)

    # nobody of the extract is in a file by a number that a supplier knows
    truth = pl.concat([pl.read_parquet(path) for path in (installation.folder / "made-up").rglob("truth/*.parquet")])
    values = {value for row in rows(released(installation, 2), "extract.csv") for value in row.values()}
    assert not set(truth["record_id"]) & values
    assert shown.facts["chain"]["findings"] == 0


def test_suffolk_police_and_hospital_without_names_show_whom_the_police_do_not_hear_of(installation: Home) -> None:
    shown = run_exemplar("suffolk-road-accidents", installation, 3000)
    assert shown.facts["quality RA-1"]["f1"] >= 0.95
    told = shown.facts["reported RA-1"]
    assert set(told) == {"Car occupant", "Pedestrian", "Pedal cyclist", "Motorcyclist"}
    cyclists, cars = told["Pedal cyclist"], told["Car occupant"]
    assert cyclists["share"] < cars["share"]  # made so: 35 in a hundred cyclists, 80 in a hundred in cars
    assert abs(cars["share"] - 0.8) < 0.15
    assert cars["truth"] > cars["second"]

    # the feedback pack holds counts only, and none that is small
    pack = next(path for path in installation.releases.iterdir() if (path / "feedback.csv").is_file())
    for row in rows(pack, "feedback.csv"):
        counts = [row[name] for name in row if name.startswith("known")]
        assert all(count == "" or int(count) == 0 or int(count) >= 10 for count in counts)

    # the extract moves dates, and the names are refused
    assert shown.facts["delivered RA-1"]["k"] >= 5
    assert "identifiers-not-for-this-type" in shown.refusals[0]["reasons"]
    assert shown.facts["chain"]["findings"] == 0


def test_newham_incidents_stand_on_safe_points_and_a_team_sees_its_own_patch(installation: Home) -> None:
    shown = run_exemplar("newham-nims", installation, 36_000)
    teams = shown.facts["mapped NN-1"]
    assert len(teams) == 3
    patches = [set(team["areas"]) for team in teams.values()]
    assert sum(map(len, patches)) == len(set.union(*patches)) == 24
    assert any(team["hot"] for team in teams.values())
    for team in teams.values():
        points = rows(installation.releases / team["release"], "points.csv")
        assert len({row["layer"] for row in points}) == 4
        assert {row["area"] for row in points} <= set(team["areas"])
        assert len({(row["longitude"], row["latitude"]) for row in points}) == len(team["areas"])
        assert all(row["incidents"] == "" or int(row["incidents"]) >= 5 for row in points)
        assert set(team["hot"]) <= set(team["areas"])
    assert "identifiers-not-for-this-type" in shown.refusals[0]["reasons"]
    assert shown.facts["chain"]["findings"] == 0


def test_blackpool_aims_at_postcode_sectors_and_requests_wait_their_turn(installation: Home) -> None:
    shown = run_exemplar("blackpool-social-marketing", installation, 1500)
    aimed = shown.facts["aimed BS-1"]
    assert aimed["columns"] == ["rank", "postcode_sector", "segment", "households", "at_risk", "need"]
    targets = rows(installation.releases / aimed["release"], "targets.csv")
    assert len(targets) == 4
    assert all(len(row["postcode_sector"].split()[1]) == 1 for row in targets)
    assert {row["segment"] for row in targets} <= {"Hard-pressed smokers", "Young and carefree"}
    assert all(row["need"] == "" or int(row["need"]) % 5 == 0 for row in targets)
    assert shown.facts["queue"] == [["stop smoking", 1], ["falls", 2], ["flu jabs", 3], ["healthy weight", None]]
    assert "identifiers-not-for-this-type" in shown.refusals[0]["reasons"]
    assert shown.facts["chain"]["findings"] == 0
