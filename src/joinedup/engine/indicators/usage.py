"""Whether a service is used: visits by partner and theme, and a warning to its owner when they fall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from joinedup.engine.indicators.indicator import Polarity
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.trend import Direction, mann_kendall

MONTHS = 3  # compared with as many before
FALL = 0.3  # a fall by so much is said
FEWEST = 10  # visits in the months before: below them a fall is chance


@frozen
class Visits:
    """How often a partner looked at a theme in a month. No person is counted by name."""

    partner: str
    theme: str
    month: Period
    count: int


@frozen
class Falling:
    """Who uses it less: `before` and `now` are visits in three months each; `steady`: month by month, too."""

    who: str
    before: int
    now: int
    steady: bool

    @property
    def words(self) -> str:
        """The warning."""
        how = ", month after month" if self.steady else ""
        return f"{self.who}: {self.now:,} visits in the last three months, {self.before:,} in the three before{how}"


@frozen
class Usage:
    """Visits by partner and by theme, and what falls. `silent`: partners without a visit in the last three months."""

    by_partner: Mapping[str, int]
    by_theme: Mapping[str, int]
    falling: tuple[Falling, ...]
    silent: tuple[str, ...]
    months: tuple[Period, ...] = field(repr=False)

    def warning(self, owner: str, service: str) -> str:
        """What the owner is told, "" where nothing falls."""
        parts = [one.words for one in self.falling] + [f"{one}: nobody came in three months" for one in self.silent]
        return f"To {owner}: {service} is used less. {'; '.join(parts)}." if parts else ""


def usage(visits: Iterable[Visits], partners: Sequence[str] = ()) -> Usage:
    """What the visits say. `partners`: those who should use it, to notice who never does."""
    listed = list(visits)
    months = tuple(sorted({one.month for one in listed}))
    by_partner, by_theme = _sums(listed, "partner"), _sums(listed, "theme")
    falling = []
    for label, of in (("All partners", listed), *((p, [v for v in listed if v.partner == p]) for p in by_partner),
                      *((f"Theme {t}", [v for v in listed if v.theme == t]) for t in by_theme)):  # fmt: skip
        found = _falling(label, of, months)
        if found is not None:
            falling.append(found)
    recent = set(months[-MONTHS:])
    came = {one.partner for one in listed if one.month in recent and one.count}
    silent = tuple(one for one in dict.fromkeys((*partners, *by_partner)) if one not in came)
    return Usage(by_partner, by_theme, tuple(one for one in falling if one.who not in silent), silent, months)


def _sums(visits: Iterable[Visits], by: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in visits:
        name = getattr(one, by)
        sums[name] = sums.get(name, 0) + one.count
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _falling(who: str, visits: Sequence[Visits], months: Sequence[Period]) -> Falling | None:
    if len(months) < 2 * MONTHS:
        return None
    counts = [sum(one.count for one in visits if one.month == month) for month in months]
    before, now = sum(counts[-2 * MONTHS : -MONTHS]), sum(counts[-MONTHS:])
    if before < FEWEST or now > before * (1 - FALL):
        return None
    trend = mann_kendall(counts[-2 * MONTHS :], Polarity.HIGH_IS_GOOD)
    return Falling(who, before, now, trend.direction is Direction.FALLING)
