"""Counts by area asked for on the page: under a rule set, made safe in the way that somebody chose."""

from __future__ import annotations

import csv
import json

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.service.project.home import Home
from tests.made_up.gathering import run_exemplar

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)

ASKED = {
    "title": "Tenants by area", "why": "To plan", "levels": ["lsoa", "msoa", "lad"], "bands": "0,18,65",
    "rules": "ons-deaths",
}  # fmt: skip


def test_a_release_is_made_under_a_rule_set_in_the_way_that_was_chosen(installation: Home) -> None:
    from joinedup.service.audit.queries import links_about
    from joinedup.service.releases.jobs import make, prepare
    from joinedup.service.releases.queries import ReleaseRequest, releases
    from joinedup.service.work.kinds import Work
    from tests.made_up.people import signed_in

    run_exemplar("research-sandwell", installation, 1000)
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
