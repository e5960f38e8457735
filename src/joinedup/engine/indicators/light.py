"""Red, amber or green for a target, with the sentence that says why: the colour never stands without its word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.indicators.compare import Colour
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.sign_off import Signed, SignOff
from joinedup.engine.indicators.targets import Judgement, Progress, Target, judge


@frozen
class Light:
    """Red, amber or green, and why. `missed`: the target's day is past, and it was not reached."""

    colour: Colour
    because: str
    missed: bool = False

    @property
    def word(self) -> str:
        """The colour as a word."""
        return self.colour.capitalize()


_COLOURS = {
    Progress.REACHED: Colour.GREEN, Progress.ON_TRACK: Colour.GREEN, Progress.BEHIND: Colour.AMBER,
    Progress.AWAY: Colour.RED, Progress.TOO_EARLY: Colour.AMBER,
}  # fmt: skip


def light(
    target: Target, figures: Sequence[tuple[Period, float | None]], unit: str = "", sign_off: SignOff | None = None,
    today: date | None = None,
) -> Light:  # fmt: skip
    """The colour of a target, with the sentence that explains it; figures that nobody signed are never green."""
    return light_of(judge(target, figures, unit), target, sign_off, today)


def light_of(judgement: Judgement, target: Target, sign_off: SignOff | None = None, today: date | None = None) -> Light:
    """The colour of a judgement. A target whose day is past and that was not reached is red, whatever its path."""
    colour, because = _COLOURS[judgement.progress], judgement.words
    missed = today is not None and target.by < today and judgement.progress is not Progress.REACHED
    if missed:
        colour, because = Colour.RED, f"Missed, as its day is past. {because}"
    if sign_off is not None and today is not None and sign_off.standing(today) is not Signed.DONE:
        colour = Colour.AMBER if colour is Colour.GREEN else colour
        because = f"{because} {sign_off.words(today)}"
    return Light(colour, because, missed)
