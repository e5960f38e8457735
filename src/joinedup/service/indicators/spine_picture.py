"""Where an area's figure lies among all of its kind, as a line of a spine chart: a small SVG without a script."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from joinedup.engine.indicators.compare import Standing
from joinedup.engine.indicators.indicator import Polarity
from joinedup.engine.indicators.profile import Fact

WIDE, HIGH, EDGE = 180, 20, 8
_OTHER_AREA, _ALL, _HALF = "#0b0c0c", "#b1b4b6", "#7f8a90"
_DOTS = {Standing.BETTER: "#00703c", Standing.WORSE: "#b35900"}  # the words beside it say the same
_DOT = "#14323f"


def spine(fact: Fact) -> SafeString | str:
    """A bar from the lowest figure of all to the highest, the better to the right where one direction is good.

    The middle half is darker, the larger area a stroke, this area a dot. Empty where too few areas have a figure.
    """
    told, value = fact.among, fact.estimate.value if fact.estimate else None
    if told is None or value is None:
        return ""
    reference = fact.comparison.reference
    shown = [told.lowest, told.highest, *([] if reference is None else [reference])]
    low, wide = min(shown), (max(shown) - min(shown)) or 1.0

    def at(one: float) -> float:
        share = (one - low) / wide
        if fact.indicator.polarity is Polarity.LOW_IS_GOOD:
            share = 1 - share
        return round(EDGE + share * (WIDE - 2 * EDGE), 1)

    whole, half = sorted((at(told.lowest), at(told.highest))), sorted((at(told.lower), at(told.upper)))
    stroke = (
        ""
        if reference is None
        else format_html('<path d="M{} 2v16" stroke="{}" stroke-width="2"/>', at(reference), _OTHER_AREA)
    )
    return format_html(
        '<svg class="joinedup-spine" role="img" viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title>'
        '<rect x="{}" y="7" width="{}" height="6" fill="{}"/><rect x="{}" y="7" width="{}" height="6" fill="{}"/>{}'
        '<circle cx="{}" cy="10" r="5.5" fill="{}" stroke="#fff"/></svg>',
        WIDE, HIGH, WIDE, HIGH, told.in_words(fact.indicator),
        whole[0], round(whole[1] - whole[0], 1), _ALL, half[0], round(half[1] - half[0], 1), _HALF, stroke,
        at(value), _DOTS.get(fact.comparison.standing, _DOT),
    )  # fmt: skip
