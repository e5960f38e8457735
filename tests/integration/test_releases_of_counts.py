"""Counts by area asked for on the page: under a rule set, made safe in the way that somebody chose."""

from __future__ import annotations

import contextlib
import csv
import json
from pathlib import Path

import pytest
from attrs import evolve

from joinedup.engine.disclosure.protection import Protected
from joinedup.engine.disclosure.published import SECONDARY, SHOWN
from joinedup.engine.disclosure.published_file import write_published
from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.exemplar import load
from joinedup.service.project.home import Home
from tests.made_up.gathering import TODAY, Gathering, run_exemplar

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)

ASKED = {
    "title": "Tenants by area", "why": "To plan", "levels": ["lsoa", "msoa", "lad"], "bands": "0,18,65",
    "rules": "ons-deaths",
}  # fmt: skip


def test_a_release_is_made_under_a_rule_set_in_the_way_that_was_chosen(installation: Home) -> None:
    from joinedup.service.audit.queries import links_about
    from joinedup.service.initiatives.run import run
    from joinedup.service.releases.jobs import make, prepare
    from joinedup.service.releases.queries import ReleaseRequest, releases
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    plan = load("research-sandwell", TODAY)
    unpublished = evolve(plan, steps=tuple(step for step in plan.steps if step.do != "publish"))
    run(unpublished, installation, on=TODAY, listener=Gathering(), people=500)
    analyst, checker = signed_in("analyst", "council"), signed_in("checker", "council")
    assert "OpenSAFELY" in analyst.get("/releases/ask/RS-1/").content.decode()
    (installation.folder / "rules").mkdir()
    own = 'name = "ours"\ntitle = "Counts 1 to 6"\nbody = "Our board"\nsmallest = 1\nlargest = 6\nsource = "Minutes"\n'
    (installation.folder / "rules" / "ours.toml").write_text(own + "last_checked = 2026-11-01\n")
    assert "Our board" in analyst.get("/releases/ask/RS-1/").content.decode()

    analyst.post("/releases/ask/RS-1/", ASKED)
    row = ReleaseRequest.objects.get(title="Tenants by area")
    work = Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner)
    prepare(work, lambda *_: None)
    row.refresh_from_db()
    page = f"/releases/request/{row.pk}/"
    told = analyst.get(page).content.decode()
    assert "What each way would cost" in told
    assert "Counts 1 and 2 are left out".casefold() in told.casefold()
    assert {"leave-out", "round", "cell-keys", "larger-areas"} <= {one["name"] for one in row.facts["choices"]}
    assert row.facts["rules"] == "ons-deaths"

    # nobody chooses what was not offered, nor who may not ask
    assert analyst.post(page, {"method": "none"}).status_code == 400
    assert b"Prepare it that way" not in checker.get(page).content
    # how well, beside what it costs; kept in the request, and seen by who checks
    assert {"three-values", "whole-range"} <= {one["name"] for one in row.facts["choices"] if one["hidden"]}
    analyst.post(page, {"method": "whole-range"})
    prepare(work, lambda *_: None)
    row.refresh_from_db()
    assert (row.asks["method"], row.facts["method"], row.facts["protection"]) == (*["whole-range"] * 3,)
    told = checker.get(page).content.decode()
    assert "How: Small counts are left out, and each could be anything from 1 to 2." in told

    # a body's rule set that rounds is applied whole where nobody chose otherwise
    asks = {name: value for name, value in row.asks.items() if name != "method"} | {"rules": "nhs-hes-2018"}
    facts = {"choices": row.facts["choices"]}
    ReleaseRequest.objects.filter(pk=row.pk).update(state=row.ASKED, asks=asks, facts=facts)
    prepare(work, lambda *_: None)
    whole = ReleaseRequest.objects.get(pk=row.pk)
    assert (whole.facts["method"], whole.facts["within"]) == ("rule-set", 2)
    told = checker.get(page).content.decode()
    assert "As the rule set nhs-hes-2018 says: counts 1 to 7 are left out" in told
    assert "Beyond the rule set" in told
    assert "A figure of zero may be a small count" not in told
    ReleaseRequest.objects.filter(pk=row.pk).update(asks=row.asks, facts=row.facts)

    analyst.post(page, {"method": "round"})
    row.refresh_from_db()
    assert (row.state, row.asks["method"]) == (row.ASKED, "round")
    prepare(work, lambda *_: None)
    row.refresh_from_db()
    assert (row.facts["method"], row.facts["within"]) == ("round", 2)
    assert len(row.facts["choices"]) >= 4

    checker.post(page, {"approved": "yes", "words": "Nothing can be worked out."})
    make(work, lambda *_: None)
    made = next(one for one in releases() if one.title == "Tenants by area")
    assert made.facts["method"] == "round"
    assert len(links_about("release-method-chosen", [f"request {row.pk}"])) == 2
    folder = installation.releases / made.name
    with (folder / "counts.csv").open(encoding="utf-8", newline="") as stream:
        figures = [int(one["count"]) for one in csv.DictReader(stream)]
    assert figures
    assert not any(figure % 3 for figure in figures)
    said = json.loads((folder / "counts.csv-metadata.json").read_text())
    assert said["joinedup:method"] == {"name": "rounded", "within": 2}
    assert "A figure of zero may be a small count" in analyst.get(f"/releases/{made.name}/").content.decode()


