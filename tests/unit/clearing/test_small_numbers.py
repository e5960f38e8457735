"""Small numbers behind figures are hidden with what gives them away; what cannot be judged is refused."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.small_numbers import clear
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind

SHARE, COUNT = Indicator("share", "A share", Kind.PROPORTION, per=100), Indicator("count", "A count", Kind.COUNT)
WHOLE = "E07000001"


def row(area: str, part: float | None, whole: float | None, group: str = "", year: int = 2024) -> list[object]:
    value = part if whole is None else None if part is None else 100 * part / whole
    return ["", group, area, date(year, 4, 1), date(year + 1, 3, 31), value, part, whole, None, None, "", 1, "a file"]


def table(rows: list[list[object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def areas(*parts: tuple[float, float]) -> list[list[object]]:
    return [row(f"E0100000{n}", part, whole) for n, (part, whole) in enumerate(parts, 1)]


def hidden(figures: pl.DataFrame) -> set[str]:
    return set(figures.filter(pl.col("note") == SUPPRESSED)["area"])


def test_where_nothing_is_small_nothing_is_touched() -> None:
    figures = table(areas((30, 100), (40, 100), (0, 100)))
    assert clear(figures, SHARE, {}).figures.equals(figures)


def test_a_small_count_is_hidden_with_another_one_and_with_all_that_stands_beside_them() -> None:
    cleared = clear(table([*areas((3, 100), (40, 100), (50, 100)), row(WHOLE, 93, 300)]), SHARE, {})
    assert "E01000001" in hidden(cleared.figures)
    assert len(hidden(cleared.figures)) >= 2  # the whole is 93: one hidden count alone would follow from it
    left = cleared.figures.filter(pl.col("note") == SUPPRESSED).select("value", "numerator", "denominator")
    assert left.null_count().row(0) == (left.height,) * 3
    assert cleared.small == 1
    assert cleared.beside >= 1


def test_nearly_everybody_is_as_telling_as_nearly_nobody() -> None:
    assert "E01000001" in hidden(clear(table(areas((98, 100), (40, 100), (50, 100))), SHARE, {}).figures)


def test_each_time_is_judged_by_itself() -> None:
    later = [row(f"E0100000{n}", part, 100.0, year=2025) for n, part in enumerate((30, 40, 50), 1)]
    cleared = clear(table([*areas((3, 100), (40, 100), (50, 100)), *later]), SHARE, {})
    assert cleared.figures.filter((pl.col("note") == SUPPRESSED) & (pl.col("starts") > date(2025, 1, 1))).is_empty()


def test_a_small_group_does_not_follow_from_everybody_and_the_other_group() -> None:
    rows = []
    for n, (men, women) in enumerate(((47, 3), (40, 41), (50, 60)), 1):
        area = f"E0100000{n}"
        rows += [row(area, men, None, "Male"), row(area, women, None, "Female"), row(area, men + women, None)]
    cleared = clear(table(rows), COUNT, {})
    first = cleared.figures.filter(pl.col("area") == "E01000001").select("group", "note").rows()
    assert ("Female", SUPPRESSED) in first
    assert len([1 for _group, note in first if note == SUPPRESSED]) >= 2


def test_a_larger_area_does_not_give_its_only_hidden_part_away() -> None:
    wards = {"E01000001": "E05000001", "E01000002": "E05000001", "E01000003": "E05000002", "E01000004": "E05000002"}
    rows = [row(code, part, None) for code, part in zip(wards, (3, 40, 50, 60), strict=True)]
    rows += [row("E05000001", 43, None), row("E05000002", 110, None)]
    cleared = clear(table(rows), COUNT, {"ward": wards})
    gone = hidden(cleared.figures)
    assert "E01000001" in gone
    assert "E01000002" in gone or "E05000001" in gone
    with pytest.raises(JoinedupError) as refused:
        clear(table(rows), COUNT, {})  # which areas lie in which ward is not known
    assert refused.value.code == "figures-unchecked"


@pytest.mark.parametrize(
    ("rows", "indicator"),
    [
        ([[*row("E01000001", None, None)[:5], 12.0, None, None, None, None, "", 1, ""]], SHARE),
        ([row("E01000001", n, None, group) for n, group in ((3, "Under 20"), (30, "Under 65"), (31, ""))], COUNT),
        ([row("E01000001", 2.5, 100)], SHARE),
    ],
    ids=["no counts", "groups overlap", "no whole numbers"],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused(rows: list[list[object]], indicator: Indicator) -> None:
    with pytest.raises(JoinedupError) as refused:
        clear(table(rows), indicator, {})
    assert refused.value.code == "figures-unchecked"


IN_WARDS = {
    "E01000001": "E05000001", "E01000002": "E05000001", "E01000003": "E05000002", "E01000004": "E05000002",
}  # fmt: skip
FIRST, SECOND = "E05000001", "E05000002"


def counts(first: float | None, *others: float, above: dict[str, float]) -> list[list[object]]:
    parts = zip(IN_WARDS, (first, *others), strict=True)
    return [row(code, part, None) for code, part in (*parts, *above.items())]


def test_one_larger_area_that_holds_some_of_the_areas_gives_its_only_hidden_part_away_no_more_than_several_do() -> None:
    gone = hidden(clear(table(counts(3, 40, 6, 60, above={FIRST: 43})), COUNT, {"ward": IN_WARDS}).figures)
    assert "E01000001" in gone
    assert gone & {"E01000002", FIRST}


def blanked(rows: list[list[object]]) -> list[list[object]]:
    return [[*each[:10], SUPPRESSED if each[5] is None else "", *each[11:]] for each in rows]


BIG = counts(None, 40, 6, 60, above={FIRST: 43, SECOND: 66})


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        (BIG, {"ward": IN_WARDS}),
        (BIG[1:], {"ward": IN_WARDS}),
        (counts(None, 40, 6, 60, above={WHOLE: 109}), {}),
        (blanked(BIG), {}),
        (blanked([row(code, part, None) for code, part in
                  (("E01000001", None), ("E01000002", None), ("E01000003", 12), (FIRST, 20), (SECOND, 30))]),
         {"ward": {**IN_WARDS, "E01000003": FIRST}}),
        (counts(0, 0, 6, 60, above={FIRST: 3, SECOND: 66}), {"ward": IN_WARDS}),
        ([row(f"E0700000{n}", 100 * n, None) for n in (1, 2, 3)] + [row("E01000001", 3, None)], {}),
        ([row("E01000001", 47, None, "Male"), row("E01000001", 50, None)], {}),
        ([row("E01000001", 90, None, "Under 18"), row("E01000001", 88, None, "Under 17"), row("E01000001", 91, None)],
         {}),
    ],
    ids=["a blank one and its ward", "one that is not there and its ward", "a blank one and the whole",
         "left out, and nobody knows in which ward", "two blanks that can only be fours", "a ward's own count",
         "one small area among districts",
         "everybody less one group", "everybody less a band"],
)  # fmt: skip
def test_a_small_count_that_only_a_difference_tells_is_refused(
    rows: list[list[object]], known: dict[str, dict[str, str]]
) -> None:
    with pytest.raises(JoinedupError) as refused:
        clear(table(rows), COUNT, known)
    assert refused.value.code == "figures-unchecked"


def test_larger_areas_may_hold_more_than_the_file_has() -> None:
    figures = table(counts(None, 40, 6, 60, above={FIRST: 90, SECOND: 66, "E92000001": 5000}))
    assert clear(figures, COUNT, {"ward": IN_WARDS}).figures.equals(figures)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=9))
def test_no_small_count_is_ever_shown_nor_hidden_alone(counts: list[tuple[int, int]]) -> None:
    there = [(part, part + rest) for part, rest in counts if part + rest]
    if len(there) < 3:
        return
    whole = row(WHOLE, sum(part for part, _ in there), sum(all_ for _, all_ in there))
    cleared = clear(table([*areas(*there), whole]), SHARE, {})
    shown = cleared.figures.filter(pl.col("value").is_not_null())
    for part, all_ in shown.select("numerator", "denominator").iter_rows():
        assert not 1 <= part <= 4
        assert not 1 <= all_ - part <= 4
    assert len(hidden(cleared.figures)) != 1


def edition(parts: tuple[int, ...]) -> pl.DataFrame:
    rows = [row(f"E0100000{n}", part, None) for n, part in enumerate(parts, 1)]
    return table([*rows, row(WHOLE, sum(parts), None)])


def shown(figures: pl.DataFrame) -> dict[str, float]:
    return dict(figures.filter(pl.col("value").is_not_null()).select("area", "value").iter_rows())


def test_a_correction_does_not_tell_a_small_count_with_the_figures_whose_place_it_takes() -> None:
    """40, 50 and 12 were shown. Now the 12 is a 3, and the 40 is hidden with it: but the 40 is known, and so is 93."""
    before, now = edition((40, 50, 12)), edition((40, 50, 3))
    alone = shown(clear(now, COUNT, {}).figures)
    assert alone[WHOLE] == 93  # by itself the whole may be shown
    beside = shown(clear(now, COUNT, {}, kept=before).figures)
    assert WHOLE not in beside
    assert "E01000003" not in beside


def test_the_same_figures_once_more_stay_as_they_are() -> None:
    first = clear(edition((40, 50, 3, 60)), COUNT, {}).figures
    again = clear(edition((40, 50, 3, 60)), COUNT, {}, kept=first).figures
    assert again.equals(first)


PARTS = st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 21]), min_size=3, max_size=6)


@settings(max_examples=40, deadline=None)
@given(PARTS, st.data())
def test_no_small_count_of_a_correction_follows_from_both_editions(parts: list[int], data: st.DataObject) -> None:
    """Checked by counting: of a sum that is known, what is not known of its parts are none, or two and more."""
    earlier = [data.draw(st.sampled_from([part, part, 5, 13])) for part in parts]
    try:
        first = clear(edition(tuple(earlier)), COUNT, {}).figures
        then, now = shown(first), shown(clear(edition(tuple(parts)), COUNT, {}, kept=first).figures)
    except JoinedupError as refused:
        if refused.code not in ("figures-unchecked", "not-safe"):
            raise
        return
    true = {f"E0100000{n}": part for n, part in enumerate(parts, 1)}
    unknown = [count for area, count in true.items() if area not in now and then.get(area) != count]
    seen_to_change = sum(now[area] - then[area] for area in true if area in now and area in then)
    whole_known = WHOLE in now or (WHOLE in then and sum(parts) in (then[WHOLE], then[WHOLE] + seen_to_change))
    if whole_known and unknown and min(unknown) < 5:
        assert len(unknown) > 1
        assert sum(unknown) > len(unknown)  # as many as there are, all that are not zero would be 1
