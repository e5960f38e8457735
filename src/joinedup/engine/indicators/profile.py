"""What is known about an area: every indicator's latest figure, how sure, beside a larger area, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.among import Among, among
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.compare import Comparison, compare
from joinedup.engine.indicators.estimates import Estimate, count, proportion, rate
from joinedup.engine.indicators.fifth import Fifth, fifth_of
from joinedup.engine.indicators.goals import SetGoal
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak, Polarity
from joinedup.engine.indicators.intervals import CONFIDENCE, Interval
from joinedup.engine.indicators.light import Light, light_of
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.quantiles import in_first_group
from joinedup.engine.indicators.store import AreaFigure, Store
from joinedup.engine.indicators.targets import Judgement, Target, judge
from joinedup.engine.indicators.trend import Direction, Point, Trend, mann_kendall, recent_trend
from joinedup.engine.indicators.wording import headline, in_short, sentence

MOST_BY_ORDER = 8  # years looked back on where only the order of the figures is known


@frozen
class Beside:
    """The area that others are compared with: the kind it is kept under, its code, and what it is called."""

    kind: str
    code: str
    title: str


@frozen
class Fact:
    """One indicator of one area, ready to be shown. `series`: its figures in the order of time.

    `fifth`: which fifth of all areas of its kind it is in; None where there are too few, no figure, or a count.
    `among`: where it lies among all areas of its kind, None for too few. `light`: of its target; `goal`: of its goal.
    `breaks`: breaks of method within the series: figures on both sides are not one line. `group`: of whom it is
    ("Male"), "" for everybody.
    """

    indicator: Indicator
    period: Period
    estimate: Estimate | None
    note: str
    comparison: Comparison
    trend: Trend
    headline: str
    words: str
    target: Judgement | None = None
    light: Light | None = None
    breaks: tuple[MethodBreak, ...] = field(factory=tuple)
    group: str = ""
    series: tuple[tuple[Period, AreaFigure], ...] = field(factory=tuple, repr=False)
    among: Among | None = None
    fifth: Fifth | None = None
    goal: Light | None = None

    @property
    def name(self) -> str:
        """What is measured, and of whom: "Healthy life expectancy, Male"."""
        return f"{self.indicator.title}, {self.group}" if self.group else self.indicator.title

    @property
    def short(self) -> str:
        """How it stands and where it goes, for a narrow column: "higher, rising"."""
        return in_short(self.comparison, self.trend)


@frozen
class Profile:
    """An area's facts in the order of themes. `without`: indicators that have no figures for this kind of area."""

    code: str
    name: str
    facts: tuple[Fact, ...]
    without: tuple[str, ...] = ()

    @property
    def themes(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each theme."""
        found: dict[str, tuple[Fact, ...]] = {}
        for fact in self.facts:
            found[fact.indicator.theme] = (*found.get(fact.indicator.theme, ()), fact)
        return found


def estimate_of(indicator: Indicator, figure: AreaFigure) -> Estimate | None:
    """The figure with its limits: those published, else those of its counts, else none (of tonnes, £, days)."""
    if figure.value is None:
        return None
    if figure.lower is not None and figure.upper is not None:
        told = Interval(figure.lower, figure.upper, CONFIDENCE, "published")
        return Estimate(figure.value, indicator.per, figure.numerator, figure.denominator, (told,), "published")
    worked: Estimate | None = None
    if indicator.kind is Kind.COUNT and figure.value >= 0 and not indicator.is_amount:
        worked = count(figure.value)
    elif figure.numerator is not None and figure.denominator:
        if indicator.kind is Kind.PROPORTION and figure.numerator <= figure.denominator:
            worked = proportion(figure.numerator, figure.denominator, indicator.per)
        elif indicator.kind is Kind.RATE:
            worked = rate(figure.numerator, figure.denominator, indicator.per)
    limits = worked.intervals if worked else ()
    method = worked.method if worked else ""
    return Estimate(figure.value, indicator.per, figure.numerator, figure.denominator, limits, method)


def fact(
    store: Store,
    key: str,
    kind: str,
    code: str,
    beside: Beside | None = None,
    target: Target | None = None,
    group: str = "",
    today: date | None = None,
    goal: SetGoal | None = None,
) -> Fact:
    """One indicator of one area, of a group or of everybody. `today`: to tell a missed target. The store's errors."""
    indicator = store.indicator(key)
    series = store.series(key, kind, code, group)
    if not series:
        raise error("store-period-unknown", where=key, period=group or "everybody together")
    there = [one for one in series if one[1].value is not None or one[1].note == "suppressed"]
    period, latest = (there or series)[-1]
    estimate = estimate_of(indicator, latest)
    reference = _reference(store, key, beside, period, group)
    limits = estimate.interval() if estimate else None
    comparison = compare(limits, reference, indicator.polarity, beside.title if beside else "")
    breaks = indicator.breaks_between(series[0][0].starts, series[-1][0].ends)
    comparable = [one for one in series if not indicator.breaks_between(one[0].starts, period.ends)]
    points = [Point(f.value, f.lower, f.upper, f.numerator, f.denominator) for p, f in comparable if p.months == 12]
    trend = recent_trend(points, indicator.kind, indicator.polarity, indicator.per)
    if trend.direction is Direction.NOT_KNOWN and indicator.kind is not Kind.COUNT:
        figures = [point.value for point in points if point.value is not None]
        trend = mann_kendall(figures[-MOST_BY_ORDER:], indicator.polarity)
    everybody = store.figures(key, kind, period, group, only_values=True)
    fifth = fifth_of(latest.value, everybody.values, indicator)
    judgement = judge(target, [(p, f.value) for p, f in series], indicator.unit) if target else None
    shines = light_of(judgement, target, today=today) if target and judgement else None
    words = sentence(indicator, period, estimate, comparison, trend, latest.note)
    return Fact(
        indicator, period, estimate, latest.note, comparison, trend, headline(comparison, trend),
        f"{words} {fifth.words.capitalize()}." if fifth else words, judgement,
        shines, breaks, group, series, among(latest.value, everybody.values, indicator.kind), fifth,
        goal.light(latest.value, indicator) if goal else None,
    )  # fmt: skip


def profile(
    store: Store,
    kind: str,
    code: str,
    keys: Sequence[str] = (),
    beside: Beside | None = None,
    targets: Sequence[Target] = (),
    today: date | None = None,
    goals: Mapping[str, SetGoal] = MappingProxyType({}),
) -> Profile:
    """Everything that is known about an area. `keys`: which indicators, all if none are named.

    Raises `store-areas-unknown`, `store-indicator-unknown` and `store-area-foreign`.
    """
    wanted = keys or [one.key for one in store.indicators()]
    name = store.areas(kind).names.get(code, code)
    set_for = {one.indicator: one for one in targets if one.area == code}
    facts, without = [], []
    for key in wanted:
        if store.has(store.indicator(key).key, kind):
            groups = dict.fromkeys(one.group for one in store.slices(key, kind))
            for group in [""] if "" in groups else groups:  # men and women by themselves only where nobody has both
                facts.append(fact(store, key, kind, code, beside, set_for.get(key), group, today, goals.get(key)))
        else:
            without.append(key)
    ordered = sorted(facts, key=lambda one: (one.indicator.theme, one.indicator.title))
    return Profile(code, name, tuple(ordered), tuple(without))


@frozen
class Row:
    """One indicator in a comparison of areas: a fact an area, in the order asked."""

    indicator: Indicator
    facts: tuple[Fact, ...]


def side_by_side(
    store: Store,
    kind: str,
    codes: Sequence[str],
    keys: Sequence[str],
    beside: Beside | None = None,
    goals: Mapping[str, SetGoal] = MappingProxyType({}),
) -> tuple[Row, ...]:
    """Several areas beside each other: a table that fits one page."""
    return tuple(
        Row(store.indicator(key), tuple(fact(store, key, kind, code, beside, goal=goals.get(key)) for code in codes))
        for key in keys
    )


def _reference(store: Store, key: str, beside: Beside | None, period: Period, group: str) -> float | None:
    """The other area's figure for the same time, None where it has none."""
    if beside is None or not store.has(key, beside.kind) or store.indicator(key).kind is Kind.COUNT:
        return None  # a count is lower than England's for no other reason than that England is larger
    if not any(one.period == period and one.group == group for one in store.slices(key, beside.kind)):
        return None
    return store.figures(key, beside.kind, period, group).of(beside.code)[0]


@frozen
class Pocket:
    """An area in the worst tenth on several themes. `themes`: each with the indicators that put it there."""

    code: str
    name: str
    themes: Mapping[str, tuple[str, ...]]


@frozen
class Pockets:
    """`found`: most themes first. `not_judged`: indicators without a good direction, and counts.

    `no_figure`: by indicator how many areas had none, and so could not be found by it; `withheld`: of how many others
    see it only.
    """

    found: tuple[Pocket, ...]
    not_judged: tuple[str, ...]
    no_figure: Mapping[str, int]
    withheld: Mapping[str, int]


def pockets(store: Store, kind: str, keys: Sequence[str], least: int = 2, groups: int = 10) -> Pockets:
    """Areas in the worst tenth on `least` themes or more, by the latest figures."""
    worst: dict[str, dict[str, tuple[str, ...]]] = {}
    not_judged = []
    no_figure, withheld = dict[str, int](), dict[str, int]()
    for key in keys:
        indicator = store.indicator(key)
        if indicator.polarity is Polarity.NO_JUDGEMENT or indicator.kind is Kind.COUNT:
            not_judged.append(key)  # a count is highest where most people live
            continue
        if all(one.group for one in store.slices(key, kind)):
            no_figure[key] = len(store.codes(kind))  # only groups of people have figures, nobody's all together
            continue
        latest = store.figures(key, kind, only_values=True)
        withheld[key] = latest.count_of(Gap.WITHHELD)
        no_figure[key] = int(np.isnan(latest.values).sum()) - withheld[key]
        theme = indicator.theme or indicator.title
        high_first = indicator.polarity is Polarity.LOW_IS_GOOD
        for place in np.flatnonzero(in_first_group(latest.values, groups, highest_first=high_first)):
            themes = worst.setdefault(latest.codes[place], {})
            themes[theme] = (*themes.get(theme, ()), key)
    names = store.areas(kind).names
    several = [Pocket(code, names[code], themes) for code, themes in worst.items() if len(themes) >= least]
    several.sort(key=lambda one: (-len(one.themes), one.code))
    return Pockets(tuple(several), tuple(not_judged), no_figure, withheld)
