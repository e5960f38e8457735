"""What a district may see of the county, tried at every address of figures: its own small areas, and no other's.

Every figure of another district's small areas is made the same odd one, so that it is known wherever it comes out.
"""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from joinedup.engine.areas.hierarchy import Hierarchy
from joinedup.engine.exemplars.places.stage import Place
from joinedup.service.project.home import Home
from tests.made_up.people import signed_in

TODAY = date(2026, 11, 23)
ODD = 97.3
KIND = "lsoa-2021"
SOURCE = Path(__file__).parents[2] / "src" / "joinedup"
# who reads all figures, whoever asks → why that shows nothing
WHOLE = {
    "service/indicators/queries.py:store": "as whoever asks may see them",
    "service/indicators/queries.py:for_some": "names of indicators only",
    "service/indicators/demonstrating.py:_sign_off_file": "made-up figures",
    "service/indicators/demonstrating_entry.py:without_last_year": "the same",
    "service/indicators/entering.py:as_read": "keeps what was entered with what was there; no figure is in its words",
    "service/indicators/saying.py:keep_word": "the fingerprint of a file only",
    "service/indicators/saying.py:words_of": "the same",
    "service/indicators/waiting.py:to_keep": "keeps it with what is new",
    "service/indicators/waiting.py:left_open": "how many areas there are",
    "service/indicators/waiting.py:take_in": "keeps what was signed off",
    "service/indicators/reading_in.py:read": "looks for small numbers beside those kept; no figure is in its words",
    "service/indicators/actions.py:judge": "the same",
    "service/indicators/showing.py:hindrance": "which areas there are",
}
SHOWS = {  # where the county finds it, so that the district's looking there proves something
    "indicator", "indicator-figures", "area", "area-indicator", "compare-areas", "target", "own-area", "theme",
}  # fmt: skip


@pytest.fixture
def county(installation: Home) -> Place:
    from joinedup.engine.indicators.parts import rows_of
    from joinedup.service.indicators.demonstrating import show_place
    from joinedup.service.indicators.own_areas import keep
    from joinedup.service.indicators.queries import whole_store

    made = show_place("reigate-banstead", TODAY)
    kept, own = whole_store(), made.ground.districts[0]
    foreign = [area for area, district in made.ground.hierarchy.parents("district").items() if district != own]
    rows = rows_of(kept, "benefits", KIND)
    odd = pl.col("area").is_in(foreign)
    changed = rows.with_columns(
        value=pl.when(odd).then(ODD).otherwise("value"),
        numerator=pl.when(odd).then(973.0).otherwise("numerator"),
        denominator=pl.when(odd).then(1000.0).otherwise("denominator"),
    )
    kept.put(kept.indicator("benefits"), KIND, changed)
    acting = _acting("county-council")
    keep(acting, title="Elsewhere", kind=KIND, parts=tuple(foreign[:2]), on=TODAY)
    _aim_at(foreign[0])
    return made


def _acting(partner: str) -> object:
    from joinedup.service.authorization.acting import Acting

    return Acting(1, "somebody", "Somebody", partner, "analyst")


def _aim_at(area: str) -> None:
    from joinedup.engine.indicators.targets import Target
    from joinedup.service.indicators.aiming import set_target
    from joinedup.service.indicators.queries import whole_store

    period, _figure = whole_store().series("benefits", KIND, area)[0]
    aim = Target("benefits", area, ODD, period, 50.0, TODAY + timedelta(days=400), owner="county-council")
    set_target(_acting("county-council"), aim, KIND, TODAY)  # type: ignore[arg-type]


