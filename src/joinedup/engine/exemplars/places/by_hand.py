"""What the partners of an exemplar enter by hand: the last year of the whole place, checked as it is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from joinedup.engine.exemplars.places.made_up import COUNTY
from joinedup.engine.exemplars.places.plan import PlacePlan
from joinedup.engine.indicators.entry import Checked, Entry, check_entry
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.training import Training

ENTER, SIGN_OFF = "enter", "sign-off"  # the levels of access


@frozen
class ByHand:
    """One partner's figure. `slip`: what was typed first and refused, None for none. `lacking`: modules, so that
    nothing is entered. `waiting`: nobody has signed it off yet.
    """

    checked: Checked
    slip: Checked | None
    lacking: tuple[str, ...]
    waiting: bool

    @property
    def entry(self) -> Entry:
        """What was typed in the end."""
        return self.checked.entry


def by_hand(plan: PlacePlan, store: Store, kinds: Mapping[str, str], training: Training) -> Iterator[ByHand]:
    """The figures in the order of the plan; none where nothing is entered by hand."""
    asked = plan.by_hand
    for held in plan.indicators if asked else ():
        assert asked is not None
        meta, series = held.indicator(), store.series(held.key, kinds["county"], COUNTY)
        (_, before), (period, last) = series[-2:]
        counts = f"{last.numerator or 0:.0f}", f"{last.denominator or 0:.0f}"
        entry = Entry(held.key, held.partner, period, counts[0], out_of=counts[1])
        slip = None
        if held.key in asked.slips:
            typed = Entry(held.key, held.partner, period, asked.slips[held.key], out_of=counts[1])
            slip = check_entry(typed, meta, before.value, period)
        lacking = training.lacking(ENTER, completed(plan, held.key, ENTER))
        yield ByHand(check_entry(entry, meta, before.value, period), slip, lacking, held.key in asked.waiting)


def completed(plan: PlacePlan, indicator: str, level: str) -> tuple[str, ...]:
    """The modules that whoever enters an indicator, or signs it off, has completed."""
    modules = plan.training[level]
    short = plan.by_hand is not None and indicator in plan.by_hand.untrained and level == ENTER
    return modules[:-1] if short else modules
