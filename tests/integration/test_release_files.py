"""A release's own page says what it holds; a file that was changed since is neither shown, given out nor believed."""

from __future__ import annotations

import polars as pl
import pytest
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.gathering import run_exemplar

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


def test_a_release_says_what_it_holds_and_a_changed_file_is_not_believed(installation: Home) -> None:
    from joinedup.engine.errors import JoinedupError
    from joinedup.service.releases.former import former_releases
    from joinedup.service.releases.queries import counts_that_left
    from tests.made_up.people import signed_in

    run_exemplar("research-sandwell", installation, people=500)
    analyst, row = signed_in("analyst", "council"), counts_that_left()[0]
    page, counts = f"/releases/{row.name}/", installation.releases / row.name / "counts.csv"
    told = analyst.get(page).content.decode()
    assert "What it says" in told
    assert "Everybody together" in told
    everybody = next(line for line in counts.read_text().splitlines() if line.startswith("all,Total,Total,Total,"))
    assert f"{int(everybody.split(',')[4]):,}" in told
    assert "data:image/svg+xml" in told

    counts.write_bytes(counts.read_bytes().replace(b"shown", b"Shown", 1))
    told = analyst.get(page).content.decode()
    assert "is not what was released any more" in told
    assert "Everybody together" not in told
    assert analyst.get(f"{page}counts.csv").status_code == 409
    assert Client(headers={"host": "localhost"}).get(f"/catalogue/{row.name}/counts.csv").status_code == 409
    with pytest.raises(JoinedupError, match="release-file-changed"):
        former_releases(pl.DataFrame(schema={"lsoa": pl.String, "lad": pl.String}))
