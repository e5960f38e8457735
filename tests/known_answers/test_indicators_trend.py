"""The recent trend against the cases of Fingertips' own tests, and comparison against its published answers."""

from __future__ import annotations

import csv
import json
from itertools import groupby
from pathlib import Path

import pytest

from joinedup.engine.indicators.compare import Standing, compare
from joinedup.engine.indicators.indicator import Kind, Polarity
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.trend import Direction, Point, recent_trend

pytestmark = pytest.mark.open_data

KINDS = {
    "Proportion": Kind.PROPORTION, "Crude rate": Kind.RATE, "Directly standardised rate": Kind.DIRECTLY_STANDARDISED,
    "Indirectly standardised proportion": Kind.INDIRECTLY_STANDARDISED,
}  # fmt: skip
POLARITIES = {
    "Low is good": Polarity.LOW_IS_GOOD, "High is good": Polarity.HIGH_IS_GOOD, "No judgement": Polarity.NO_JUDGEMENT,
}  # fmt: skip
WORDS = {
    (Direction.RISING, Standing.HIGHER): "Increasing",
    (Direction.RISING, Standing.WORSE): "IncreasingAndGettingWorse",
    (Direction.FALLING, Standing.WORSE): "DecreasingAndGettingWorse",
    (Direction.FALLING, Standing.BETTER): "DecreasingAndGettingBetter",
    (Direction.NO_CHANGE, Standing.SIMILAR): "NoChange",
    (Direction.NOT_KNOWN, Standing.NOT_COMPARED): "CannotBeCalculated",
}


def number(text: str) -> float | None:
    return float(text) if text else None


def test_recent_trend(open_data: Path) -> None:
    with (open_data / "fingertips" / "trend_test_vectors.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for case, own in groupby(rows, key=lambda row: row["case"]):
        series = sorted(own, key=lambda row: row["period_end"])
        points = [
            Point(*(number(r[h]) for h in ("value", "lower_ci95", "upper_ci95", "count", "denominator")))
            for r in series
        ]
        trend = recent_trend(points, KINDS[series[0]["value_type"]], POLARITIES[series[0]["polarity"]])
        found[case] = (WORDS[trend.direction, trend.standing], series[0]["expected_trend"], trend)
    assert len(found) == 6
    trap = found.pop("GpRegisteredPopulationOver65")
    assert all(ours == theirs for ours, theirs, _ in found.values()), found
    # theirs drops every point without limits and answers "no change"; ours works them out from the counts and says so
    assert (trap[0], trap[1]) == ("Increasing", "NoChange")
    assert trap[2].basis == "limits worked out from the counts"
    assert trap[2].chi_square == pytest.approx(3165, abs=5)


def test_comparison_with_england_by_overlap(open_data: Path) -> None:
    answer = json.loads((open_data / "fingertips" / "benchmark_rag_expected_response.json").read_text(encoding="utf-8"))
    checked = 0
    for area in answer["areaHealthData"]:
        for segment in area["indicatorSegments"]:
            for point in segment["healthData"]:
                theirs = point["benchmarkComparison"]
                if not theirs or theirs["benchmarkValue"] is None or point["lowerCi"] is None:
                    continue
                ours = compare(
                    Interval(point["lowerCi"], point["upperCi"]), theirs["benchmarkValue"], Polarity.LOW_IS_GOOD
                )
                assert ours.standing == theirs["outcome"].lower(), point
                checked += 1
    assert checked >= 20
