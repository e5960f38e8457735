"""Each exemplar shows what the research says the real system was for; the demo shows every step."""

from __future__ import annotations

import csv
import json
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.exemplar import load, names
from joinedup.engine.population.systems import SYSTEMS
from joinedup.service.project.home import Home
from tests.conftest import PEOPLE
from tests.made_up.gathering import run_exemplar
from tests.made_up.partnership import TODAY


def _truth(home: Home, system: str) -> set[str]:
    """Surnames of the made-up people, which must be in no file that leaves without names."""
    found: set[str] = set()
    for path in (home.folder / "made-up").rglob("truth/*.parquet"):
        if path.stem == system:
            found |= set(pl.read_parquet(path)["record_id"])
    return found


def test_every_exemplar_can_be_read() -> None:
    for name in names():
        exemplar = load(name, TODAY)
        assert exemplar.steps
        assert {partner.key for partner in exemplar.partners} >= {
            party.partner for agreement in exemplar.agreements for party in agreement.parties
        }


def test_the_demo_shows_every_step_as_the_command_makes_it(lived_in: Path) -> None:
    shown = json.loads((lived_in.parent / "shown.json").read_text(encoding="utf-8"))
    _every_step(Home(lived_in), shown, shown.pop("refusals"))


@pytest.mark.parametrize("installation", ["postgresql"], indirect=True)
def test_the_demo_shows_every_step(installation: Home) -> None:
    shown = run_exemplar("made-up-borough", installation, PEOPLE)
    _every_step(installation, shown.facts, shown.refusals)


