"""Each exemplar about areas shows what it must show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from joinedup.engine.areas.custom import outline
from joinedup.engine.areas.map_payload import map_payload
from joinedup.engine.areas.nearest import nearest, reach
from joinedup.engine.disclosure.overlay import overlay
from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.places.plan import load_place, place_names
from joinedup.engine.exemplars.places.stage import Place, stage
from joinedup.engine.exemplars.places.telling import tell
from joinedup.engine.indicators.analyses import overlaps
from joinedup.engine.indicators.compare import Colour, Standing
from joinedup.engine.indicators.light import light
from joinedup.engine.indicators.profile import fact, pockets, profile, side_by_side
from joinedup.engine.indicators.sign_off import Signed, SignOff
from joinedup.engine.indicators.targets import Progress, judge
from joinedup.engine.indicators.trend import Direction
from joinedup.engine.indicators.usage import usage

TODAY = date(2026, 11, 23)
COUNTY = "E10000001"
Run = Callable[[str], Place]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Each exemplar is run once."""
    made: dict[str, Place] = {}

    def one(name: str) -> Place:
        if name not in made:
            made[name] = stage(name, tmp_path_factory.mktemp(name), TODAY)
        return made[name]

    return one


def test_every_exemplar_about_areas_is_there_and_says_what_it_shows() -> None:
    assert set(place_names()) == {
        "brighton-hove-bhlis", "observatory", "dudley-locality-profiles", "gmac", "herts-cdrp-assessment", "herts-jsna",
        "herts-care-closer-to-home", "leicester-performance", "leicester-gis", "leicester-lpig", "reigate-banstead",
        "lancashire-extended-services",
    }  # fmt: skip
    assert all(load_place(name).shows for name in place_names())
    with pytest.raises(JoinedupError, match="exemplar-unknown"):
        load_place("../gmac")


@pytest.mark.parametrize("name", place_names())
def test_every_exemplar_runs_without_a_defect_that_stops(run: Run, name: str) -> None:
    place = run(name)
    assert all(reading.may_be_loaded for reading in place.readings.values())
    assert all(indicator.lacking == () for indicator in place.store.indicators())


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("brighton-hove-bhlis", ["Targets", "Pockets of inequality"]),
        ("observatory", ["Who uses it"]),
        ("dudley-locality-profiles", ["Localities"]),
        ("gmac", ["Districts beside the whole"]),
        ("herts-cdrp-assessment", ["Districts beside the whole"]),
        ("herts-jsna", ["Districts beside the whole"]),
        ("herts-care-closer-to-home", ["How far to a service"]),
        ("leicester-performance", ["Targets", "Access by training"]),
        ("leicester-gis", ["The map"]),
        ("leicester-lpig", ["Register of analyses"]),
        ("reigate-banstead", ["Districts beside the whole"]),
    ],
)
def test_every_exemplar_tells_what_it_shows(run: Run, name: str, headings: list[str]) -> None:
    told = {one.heading: one.lines for one in tell(run(name), TODAY)}
    assert {"Files, read as they are", "The whole place", "The map", *headings} <= told.keys()
    assert all(told.values())


def test_brighton_and_hove_four_layouts_maps_trends_targets_and_pockets(run: Run) -> None:
    place = run("brighton-hove-bhlis")
    assert {one.layout for one in place.plan.indicators} == {"long", "wide", "sheets", "names"}
    assert {one.partner for one in place.plan.indicators} == set(place.plan.partners)
    assert map_payload(place.ground.boundaries).areas == 40
    for key in place.keys:  # map, trend and table of each
        assert not np.isnan(place.store.figures(key, place.kinds["LSOA"]).values).any()
        whole = fact(place.store, key, place.kinds["county"], COUNTY)
        assert len(whole.series) == 5
        assert whole.words
    smoking = fact(place.store, "smoking", place.kinds["county"], COUNTY)
    assert smoking.trend.direction is Direction.RISING
    progress = {
        one.indicator: judge(
            one, [(p, f.value) for p, f in place.store.series(one.indicator, place.kinds["county"], COUNTY)]
        ).progress
        for one in place.targets
    }
    assert progress == {"burglary": Progress.ON_TRACK, "smoking": Progress.AWAY}
    found = pockets(place.store, place.kinds["LSOA"], place.keys, least=3)
    assert found.found
    assert {one.code for one in found.found} <= set(place.ground.worst)
    planted = set(place.ground.worst)
    assert len(planted & {one.code for one in found.found}) >= len(planted) / 2


