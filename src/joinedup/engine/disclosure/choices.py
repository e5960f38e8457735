"""The ways in which a table can be made safe, and what each would cost, side by side, before somebody chooses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from attrs import evolve, frozen

from joinedup.engine.disclosure.cell_keys import noise_table
from joinedup.engine.disclosure.changed import Changed, perturb_table, round_table
from joinedup.engine.disclosure.coarser import AREAS, Coarser, coarser
from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.population import check_table, people_of
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import Key
from joinedup.engine.disclosure.reach import ANY_OTHER, REACHES, THREE_VALUES, WHOLE_RANGE
from joinedup.engine.disclosure.rounding import base_for
from joinedup.engine.disclosure.rule_applied import apply_rule_set
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import JoinedupError, error

LEAVE_OUT, RULE_SET, ROUND, KEYS = "leave-out", "rule-set", "round", "cell-keys"
HIDING = (LEAVE_OUT, *REACHES, RULE_SET)  # the methods that can leave out more of the same table
_LEAST_NOISE = 5
_VARIANCE = 0.4  # of the greatest noise
_MUCH = 0.2  # a table that loses more than this share of its cells is better rounded

Made = Protected | Changed
Advance = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


@frozen
class Choice:
    """What one method would cost. `cells`: how many are published or left out.

    `hidden`, `sum_lost`: cells left out, and what they add up to. `changed`, `mean_change`, `total_change`: figures
    that differ, by how much over all cells, and the greatest difference of a sum. `exact`: small counts that the attack
    works out; `narrow`: of so many it was not shown that they span the rule's range. `refused`: why the method
    cannot be had. `small`: how many counts the rule calls small.
    """

    name: str
    title: str
    cells: int = 0
    small: int = 0
    hidden: int = 0
    sum_lost: int = 0
    changed: int = 0
    mean_change: float = 0.0
    total_change: int = 0
    exact: int = 0
    narrow: int = 0
    seconds: float = 0.0
    refused: str = ""
    suggested: bool = False


def usual(rule: Rule) -> str:
    """The method by which a rule set is applied whole."""
    return RULE_SET if rule.rounds else LEAVE_OUT


def not_done(rule: Rule, method: str) -> str:
    """What of a rule set this method does not do, or does besides, in words; empty where it is applied as it stands."""
    if method == RULE_SET:
        besides = "Beyond the rule set every table is attacked, and further counts are left out where one would follow."
        return f"{besides} Somebody who is alone in a cell is not defended against."
    if method == ROUND:
        left = f"leaves out counts {max(rule.smallest, 1)} to {rule.largest}"
        rounds = f" and rounds to the nearest {rule.round_to}" if rule.rounds else ""
        return (
            f"The rule set {rule.name} {left}{rounds}: here nothing is left out, and figures are rounded more coarsely."
        )
    if method == KEYS:
        return f"The rule set {rule.name} leaves small counts out: here nothing is left out, and figures have noise."
    return f"The rule set {rule.name} also rounds what is shown: that is not done here." if rule.rounds else ""


def make_safe(
    table: Cube,
    rule: Rule,
    method: str,
    name: str = "",
    keys: Ints | None = None,
    advance: Advance = _silent,
    *,
    processes: int = 1,
    also: Collection[Key] = (),
    people: Mapping[str, int] | None = None,
) -> Made:
    """The table made safe by the method of this name, attacked. `keys`: of every cell, for cell keys.

    `people`: of each area, for a rule set that asks for a least population: no area of fewer is shown, at any level.
    `also`: cells to be left out in any case, where small counts are left out of the whole table.

    `processes`: how many parts of a large table to work on at once.

    Methods: `leave-out`, the same by the names of `REACHES` (how far each small count must be able to go), `rule-set`
    for one that rounds, `round`, `cell-keys`, and the names of `coarser` tables, in which small counts are left out.
    Raises `method-unknown`, `keys-missing`, `people-needed`, `areas-too-small`, and as each method does.
    """
    known = None if people is None else people_of(table, people)
    if method not in {one.name for one in coarser(table, rule) if one.what == AREAS}:
        check_table(rule, table, known)
    if method == LEAVE_OUT or method in REACHES:
        reach = ANY_OTHER if method == LEAVE_OUT else method
        return protect(table, rule, name, advance, processes=processes, also=also, protection=reach)
    if method == RULE_SET and rule.rounds:
        return apply_rule_set(table, rule, name, advance, also=also, processes=processes)
    if method == ROUND:
        return round_table(table, rule, base_for(rule), name, advance)
    if method == KEYS:
        if keys is None:
            raise error("keys-missing")
        most = max(_LEAST_NOISE, rule.largest + 1)
        return perturb_table(table, rule, keys, noise_table(most, _VARIANCE * most), name)
    for one in coarser(table, rule):
        if one.name == method:
            check_table(rule, one.table, known)
            return protect(one.table, rule, name, advance, processes=processes)
    raise error("method-unknown", there_are=", ".join(methods(table, rule, keys)))


def methods(table: Cube, rule: Rule, keys: Ints | None = None) -> dict[str, str]:
    """The methods there are for a table, with their titles."""
    whole = (
        {RULE_SET: f"As the rule set {rule.name} says: {rule.title[:1].lower()}{rule.title[1:]}"} if rule.rounds else {}
    )
    plain = {
        **whole,
        LEAVE_OUT: "Small counts are left out",
        THREE_VALUES: "Small counts are left out, and each could be at least three values",
        WHOLE_RANGE: f"Small counts are left out, and each could be anything from {rule.smallest} to {rule.largest}",
        ROUND: f"Every figure is rounded to a multiple of {base_for(rule)}",
    }
    if keys is not None:
        plain[KEYS] = "Every figure has a little noise, the same for the same people"
    return {**plain, **{one.name: f"{one.title}; small counts are left out" for one in coarser(table, rule)}}


def compare(
    table: Cube,
    rule: Rule,
    clock: Callable[[], float],
    keys: Ints | None = None,
    advance: Advance = _silent,
    people: Mapping[str, int] | None = None,
) -> tuple[Choice, ...]:
    """What each method would cost: leaving out, more and more of it; the others; the best coarser tables.

    Of those, one level of areas fewer and the best step in categories. clock: seconds from any start. One of those that
    can be had is suggested: a rule set that rounds, whole; else leaving out, unless that hides more than a fifth of all
    cells; then rounding.
    """
    titles = methods(table, rule, keys)
    wanted = [
        *(name for name in (RULE_SET, LEAVE_OUT, THREE_VALUES, WHOLE_RANGE, ROUND, KEYS) if name in titles),
        *_proposed(coarser(table, rule)),
    ]
    made = []
    for number, name in enumerate(wanted):
        started = clock()
        try:
            costs = _costs(make_safe(table, rule, name, keys=keys, people=people))
        except JoinedupError as failure:
            costs = Choice("", "", refused=failure.what)
        made.append(evolve(costs, name=name, title=titles[name], seconds=round(clock() - started, 2)))
        advance(number + 1, len(wanted))
    best = _suggested(made)
    return tuple(evolve(one, suggested=one.name == best) for one in made)


def _proposed(steps: tuple[Coarser, ...]) -> list[str]:
    areas = [one.name for one in steps if one.what == AREAS]
    categories = [one.name for one in steps if one.what != AREAS]
    return [*areas[:1], *categories[:1]]


def _suggested(made: list[Choice]) -> str:
    there = {one.name: one for one in made if not one.refused}
    if RULE_SET in there:
        return RULE_SET
    leaving = there.get(LEAVE_OUT)
    if leaving is not None and leaving.hidden <= _MUCH * leaving.cells:
        return LEAVE_OUT
    return next((name for name in (ROUND, LEAVE_OUT) if name in there), next(iter(there), ""))


def _costs(made: Made) -> Choice:
    cells = len(made.published.cells)
    found = Choice("", "", cells=cells, exact=made.attack.pinned, narrow=made.attack.narrow)
    if isinstance(made, Changed):
        return evolve(
            found, changed=made.cells, mean_change=round(made.mean, 2), total_change=made.of_totals, small=made.small,
            hidden=made.left_out, sum_lost=made.sum_lost,
        )  # fmt: skip
    return evolve(found, hidden=made.primary + made.secondary, sum_lost=made.suppressed_sum, small=made.primary)
