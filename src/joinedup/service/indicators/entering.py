"""Partners enter the figures that are due: which those are, how far each partner is, and what becomes of them.

What is entered goes the way of a file: checked, its small numbers hidden, looked at, put forward and signed off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date

import polars as pl
from attrs import frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.clearing.about import NOT_PEOPLE, PEOPLE, clear_as, not_looked_at
from joinedup.engine.clearing.beside_kept import check_beside
from joinedup.engine.errors import error
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.entry import DUE_WITHIN, Checked, Entry, Standing, check_entry, following, standing
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.wording import said
from joinedup.service.areas import queries as places
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries, waiting
from joinedup.service.indicators.actions import keep_reading
from joinedup.service.indicators.map_page import note_of
from joinedup.service.indicators.queries import Loading
from joinedup.service.indicators.reading_in import SIGNED_WITHIN, Read, parents_of, told

MOST_ENTERED = 40  # areas on one page; of more a file is loaded
_BY_AGE = (Kind.DIRECTLY_STANDARDISED, Kind.INDIRECTLY_STANDARDISED)  # worked out from a file of counts by age


@frozen
class Due:
    """The figures of an indicator that its owner is to enter next, for one kind of area.

    `period`: None where its times have no regular step. `by`: from the day after on they are late. `loading`: that
    of the figures entered already, "" for none. `kinds`: those that the owner signs off, the fewest areas first.
    """

    indicator: Indicator
    owner: str
    kind: str
    areas: AreaSet
    kinds: tuple[str, ...]
    period: Period | None
    standing: Standing
    cleared: str
    loading: str = ""

    @property
    def by(self) -> date | None:
        """The last day on which they are not late."""
        return self.period.ends + DUE_WITHIN if self.period else None

    def days_late(self, today: date) -> int:
        """How many days ago they should have been put forward; 0 where they have been, or there is time."""
        waits = self.standing in (Standing.DUE, Standing.LATE, Standing.ENTERED)
        return max(0, (today - self.by).days) if self.by and waits else 0

    @property
    def counted(self) -> bool:
        """Whether a count and what it is out of are entered, rather than the figure."""
        return self.indicator.kind.has_denominator

    @property
    def hindrance(self) -> str:
        """Why they are loaded as a file instead, "" where they can be entered."""
        if self.indicator.kind in _BY_AGE:
            return "the rates are worked out from counts by age"
        if self.period is None:
            return "its times follow one another in no regular steps"
        return f"there are more than {MOST_ENTERED} areas" if len(self.areas.names) > MOST_ENTERED else ""


@frozen
class Typed:
    """What somebody typed for one area: the figure, or the count and what it is out of; and why."""

    text: str
    out_of: str = ""
    reason: str = ""


def dues(today: date, partner: str | None = None) -> list[Due]:
    """What is due next of each indicator that a partner owns, or of all; by theme and title."""
    owned: dict[str, list[queries.Owned]] = {}
    for one in queries.owned():
        if partner is None or one.owner == partner:
            owned.setdefault(one.indicator, []).append(one)
    under_way = queries.under_way()
    found = [_due(own, None, today, under_way) for own in owned.values()]
    there = [one for one in found if one is not None]
    return sorted(there, key=lambda one: (one.indicator.theme, one.indicator.title))


def due(partner: str, key: str, kind: str | None, today: date) -> Due | None:
    """What is due of one of a partner's indicators; None where it owns no such figures."""
    own = [one for one in queries.owned() if one.indicator == key and one.owner == partner]
    return _due(own, kind, today, queries.under_way()) if own else None


def _due(own: list[queries.Owned], kind: str | None, today: date, under_way: Mapping[str, list[Loading]]) -> Due | None:
    kept, key = queries.store(), own[0].indicator
    there = [one for one in own if kept.has(key, one.kind)]
    there.sort(key=lambda one: (len(kept.codes(one.kind)), one.kind))
    chosen = next((one for one in there if kind in (None, one.kind)), None)
    if chosen is None:
        return None
    period = following(one.period for one in kept.slices(key, chosen.kind) if not one.group)
    stands, loading = standing(period, today) if period else Standing.NOT_YET, ""
    for row in under_way.get(key, []) if period else []:
        if any(part["indicator"] == key and part["to"] == period.label for part in row.facts["parts"]):  # type: ignore[union-attr]
            stands, loading = Standing.WAITING if row.state == Loading.PUT else Standing.ENTERED, row.key
    return Due(
        kept.indicator(key), chosen.owner, chosen.kind, kept.areas(chosen.kind), tuple(one.kind for one in there),
        period, stands, chosen.cleared, loading,
    )  # fmt: skip


def last_of(one: Due) -> dict[str, tuple[Period, AreaFigure] | None]:
    """Each area's last figure."""
    kept, found = queries.store(), {}
    for code in one.areas.names:
        series = [told for told in kept.series(one.indicator.key, one.kind, code) if told[1].value is not None]
        found[code] = series[-1] if series else None
    return found


def checked(one: Due, period: Period, typed: Mapping[str, Typed]) -> dict[str, Checked]:
    """What is typed for each area, and what is wrong with it."""
    last = last_of(one)
    found = {}
    for code in one.areas.names:
        each, before = typed.get(code, Typed("")), last[code]
        entry = Entry(one.indicator.key, one.owner, period, each.text, each.reason, each.out_of)
        made = check_entry(entry, one.indicator, before[1].value if before else None, one.period)
        found[code] = whole_asked(made, one.indicator)
    return found


def whole_asked(made: Checked, one: Indicator) -> Checked:
    """A share, rate or mean without what it is out of cannot be looked at for small numbers."""
    if not one.kind.has_denominator or made.value is None or made.denominator is not None:
        return made
    return Checked(made.entry, None, ("say how many it is out of",))