def test_people_are_asked_for_on_the_page_and_an_agreement_has_the_last_word(
    installation: Home, tmp_path: Path
) -> None:
    import polars as pl

    from joinedup.cli.main import status_of
    from joinedup.service.areas.queries import hierarchy
    from joinedup.service.initiatives.run import run
    from joinedup.service.releases.jobs import prepare
    from joinedup.service.releases.queries import ReleaseRequest
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    plan = load("research-sandwell", TODAY)
    agreed = tuple(evolve(one, least_count=12) if one.sharing_type == 1 else one for one in plan.agreements)
    unpublished = tuple(step for step in plan.steps if step.do != "publish")
    run(evolve(plan, agreements=agreed, steps=unpublished), installation, on=TODAY, listener=Gathering(), people=500)
    (installation.folder / "rules").mkdir()
    own = 'name = "ours"\ntitle = "Counts 1 to 6"\nsmallest = 1\nlargest = 6\nsource = "Minutes"\nleast_people = 90\n'
    (installation.folder / "rules" / "ours.toml").write_text(own + "last_checked = 2026-11-01\n")
    analyst = signed_in("analyst", "council")
    asked = {**ASKED, "rules": "ours"}
    (installation.areas / "people.json").unlink()
    refused = analyst.post("/releases/ask/RS-1/", asked).content.decode()
    assert "no area of fewer than 90 people" in refused
    assert "at least 12 people a count" in refused
    assert not ReleaseRequest.objects.exists()

    def prepared(title: str, **people: int) -> ReleaseRequest:
        known = tmp_path / "people.csv"
        known.write_text("area,people\n" + "".join(f"{area},{number}\n" for area, number in people.items()))
        told = [
            "areas",
            "--populations",
            str(known),
            "--source",
            "ONS, middle of 2025",
            "--home",
            str(installation.folder),
        ]
        assert status_of([*told, "--home", str(installation.folder)]) == 0
        assert analyst.post("/releases/ask/RS-1/", {**asked, "title": title}).status_code == 302
        row = ReleaseRequest.objects.get(title=title)
        with contextlib.suppress(JoinedupError):
            prepare(Work("a", title, {"request": row.pk}, row.by, row.person, row.partner), lambda *_: None)
        row.refresh_from_db()
        return row

    small, *others = hierarchy()["lsoa"].to_list()
    row = prepared("One is small", **{small: 89}, **dict.fromkeys(others, 90))
    assert row.state == row.FAILED
    assert f"1 areas hold fewer people than the 90 that the rule set asks for: {small}" in row.words

    row = prepared("Large enough", **dict.fromkeys([small, *others], 90))
    assert row.state == row.PREPARED
    told = analyst.get(f"/releases/request/{row.pk}/").content.decode()
    assert "ONS, middle of 2025" in told
    assert "The agreement RS-1 asks for at least 12, more than ours" in told
    assert row.facts["least"] == 12
    assert not any(cell[-1] is not None and 1 <= cell[-1] <= 11 for cell in row.shown)
    assert pl.Series([cell[-1] for cell in row.shown]).null_count() > 0
    # with --populations go --source, and a directory or nothing else
    assert status_of(["areas", "--populations", str(tmp_path / "people.csv"), "--home", str(installation.folder)]) == 2
    assert status_of(["areas", "--home", str(installation.folder)]) == 2