def test_brighton_and_hove_the_system_before_is_imported(run: Run) -> None:
    place = run("brighton-hove-bhlis")
    before, own = place.readings["predecessor"], place.readings["burglary"]
    assert before.table["starts"].n_unique() == 3
    assert own.table["starts"].n_unique() == 3
    assert len(place.store.slices("burglary", place.kinds["LSOA"])) == 5


def test_observatory_outputs_by_area_and_a_warning_when_usage_falls(run: Run) -> None:
    place = run("observatory")
    jobs = place.store.figures("jobs", place.kinds["ward"])
    assert jobs.values.sum() == place.store.figures("jobs", place.kinds["county"]).values[0] > 0
    found = usage(place.visits, place.plan.partners)
    assert list(found.by_partner) == ["Council", "College", "Housing association"]
    assert found.by_theme["Work"] > found.by_theme["Housing"]
    assert "Council" in {one.who for one in found.falling}
    assert "College" not in {one.who for one in found.falling}
    assert found.silent == ("Regeneration team", "Housing association")
    warning = found.warning("Regeneration team", "The observatory")
    assert "Council: 188 visits in the last three months, 316 in the three before" in warning


def test_dudley_localities_are_exact_and_give_nothing_away(run: Run) -> None:
    place = run("dudley-locality-profiles")
    old_town, canal = place.localities
    assert not old_town.best_fit
    assert canal.best_fit
    latest = place.store.figures("smoking", place.kinds["LSOA"])
    parts = [latest.of(code) for code in canal.parts]
    whole = place.store.figures("smoking", place.kinds["canal-side"])
    exact = sum(top or 0 for _, top, _ in parts) / sum(bottom or 0 for _, _, bottom in parts) * 100
    assert whole.values[0] == pytest.approx(exact)
    assert whole.values[0] != pytest.approx(sum(value or 0 for value, _, _ in parts) / len(parts), abs=1e-6)
    assert outline(canal, place.ground.boundaries).shape.is_valid
    burgled = place.store.figures("burglary", place.kinds["LSOA"])
    counts = {code: int(burgled.of(code)[1] or 0) for code in burgled.codes}
    wards: dict[str, list[str]] = {}
    for code, ward in place.ground.hierarchy.parents("ward").items():
        wards.setdefault(ward, []).append(code)
    localities = {one.key: one.parts for one in place.localities}
    assert overlay({"ward": wards, "locality": localities}, counts).safe
    [reports] = place.by_line
    fits = {one.area: (one.how, one.count, reports.fitted[one.area]) for one in reports.counts}
    assert fits["old-town"][0] == fits["canal-side"][0] == "exact"
    assert fits["old-town"][1] == fits["old-town"][2], "it is made of whole small areas"
    assert fits["canal-side"][1] != fits["canal-side"][2], "it is drawn, and its line cuts through them"
    # a locality that is a ward but for one area with a small count would give it away
    ward, codes = next(iter(wards.items()))
    small = {**counts, codes[0]: 2}
    leaking = overlay({"ward": {ward: codes}, "locality": {"nearly": codes[1:]}}, small)
    assert [(one.area, one.count) for one in leaking.leaks] == [(codes[0], 2)]


def test_greater_manchester_hub_tables_across_ten_districts(run: Run) -> None:
    place = run("gmac")
    districts = place.ground.districts
    assert len(districts) == 10
    rows = side_by_side(place.store, place.kinds["district"], districts, place.keys, place.county)
    assert [len(row.facts) for row in rows] == [10, 10]
    assert all(one.estimate and one.estimate.interval() for row in rows for one in row.facts)
    burgled = place.store.figures("burglary", place.kinds["district"])
    assert burgled.numerators.sum() == place.store.figures("burglary", place.kinds["county"]).numerators[0]


def test_hertfordshire_ten_packs_from_one_run_have_the_same_tables(run: Run) -> None:
    place = run("herts-cdrp-assessment")
    packs = [
        profile(place.store, place.kinds["district"], code, place.keys, place.county) for code in place.ground.districts
    ]
    assert len(packs) == 10
    tables = {tuple((f.indicator.key, tuple(p.label for p, _ in f.series)) for f in pack.facts) for pack in packs}
    assert len(tables) == 1
    assert {f.indicator.theme for f in packs[0].facts} == {"Alcohol", "Drugs", "Treatment"}


