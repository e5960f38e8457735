"""Partners' own entry of figures: checked as they are typed, signed off by a day, coloured with reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from joinedup.engine.indicators.cells import WRONG, Gap, read_cell
from joinedup.engine.indicators.compare import Colour
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.targets import Progress, Target, judge

JUMP = 0.5  # a figure that differs from the last by more than half is asked about


@frozen
class Entry:
    """What a partner typed for one indicator and period. `reason`: why a figure jumps, or why there is none."""

    indicator: str
    partner: str
    period: Period
    text: str
    reason: str = ""


@frozen
class Checked:
    """The figure, and what is wrong with the entry: nothing wrong means that it may be signed off."""

    entry: Entry
    value: float | None
    wrong: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def check_entry(
    entry: Entry, indicator: Indicator, last: float | None = None, expected: Period | None = None
) -> Checked:
    """Whether a typed figure can be. `last`: the figure before; `expected`: the period that is due."""
    cell = read_cell(entry.text)
    wrong = []
    if cell.gap is Gap.DECIMAL_COMMA:
        wrong.append("a decimal comma: write a point")
    elif cell.gap in WRONG:
        wrong.append("this is no figure")
    elif cell.value is None and not entry.reason.strip():
        wrong.append("no figure, and no reason why there is none")
    value = cell.value
    if value is not None:
        if value < 0 and indicator.kind is not Kind.INDEX:
            wrong.append("the figure is below zero")
        if indicator.kind is Kind.PROPORTION and value > indicator.per:
            wrong.append(f"a share above {indicator.per:g}")
        if indicator.kind is Kind.COUNT and not value.is_integer():
            wrong.append("a count is a whole number")
        if last is not None and last and abs(value - last) > JUMP * abs(last) and not entry.reason.strip():
            wrong.append(f"it differs from the last figure ({last:g}) by more than half: say why")
    if expected is not None and entry.period != expected:
        wrong.append(f"figures are due for {expected.label}, not {entry.period.label}")
    return Checked(entry, value, tuple(wrong))


class Signed(StrEnum):
    """Where a sign-off stands."""

    DONE = "signed off"
    WAITING = "waiting"
    OVERDUE = "overdue"


@frozen
class SignOff:
    """An owner signs an indicator's figures off by a day; `signed` is None until then."""

    indicator: str
    period: Period
    owner: str
    due: date
    signed: date | None = None

    def standing(self, today: date) -> Signed:
        """Signed, waiting, or overdue: the owner is then told."""
        if self.signed is not None:
            return Signed.DONE
        return Signed.OVERDUE if today > self.due else Signed.WAITING

    def words(self, today: date) -> str:
        """What is told."""
        standing = self.standing(today)
        if standing is Signed.DONE and self.signed is not None:
            return f"{self.owner} signed it off on {self.signed.day} {self.signed:%B %Y}."
        days = abs((today - self.due).days)
        since = f"overdue by {days} days" if standing is Signed.OVERDUE else f"due in {days} days"
        return f"{self.owner} has not signed it off: {since}."


@frozen
class Light:
    """Red, amber or green, and why."""

    colour: Colour
    because: str


_COLOURS = {
    Progress.REACHED: Colour.GREEN, Progress.ON_TRACK: Colour.GREEN, Progress.BEHIND: Colour.AMBER,
    Progress.AWAY: Colour.RED, Progress.TOO_EARLY: Colour.AMBER,
}  # fmt: skip


def light(
    target: Target, figures: Sequence[tuple[Period, float | None]], unit: str = "", sign_off: SignOff | None = None,
    today: date | None = None,
) -> Light:  # fmt: skip
    """The colour of a target, with the sentence that explains it; figures that nobody signed are never green."""
    judgement = judge(target, figures, unit)
    colour, because = _COLOURS[judgement.progress], judgement.words
    if sign_off is not None and today is not None and sign_off.standing(today) is not Signed.DONE:
        colour = Colour.AMBER if colour is Colour.GREEN else colour
        because = f"{because} {sign_off.words(today)}"
    return Light(colour, because)


@frozen
class Training:
    """What opens an access: for each level the modules that must have been completed."""

    needed: Mapping[str, frozenset[str]]

    def lacking(self, level: str, completed: Collection[str]) -> tuple[str, ...]:
        """The modules that are still to be done for a level; none where it is open. Raises KeyError for no level."""
        return tuple(sorted(self.needed[level] - set(completed)))

    def levels(self, completed: Collection[str]) -> tuple[str, ...]:
        """The levels that are open."""
        return tuple(level for level in self.needed if not self.lacking(level, completed))
