"""Counts by area asked for on the page: under a rule set, made safe in the way that somebody chose."""

from __future__ import annotations

import csv
import json

import pytest
from attrs import evolve

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
    assert len(links_about("release-method-chosen", [f"request {row.pk}"])) == 1
    folder = installation.releases / made.name
    with (folder / "counts.csv").open(encoding="utf-8", newline="") as stream:
        figures = [int(one["count"]) for one in csv.DictReader(stream)]
    assert figures
    assert not any(figure % 3 for figure in figures)
    said = json.loads((folder / "counts.csv-metadata.json").read_text())
    assert said["joinedup:method"] == {"name": "rounded", "within": 2}
    assert "A figure of zero may be a small count" in analyst.get(f"/releases/{made.name}/").content.decode()


def test_a_rule_set_that_asks_for_people_is_refused_where_nobody_knows_them(installation: Home) -> None:
    from joinedup.engine.disclosure.rules import check_people, own_rules
    from joinedup.service.releases.views import rule_sets

    (installation.folder / "rules").mkdir()
    own = 'name = "ours"\ntitle = "Counts 1 to 6"\nsmallest = 1\nlargest = 6\nsource = "Minutes"\nleast_people = 9\n'
    (installation.folder / "rules" / "ours.toml").write_text(own + "last_checked = 2026-11-01\n")
    assert "ours" in {rule.name for rule in rule_sets()}
    with pytest.raises(JoinedupError, match="nobody says how many"):
        check_people(own_rules(installation.rules)["ours"], (), None)


def test_a_release_that_gives_people_away_beside_a_former_one_is_refused_and_says_which(installation: Home) -> None:
    from joinedup.service.accounts.queries import today
    from joinedup.service.agreements.queries import agreement_row, as_agreement
    from joinedup.service.areas.queries import hierarchy
    from joinedup.service.audit.queries import links_about
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.releases.publishing import prepare_counts
    from joinedup.service.releases.queries import releases
    from tests.made_up.people import signed_in

    run_exemplar("research-sandwell", installation, 500)
    former = next(row for row in releases() if row.sharing_type == 1)

    def prepare(*edges: int, method: str = "leave-out") -> dict[str, object]:
        return prepare_counts(
            gate(), agreements=[as_agreement(agreement_row("RS-1"))], title="Again", edges=edges,
            levels=["lsoa", "msoa", "lad"], areas=hierarchy(), by="an analyst", on=today(), method=method,
        ).facts  # fmt: skip

    assert prepare(0, 25, 45, 65)["attacked_with"] == 1
    with pytest.raises(JoinedupError) as refused:
        prepare(0, 26, 45, 65)
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
        prepare(0, 26, 45, 65)


def test_counts_by_wards_and_by_areas_of_ones_own_are_attacked_beside_those_by_other_areas(installation: Home) -> None:
    import polars as pl

    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.service.accounts.queries import today
    from joinedup.service.areas.actions import install
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
    install(lookup.with_columns(ward=pl.col("lsoa").replace_strict(ward, default=None)), None)
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
        told = [(one["level"], one["area"], one["lsoa"]) for one in csv.DictReader(stream)]
    assert sorted(told) == sorted(("ward", area, code) for code, area in ward.items())

    assert made.facts["hidden_beside"] > 0
    told = checker.get(f"/releases/{made.name}/").content.decode()
    assert "because former releases would have told the rest" in told

    # one ward and a part of another, beside both: however much is left out, something follows
    with pytest.raises(JoinedupError) as refused:
        prepared("Round the station", levels=["own-area", "lad"], own=[own.pk])
    assert refused.value.code == "differencing"
    assert made.name in refused.value.what
    row = ReleaseRequest.objects.get(title="Round the station")
    assert row.state == row.FAILED

    # an area that is not there any more, and two that overlap
    assert analyst.post("/releases/ask/RS-1/", {**ASKED, "levels": ["own-area"], "own": [99]}).status_code == 200
    again = keep(ana, title="Again", kind=kind, parts=tuple(codes[2:4]), on=today())
    with pytest.raises(JoinedupError, match="have E01999003 in common"):
        prepared("Both", levels=["own-area"], own=[own.pk, again.pk])