def test_hertfordshire_borough_profiles_have_intervals_and_the_county_beside(run: Run) -> None:
    place = run("herts-jsna")
    for code in place.ground.districts:
        made = profile(place.store, place.kinds["district"], code, beside=place.county)
        assert len(made.facts) == 3
        for one in made.facts:
            assert one.estimate is not None
            limits = one.estimate.interval()
            assert limits is not None
            assert (limits.lower or 0) < one.estimate.value < (limits.upper or 0)
            assert one.comparison.standing is not Standing.NOT_COMPARED
            assert "Madeup county" in one.words
    worst = profile(place.store, place.kinds["district"], place.ground.districts[0], beside=place.county)
    assert {one.comparison.standing for one in worst.facts} == {Standing.WORSE}


def test_care_closer_to_home_services_and_need_on_one_map(run: Run) -> None:
    place = run("herts-care-closer-to-home")
    need = place.store.figures("over-75", place.kinds["LSOA"])
    centres = {a.code: (a.shape.centroid.x, a.shape.centroid.y) for a in place.ground.boundaries.areas}
    old = {code: need.of(code)[1] or 0 for code in need.codes}
    for kind in ("day centre", "community nurse"):
        found = nearest(centres, [one for one in place.services if one.kind == kind])
        assert set(found) == set(centres)
        people = reach(found, old, kind)
        assert sum(people.people.values()) == sum(old.values()) > 0
        assert sum(1 for share in people.people.values() if share) >= 2
    nearer = [one for one in place.services if one.kind == "community nurse"]
    assert reach(nearest(centres, nearer), old).far <= reach(nearest(centres, nearer[:1]), old).far


def test_leicester_fifty_partners_enter_sign_off_and_are_coloured_with_reasons(run: Run) -> None:
    place = run("leicester-performance")
    entries = {one.entry.indicator: one for one in place.by_hand}
    assert len({one.entry.partner for one in place.by_hand}) == len(place.plan.partners) == 50
    assert {one.theme for one in place.plan.indicators} == {"Safer", "Healthier", "Learning", "Greener", "Working"}
    assert all(one.checked.good for one in place.by_hand)
    slips = {key: one.slip.wrong for key, one in entries.items() if one.slip is not None}
    assert slips == {
        "homes-on-fire": ("a decimal comma: write a point",),
        "smoking": ("more are counted than there are in all",),
        "recycling": ("this is no figure",),
    }
    assert [key for key, one in entries.items() if one.lacking] == ["feel-unsafe"]
    assert entries["feel-unsafe"].lacking == ("Entering figures",)
    told = {one.heading: one.lines for one in tell(place, TODAY)}
    assert told["Entered by partners"][0].startswith("49 of 50 partners entered figures for 2025/26; 47 are signed off")
    assert {line.split(":")[0] for line in told["Targets"]} == {"Red", "Amber", "Green"}
    lights = {}
    for one in place.targets:
        series = [(p, f.value) for p, f in place.store.series(one.indicator, place.kinds["county"], COUNTY)]
        signed = SignOff(one.indicator, series[-1][0], one.owner, date(2026, 10, 1), date(2026, 9, 1))
        lights[one.indicator] = light(one, series, "%", signed, TODAY)
        unsigned = SignOff(one.indicator, series[-1][0], one.owner, date(2026, 10, 1))
        assert unsigned.standing(TODAY) is Signed.OVERDUE
        assert light(one, series, "%", unsigned, TODAY).colour is not Colour.GREEN
        assert "overdue by 53 days" in light(one, series, "%", unsigned, TODAY).because
    assert (lights["burglary"].colour, lights["recycling"].colour, lights["absence"].colour) == (
        Colour.GREEN, Colour.AMBER, Colour.RED,
    )  # fmt: skip
    assert all(one.because for one in lights.values())
    later = light(place.targets[1], [], today=date(2028, 1, 1))
    assert (later.colour, later.missed) == (Colour.RED, True)
    assert place.training.lacking("enter", ["Reading figures"]) == ("Entering figures",)
    assert place.training.levels(["Reading figures", "Owning an indicator"]) == ("sign-off",)


