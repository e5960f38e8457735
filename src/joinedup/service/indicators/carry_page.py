"""An indicator's figures on the areas of another year: a table, a map, and words that say they are an estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from attrs import field, frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.indicators.carried import Carried, by_best_fit, carry
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import NOTES, MapFigures
from joinedup.service.areas.overlapping import Installed

_NAMED = 5


@frozen(eq=False)
class OnNewAreas:
    """Figures that were carried. `before`: those of the old areas, of one time and group; `names`: of the new areas;
    `shown`: those with a figure; `unchanged`: those that are the same in both years.
    """

    indicator: Indicator
    carried: Carried = field(repr=False)
    before: pl.DataFrame = field(repr=False)
    figures: MapFigures = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    shown: frozenset[str] = field(repr=False)
    unchanged: frozenset[str] = field(repr=False)

    def how(self, code: str) -> str:
        """How the figure of a new area came about."""
        if code in self.carried.without:
            return _("none: a part has none, or one that is left out to protect people")
        if code not in self.shown:
            return _("none: it was changed, and this figure cannot be split")
        if code in self.carried.estimated:
            return _("estimate, shared out")
        return _("the same area in both years") if code in self.unchanged else _("whole areas together")


def on_new_areas(
    one: Indicator, before: pl.DataFrame, period: Period, way: Installed, names: Mapping[str, str], *, whole: bool
) -> OnNewAreas:
    """Carry the figures of one time and group. `whole`: each old area goes whole where most of its people live."""
    # areas of which nobody has given a figure are of no concern here: the new areas that they make are not told
    kept_back = pl.col("note").is_in([str(Gap.SUPPRESSED), str(Gap.WITHHELD)])
    before = before.filter(pl.col("value").is_not_null() | kept_back)
    made = carry(before, one, by_best_fit(way.overlaps) if whole else way.overlaps)
    rows = made.figures.sort("area")
    codes = tuple(rows["area"].to_list())
    value, top, bottom = (rows[name].fill_null(math.nan).to_numpy() for name in ("value", "numerator", "denominator"))
    missing = NOTES.index(Gap.MISSING)
    notes = np.where(np.isfinite(value), NOTES.index(Gap.NONE), missing) if codes else np.zeros(0, dtype=int)
    figures = MapFigures(codes, period, value, top, bottom, None, None, notes)
    shown = frozenset(rows.drop_nulls("value")["area"])
    return OnNewAreas(
        one, made, before, figures, {code: names.get(code, code) for code in codes}, shown, way.overlaps.unchanged
    )


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
    if made.estimated:
        many = len(made.estimated)
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
    for codes, one, several in (
        (
            sorted(made.without), _("%(num)s has none, as a part has none or one that is left out: {areas}."),
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
    column = "value" if told.indicator.kind is Kind.COUNT else "numerator"
    if told.indicator.kind is not Kind.COUNT and not told.indicator.kind.has_denominator:
        return []
    placed = told.before.filter(~pl.col("area").is_in(list(told.carried.unplaced)) & pl.col("value").is_not_null())
    before, after = (math.fsum(each[column].drop_nulls()) for each in (placed, told.carried.figures))
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
