"""What partners do with figures: enter them, sign them off, use them, analyse them; two tiers from one supply."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.hierarchy import Hierarchy
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.analyses import Analysis, Stage, overlaps
from joinedup.engine.indicators.entry import Entry, Standing, check_entry, following, standing
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.sign_off import Signed, SignOff
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.tiers import Tiers, roll_up, tiers_of
from joinedup.engine.indicators.training import Training
from joinedup.engine.indicators.usage import Visits, usage

SHARE = Indicator("share", "Share", Kind.PROPORTION, per=100)
COUNT = Indicator("count", "Count", Kind.COUNT)


def period(words: str) -> Period:
    found = read_period(words)
    assert found is not None
    return found


def wrong(text: str, indicator: Indicator = SHARE, last: float | None = None, reason: str = "") -> str:
    return "; ".join(check_entry(Entry("share", "Police", period("2019"), text, reason), indicator, last).wrong)


@pytest.mark.parametrize(
    ("text", "words"),
    [("12,5", "decimal comma"), ("lots", "no figure"), ("-1", "below zero"), ("101", "above 100"), ("NA", "no reason")],
)
def test_an_entry_that_cannot_be_is_told(text: str, words: str) -> None:
    assert words in wrong(text)


def test_an_entry_that_can_be_is_good_and_a_reason_answers_what_was_asked() -> None:
    assert not wrong("12.5%")
    assert not wrong("NA", reason="not collected this year")
    assert "whole number" in wrong("1.5", COUNT)
    assert "more than half" in wrong("40", last=10)
    assert not wrong("40", last=10, reason="a new centre opened")
    early = check_entry(Entry("share", "Police", period("2018"), "5"), SHARE, expected=period("2019"))
    assert early.wrong == ("figures are due for 2019, not 2018",)


def test_a_count_out_of_a_whole_is_checked_as_counts_and_makes_the_figure() -> None:
    made = check_entry(Entry("share", "Police", period("2019"), "30", out_of="1,200"), SHARE, last=3)
    assert (made.good, made.value, made.numerator, made.denominator) == (True, 2.5, 30, 1200)
    told = {("30", "20"): "more are counted", ("1.5", "20"): "whole number", ("3", "0"): "out of none",
            ("3", "x"): "no figure", ("", "20"): "no reason"}  # fmt: skip
    for (count, whole), words in told.items():
        found = check_entry(Entry("share", "Police", period("2019"), count, out_of=whole), SHARE)
        assert words in "; ".join(found.wrong), (count, whole)
        assert found.value is None
    pay = Indicator("pay", "Pay", Kind.MEAN, per=1)
    assert check_entry(Entry("pay", "Police", period("2019"), "25.5", out_of="2"), pay).value == 12.75


@pytest.mark.parametrize(
    ("there", "due"),
    [
        (["2023/24", "2024/25"], "2025/26"), (["2024/25"], "2025/26"), (["2019/20", "2020/21", "2023/24"], "2024/25"),
        (["Jan 2026", "Feb 2026"], "Mar 2026"), (["Oct 2025 to Dec 2025"], "Jan 2026 to Mar 2026"),
        (["2019-21", "2020-22"], "2021-23"), (["mid-2023", "mid-2024"], "mid-2025"),
        (["2023", "2024", "Jan 2024"], "2025"), ([], None), (["1 October 2017"], None),
    ],
)  # fmt: skip
def test_the_time_that_is_due_follows_the_last_in_its_own_steps(there: list[str], due: str | None) -> None:
    assert following(period(one) for one in there) == (period(due) if due else None)


def test_a_figure_is_due_once_its_time_is_over_and_late_sixty_days_after() -> None:
    year = period("2025/26")
    days = {date(2026, 3, 31): Standing.NOT_YET, date(2026, 4, 1): Standing.DUE, date(2026, 5, 30): Standing.DUE,
            date(2026, 5, 31): Standing.LATE}  # fmt: skip
    assert {day: standing(year, day) for day in days} == days


def test_a_sign_off_says_who_and_when() -> None:
    waiting = SignOff("share", period("2019"), "Police", date(2020, 3, 31))
    assert waiting.words(date(2020, 3, 21)) == "Police has not signed it off: due in 10 days."
    signed = SignOff("share", period("2019"), "Police", date(2020, 3, 31), date(2020, 4, 2))
    assert signed.standing(date(2021, 1, 1)) is Signed.DONE
    assert signed.words(date(2021, 1, 1)) == "Police signed it off on 2 April 2020."


def test_access_is_opened_by_training() -> None:
    training = Training({"look": frozenset(), "enter": frozenset({"figures"})})
    assert training.levels([]) == ("look",)
    assert training.levels(["figures", "other"]) == ("look", "enter")
    with pytest.raises(KeyError):
        training.lacking("own", [])


def visits(*counts: int, partner: str = "Police") -> list[Visits]:
    return [Visits(partner, "Crime", period(f"2019m{month:02}"), count) for month, count in enumerate(counts, 1)]


def test_falling_use_is_said_and_small_or_steady_use_is_not() -> None:
    assert usage(visits(90, 80, 70, 60, 50, 40)).falling[0].steady
    assert not usage(visits(50, 50, 50, 45, 50, 48)).falling
    assert not usage(visits(3, 2, 2, 1, 1, 1)).falling
    assert not usage(visits(90, 10)).falling
    assert usage(visits(50, 50, 50, 45, 50, 48)).warning("Council", "The service") == ""


def test_a_partner_who_never_comes_is_named() -> None:
    found = usage(visits(50, 50, 50, 50, 50, 50), ["Police", "Fire"])
    assert found.silent == ("Fire",)
    assert found.warning("Council", "The service") == (
        "To Council: The service is used less. Fire: nobody came in three months."
    )


def analysis(key: str, question: str, *indicators: str, areas: tuple[str, ...] = ()) -> Analysis:
    return Analysis(
        key, question, "Council", "Analyst", Stage.PLANNED, date(2026, 1, 1), frozenset(areas), frozenset(indicators)
    )


def test_an_analysis_that_repeats_another_is_flagged_with_the_reason() -> None:
    first = analysis("a", "Why do burglaries rise in winter?", "burglary")
    same = analysis("b", "Burglary rising in the winter: why?", "weather")
    data = analysis("c", "What works against theft?", "burglary")
    other = analysis("d", "How do pupils travel?", "travel")
    assert [one.existing.key for one in overlaps(same, [first, data, other])] == ["a"]
    assert overlaps(data, [first, other])[0].because == ("1 of 1 indicators",)
    assert overlaps(first, [first, other]) == ()


def test_analyses_of_different_places_do_not_overlap() -> None:
    north = analysis("a", "Why do burglaries rise?", "burglary", areas=("N",))
    south = analysis("b", "Why do burglaries rise?", "burglary", areas=("S",))
    assert overlaps(north, [south]) == ()


def test_one_supply_serves_district_and_county_and_a_gap_is_not_summed() -> None:
    days = (date(2019, 1, 1), date(2019, 12, 31))
    rows = [["", "", code, *days, top / 10, top, 1000, None, None, "", 2, "f"] for code, top in (("a", 10), ("b", 30))]
    figures = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    whole = roll_up(figures, {"a": "D1", "b": "D1"}, SHARE)
    assert whole.figures.select("area", "value", "denominator").rows() == [("D1", 2.0, 2000.0)]
    gap = roll_up(figures, {"a": "D1", "b": "D1", "c": "D1"}, SHARE)
    assert gap.figures["value"].to_list() == [None]
    assert gap.partial == {"D1": "1 of 3 areas have no figure"}


LOOKUP = Hierarchy(
    "LSOA", 2021,
    {
        "ward": {"a": "W1", "b": "W2", "c": "W2", "d": "W3"},
        "district": {"a": "D1", "b": "D1", "c": "D2", "d": "D2"},
        "county": dict.fromkeys("abcd", "C"),
    },
)  # fmt: skip


def test_a_district_sees_its_own_small_areas_and_every_district_as_a_whole() -> None:
    tiers = tiers_of(LOOKUP, ["share"], {"one": "D1", "two": "D2"}, ["upper"])
    areas = ("a", "b", "c", "d", "W1", "W2", "W3", "D1", "D2", "C", "elsewhere")
    seen = {who: "".join(str(int(tiers.may_see("share", who, area))) for area in areas) for who in ("one", "two", "")}
    # ward W2 lies in both districts: it is neither's
    assert seen == {"one": "11001001110", "two": "00110011110", "": "00000001110"}
    assert seen[""] == "".join(str(int(tiers.may_see("share", "stranger", area))) for area in areas)
    assert all(tiers.may_see("share", "upper", area) for area in areas)
    assert tiers.withheld("share", "one", ("a", "c")).tolist() == [False, True]
    assert tiers.withheld("share", "upper", areas) is None
    assert tiers.withheld("other", "", areas) is None  # an indicator that nobody shares in two tiers


@pytest.mark.parametrize(
    ("indicators", "partners", "whole"),
    [([], {"one": "D1"}, []), (["share"], {"one": "D9"}, []), (["share"], {"one": "D1"}, ["one"])],
)
def test_what_does_not_say_who_sees_what_is_refused(
    indicators: list[str], partners: dict[str, str], whole: list[str]
) -> None:
    with pytest.raises(JoinedupError) as told:
        tiers_of(LOOKUP, indicators, partners, whole)
    assert told.value.code == "tiers-wrong"


def test_what_was_said_is_kept_and_a_spoilt_file_opens_nothing(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    assert kept.tiers() == Tiers()
    said = tiers_of(LOOKUP, ["share"], {"one": "D1"}, ["upper"])
    kept.put_tiers(said)
    assert kept.tiers() == said
    assert not kept.seen_by("one").sees("share", "c")
    kept.tiers_file.write_text("{}", encoding="utf-8")
    with pytest.raises(JoinedupError):
        kept.seen_by("upper")