def test_leicester_layers_on_one_map_and_areas_on_one_page(run: Run) -> None:
    place = run("leicester-gis")
    layers = [place.store.figures(key, place.kinds["LSOA"], only_values=True) for key in place.keys]
    assert len({layer.codes for layer in layers}) == 1
    assert len(layers) == 3
    assert {one.kind for one in place.services} == {"job centre", "community centre"}
    (_bytes, on_it) = next(one.lines for one in tell(place, TODAY) if one.heading == "The map")
    assert on_it == (
        "On one map: 36 areas shaded by “Residents out of work”; 36 circles by “Homes burgled”; the edges of 6 wards; "
        "10 services (community centre, job centre)"
    )
    wards = sorted(set(place.ground.hierarchy.parents("ward").values()))[:3]
    rows = side_by_side(place.store, place.kinds["ward"], wards, place.keys, place.county)
    assert [len(row.facts) for row in rows] == [3, 3, 3]
    assert len(rows) * len(wards) <= 40  # lines of a page


def test_lancashire_need_and_provision_of_six_clusters_signed_off_by_a_day(run: Run) -> None:
    place = run("lancashire-extended-services")
    found = place.gaps
    assert len(found) == 6
    assert sum(one.services for one in found) == len(place.services) == 15
    assert [one.need for one in found] == sorted((one.need for one in found), reverse=True)
    assert any(one.gap for one in found)
    assert not all(one.gap for one in found)
    # no published figure of a cluster, beside the wards, gives a child away, in any of the indicators
    wards: dict[str, list[str]] = {}
    for code, ward in place.ground.hierarchy.parents("ward").items():
        wards.setdefault(ward, []).append(code)
    clusters = {one.key: one.parts for one in place.localities}
    for key in place.keys:
        figures = place.store.figures(key, place.kinds["LSOA"])
        counts = {code: int(figures.of(code)[1] or 0) for code in figures.codes}
        assert overlay({"ward": wards, "locality": clusters}, counts).safe
    # an owner and a day for every indicator; the overdue one is flagged
    assert [one.standing(TODAY) for one in place.sign_offs] == [Signed.DONE, Signed.OVERDUE, Signed.WAITING]
    told = next(part.lines for part in tell(place, TODAY) if part.heading == "Signing off")
    assert [("overdue by 12 days" in line) for line in told] == [False, True, False]


def test_leicester_a_planned_analysis_that_repeats_another_is_flagged(run: Run) -> None:
    place = run("leicester-lpig")
    register = {one.key: one for one in place.analyses}
    assert {one.partner for one in place.analyses} == {"Police", "Health trust", "Council", "University"}
    (found,) = overlaps(register["a3"], place.analyses)
    assert found.existing.key == "a1"
    assert "Senior analyst" in found.words
    assert "2 of 2 indicators" in found.words
    assert overlaps(register["a4"], place.analyses) == ()


def test_reigate_and_banstead_one_supply_for_two_tiers(run: Run) -> None:
    place = run("reigate-banstead")
    assert list(place.readings) == ["benefits"]
    district = place.store.figures("benefits", place.kinds["district"])
    county = place.store.figures("benefits", place.kinds["county"])
    small = place.store.figures("benefits", place.kinds["LSOA"])
    assert small.numerators.sum() == district.numerators.sum() == county.numerators[0]
    assert county.values[0] == pytest.approx(small.numerators.sum() / small.denominators.sum() * 100)
    viewer, *_others = place.ground.districts
    seen = {who: place.store.seen_by(who).figures("benefits", place.kinds["LSOA"]) for who in place.plan.keys.values()}
    assert np.isfinite(seen["county-council"].values).all()
    shown = {code for code, value in zip(small.codes, seen["district-council"].values, strict=True) if value == value}
    assert shown == set(place.ground.hierarchy.children(viewer)) & set(small.codes)
    assert 0 < len(shown) < len(small.codes)
    for level in ("district", "county"):
        for who in seen:
            assert np.isfinite(place.store.seen_by(who).figures("benefits", place.kinds[level]).values).all()
    told = next(one.lines for one in tell(place, TODAY) if one.heading == "Who sees what")
    assert told == (
        "District council: 16 of 48 small areas and 3 of 3 districts",
        "County council: 48 of 48 small areas and 3 of 3 districts",
    )
