"""Profiles and comparisons on one page: smaller type, shorter words, then a larger sheet, while they can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from django.template.loader import render_to_string

from joinedup.service.documents.pdf import Paper, first_that_fits


@frozen
class Sheet:
    """How a draft is set. `size`: of the paper; `type`: in points, never below 6.5; `short`: with shorter words."""

    size: str
    type: float
    short: bool = False


UPRIGHT = (Sheet("A4", 8.5), Sheet("A4", 7.2, short=True), Sheet("A4", 6.5, short=True), Sheet("A3", 7, short=True),
           Sheet("A3", 6.5, short=True))  # fmt: skip
ACROSS = (Sheet("A4 landscape", 8), Sheet("A4 landscape", 7, short=True), Sheet("A4 landscape", 6.5, short=True),
          Sheet("A3 landscape", 7, short=True), Sheet("A3 landscape", 6.5, short=True))  # fmt: skip
_ROOMY = 25  # indicators: with more, the roomiest draft is not tried


def on_one_page(template: str, shown: Mapping[str, Any], sheets: Sequence[Sheet], many: int) -> Paper:
    """The roomiest draft that fits one page, else the roomiest with as many pages as it takes. many: its indicators.

    Raises as `pdf`.
    """
    fitting = [one for one in sheets if many <= _ROOMY or one.short]
    drafts = [lambda one=one: render_to_string(template, {**shown, "sheet": one}) for one in fitting]
    made = first_that_fits(drafts)
    return made if made.pages == 1 else in_full(template, shown, sheets)


def in_full(template: str, shown: Mapping[str, Any], sheets: Sequence[Sheet]) -> Paper:
    """With all its words, on as many pages as that takes. Raises as `pdf`."""
    return first_that_fits([render_to_string(template, {**shown, "sheet": sheets[0]})])


__all__ = ["ACROSS", "UPRIGHT", "Sheet", "in_full", "on_one_page"]
