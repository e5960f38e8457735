"""Three or four counts that add up to a fifth are found among many; what one of them hides the others tell."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.engine.indicators.relations import Counts, told_of
from joinedup.engine.indicators.sums import sums_of_more

PLACES = 40


def drawn(lots: np.random.Generator, most: int = 300) -> np.ndarray:
    return lots.integers(0, most, PLACES).astype(float)


@pytest.mark.parametrize("parts", [3, 4])
@pytest.mark.parametrize("new", ["a part", "the whole"])
def test_bands_of_age_and_everybody_are_found_among_many_others(parts: int, new: str) -> None:
    lots = np.random.default_rng(parts)
    bands = [drawn(lots) for _ in range(parts)]
    whole = np.sum(bands, axis=0)
    for band in bands:
        band[lots.integers(0, PLACES, 3)] = np.nan  # left out
    others = [drawn(lots) for _ in range(60)]
    kept = [*others[:30], *(bands[1:] if new == "a part" else bands), *others[30:]]
    samples = [bands[0], *kept, whole] if new == "a part" else [whole, *kept]
    (found,) = sums_of_more(samples, 1)
    assert [sum(samples[at] is one for one in (*bands, whole)) for at in found] == [1] * (parts + 1)
    assert samples[found[-1]] is whole


def test_what_one_band_hides_the_others_and_everybody_tell() -> None:
    lots = np.random.default_rng(1)
    bands = [drawn(lots) + 5 for _ in range(3)]
    counts = [Counts(f"band {n}", band, np.isnan(band)) for n, band in enumerate(bands)]
    whole = Counts("everybody", np.sum(bands, axis=0), np.zeros(PLACES, dtype=bool))
    assert told_of([*counts, whole]) is None
    gap = bands[1].copy()
    gap[7] = np.nan
    assert told_of([counts[0], Counts("band 1", gap, np.isnan(gap)), counts[2], whole]) == 7


def test_small_numbers_that_happen_to_add_up_are_no_sum() -> None:
    lots = np.random.default_rng(2)
    few = [lots.integers(0, 3, PLACES).astype(float) for _ in range(80)]
    assert sums_of_more(few, 5) == []
    assert sums_of_more([drawn(lots) for _ in range(120)], 3) == []
    assert sums_of_more([], 0) == sums_of_more([drawn(lots)] * 3, 1) == []


def test_a_sum_that_fails_in_one_area_is_none() -> None:
    lots = np.random.default_rng(3)
    bands = [drawn(lots) for _ in range(3)]
    almost = np.sum(bands, axis=0)
    almost[5] += 1
    assert sums_of_more([*bands, almost], 1) == []