def test_counts_of_the_same_data_linked_again_are_attacked_together_or_told_to_the_checker(installation: Home) -> None:
    from joinedup.service.accounts.queries import today
    from joinedup.service.agreements.queries import agreement_row, as_agreement
    from joinedup.service.areas.queries import hierarchy, postcode_lookup
    from joinedup.service.authorization.acting import Acting
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies
    from joinedup.service.project.secret import secret
    from joinedup.service.releases.asking import check, withdraw
    from joinedup.service.releases.jobs import make, prepare
    from joinedup.service.releases.publishing import prepare_counts
    from joinedup.service.releases.queries import ReleaseRequest, releases
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    run_exemplar("research-sandwell", installation, 500)
    former = next(row for row in releases() if row.sharing_type == 1)
    agreement = as_agreement(agreement_row("RS-1"))

    def linked(**postcodes: str) -> None:
        link_supplies(
            gate(), by="an analyst", agreement=agreement, postcode_lookup={**postcode_lookup(), **postcodes},
            secret=secret("index RS-1"), on=TODAY,
        )  # fmt: skip

    def counted(*edges: int, method: str = "leave-out") -> dict[str, object]:
        return prepare_counts(
            gate(), agreements=[agreement], title="Again", edges=edges, levels=["lsoa", "msoa", "lad"],
            areas=hierarchy(), by="an analyst", on=today(), method=method,
        ).facts  # fmt: skip

    # nothing changed: the people are those of the former release, whatever the index is called
    linked()
    facts = counted(0, 25, 45, 65)
    assert former.facts["people"] != facts["people"]
    assert (facts["attacked_with"], facts["compared"]) == (1, [])
    with pytest.raises(JoinedupError) as refused:
        counted(0, 26, 45, 65, method="larger-areas")
    assert refused.value.code == "differencing"
    assert former.name in refused.value.what

    # everybody at one postcode moved: the tables do not add up any more, and the checker is told what comparing tells
    there = postcode_lookup()
    code = sorted(there)[len(there) // 2]
    linked(**{code: next(area for area in sorted(set(there.values())) if area != there[code])})
    facts = counted(0, 25, 45, 65)
    assert facts["attacked_with"] == 0
    (told,) = facts["compared"]  # type: ignore[misc]
    assert told["release"] == former.name
    assert told["few"] > 0

    analyst, checker = signed_in("analyst", "council"), signed_in("checker", "council")
    analyst.post("/releases/ask/RS-1/", {**ASKED, "bands": "0,18,65", "rules": "counts-under-5"})
    row = ReleaseRequest.objects.get()
    row.asks = {**row.asks, "edges": [0, 25, 45, 65]}  # the bands of the former release
    row.save()
    prepare(Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner), lambda *_: None)
    page = f"/releases/request/{row.pk}/"
    said = checker.get(page).content.decode()
    assert "readers will compare" in said
    assert former.name in said
    answer = {"approved": "yes", "words": "Nothing can be worked out."}
    assert "Look at the former releases first" in checker.post(page, answer).content.decode()
    row.refresh_from_db()
    assert row.state == row.PREPARED
    assert checker.post(page, {**answer, "compared": "on"}).status_code == 302

    # the next of the series: what was looked at is no question again, and what is more is
    def asked_again() -> ReleaseRequest:
        analyst.post("/releases/ask/RS-1/", {**ASKED, "bands": "0,18,65", "rules": "counts-under-5"})
        again = ReleaseRequest.objects.first()
        assert again is not None
        again.asks = row.asks
        again.save()
        prepare(Work("a", again.title, {"request": again.pk}, again.by, again.person, again.partner), lambda *_: None)
        again.refresh_from_db()
        return again

    make(Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner), lambda *_: None)
    row.refresh_from_db()
    linked()
    again = asked_again()
    page = f"/releases/request/{again.pk}/"
    assert "readers will compare" in checker.get(page).content.decode()  # nobody looked at so much before
    assert checker.post(page, {**answer, "compared": "on"}).status_code == 302
    make(Work("a", again.title, {"request": again.pk}, again.by, again.person, again.partner), lambda *_: None)
    again.refresh_from_db()
    last, again = again, asked_again()
    page = f"/releases/request/{again.pk}/"
    said = checker.get(page).content.decode()
    assert "1 former release is as at the last check of this series" in said
    assert "readers will compare" not in said
    assert "I have looked at" not in said
    withdraw(Acting(0, "c", "C", "council", "checker"), name=last.release, reason="It was wrong.", on=today())
    said = checker.get(page).content.decode()
    assert "readers will compare" in said  # its last check let something leave that was taken back
    assert checker.post(page, answer).status_code == 200
    with pytest.raises(JoinedupError) as refused:
        check(Acting(0, "c", "C", "council", "checker"), request=again.pk, approved=True, words="Yes.", on=today())
    assert refused.value.code == "former-not-looked-at"


