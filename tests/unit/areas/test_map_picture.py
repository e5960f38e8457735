"""Map pictures: what is left out stays out, and everybody can read what is in."""

from __future__ import annotations

import math
import re
import struct
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
from tests.unit.areas.squares import row_of

from joinedup.engine.areas.boundaries import read_boundaries
from joinedup.engine.areas.classes import classes
from joinedup.engine.areas.map_picture import (
    LEFT_OUT,
    LEFT_OUT_SHADE,
    SHADES,
    Picture,
    map_picture,
    published_values,
)
from joinedup.engine.errors import JoinedupError

SVG = "{http://www.w3.org/2000/svg}"
CODES = [f"E0199900{place}" for place in range(1, 7)]
COUNTS: dict[str, float | None] = dict(zip(CODES, (12, 30, None, 47, 88, None), strict=True))


def picture(counts: dict[str, float | None], title: str = "People by area", source: str = "Madeup, 2026.") -> Picture:
    return map_picture(row_of(6), counts, title=title, legend="People", source=source)


def words_in(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_has_title_source_legend_and_words_for_those_who_hear_it() -> None:
    svg = picture(COUNTS).svg
    words = words_in(svg)
    assert {"People by area", "Madeup, 2026.", "People", LEFT_OUT} <= set(words)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    described = root.findtext(f"{SVG}desc") or ""
    assert "6 areas" in described
    assert f"{LEFT_OUT}: 2 areas" in described


def test_areas_left_out_are_hatched_and_so_is_their_place_in_the_legend() -> None:
    hatched = picture(COUNTS).svg.count("url(#left-out)")
    assert hatched == 2 + 1
    whole = picture(dict.fromkeys(CODES, 5.0)).svg
    assert "url(#left-out)" not in whole
    assert LEFT_OUT not in whole
    assert LEFT_OUT_SHADE not in whole + picture(COUNTS).svg


def test_a_missing_area_is_drawn_as_one_left_out() -> None:
    without = {code: value for code, value in COUNTS.items() if value is not None}
    assert picture(without).svg == picture(COUNTS).svg


def test_a_suppressed_count_is_nowhere_in_the_picture_even_if_the_table_still_holds_it() -> None:
    secret = 918273
    rows = [("lsoa", code, "Total", "Total", 10 + place, "shown") for place, code in enumerate(CODES)]
    rows[2] = ("lsoa", CODES[2], "Total", "Total", secret, "suppressed-primary")
    rows.append(("lsoa", CODES[3], "0 to 17", "Total", secret, "shown"))
    rows.append(("lsoa", "Total", "Total", "Total", secret, "shown"))
    rows.append(("msoa", "E02999001", "Total", "Total", secret, "shown"))
    table = pl.DataFrame(rows, schema=["level", "area", "age", "sex", "count", "status"], orient="row")
    values = published_values(table, "lsoa")
    assert values == {**{code: 10 + place for place, code in enumerate(CODES)}, CODES[2]: None}
    made = map_picture(row_of(6), values, title="People", legend="People", source="2026")
    assert str(secret) not in made.svg
    assert f"{secret:,}" not in made.svg
    assert str(secret).encode() not in made.png


def test_only_the_class_of_a_shown_count_is_in_the_picture() -> None:
    counts: dict[str, float | None] = dict(zip(CODES, (1000, 2000, 3333, 4444, 5555, 9000), strict=True))
    svg = picture(counts).svg
    assert "3333" not in svg
    assert "3,333" not in svg
    assert any("9,000" in words for words in words_in(svg))


def test_the_same_counts_make_the_same_bytes() -> None:
    assert picture(COUNTS) == picture(dict(reversed(COUNTS.items())))


def test_the_png_is_large_enough_for_print_and_not_empty() -> None:
    png = picture(COUNTS).png
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1500
    assert height > 1000
    assert len(png) > 10_000


def test_words_cannot_break_out_of_the_picture() -> None:
    svg = picture(COUNTS, title='</title><script>x("&")</script>\x01\ud800\n\x00', source="<desc> & more").svg
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))


def test_nothing_to_show_is_refused() -> None:
    for counts in ({}, dict.fromkeys(CODES, None), {CODES[0]: math.nan}):
        with pytest.raises(JoinedupError) as refused:
            picture(counts)
        assert refused.value.code == "map-empty"


# Severe forms of the three colour blindnesses, on linear RGB (Machado, Oliveira and Fernandes 2009, table of matrices)
SEEN_AS = {
    "with all colours": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


@pytest.mark.parametrize("sight", SEEN_AS)
def test_neighbouring_shades_differ_in_lightness_for_every_kind_of_sight(sight: str) -> None:
    def lightness(shade: str) -> float:  # CIE L*, 0 to 100
        channels = np.array([int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        luminance = float(np.clip(SEEN_AS[sight] @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])
        return 116 * luminance ** (1 / 3) - 16

    steps = -np.diff([lightness(shade) for shade in SHADES])
    assert steps.min() > 9


def test_classes_hold_every_value_once_and_say_whole_limits() -> None:
    values = [3, 5, 8, 13, 21, 34, 55, 89, 144, 233]
    made = classes(values)
    assert len(made.labels) == 5
    limits = [tuple(int(number.replace(",", "")) for number in label.split(" to ")) for label in made.labels]
    assert limits[0][0] == 3
    assert limits[-1][1] == 233
    assert all(before[1] + 1 == after[0] for before, after in pairwise(limits))
    for value in values:
        low, high = limits[made.labels.index(made.of(value))]
        assert low <= value <= high


def test_classes_of_rates_have_decimals() -> None:
    made = classes([1.25, 2.5, 3.75, 5.1, 6.2, 8.875])
    assert re.fullmatch(r"1\.2\d? to under \d\.\d+", made.labels[0]), made.labels[0]
    assert made.of(8.875) == made.labels[-1]


def test_limits_are_round_and_close_values_keep_classes_apart() -> None:
    values = [0.4, 12.3, 28.8, 31.0, 33.7, 38.2, 42.0, 44.9, 55.5, 58.0, 63.1, 71.2, 99.6]
    made = classes(values)
    # a twentieth of the spread is 4.96, so limits are even; the fifths begin at 29.68, 37.3, 47.02 and 61.06
    assert made.lows == (0.4, 30, 38, 48, 62)
    assert made.labels[1:3] == ("30 to under 38", "38 to under 48")


@pytest.mark.parametrize(("values", "labels"), [([7], ("7",)), ([7, 7, 7], ("7",)), ([0, 1], ("0", "1"))])
def test_few_values_make_few_classes(values: list[float], labels: tuple[str, ...]) -> None:
    assert classes(values).labels == labels


@pytest.mark.open_data
def test_a_map_over_real_boundaries_shades_every_area(open_data: Path) -> None:
    boundaries = read_boundaries(open_data / "boundaries" / "lsoa2011" / "leicester.geojson")
    counts = {code: None if place % 9 == 0 else 20 + place for place, code in enumerate(boundaries.codes)}
    svg = map_picture(boundaries, counts, title="Leicester", legend="People", source="Made-up counts").svg
    drawn = [path.get("fill") for path in ElementTree.fromstring(svg).iter(f"{SVG}path")]
    left_out = sum(value is None for value in counts.values())
    assert drawn.count("url(#left-out)") == left_out + 1
    assert sum(drawn.count(shade) for shade in SHADES) == 192 - left_out + len(SHADES)