def _every_step(installation: Home, facts: dict[str, Any], refusals: list[dict[str, Any]]) -> None:
    # nine systems of six partners, each received by its own layout
    received = {fact["dataset"] for name, fact in facts.items() if name.startswith("received")}
    assert received == {system.name for system in SYSTEMS}

    # linked, and measured against the truth
    for reference in ("LA-1", "LA-2", "LA-3"):
        assert facts[f"quality {reference}"]["f1"] >= 0.95

    # type 1: protected, attacked, with metadata and a map
    published = facts["published LA-1"]
    assert published["pinned"] == published["unchecked"] == 0
    assert published["primary"] > 0
    folder = next(path for path in installation.releases.iterdir() if path.name.startswith("release-1"))
    assert {path.name for path in folder.iterdir()} == {
        "counts.csv", "counts.csv-metadata.json", "map.svg", "map.png", "catalogue.json",
    }  # fmt: skip

    # type 2: nobody stands out, nobody is named, no record number of a supplier is in it
    delivered = facts["delivered LA-2"]
    assert delivered["k"] >= 5
    folder = next(path for path in installation.releases.iterdir() if path.name.startswith("release-2"))
    with (folder / "extract.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == delivered["rows"]
    assert set(rows[0]) == {
        "pseudonym", "age", "sex", "area", "council_tax: council_tax_arrears", "housing: rent_arrears",
        "schools: absence_rate", "schools: exclusions", "schools: free_school_meals", "police: incidents",
    }  # fmt: skip
    assert not _truth(installation, "housing") & {value for row in rows for value in row.values()}

    # type 3: only from the systems that the agreement names
    agreed = {terms.dataset for terms in load("made-up-borough", TODAY).agreement("LA-3").supplies}
    assert set(facts["looked up"]["systems"]) <= agreed
    assert len(facts["looked up"]["systems"]) >= 3

    # refusals: each with its reasons, and nothing left behind
    reasons = [set(refusal["reasons"]) for refusal in refusals]
    assert {"not-signed", "unsigned-by"} <= reasons[0]
    assert "items-not-agreed" in reasons[1]
    assert {"not-a-party", "not-a-recipient"} <= reasons[2]
    assert "ended" in reasons[3]
    assert {"identifiers-not-for-this-type", "purpose-not-agreed"} <= reasons[4]
    assert "withdrawn" in reasons[5]
    assert all(refusal["files left"] == [] for refusal in refusals)

    # proved
    assert facts["chain"]["findings"] == 0
    assert facts["chain"]["events"] > 80
    _names_reach_no_file_but_the_extracts_themselves(installation)


def _names_reach_no_file_but_the_extracts_themselves(installation: Home) -> None:
    """Search every file of the installation for the names of its made-up people."""
    from joinedup.engine.population import make_borough

    exemplar = load("made-up-borough", TODAY)
    people = make_borough(PEOPLE, 1 + 1, TODAY, district=1).people
    names_there = {
        f"{forename}{between}{surname}".encode().decode("latin-1")
        for forename, surname in people.select("forename", "surname").iter_rows()
        for between in (" ", ",", '","', '": "')
        if len(forename) > 4 and len(surname) > 5
    }
    assert len(names_there) > 500
    files = [
        path
        for path in installation.folder.rglob("*")
        if path.is_file() and "made-up" not in path.relative_to(installation.folder).parts
    ]
    # every byte as a sign of its own, so that one search for all names at once goes through any file
    contents = pl.Series([path.read_bytes().decode("latin-1") for path in files])
    told = contents.str.contains_any(sorted(names_there)).to_list()
    assert [path.name for path, found in zip(files, told, strict=True) if found] == []
    assert pl.Series([sorted(names_there)[7]]).str.contains_any(sorted(names_there)).all()
    assert len(files) > 2 * sum(len(agreement.supplies) for agreement in exemplar.agreements) - 4


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_slough_families(installation: Home) -> None:
    """Families most at risk, found without names; who they are, only under a second agreement, by the case holder."""
    shown = run_exemplar("slough-families", installation, 3000)

    # the gate refuses before the protocol is signed
    assert {"not-signed", "protocol-not-signed", "protocol-unsigned-by"} <= set(shown.refusals[0]["reasons"])

    # households from linked pseudonymised records; an additive score whose factors' points add up; no names
    scored = shown.facts["scored SF-1"]
    assert scored["listed"] == 50
    assert sum(scored["shares"].values()) == pytest.approx(1)
    assert scored["cost"] > 0
    folder = installation.releases / scored["release"]
    with (folder / "households.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    signed = load("slough-families", TODAY).agreement("SF-1")
    factors = [factor.name for factor in signed.factors]
    assert set(rows[0]) == {"rank", "household", "people", "score", "factors", "cost", *factors}
    for row in rows:
        assert int(row["score"]) == sum(int(row[name]) for name in factors)
        assert int(row["factors"]) == sum(int(row[name]) > 0 for name in factors)
    scores = [int(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)

    # on the page: the score that every party signed, and no other; checked by somebody else before it leaves
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.jobs import make, prepare
    from joinedup.service.releases.queries import ReleaseRequest, releases
    from joinedup.service.releases.scoring import prepare_ranking
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    analyst, checker = signed_in("analyst", "council"), signed_in("checker", "council")
    told = analyst.get("/releases/rank/SF-1/").content.decode()
    assert all(factor.words in unescape(told) for factor in signed.factors)
    assert "decides about nobody by itself" in told
    assert analyst.get("/releases/rank/SF-2/").status_code == 404
    asked = {"title": "Look here first", "why": "To help", "top": 5, "factors": "mine", "points": 99}
    analyst.post("/releases/rank/SF-1/", asked)
    row = ReleaseRequest.objects.get()
    work = Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner)
    prepare(work, lambda *_: None)
    row.refresh_from_db()
    assert row.facts["factors"] == [factor.words for factor in signed.factors]
    checker.post(f"/releases/request/{row.pk}/", {"approved": "yes", "words": "As signed."})
    make(work, lambda *_: None)
    made = next(one for one in releases() if one.title == "Look here first")
    assert made.facts["version"] == 1
    given = b"".join(analyst.get(f"/releases/{made.name}/households.csv").streaming_content)  # type: ignore[arg-type]
    listed = list(csv.DictReader(given.decode().splitlines()))
    assert [one["household"] for one in listed] == [one["household"] for one in rows[:5]]
    assert signed_in("analyst", "housing").get(f"/releases/{made.name}/households.csv").status_code == 404
    with pytest.raises(JoinedupError, match="has no score"):
        prepare_ranking(gate(), agreement=evolve(signed, factors=()), title="", top=5, recipient="council", by="a test")

    # re-identification under a second agreement only, by the partner that holds the case, and only its own
    assert "identifiers-not-for-this-type" in shown.refusals[1]["reasons"]
    assert "not-signed" in shown.refusals[2]["reasons"]
    assert shown.facts["reidentified"]["partner"] == "housing"
    assert 0 < shown.facts["reidentified"]["households"] <= 50
    assert "not-a-recipient" in shown.refusals[3]["reasons"]
    assert shown.facts["chain"]["findings"] == 0


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_gmac(installation: Home) -> None:
    """A new partner joins by signing one schedule; hub tables across ten districts; shares by formula."""
    from joinedup.service.agreements.models import AgreementSignature, ProtocolSignature

    shown = run_exemplar("gmac", installation, 700)

    # the tenth district signed the protocol and one schedule; nobody else signed that schedule but the hub
    tenth = AgreementSignature.objects.filter(partner_id="police-10")
    assert [row.agreement.reference for row in tenth] == ["GM-10"]
    assert ProtocolSignature.objects.filter(partner_id="police-10").count() == 1
    for number in range(1, 10):
        signed = AgreementSignature.objects.filter(partner_id=f"police-{number}")
        assert [row.agreement.reference for row in signed] == [f"GM-{number}"]
    assert "not-signed" in shown.refusals[0]["reasons"]

    # one hub table over ten districts, safe
    (name,) = [name for name in shown.facts if name.startswith("published")]
    assert shown.facts[name]["pinned"] == 0
    folder = next(path for path in installation.releases.iterdir())
    with (folder / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["area"] for row in rows if row["level"] == "lad"}) == 10
    assert {row["status"] for row in rows} == {"shown", "suppressed"}  # the public is not told which are small
    metadata = json.loads((folder / "counts.csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["joinedup:attack"]["safe"] is True

    # rows never leave under type 1
    assert {"rows-not-for-this-type", "not-a-recipient"} <= set(shown.refusals[1]["reasons"])

    # every partner pays, to the last penny
    paid = [float(part) for part in shown.facts["subscriptions"].values()]
    assert len(paid) == 10
    assert sum(paid) == pytest.approx(250_000, abs=0.001)
    assert shown.facts["chain"]["findings"] == 0