def enter(
    acting: Acting, key: str, kind: str, period: Period, typed: Mapping[str, Typed], today: date
) -> Loading:  # fmt: skip
    """Keep what somebody entered, for them to look at and put forward. Nothing is kept where something is wrong.

    Raises `entry-wrong`, `entry-not-due`, `training-lacking`, `figures-unchecked`, `not-safe`, PermissionDenied.
    """
    acting.must(May.LOAD_FIGURES)
    one = due(acting.partner, key, kind, today)
    if one is None or one.period is None or one.hindrance:
        raise error("entry-not-due", where=key, problem=one.hindrance if one else "your partner does not own it")
    if one.loading or one.standing is Standing.NOT_YET:
        problem = "they have been entered already" if one.loading else f"{one.period.label} is not over"
        raise error("entry-not-due", where=key, problem=problem)
    made = checked(one, period, typed)
    for code, each in made.items():
        if not each.good:
            raise error("entry-wrong", where=key, area=one.areas.names[code], problem="; ".join(each.wrong))
    if any("corrects" in row.facts for row in queries.under_way().get(key, [])):
        raise error("entry-not-due", where=key, problem="a correction of earlier ones waits to be signed off")
    cleared = cleared_as(one.cleared)
    read = as_read(Time(one.indicator, one.kind, one.areas, one.period), made, cleared)
    return keep_reading(
        acting, read, file=f"{one.indicator.title}, {one.period.label}", owner=acting.partner, cleared=cleared,
        due=today + SIGNED_WITHIN,
    )  # fmt: skip


def cleared_as(said: str) -> str:
    """How figures that are typed are looked at: those typed after published ones are not published."""
    return NOT_PEOPLE if said == NOT_PEOPLE else PEOPLE


@frozen
class Entered:
    """One area's figure as it waits: with the counts behind it, and beside the last one. Words, for a page."""

    area: str
    figure: str
    counts: str
    last: str


def entered(row: Loading) -> list[Entered]:
    """What was entered and waits, as everybody would see it; nothing for a file, or where it is decided."""
    if not row.facts.get("entered") or row.state not in Loading.WAITING:
        return []
    new, kept, found = waiting.seen(row.key), queries.store(), []
    label, corrects = row.facts["entered"], "corrects" in row.facts
    for part in row.indicators.all():
        one = new.indicator(part.indicator)
        for code, name in new.areas(part.kind).names.items():
            series = new.series(part.indicator, part.kind, code)
            period, figure = next((period, figure) for period, figure in series if period.label == label)
            counts = ""
            if figure.numerator is not None and figure.denominator is not None:
                counts = f"{figure.numerator:,.10g} of {figure.denominator:,.10g}"
            if corrects:
                before = [told for told in kept.series(part.indicator, part.kind, code) if told[0] == period]
            else:
                before = [told for told in series if told[0] < period and told[1].value is not None]
            last = f"{before[-1][0].label}: {_words(before[-1][1], one)}" if before else ""
            found.append(Entered(name, _words(figure, one), counts, last))
    return found


def _words(figure: AreaFigure, one: Indicator) -> str:
    return said(figure.value, one) if figure.value is not None else note_of(figure)


@frozen
class Time:
    """What is entered at once: an indicator's figures of one time for a kind of area."""

    indicator: Indicator
    kind: str
    areas: AreaSet
    period: Period


def as_read(one: Time, made: Mapping[str, Checked], cleared: str, stay: Collection[str] = ()) -> Read:
    """As a file would be: the new figures made safe beside all that is kept, and put with those of other times.

    stay: areas whose figure is left out, and stays so.
    """
    kept, key = queries.whole_store(), one.indicator.key
    rows = rows_at_once(one, made, stay)
    safe = clear_as(cleared, rows, one.indicator, parents_of(rows), kept)
    of_time = (pl.col("group") == "") & (pl.col("starts") == one.period.starts) & (pl.col("ends") == one.period.ends)
    others = rows_of(kept, key, one.kind).filter(~of_time)
    part = Part(one.indicator, one.areas, pl.concat([others, safe.figures]))
    if cleared == PEOPLE:
        check_beside([part], kept, places.lookups())
    reasons = [
        f"{one.areas.names[code]}: {each.entry.reason.strip()}"
        for code, each in made.items()
        if each.entry.reason.strip()
    ]
    warnings = [*not_looked_at(cleared, one.indicator, rows), *reasons]
    facts = {
        "rows": rows.height, "warnings": warnings, "entered": one.period.label,
        "parts": [told(one.indicator, one.areas, safe.figures) | {"small": safe.small, "beside": safe.beside}],
        "replaces": {key: waiting.seen_of(key)},
    }  # fmt: skip
    shown = json.dumps(safe.figures.select("area", "value", "numerator", "denominator").rows())
    return Read((part,), facts, hashlib.sha256(shown.encode()).hexdigest())  # of what was typed a small count follows


def rows_at_once(one: Time, made: Mapping[str, Checked], stay: Collection[str] = ()) -> pl.DataFrame:
    """What is typed as the rows of a file, columns of `extract.SCHEMA`; those of `stay` without a figure."""
    when = (one.period.starts, one.period.ends)
    rows = [_row(code, each) for code, each in made.items()]
    rows += [["", "", code, *when, *[None] * 5, str(Gap.SUPPRESSED), 0, ""] for code in stay]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _row(code: str, each: Checked) -> list[object]:
    period, note = each.entry.period, "" if each.value is not None else str(Gap.MISSING)
    counts = [each.numerator, each.denominator] if each.value is not None else [None, None]
    return ["", "", code, period.starts, period.ends, each.value, *counts, None, None, note, 0, ""]