def _addresses(made: Place) -> dict[str, list[str]]:
    """Every address of figures, by its name: of a small area of another district, with all that it may be asked."""
    from joinedup.service.indicators.models import OwnArea, Target
    from joinedup.service.indicators.urls import urlpatterns

    lies_in, (own, *_others) = made.ground.hierarchy.above["district"], made.ground.districts
    foreign = next(area for area in made.ground.codes if lies_in[area] != own)
    numbers = {"own-area": OwnArea.objects.get(title="Elsewhere").pk, "target": Target.objects.get(kind=KIND).pk}
    query = f"?areas={KIND}&area={foreign}&theme=Income&kind={KIND}&words=benefit&by=benefits&least=1"
    found: dict[str, list[str]] = {}
    for one in urlpatterns:
        name = str(one.name)
        wanted = one.pattern.converters
        told = {"key": "reigate-banstead" if name == "initiative-figures" else "benefits", "kind": KIND,
                "code": foreign, "number": numbers.get(name, numbers["target"])}  # fmt: skip
        forms = ("csv", "json", "metadata") if "form" in wanted else ("",)
        for form in forms:
            values = {**told, "form": form}
            at = reverse(name, kwargs={each: values[each] for each in wanted})
            found.setdefault(name, []).append(at + query)
    return found


def _where_it_is_seen(client: Client, made: Place) -> set[str]:
    return {
        name
        for name, paths in _addresses(made).items()
        for path in paths
        if str(ODD).encode() in b"".join(client.get(path))
    }


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_district_sees_no_small_area_of_another_at_any_address_and_the_county_all(county: Place) -> None:
    assert _where_it_is_seen(signed_in("analyst", "county-council"), county) >= SHOWS
    assert _where_it_is_seen(signed_in("analyst", "district-council"), county) == set()
    assert _where_it_is_seen(signed_in("auditor"), county) == set()


