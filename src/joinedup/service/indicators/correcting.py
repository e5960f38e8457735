"""Figures that were entered, signed off and are wrong: their owner corrects them, and they go the way of those entered.

What was seen of the earlier figures is known, so both together must not tell of a few people (`clearing.editions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from attrs import evolve, field, frozen

from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.clearing.about import PEOPLE
from joinedup.engine.clearing.editions import few_between, hidden_in
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import error
from joinedup.engine.indicators.entry import Checked, Entry, check_entry
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.parts import rows_at
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.wording import said
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries
from joinedup.service.indicators.actions import keep_reading
from joinedup.service.indicators.entering import Time, Typed, as_read, cleared_as, rows_at_once, whole_asked
from joinedup.service.indicators.queries import Loading
from joinedup.service.indicators.reading_in import SIGNED_WITHIN

_FEW = (
    f"{DEFAULT.smallest} to {DEFAULT.largest} people more or fewer than everybody has seen: both figures together "
    "would tell of them. Leave it as it was, or give no figure"
)
_SEEN = ("area", "value", "numerator", "denominator")


@frozen
class Correction:
    """The figures of a time that was entered, as they may be corrected.

    `seen`: what is kept of them; `earlier`: the editions that everybody saw before. `stay`: areas whose figure is left
    out to protect people, and stays so. `former`: the loading that they came in. `waits`: others are under way.
    """

    time: Time
    former: str
    cleared: str
    seen: pl.DataFrame = field(eq=False)
    earlier: tuple[pl.DataFrame, ...] = field(eq=False)
    stay: frozenset[str]
    waits: bool

    @property
    def names(self) -> dict[str, str]:
        """The areas whose figure can be corrected, by their codes."""
        return {code: name for code, name in self.time.areas.names.items() if code not in self.stay}

    def typed(self) -> dict[str, Typed]:
        """What would have to be typed for the figures to stay as they are."""
        found = dict.fromkeys(self.names, Typed(""))
        counted = self.time.indicator.kind.has_denominator
        for code, value, top, bottom in self.seen.select(_SEEN).iter_rows():
            if code in found and value is not None:
                found[code] = Typed(f"{top:.15g}", f"{bottom:.15g}") if counted else Typed(f"{value:.15g}")
        return found

    def now(self) -> dict[str, str]:
        """What everybody sees of each area now, in words; nothing for one without a figure."""
        at, found = self.time.indicator, {}
        for code, value, top, bottom in self.seen.select(_SEEN).iter_rows():
            if value is not None:
                counts = f", {top:,.10g} / {bottom:,.10g}" if at.kind.has_denominator else ""
                found[code] = f"{said(value, at)}{counts}"
        return found


def correctable(partner: str) -> dict[tuple[str, str], list[Period]]:
    """The times that a partner may correct, the last first, by indicator and kind of area.

    None where some of the areas are for others' eyes: what is kept of them would have to be shown.
    """
    own = {(one.indicator, one.kind) for one in queries.owned() if one.owner == partner}
    kept, found = queries.store(), {}
    for (key, kind), labels in queries.entered_times().items():
        if (key, kind) not in own or not kept.has(key, kind):
            continue
        if all(kept.sees(key, code) for code in kept.codes(kind)):
            there = {one.period for one in kept.slices(key, kind) if not one.group and one.period.label in labels}
            found[key, kind] = sorted(there, reverse=True)
    return {at: times for at, times in found.items() if times}


def correction(partner: str, key: str, kind: str, label: str) -> Correction | None:
    """One of those times; None where it is none of the partner's."""
    period = next((one for one in correctable(partner).get((key, kind), []) if one.label == label), None)
    if period is None:
        return None
    kept = queries.store()  # as whoever asks sees it: all of it, or the time would not be correctable
    editions = queries.entered_times()[key, kind][label]
    [about] = {one.cleared for one in queries.owned() if (one.indicator, one.kind) == (key, kind)}
    own = next(one for one in kept.slices(key, kind) if not one.group and one.period == period)
    seen = rows_at(kept, key, kind, own)
    return Correction(
        Time(kept.indicator(key), kind, kept.areas(kind), period), editions[-1].key, cleared_as(about), seen,
        tuple(_edition(row.facts["corrects"]["seen"]) for row in editions if "corrects" in row.facts),
        hidden_in(seen), bool(queries.under_way().get(key)),
    )  # fmt: skip


def checked(one: Correction, typed: Mapping[str, Typed], reason: str) -> dict[str, Checked]:
    """What is typed for each area, and what is wrong with it."""
    at, found = one.time, {}
    for code in one.names:
        each = typed.get(code, Typed(""))
        entry = Entry(at.indicator.key, "", at.period, each.text, reason, each.out_of)
        found[code] = whole_asked(check_entry(entry, at.indicator), at.indicator)
    if one.cleared != PEOPLE:
        return found
    good = {code: each for code, each in found.items() if each.good}
    few = few_between(rows_at_once(at, good), [one.seen, *one.earlier], at.indicator) if good else ()
    return {code: evolve(each, wrong=(_FEW,)) if code in few else each for code, each in found.items()}


def changed(one: Correction, made: Mapping[str, Checked]) -> list[str]:
    """The areas whose figure becomes another."""
    then = {code: told for code, *told in one.seen.select(_SEEN).iter_rows()}
    counted = one.time.indicator.kind.has_denominator
    found = []
    for code, each in made.items():
        now = [each.numerator, each.denominator] if counted else [each.value]
        now = now if each.value is not None else [None] * len(now)
        before = then.get(code, [None] * 3)
        if now != (before[1:] if counted else before[:1]):
            found.append(code)
    return found


def correct(acting: Acting, one: Correction, typed: Mapping[str, Typed], reason: str, today: date) -> Loading:
    """Keep a correction, for whoever typed it to look at and put forward. Nothing is kept where something is wrong.

    Raises `entry-wrong`, `entry-not-due`, `training-lacking`, `figures-unchecked`, `not-safe`, PermissionDenied.
    """
    acting.must(May.LOAD_FIGURES)
    at = one.time
    if one.waits:
        raise error("entry-not-due", where=at.indicator.key, problem="others of them wait to be signed off")
    if not reason.strip():
        raise error("entry-not-due", where=at.indicator.key, problem="nobody said why they are corrected")
    made = checked(one, typed, reason)
    for code, each in made.items():
        if not each.good:
            raise error("entry-wrong", where=at.indicator.key, area=one.names[code], problem="; ".join(each.wrong))
    others = changed(one, made)
    if not others:
        raise error("entry-not-due", where=at.indicator.key, problem="none of them is another than before")
    revised = f"{at.period.label} corrected on {day_in_words(today)}"
    read = as_read(evolve(at, indicator=evolve(at.indicator, revision=revised)), made, one.cleared, one.stay)
    seen = [list(row) for row in one.seen.filter(pl.col("value").is_not_null()).select(_SEEN).iter_rows()]
    facts = {
        **read.facts, "warnings": [reason.strip()],
        "corrects": {"former": one.former, "changed": len(others), "seen": seen},
    }  # fmt: skip
    return keep_reading(
        acting, evolve(read, facts=facts), file=f"{at.indicator.title}, {at.period.label}, corrected",
        owner=acting.partner, cleared=one.cleared, due=today + SIGNED_WITHIN,
    )  # fmt: skip


def _edition(seen: Sequence[Sequence[object]]) -> pl.DataFrame:
    told = pl.DataFrame(seen, schema={name: SCHEMA[name] for name in _SEEN}, orient="row")
    return told.with_columns(note=pl.lit(""))