def test_a_checker_is_asked_of_what_was_not_there_and_of_more_than_was_looked_at(installation: Home) -> None:
    from joinedup.service.releases.series import Beside, Looked

    def told(release: str, few: int, guessed: int = 0) -> dict[str, object]:
        return {"release": release, "title": release, "few": few, "guessed": guessed}

    last = Looked("june", None, {"may": (20, 3), "theirs": (5, 0)}, frozenset({"april", "may", "june"}))
    for known in (told("may", 20, 3), told("june", 18), told("theirs", 5)):  # June was itself what was checked
        assert last.knows(known), known
    for new in (told("may", 21), told("june", 0, 4), told("theirs", 6), told("another", 1)):
        assert not last.knows(new), new
    july = Beside((told("may", 25), told("another", 2)), (told("june", 18), told("theirs", 4)), last)
    # looked at now: more beside May, so beside June too; what was not asked about stays as it was
    assert july.looked() == {"may": (25, 3), "another": (2, 0), "june": (20, 3), "theirs": (5, 0)}
    august = Looked("july", None, july.looked(), frozenset({"april", "may", "june", "july"}))
    assert august.knows(told("july", 25, 3))
    assert not august.knows(told("theirs", 6))
    assert Beside((told("may", 7),), (), None).looked() == {"may": (7, 0)}


