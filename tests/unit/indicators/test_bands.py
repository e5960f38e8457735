"""Ages as bands: how people write them, which make up which, and what two sets have in common."""

from __future__ import annotations

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.bands import (
    Band,
    by_age,
    checked,
    finest,
    in_common,
    longest_run,
    of_width,
    parts_of,
    read_band,
)

SINGLE = (*(Band(age, age) for age in range(90)), Band(90, None))
FIVES = (*(Band(age, age + 4) for age in range(0, 90, 5)), Band(90, None))


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("0-4", Band(0, 4)), ("00-04", Band(0, 4)), ("Under 5", Band(0, 4)), ("5 to 9 years", Band(5, 9)),
        ("0–4", Band(0, 4)), ("90+", Band(90, None)), ("Aged 5 years", Band(5, 5)), ("Age 0", Band(0, 0)),
        ("Aged 85 and over", Band(85, None)), ("85 years and over", Band(85, None)), ("Age 0 - 4", Band(0, 4)),
        ("Aged under 1 year", Band(0, 0)), ("1 year", Band(1, 1)), ("90 plus", Band(90, None)),
        ("All ages", None), ("9-5", None), ("2019", None), ("1900", None), ("2100", None), ("900", None), ("", None),
    ],
)  # fmt: skip
def test_age_bands_are_read_as_people_write_them(words: str, band: Band | None) -> None:
    assert read_band(words) == band
    assert band is None or read_band(band.words) == band


def test_of_single_years_and_wider_bands_the_single_years_are_the_run() -> None:
    assert longest_run({*SINGLE, Band(0, 15), Band(16, 64), Band(65, None)}) == SINGLE
    assert finest({*SINGLE, *FIVES}) == SINGLE
    assert parts_of(Band(85, None), SINGLE) == SINGLE[85:]
    assert parts_of(Band(3, 7), FIVES) == ()


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ((Band(0, 4), Band(10, 14)), "from 0 and 10 do not follow"),
        ((Band(0, 4), Band(0, 9)), "from 0 and 0 do not follow"),
        ((Band(0, 64), Band(60, 64), Band(65, 74)), "from 0 and 60 do not follow"),
        ((Band(0, None),), "no two of them"),
        ((), "no two of them"),
    ],
)
def test_bands_with_a_gap_or_over_one_another_are_refused(bands: tuple[Band, ...], says: str) -> None:
    with pytest.raises(JoinedupError, match=says):
        finest(bands)


def test_two_sets_meet_in_the_wider_bands_of_either() -> None:
    infants = (Band(0, 0), Band(1, 4), *FIVES[1:])
    assert in_common(SINGLE, FIVES, "x") == FIVES
    assert in_common(infants, FIVES, "x") == FIVES
    assert in_common(FIVES[:15], FIVES, "x") == FIVES[:15]  # under 75
    with pytest.raises(JoinedupError, match="0 to 64 is not of both"):
        in_common((Band(0, 15), Band(16, 64), Band(65, None)), FIVES, "is not of both")
    with pytest.raises(JoinedupError, match="2 to 4"):
        in_common((Band(2, 4), *FIVES[1:]), FIVES, "is not of both")


def test_bands_of_a_width_keep_the_ends_of_the_run() -> None:
    assert of_width(SINGLE, 5) == FIVES
    assert of_width(SINGLE[16:], 10)[0] == Band(16, 19)
    assert of_width(SINGLE[:73], 5)[-1] == Band(70, 72)
    with pytest.raises(JoinedupError, match="aged 0 to 2 is not made up"):
        of_width(FIVES, 3)
    with pytest.raises(JoinedupError, match="lie over one another"):
        checked((Band(0, 9), Band(5, 14)), FIVES)


def test_groups_stand_in_the_order_of_their_ages() -> None:
    groups = ["aged 10", "Males", "aged 5", "", "Females, aged 9", "Females, aged 10"]
    assert sorted(groups, key=by_age) == ["", "Females, aged 9", "Females, aged 10", "Males", "aged 5", "aged 10"]
