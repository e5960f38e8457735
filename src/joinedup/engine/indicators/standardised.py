"""Rates that allow for age: directly and indirectly standardised, as UKHSA publishes them.

Formulas: A. J. Dobson and others, Confidence intervals for weighted sums of Poisson parameters, Statistics in Medicine
1991 (directly standardised); Breslow and Day 1987 (indirectly). With fewer than ten events in all, UKHSA publishes
no directly standardised rate, and neither do we.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from joinedup.engine.errors import error
from joinedup.engine.indicators.estimates import BOTH, Estimate
from joinedup.engine.indicators.intervals import Interval, byars, of_count

FEWEST_EVENTS = 10
# European Standard Population 2013 (Eurostat, 2013), five-year bands 0-4 to 90 and over; adds up to 100,000
ESP_2013 = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip


def directly_standardised(
    events: Sequence[float],
    populations: Sequence[float],
    standard: Sequence[float] = ESP_2013,
    per: float = 100_000,
    confidences: Sequence[float] = BOTH,
    repeats: Mapping[int, Sequence[float]] | None = None,
) -> Estimate | None:
    """The rate that the standard population would have; one value a band in each sequence.

    `repeats`: where one person may have several events, the number of people in each band by how many events they had
    ({1: (...), 2: (...)}); then the interval is wider. None below ten events. Raises `figure-impossible`.
    """
    _bands(events, populations, standard)
    total = math.fsum(events)
    if total < FEWEST_EVENTS:
        return None
    weights = [one / math.fsum(standard) for one in standard]
    bands = list(zip(weights, events, populations, strict=True))
    value = math.fsum(w * e / n for w, e, n in bands)
    if repeats is None:
        variance = math.fsum(w * w * e / (n * n) for w, e, n in bands)
        method = "Dobson"
    else:
        variance = math.fsum(
            times * times * w * w * people / (n * n)
            for times, counted in repeats.items()
            for (w, _, n), people in zip(bands, counted, strict=True)
        )
        method = "Dobson, for events that repeat"
    stretch = math.sqrt(variance / total)
    limits = []
    for confidence in confidences:
        around = byars(total, confidence)
        lower = value + stretch * ((around.lower or 0.0) - total)
        upper = value + stretch * ((around.upper or 0.0) - total)
        limits.append(Interval(lower * per, upper * per, confidence, method))
    return Estimate(value * per, per, total, math.fsum(populations), tuple(limits), method)


def expected_events(
    populations: Sequence[float], reference_events: Sequence[float], reference_populations: Sequence[float]
) -> float:
    """Events there would be if each band had the reference's rate. Raises `figure-impossible`."""
    _bands(reference_events, reference_populations, populations)
    bands = zip(populations, reference_events, reference_populations, strict=True)
    return math.fsum(n * e / m for n, e, m in bands)


def standardised_ratio(
    observed: float, expected: float, per: float = 100, confidences: Sequence[float] = BOTH
) -> Estimate:
    """Observed against expected events (100: as many as expected). Raises `figure-impossible`."""
    if not expected > 0:
        raise error(
            "figure-impossible",
            problem="going by the reference nothing is to be expected here, so that there is nothing to compare with",
        )
    limits = tuple(of_count(observed, one).times(per / expected) for one in confidences)
    return Estimate(observed / expected * per, per, observed, expected, limits, limits[0].method if limits else "")


def indirectly_standardised(
    observed: float,
    populations: Sequence[float],
    reference_events: Sequence[float],
    reference_populations: Sequence[float],
    per: float = 100_000,
    confidences: Sequence[float] = BOTH,
) -> Estimate:
    """The standardised ratio times the reference's crude rate. Raises `figure-impossible`."""
    expected = expected_events(populations, reference_events, reference_populations)
    crude = math.fsum(reference_events) / math.fsum(reference_populations)
    return standardised_ratio(observed, expected, crude * per, confidences)


def _bands(events: Sequence[float], populations: Sequence[float], weights: Sequence[float]) -> None:
    if not events or not len(events) == len(populations) == len(weights):
        raise error("figure-impossible", problem="the counts, the people and the weights are not of the same ages")
    if min(events) < 0 or min(weights) < 0:
        raise error("figure-impossible", problem="a count or a weight is below zero")
    if not min(populations) > 0:
        raise error("figure-impossible", problem="there is nobody in one of the age bands")