def test_a_release_that_gives_people_away_beside_a_former_one_is_refused_and_says_which(installation: Home) -> None:
    from joinedup.service.accounts.queries import today
    from joinedup.service.agreements.queries import agreement_row, as_agreement
    from joinedup.service.areas.queries import hierarchy
    from joinedup.service.audit.queries import links_about
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.jobs import prepare as prepare_request
    from joinedup.service.releases.making import make_release
    from joinedup.service.releases.publishing import Counts, prepare_counts
    from joinedup.service.releases.queries import ReleaseRequest, releases
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    run_exemplar("research-sandwell", installation, 500)
    former = next(row for row in releases() if row.sharing_type == 1)

    def prepared(*edges: int, method: str = "leave-out") -> Counts:
        return prepare_counts(
            gate(), agreements=[as_agreement(agreement_row("RS-1"))], title="Again", edges=edges,
            levels=["lsoa", "msoa", "lad"], areas=hierarchy(), by="an analyst", on=today(), method=method,
        )  # fmt: skip

    def prepare(*edges: int, method: str = "leave-out") -> dict[str, object]:
        return prepared(*edges, method=method).facts

    assert prepare(0, 25, 45, 65)["attacked_with"] == 1
    mended = prepare(0, 26, 45, 65)  # more is left out, until the people aged 25 do not follow
    assert int(str(mended["hidden_beside"])) > 0
    with pytest.raises(JoinedupError) as refused:
        prepare(0, 26, 45, 65, method="larger-areas")  # nothing more is left out of what was chosen to be coarser
    assert refused.value.code == "differencing"
    assert former.name in refused.value.what
    assert "age 25-25" in refused.value.what
    assert "which of 1 to 4 the count of" in refused.value.what
    assert len(links_about("release-unsafe", ["Again"])) == 1

    # withdrawing does not make it unknown
    checker = signed_in("checker", "council")
    checker.post(f"/releases/{former.name}/", {"reason": "A mistake", "sure": "on"})
    former.refresh_from_db()
    assert former.withdrawn_on is not None
    with pytest.raises(JoinedupError, match=former.name):
        prepare(0, 26, 45, 65, method="larger-areas")

    # a former release that tells small counts by itself: they are named, and do not stop what adds nothing to it
    same = prepared(0, 25, 45, 65)
    assert same.facts["told_before"] == 0
    safe = same.protected
    assert isinstance(safe, Protected)
    naive = [
        evolve(cell, count=int(count), status=SHOWN) if cell.status == SECONDARY else cell
        for cell, count in zip(safe.published.cells, safe.certificate.counts, strict=True)
    ]
    telling = evolve(safe, published=evolve(safe.published, cells=tuple(naive)))
    careless = make_release(
        by="an analyst", agreement=former.agreement, sharing_type=1, title="Careless", on=today(), facts=former.facts,
        movement=former.movement, write=lambda folder: write_published(folder / "counts.csv", telling),
    )  # fmt: skip
    again = prepared(0, 25, 45, 65)
    assert int(str(again.facts["told_before"])) > 0
    assert careless.name in again.told_before[0]
    analyst = signed_in("analyst", "council")
    analyst.post("/releases/ask/RS-1/", {**ASKED, "bands": "0,18,65", "rules": "counts-under-5"})
    row = ReleaseRequest.objects.get()
    row.asks = {**row.asks, "edges": [0, 25, 45, 65]}
    row.save()
    prepare_request(Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner), lambda *_: None)
    page = checker.get(f"/releases/request/{row.pk}/").content.decode()
    assert "Former releases tell small numbers by themselves" in page
    assert "none follows that those do not tell by themselves" in page


