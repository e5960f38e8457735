"""Boundaries given in a page: read whole or refused, shown, used, and the ones before used again; on both databases."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in
from tests.unit.areas.squares import row_of, square


@pytest.fixture
def analyst(installation: Home) -> Client:
    Partnership("council", "nhs")
    return signed_in("analyst", "council")


def send(client: Client, collection: dict[str, Any], **told: str) -> str:
    file = SimpleUploadedFile("areas.geojson", json.dumps(collection).encode())
    asked = {"level": "LSOA", "year": "2021", "source": "Made up, OGL v3", **told, "file": file}
    answer = client.post("/boundaries/new/", asked)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def page(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def figures(*codes: str) -> None:
    """Figures of these areas, as a command keeps them: of a kind whose year nobody has told."""
    import polars as pl

    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.engine.indicators.extract import SCHEMA
    from joinedup.engine.indicators.indicator import Indicator
    from joinedup.service.indicators.queries import store

    kind = store().put_areas(AreaSet("LSOA", 0, {code: code for code in codes}))
    starts, ends = date(2024, 4, 1), date(2025, 3, 31)
    rows = [["", "", code, starts, ends, 7.0, None, None, None, None, "", 1, ""] for code in codes]
    store().put(Indicator("trees", "Trees"), kind, pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def test_what_would_be_drawn_is_shown_before_it_is_in_use(analyst: Client, installation: Home) -> None:
    figures("E01999001", "E01999002")
    assert "There is no map of these areas" in page(analyst, "/indicators/trees/")
    assert "Without a map" in page(analyst, "/boundaries/")
    where = send(analyst, row_of(3))
    shown = page(analyst, where)
    assert shown.count("data-code") == 0
    assert shown.count('<path d="M') >= 3
    assert "There is no map of these areas" in page(analyst, "/indicators/trees/")
    assert analyst.post(f"{where}use/").status_code == 302
    told = page(analyst, "/indicators/trees/")
    assert "Made up, OGL v3" in told
    assert told.count("</title></path>") == 2  # of the three areas the two that are known with these figures
    assert "Without a map" not in page(analyst, "/boundaries/")
    assert (installation.figures / "boundaries" / "lsoa-2021.outlines").is_file()


def test_the_outlines_are_there_before_anybody_opens_a_map(
    analyst: Client, installation: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joinedup.service.areas import outlining

    figures("E01999001", "E01999002")
    analyst.post(f"{send(analyst, row_of(3))}use/")
    monkeypatch.setattr(outlining, "outlines", lambda boundaries: pytest.fail("made while somebody waits"))
    assert page(analyst, "/indicators/trees/").count("</title></path>") == 2


def test_a_file_with_something_wrong_is_refused_whole_and_every_problem_named(
    analyst: Client, installation: Home
) -> None:
    features = [square(1), square(2), square(3, "E01999001"), square(4)]
    features[1]["geometry"] = {"type": "Point", "coordinates": [-2, 53]}
    where = send(analyst, {"type": "FeatureCollection", "features": features})
    shown = page(analyst, where)
    assert "Nothing of this file was taken" in shown
    assert "row 2, E01999002: its shape is a Point, not an area" in shown
    assert "row 3, E01999001: it stands in row 1 too" in shown
    assert analyst.post(f"{where}use/").status_code == 400
    assert not any(installation.boundaries.iterdir())
    nothing = page(analyst, send(analyst, {"type": "FeatureCollection", "features": []}))
    assert "it has no areas" in nothing


def test_those_before_are_kept_and_used_again(analyst: Client) -> None:
    first, second = send(analyst, row_of(2)), send(analyst, row_of(3))
    analyst.post(f"{first}use/")
    assert "They take the place of those in use" in page(analyst, second)
    analyst.post(f"{second}use/")
    assert "Not in use any more" in page(analyst, first)
    lacking = page(analyst, send(analyst, row_of(2)))  # E01999003
    assert "Known here, but not in the file" in lacking
    assert "not known here" not in lacking
    other = {"type": "FeatureCollection", "features": [square(1), square(2), square(3, "E01888888")]}
    strange = page(analyst, send(analyst, other))
    assert "Is it of the year that you named?" in strange
    assert "E01888888" in strange
    analyst.post(f"{first}use/")
    assert "In use: maps" in page(analyst, first)
    analyst.post(f"{first}take-out/")
    assert "Not in use any more" in page(analyst, first)
    assert analyst.post(f"{first}take-out/").status_code == 400


def test_who_took_boundaries_into_use_stands_in_the_chain(analyst: Client) -> None:
    from django.db import DatabaseError, transaction

    from joinedup.service.areas.models import BoundaryFile
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    where = send(analyst, row_of(2))
    analyst.post(f"{where}use/")
    analyst.post(f"{where}take-out/")
    analyst.post(f"{where}use/")
    assert list(findings(gate())) == []
    with pytest.raises(DatabaseError, match="what is written stays"), transaction.atomic():
        BoundaryFile.objects.update(source="somebody else")
    BoundaryFile.objects.update(facts={})
    assert [one.where for one in findings(gate())]
    told = signed_in("auditor").get("/audit/").content.decode()
    assert "Maps of LSOA 2021 are drawn from the boundaries" in told


def test_shapes_that_cannot_be_drawn_together_are_refused(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import shapely

    from joinedup.service.areas import boundaries

    def fails(_given: object) -> object:
        raise shapely.GEOSException("TopologyException")

    monkeypatch.setattr(boundaries, "outlines", fails)
    assert "its shapes do not fit together" in page(analyst, send(analyst, row_of(2)))


def test_a_large_file_is_read_in_the_background(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.areas import views
    from joinedup.service.work.doing import do

    monkeypatch.setattr(views, "AT_ONCE", 10)
    job = send(analyst, row_of(2))
    assert job.startswith("/jobs/")
    listed = page(analyst, "/boundaries/")
    assert "being read" in listed
    do(job.removeprefix("/jobs/").strip("/"))
    assert "See what came of it" in page(analyst, job)
    assert "read, not in use" in page(analyst, "/boundaries/")


def test_a_file_larger_than_what_is_taken_is_told_so(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.pages import large_files

    monkeypatch.setattr(large_files, "_AROUND", -99_999_990)
    file = SimpleUploadedFile("areas.geojson", b"x" * 1000)
    answer = analyst.post("/boundaries/new/", {"level": "LSOA", "year": "2021", "source": "x", "file": file})
    assert answer.status_code == 400
    assert "larger than 100 megabytes" in answer.content.decode()


def test_files_come_with_the_token_of_their_form_only(analyst: Client) -> None:
    analyst.handler.enforce_csrf_checks = True
    file = SimpleUploadedFile("areas.geojson", json.dumps(row_of(1)).encode())
    answer = analyst.post("/boundaries/new/", {"level": "LSOA", "year": "2021", "source": "x", "file": file})
    assert answer.status_code == 403
    assert "Nobody has loaded boundaries" in page(analyst, "/boundaries/")


def test_given_up_nothing_stays(analyst: Client, installation: Home) -> None:
    where = send(analyst, row_of(2))
    assert analyst.post(f"{where}give-up/").status_code == 302
    assert analyst.get(where).status_code == 404
    assert not any(installation.boundaries.iterdir())


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"year": "2999"}, "Choose this year or an earlier one"),
        ({"level": "other"}, "Say what they are"),
        ({"level": "other", "own": "beat/../x", "column": "code"}, "Use letters, figures"),
    ],
)
def test_a_foolish_answer_is_told_beside_its_question(analyst: Client, told: dict[str, str], says: str) -> None:
    file = SimpleUploadedFile("areas.geojson", json.dumps(row_of(1)).encode())
    asked = {"level": "LSOA", "year": "2021", "source": "Made up", **told, "file": file}
    assert says in analyst.post("/boundaries/new/", asked).content.decode()


def test_files_of_figures_are_checked_against_areas_whose_boundaries_are_in_use(analyst: Client) -> None:
    analyst.post(f"{send(analyst, row_of(3))}use/")
    text = "area_code,period,value\nE01999001,2024/25,12\nE01999002,2024/25,13\n"
    told = {
        "title": "Trees", "kind": "count", "polarity": "high is good", "cleared": "not about people", "per": "1",
        "theme": "Green", "definition": "Trees", "source": "Counted", "licence": "OGL v3", "owner": "council",
        "due": "2999-01-01", "file": SimpleUploadedFile("trees.csv", text.encode()),
    }  # fmt: skip
    answer = analyst.post("/indicators/loading/new/", told)
    assert answer.status_code == 302
    assert "E01999003 Madeup 003A" in page(analyst, answer["Location"])  # lacks a figure, and is named
