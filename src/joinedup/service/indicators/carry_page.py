"""An indicator's figures on the areas of another year: a table, a map, and words that say they are an estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from attrs import field, frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.clearing.carried_small import without_small
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.indicators.carried import Carried, by_best_fit, carry
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import NOTES, MapFigures
from joinedup.service.areas.overlapping import Installed

_NAMED = 5
_FEW = f"{DEFAULT.smallest} to {DEFAULT.largest}"


@frozen(eq=False)
class OnNewAreas:
    """Figures that were carried. `before`: those of the old areas, of one time and group; `after`: the sum of what was
    counted as it was carried; `names`: of the new areas; `shown`: those with a figure; `withheld`: those of which a
    part is for others' eyes; `unchanged`: those that are the same in both years.
    """

    indicator: Indicator
    carried: Carried = field(repr=False)
    before: pl.DataFrame = field(repr=False)
    figures: MapFigures = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    shown: frozenset[str] = field(repr=False)
    unchanged: frozenset[str] = field(repr=False)
    withheld: frozenset[str] = field(repr=False)
    after: float = 0.0

    def how(self, code: str) -> str:
        """How the figure of a new area came about."""
        if code in self.withheld:
            return _("none: a part is seen by its own district and the county only")
        if code in self.carried.small:
            return _("left out: an estimate of {few} people").format(few=_FEW)
        if code in self.carried.without:
            return _("none: a part has none, or one that is left out to protect people")
        if code not in self.shown:
            return _("none: it was changed, and this figure cannot be split")
        if code in self.carried.estimated:
            return _("estimate, shared out")
        return _("the same area in both years") if code in self.unchanged else _("whole areas together")


def on_new_areas(
    one: Indicator, before: pl.DataFrame, period: Period, way: Installed, names: Mapping[str, str], *,
    whole: bool, people: bool,
) -> OnNewAreas:  # fmt: skip
    """Carry the figures of one time and group. `whole`: each old area goes whole where most of its people live;
    `people`: they are about people, so that small estimates are not shown.
    """
    # areas of which nobody has given a figure are of no concern here: the new areas that they make are not told
    kept_back = pl.col("note").is_in([str(Gap.SUPPRESSED), str(Gap.WITHHELD)])
    before = before.filter(pl.col("value").is_not_null() | kept_back)
    overlaps = by_best_fit(way.overlaps) if whole else way.overlaps
    made = carry(before, one, overlaps)
    after = math.fsum(made.figures[_counted(one)].drop_nulls())
    made = without_small(made, one) if people else made
    for_others = before.filter(pl.col("note") == str(Gap.WITHHELD))["area"]
    withheld = made.without & {code for old in for_others for code in overlaps.people.get(old, ())}
    rows = made.figures.sort("area")
    codes = tuple(rows["area"].to_list())
    value, top, bottom = (rows[name].fill_null(math.nan).to_numpy() for name in ("value", "numerator", "denominator"))
    why = [Gap.WITHHELD if code in withheld else Gap(note) for code, note in rows.select("area", "note").iter_rows()]
    notes = np.array([NOTES.index(one) for one in why], dtype=int)
    figures = MapFigures(codes, period, value, top, bottom, None, None, notes)
    shown = frozenset(rows.drop_nulls("value")["area"])
    called = {code: names.get(code, code) for code in codes}
    return OnNewAreas(one, made, before, figures, called, shown, way.overlaps.unchanged, withheld, after)


def _counted(one: Indicator) -> str:
    """The column that keeps its sum."""
    return "value" if one.kind is Kind.COUNT else "numerator"


def why_not_split(one: Indicator, before: pl.DataFrame) -> str:
    """Why figures of this kind stand only where an area did not change; "" where they are shared out."""
    if one.kind is Kind.COUNT:
        return ""
    if not one.kind.has_denominator:
        return _(
            "A figure of this kind ({kind}) is no number of people that could be shared out between areas, and it "
            "cannot be averaged. It stands only where an area is the same in both years; the others have none."
        ).format(kind=one.kind)
    if before.drop_nulls(["numerator", "denominator"]).is_empty():
        return _(
            "These figures came without the counts behind them, and a rate cannot be shared out or averaged without "
            "them. They stand only where an area is the same in both years; the others have none."
        )
    return ""


def carried_in_words(told: OnNewAreas, way: Installed, *, whole: bool) -> tuple[str, ...]:
    """What was done, whether the sum is the same, and what is missing."""
    made = told.carried
    there = len(told.shown)
    words = [
        ngettext("%(num)s of the {new} has a figure.", "%(num)s of the {new} have a figure.", there).format(
            new=way.new_title
        )
        % {"num": f"{there:,}"}
    ]
    if many := len(made.estimated & told.shown):
        words.append(
            ngettext(
                "%(num)s of them is an estimate: an area was split, and its counts were shared out by the people who "
                "live in each part, as if all of them were alike.",
                "%(num)s of them are estimates: areas were split, and their counts were shared out by the people who "
                "live in each part, as if all of them were alike.",
                many,
            )
            % {"num": f"{many:,}"}
        )
    if whole:
        words.append(_("Each old area was taken whole into the new one where most of its people live."))
    words += _sums(told)
    if made.small:
        many = len(made.small)
        words.append(
            ngettext(
                "%(num)s estimate is of {few} people and is left out: {areas}. It was worked out and not counted, and "
                "could be taken for a count of a few people.",
                "%(num)s estimates are of {few} people and are left out: {areas}. They were worked out and not "
                "counted, and could be taken for counts of a few people.",
                many,
            ).format(few=_FEW, areas=_listed(sorted(made.small), told.names))
            % {"num": f"{many:,}"}
        )
    for codes, one, several in (
        (
            sorted(told.withheld),
            _("%(num)s has none, as a part is seen by its own district and the county only: {areas}."),
            _("%(num)s have none, as a part is seen by its own district and the county only: {areas}."),
        ),
        (
            sorted(made.without - told.withheld),
            _("%(num)s has none, as a part has none or one that is left out: {areas}."),
            _("%(num)s have none, as a part has none or one that is left out: {areas}."),
        ),
        (
            made.unplaced, _("%(num)s old area is not in the lookup, and its figure is left out: {areas}."),
            _("%(num)s old areas are not in the lookup, and their figures are left out: {areas}."),
        ),
        (
            made.not_split, _("The figure of %(num)s old area that changed cannot be split: {areas}."),
            _("The figures of %(num)s old areas that changed cannot be split: {areas}."),
        ),
    ):  # fmt: skip
        if codes:
            words.append(
                (one if len(codes) == 1 else several).format(areas=_listed(codes, told.names)) % {"num": len(codes)}
            )
    return tuple(words)


def _sums(told: OnNewAreas) -> list[str]:
    """That what is counted stayed the same, of what is shown on both sides."""
    if told.indicator.kind is not Kind.COUNT and not told.indicator.kind.has_denominator:
        return []
    placed = told.before.filter(~pl.col("area").is_in(list(told.carried.unplaced)) & pl.col("value").is_not_null())
    before, after = math.fsum(placed[_counted(told.indicator)].drop_nulls()), told.after
    if not before:
        return []
    if math.isclose(before, after, rel_tol=1e-9):
        return [_("What was counted stayed the same: {sum} in all.").format(sum=f"{before:,.10g}")]
    return [
        _(
            "Of {before} that were counted {after} are in the figures; the rest is of parts of areas without one."
        ).format(before=f"{before:,.10g}", after=f"{after:,.10g}")
    ]


def carried_rows(told: OnNewAreas, way: Installed) -> list[Sequence[str]]:
    """Every new area, to take along; headings first."""
    head = ("area_code", "area_name", "period", "group", "figure", "numerator", "denominator", "carried_from", "how")
    rows: list[Sequence[str]] = [head]
    for row in told.carried.figures.sort("area").iter_rows(named=True):
        numbers = ("" if row[name] is None else f"{row[name]:.10g}" for name in ("value", "numerator", "denominator"))
        rows.append(
            (
                row["area"], told.names[row["area"]], told.figures.period.label, row["group"], *numbers,
                way.old_title, told.how(row["area"]),
            )
        )  # fmt: skip
    return rows


def _listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    said = ", ".join(f"{names[code]} ({code})" if names.get(code, code) != code else code for code in codes[:_NAMED])
    more = len(codes) - _NAMED
    return said + (" " + ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more} if more > 0 else "")
