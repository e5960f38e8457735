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
