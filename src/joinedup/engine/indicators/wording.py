"""A sentence for each figure: what it is, how sure, how it stands, where it goes."""

from __future__ import annotations

from joinedup.engine.indicators.compare import Comparison, Standing
from joinedup.engine.indicators.estimates import Estimate
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.trend import Direction, Trend

_GOES = {
    Direction.RISING: "rising",
    Direction.FALLING: "falling",
    Direction.NO_CHANGE: "with no significant change",
}


_WHY_NONE = {
    "suppressed": "it is left out so that nobody can be recognised",
    "withheld": "its own district and the county see it only",
}


def said(value: float, indicator: Indicator, decimals: int = 1) -> str:
    """A figure with its unit: "12.5%", "1,250", "31.4 per 1,000", "79.2 years", "£1,250"."""
    whole = float(value).is_integer() and indicator.per == 1
    plain = f"{value:,.0f}" if whole else f"{value:,.{decimals}f}"
    unit = indicator.unit.strip()
    if unit in ("", "%"):
        per = f" per {indicator.per:,.0f}" if not unit and indicator.per > 100 else ""
        return f"{plain}{unit}{per}"
    return f"{unit[0]}{plain}{unit[1:]}" if unit[0] in "£$€" else f"{plain} {unit}"


def headline(comparison: Comparison, trend: Trend | None, has: str = "") -> str:
    """How it stands and where it goes: "higher than England, and rising"; "" where neither is known.

    has: what it is compared with has this figure, "" if it is not to be said.
    """
    stands = ""
    if comparison.direction is not None:
        word = {1: "higher than", -1: "lower than", 0: "similar to"}[comparison.direction]
        stands = f"{word} {comparison.against or 'the whole'}{f' ({has})' if has else ''}"
    goes = _GOES.get(trend.direction, "") if trend is not None else ""
    if stands and goes:
        joint = ", " if goes == _GOES[Direction.NO_CHANGE] else ", and "
        return f"{stands}{joint}{goes}"
    return stands or goes


def in_short(comparison: Comparison, trend: Trend | None) -> str:
    """The same for a narrow column, where it stands above what it is compared with: "higher, rising"."""
    stands = {1: "higher", -1: "lower", 0: "similar", None: ""}[comparison.direction]
    goes = _GOES.get(trend.direction, "") if trend is not None else ""
    return ", ".join(word for word in (stands, goes.replace("with no significant change", "no change")) if word)


def sentence(
    indicator: Indicator, period: Period, estimate: Estimate | None, comparison: Comparison, trend: Trend | None,
    note: str = "",
) -> str:  # fmt: skip
    """What a reader needs beside the figure."""
    if estimate is None:
        why = _WHY_NONE.get(note, "there is none")
        return f"No figure for {period.label}: {why}."
    told = f"{said(estimate.value, indicator)} {period.when}"
    limits = estimate.interval()
    if limits is not None and limits.lower is not None and limits.upper is not None:
        fine = 0 if indicator.kind is Kind.COUNT else 1
        low, high = (f"{one:,.{fine}f}" for one in (limits.lower, limits.upper))
        told += f", probably between {low} and {high}{'%' if indicator.unit == '%' else ''}"
    stands = headline(comparison, trend)
    if comparison.direction is None and comparison.reference is not None:
        told += (
            f"; {comparison.against or 'the whole'} has {said(comparison.reference, indicator)}, "
            "and whether the difference is more than chance cannot be told"
        )
    elif comparison.reference is not None and stands:
        told += f": {headline(comparison, trend, said(comparison.reference, indicator))}"
        stands = ""
    if stands and comparison.direction is None:
        told += f"; {stands}"
    judged = _judged(comparison, trend)
    return f"{told}.{f' {judged}' if judged else ''}"


def _judged(comparison: Comparison, trend: Trend | None) -> str:
    parts = []
    if comparison.standing in (Standing.BETTER, Standing.WORSE):
        parts.append(f"That is {comparison.standing} than {comparison.against or 'the whole'}")
    if trend is not None and trend.standing in (Standing.BETTER, Standing.WORSE):
        parts.append(f"it is getting {trend.standing}" if parts else f"It is getting {trend.standing}")
    return f"{' and '.join(parts)}." if parts else ""