def test_counts_by_wards_and_by_areas_of_ones_own_are_attacked_beside_those_by_other_areas(installation: Home) -> None:
    import polars as pl

    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.service.accounts.queries import today
    from joinedup.service.areas.actions import install, install_more
    from joinedup.service.areas.queries import hierarchy, knows_wards, wards
    from joinedup.service.authorization.acting import Acting
    from joinedup.service.indicators.own_areas import keep
    from joinedup.service.indicators.queries import store
    from joinedup.service.initiatives.run import run
    from joinedup.service.releases.jobs import make, prepare
    from joinedup.service.releases.queries import Release, ReleaseRequest, releases
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    plan = load("research-sandwell", TODAY)
    unpublished = evolve(plan, steps=tuple(step for step in plan.steps if step.do != "publish"))
    run(unpublished, installation, on=TODAY, listener=Gathering(), people=9000)
    assert not knows_wards()
    codes = hierarchy()["lsoa"].to_list()
    ward = {code: f"E0500000{place * 4 // len(codes) + 1}" for place, code in enumerate(codes)}
    lookup = pl.read_parquet(installation.areas / "lookup.parquet")
    install(lookup.with_columns(ward=pl.col("lsoa").replace_strict(ward, default=None)), None, by="test")
    called = [{"E05000001": "Evington", "E05000002": "Stoneygate"}, {"E01999001": "Brook 001A"}]
    install_more([AreaSet("ward", 2024, called[0]), AreaSet("LSOA", 2021, called[1])], {}, by="test")
    assert dict(wards().iter_rows()) == ward
    kind = store().put_areas(AreaSet("LSOA", 2021, dict(zip(codes, codes, strict=True))))
    ana = Acting(0, "Ana", "Ana", "council", "analyst")
    own = keep(ana, title="Round the station", kind=kind, parts=tuple(codes[:3]), on=today())

    analyst, checker = signed_in("analyst", "council"), signed_in("checker", "council")
    page = analyst.get("/releases/ask/RS-1/").content.decode()
    assert "Round the station" in page
    crossing = analyst.post("/releases/ask/RS-1/", {**ASKED, "levels": ["msoa", "ward"]}).content.decode()
    assert "Choose one of MSOAs, wards and areas of our own" in crossing
    nameless = analyst.post("/releases/ask/RS-1/", {**ASKED, "levels": ["own-area", "lad"]}).content.decode()
    assert "Tick the areas of our own" in nameless

    def prepared(title: str, **asked: object) -> tuple[ReleaseRequest, Work]:
        assert analyst.post("/releases/ask/RS-1/", {**ASKED, "title": title, **asked}).status_code == 302
        row = ReleaseRequest.objects.get(title=title)
        work = Work("a", row.title, {"request": row.pk}, row.by, row.person, row.partner)
        prepare(work, lambda *_: None)
        row.refresh_from_db()
        return row, work

    def published(title: str, **asked: object) -> Release:
        row, work = prepared(title, **asked)
        checker.post(f"/releases/request/{row.pk}/", {"approved": "yes", "words": "Nothing can be worked out."})
        make(work, lambda *_: None)
        return next(one for one in releases() if one.title == title)

    published("By LSOA")
    made = published("By ward", levels=["ward", "lad"])
    assert made.facts["attacked_with"] == 1
    assert made.facts["levels"] == ["ward", "lad"]
    with (installation.releases / made.name / "areas.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    told = [(one["level"], one["area"], one["lsoa"]) for one in lines]
    assert {one["area"]: one["title"] for one in lines}["E05000001"] == "Evington"
    asked = ReleaseRequest.objects.get(title="By ward")
    page = checker.get(f"/releases/request/{asked.pk}/").content.decode()
    assert '<td class="govuk-table__cell">Stoneygate (E05000002)</td>' in page
    assert any("ward Evington (E05000001)" in words for words in asked.facts["closest"])
    assert sorted(told) == sorted(("ward", area, code) for code, area in ward.items())

    assert made.facts["hidden_beside"] > 0
    told = checker.get(f"/releases/{made.name}/").content.decode()
    assert "because former releases would have told the rest" in told

    # one ward and a part of another, beside both: as much is left out as it takes
    row, _ = prepared("Round the station", levels=["own-area", "lad"], own=[own.pk])
    assert row.state == row.PREPARED
    assert (row.facts["attacked_with"], row.facts["hidden_beside"] > 0) == (2, True)

    # an area that is not there any more, and two that overlap
    assert analyst.post("/releases/ask/RS-1/", {**ASKED, "levels": ["own-area"], "own": [99]}).status_code == 200
    again = keep(ana, title="Again", kind=kind, parts=tuple(codes[2:4]), on=today())
    with pytest.raises(JoinedupError, match="have E01999003 in common"):
        prepared("Both", levels=["own-area"], own=[own.pk, again.pk])