def test_the_district_sees_its_own_small_areas_and_every_district_as_a_whole(county: Place) -> None:
    page = signed_in("analyst", "district-council")
    own, other, third = county.ground.districts
    text = page.get(f"/indicators/benefits/figures.csv?areas={KIND}").content.decode()
    lines = [line.split(",") for line in text.splitlines()[1:]]
    hierarchy: Hierarchy = county.ground.hierarchy
    for code, _name, _period, _first, _last, value, *_counts, status in lines:
        assert bool(value) is (hierarchy.above["district"][code] == own)
        assert status == ("" if value else "n")
    whole = page.get("/indicators/benefits/figures.csv?areas=district-2021").content.decode().splitlines()[1:]
    assert {line.split(",")[0] for line in whole if line.split(",")[5]} == {own, other, third}
    shown = page.get(f"/indicators/benefits/?areas={KIND}").content.decode()
    assert "32 areas are seen by their own district and the county only" in shown
    assert "16 areas" not in shown.split("What it is")[0].split("In words")[1].split("</ul>")[0]
    foreign = next(code for code, district in hierarchy.above["district"].items() if district != own)
    beside = page.get(f"/areas/{KIND}/compare/?area={foreign}").content.decode()
    assert "seen by its own district and the county only" in beside
    pockets = page.get(f"/areas/{KIND}/pockets/").content.decode()
    assert "the figures of 32 areas are seen by their own district and the county only" in pockets
    funnel = page.get(f"/indicators/benefits/funnel/?areas={KIND}").content.decode()
    assert "The figures of 32 areas are seen by their own district and the county only" in funnel
    assert "no figure or no rank" not in funnel


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_system_of_the_district_sees_what_its_people_see(county: Place) -> None:
    from django.utils import timezone
    from oauth2_provider.models import AccessToken, Application

    seen = {}
    for partner in ("district-council", "county-council"):
        signed_in("data-supplier", partner).post("/systems/", {"title": "Reports"})
        AccessToken.objects.create(
            application=Application.objects.last(), token=partner, scope="figures",
            expires=timezone.now() + timedelta(minutes=5),
        )  # fmt: skip
        system = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {partner}"})
        answers = [system.get(f"/api/indicators/benefits/{form}?areas={KIND}") for form in ("csv", "json-stat")]
        assert {one.status_code for one in answers} == {200}
        seen[partner] = [str(ODD).encode() in one.content for one in answers]
    assert seen == {"district-council": [False, False], "county-council": [True, True]}


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_is_not_for_all_eyes_is_not_shown_to_everybody(county: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from joinedup.service.indicators import showing

    monkeypatch.setattr("django.conf.settings.FRAMED_BY", ["https://www.example.org"])
    assert "its own district only" in showing.hindrance("benefits", KIND)
    assert showing.hindrance("benefits", "district-2021") != showing.hindrance("benefits", KIND)


META = {
    "kind": "proportion", "polarity": "low is good", "cleared": "not about people", "per": "100", "unit": "%",
    "theme": "Income", "definition": "Households that claim", "numerator": "Claims", "denominator": "Households",
    "source": "The council", "licence": "OGL v3", "due": "2027-01-15", "period": "2026/27",
}  # fmt: skip


def _loaded(
    title: str, made: Place, *ticks: str, owner: str = "county-council", by: str = "county-council", few: int = 48,
    odd: float = ODD,
) -> str:  # fmt: skip
    """A file of small areas is loaded, put forward and signed; what its page said before. ticks: who ticks."""
    rows = "".join(f"{code},{odd},{odd * 10},1000\n" for code in made.ground.codes[:few])
    file = SimpleUploadedFile("more.csv", f"area,value,numerator,denominator\n{rows}".encode())
    loader, checker = signed_in("analyst", by), signed_in("checker", owner)
    told = {who: {"for_all": "on"} for who in ticks}
    sent = {**META, **told.get("loader", {}), "title": title, "file": file, "owner": owner}
    where = loader.post("/indicators/loading/new/", sent)["Location"]
    page = loader.get(where).content.decode()
    assert loader.post(f"{where}put/").status_code == 302
    assert ("Who will see the small areas" in page) is ("Who will see" in checker.get(where).content.decode())
    assert checker.post(where, {"signed": "yes", "words": "", **told.get("checker", {})}).status_code == 302
    return page


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_comes_later_is_masked_too_by_its_title_or_as_nobody_opened_it(county: Place) -> None:
    from joinedup.service.indicators.queries import whole_store

    district, before = signed_in("analyst", "district-council"), whole_store().slices("benefits", KIND)
    page = _loaded("Households that claim  Housing Benefit", county, owner="district-council")
    assert "Who will see" not in page
    assert "new times: 2026/27" in page
    assert set(whole_store().slices("benefits", KIND)) > set(before)  # it is the same indicator, with its history
    titles = [one.title.casefold() for one in whole_store().indicators()]
    assert len([one for one in titles if one.startswith("households that claim")]) == 1
    assert district.get(f"/indicators/benefits/figures.csv?areas={KIND}").content.count(b",97.3,") == 16  # its own
    title, own = "Households that claim housing benefit", "district-council"
    _loaded(title, county, owner=own, by=own, few=16, odd=55.5)  # the areas that it does not see stay as they were
    assert district.get(f"/indicators/benefits/figures.csv?areas={KIND}").content.count(b",55.5,") == 16
    asked = f"/indicators/benefits/figures.csv?areas={KIND}&period=2026/27&only=period"
    text = signed_in("analyst", "county-council").get(asked).content
    assert (text.count(b",55.5,"), text.count(b",97.3,")) == (16, 32)
    for title, ticks, open_to_all in (
        ("Households on housing benefit", (), False),
        ("Households on council tax support", ("loader",), False),
        ("Households in band A", ("loader", "checker"), True),
    ):
        assert "48 small areas" in _loaded(title, county, *ticks)
        key = title.casefold().replace(" ", "-")
        shown = district.get(f"/indicators/{key}/figures.csv?areas={KIND}").content.decode()
        assert shown.count(f",{ODD},") == (48 if open_to_all else 16)


def test_whoever_reads_all_figures_is_declared() -> None:
    found = set()
    for path in (SOURCE / "service").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                words = ast.unparse(node)
                if "whole_store(" in words:
                    found.add(f"{path.relative_to(SOURCE).as_posix()}:{node.name}")
    assert found - {"service/indicators/queries.py:whole_store"} == set(WHOLE)
