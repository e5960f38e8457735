"""Areas on real data: points, changed boundaries, postcodes, lookups, and the claimant file that lacks 64 areas."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from joinedup.engine.areas.boundaries import read_boundaries
from joinedup.engine.areas.change import move_counts, move_scores, read_overlaps
from joinedup.engine.areas.hierarchy import read_hierarchy
from joinedup.engine.areas.lookup import read_lookup
from joinedup.engine.areas.points import point_index
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.totals import add_up, total

pytestmark = pytest.mark.open_data
COUNT = Indicator("claimants", "Claimants")


@pytest.mark.parametrize(
    ("place", "distinct", "agree"), [("leicester", 2_720, 2_625), ("brighton_and_hove", 1_961, 1_863)]
)
def test_points_lie_in_the_publishers_own_areas(open_data: Path, place: str, distinct: int, agree: int) -> None:
    file = open_data / "records" / "police_uk" / f"{place}_street_2018-10_to_2019-02.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        points = {(r["Longitude"], r["Latitude"]): r["LSOA code"] for r in csv.DictReader(opened) if r["LSOA code"]}
    places = np.array([(float(lon), float(lat)) for lon, lat in points])
    index = point_index(read_boundaries(open_data / "boundaries" / "lsoa2011" / f"{place}.geojson"))
    placed = index.place(places[:, 0], places[:, 1])
    same = int((placed.codes == np.array(list(points.values()))).sum())
    assert len(points) == distinct
    assert same == pytest.approx(agree, abs=3)
    assert same / len(points) >= 0.94
    assert placed.outside <= 4
    assert index.place(places[:, 0], places[:, 1], within=500).outside == 0


def test_counts_are_conserved_when_boundaries_change_and_scores_are_not_split(open_data: Path) -> None:
    lookup = open_data / "lookups" / "study_gm_lsoa11_to_lsoa21_population_weighted.csv"
    overlaps = read_overlaps(lookup, "LSOA11CD", "LSOA21CD", "TotPersons")
    read = read_indicator_file(open_data / "indicators" / "gm_lsoa11_claimant_count.csv")
    counts = dict(read.figures().select("area", "value").iter_rows())
    moved = move_counts(counts, overlaps)
    assert not moved.unplaced
    assert sum(moved.values.values()) == sum(counts.values()) == 44_295
    assert all(value == int(value) for value in moved.values.values())
    kept, left_out = move_scores(dict.fromkeys(counts, 1.0), overlaps)
    assert len(kept) + len(left_out) == len(counts)
    assert set(left_out).isdisjoint(overlaps.unchanged)
    assert len(overlaps.unchanged) == 2_691


def test_the_claimant_file_that_lacks_64_areas_warns_and_is_not_summed(open_data: Path) -> None:
    hierarchy = read_hierarchy(open_data / "lookups" / "study_gm_lsoa11_ward19_lad19_best_fit.csv")
    assert hierarchy.levels == ("ward", "district")
    areas = hierarchy.area_set()
    read = read_indicator_file(open_data / "indicators" / "gm_lsoa11_claimant_count.csv", known=[areas])
    (gap,) = read.defects
    assert gap.code == "areas-missing"
    assert "64 of 1,673 areas (LSOA 2011) have no figure" in gap.what
    manchester = "E08000003"
    whole = total(read.figures(), hierarchy.children(manchester), COUNT)
    assert whole.value is None
    assert whole.partial == 8_750
    assert whole.why.startswith(f"{len(whole.missing)} of 282 areas")
    monthly = read_indicator_file(open_data / "indicators" / "gm_la_claimant_count_monthly.csv").figures()
    october = monthly.filter(pl.col("starts") == date(2017, 10, 1))
    published = dict(october.select("area", "numerator").iter_rows())
    wrong = add_up(read.figures(), hierarchy.parents("district"), published, rounding=2.5)
    (found,) = [one for one in wrong if one.area == manchester]
    assert (found.added, found.published) == (8_750, 9_595)
    assert "-8.8%" in found.told("published.csv")
    assert found.missing == len(whole.missing)


def test_ward_figures_add_up_to_their_districts(open_data: Path) -> None:
    folder = open_data / "indicators"
    wards = read_indicator_file(folder / "gm_ward_claimant_count_monthly_2015_2017.csv").figures()
    districts = read_indicator_file(folder / "gm_la_claimant_count_monthly.csv").figures()
    above = dict(
        pl.read_csv(folder / "gm_ward_claimant_count_monthly_2015_2017.csv", infer_schema=False)
        .select("wd15cd", "lad15cd")
        .unique()
        .iter_rows()
    )
    months = sorted(set(wards["starts"].to_list()))
    assert len(months) == 34
    for month in months:
        own = wards.filter(pl.col("starts") == month).with_columns(pl.col("numerator").alias("value"))
        whole = dict(districts.filter(pl.col("starts") == month).select("area", "numerator").iter_rows())
        assert len(whole) == 10
        assert not [m for m in add_up(own, above, whole, rounding=2.5) if abs(m.added - m.published) > 20]


def test_terminated_postcodes_are_placed_and_told(open_data: Path) -> None:
    lookup = read_lookup(open_data / "lookups" / "lewisham_postcode_oa11_lsoa11_msoa11_ward.csv")
    assert lookup.table.height == 8_419
    ended = lookup.dates.filter(pl.col("terminated").is_not_null()) if lookup.dates is not None else None
    assert ended is not None
    assert ended.height == lookup.terminated > 1_000
    one = ended.row(0, named=True)
    written = pl.Series([one["postcode"][:-3] + "  " + one["postcode"][-3:].lower(), "BR1 4BY", "ZZ1 1ZZ", None])
    assert lookup.areas(written)["lsoa"].is_not_null().to_list() == [True, True, False, False]
    assert lookup.standing(written, date(2024, 1, 1)).to_list() == ["terminated", "in use", "not known", "not known"]
    assert lookup.standing(written, date(1979, 1, 1)).to_list()[1] == "not yet"


def test_population_adds_up_over_three_kinds_of_area(open_data: Path) -> None:
    folder = open_data / "population"
    sums = []
    for name in ("lsoa21_mye2024_single_year_age_sex", "msoa21_mye2024", "ward_mye2024", "la_mye2024"):
        table = pl.read_csv(folder / f"trafford_{name}.csv").filter(pl.col("sex") == "Persons")
        sums.append(table["all_ages"].sum())
    assert sums == [241_025] * 4


@pytest.mark.full
def test_district_summaries_of_deprivation_are_worked_out_from_small_areas(open_data: Path, tmp_path: Path) -> None:
    """The published average rank weights each area's rank by its people; 20 % of Leicester's are in the worst tenth."""
    for name, folder in (("iod2019_england_lsoa_domains", "indicators"),
                         ("iod2019_england_lsoa_population_denominators_mid2015", "population")):  # fmt: skip
        packed = open_data / folder / f"{name}.csv.gz"
        (tmp_path / f"{name}.csv").write_bytes(gzip.decompress(packed.read_bytes()))
    ranks = read_indicator_file(tmp_path / "iod2019_england_lsoa_domains.csv", period=None)
    assert not ranks.may_be_loaded  # it names no period, and none was given
    ranks = read_indicator_file(tmp_path / "iod2019_england_lsoa_domains.csv", period=read_period("2019"))
    people = read_indicator_file(
        tmp_path / "iod2019_england_lsoa_population_denominators_mid2015.csv", period=read_period("2015")
    )
    (rank_name,) = [s for s in ranks.series if s.startswith("Index of Multiple Deprivation (IMD) Rank")]
    (everybody,) = [s for s in people.series if s.startswith("Total population")]
    joined = (
        ranks.figures().filter(pl.col("series") == rank_name).select("area", rank="value")
        .join(people.figures().filter(pl.col("series") == everybody).select("area", people="value"), on="area")
    )  # fmt: skip
    assert joined.height == 32_844
    districts = dict(
        pl.read_csv(tmp_path / "iod2019_england_lsoa_domains.csv", infer_schema=False)
        .select("LSOA code (2011)", "Local Authority District code (2019)")
        .iter_rows()
    )
    joined = joined.with_columns(pl.col("area").replace_strict(districts).alias("district"))
    published = {"E06000016": (22857.96, 0.2031), "E06000039": (19788.26, 0.0), "E08000028": (25276.49, 0.1989)}
    for district, (average, worst) in published.items():
        own = joined.filter(pl.col("district") == district)
        ours = ((32_845 - own["rank"]) * own["people"]).sum() / own["people"].sum()
        assert ours == pytest.approx(average, abs=0.2)
        assert (own["rank"] <= 3_284).mean() == pytest.approx(worst, abs=0.0002)


def test_every_local_series_is_read_and_the_break_of_method_is_two_series(open_data: Path) -> None:
    files = sorted((open_data / "indicators" / "la_series").glob("[a-z]*.csv"))
    assert len(files) == 11
    for file in files:
        read = read_indicator_file(file)
        assert read.may_be_loaded, [str(one) for one in read.defects]
        assert read.table.height > 100
        assert not read.table["starts"].is_null().any()
    fuel = read_indicator_file(open_data / "indicators" / "la_series" / "fuel_poverty.csv")
    assert len(fuel.series) == 2
