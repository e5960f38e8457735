"""The form in which a partner enters the figures of a time: for each area the figure, and why where it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.wording import said
from joinedup.service.indicators.entering import Due, Typed, checked

_LONGEST = 30  # of a figure


class EntryForm(forms.Form):
    """The figures of one indicator and time. Gives `typed` by area, and `period`: the one that the page was about."""

    period = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self, *args: Any, due: Due, last: Mapping[str, tuple[Period, AreaFigure] | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._due = due
        one = due.indicator
        self.fields["period"].initial = due.period.label if due.period else ""
        for code in due.areas.names:
            before = last[code]
            told = f"{before[0].label}: {said(before[1].value, one)}" if before and before[1].value is not None else ""
            hint = _("The last figure, {told}").format(told=told) if told else ""
            for part, label in number_lines(one):
                self.fields[f"{part}-{code}"] = number_line(label, hint if part == "text" else "")
            self.fields[f"reason-{code}"] = forms.CharField(
                label=_("Why"), required=False, max_length=200,
                help_text=_("Only where there is no figure, or it is far from the last. Nothing about single people."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Adds `typed`, once nothing is wrong with it."""
        told = dict(super().clean() or {})
        if self.errors:
            return told
        period = read_period(told["period"])
        if period is None:
            self.add_error(None, _("Load the page again: it does not say which time the figures are for"))
            return told
        typed = {
            code: Typed(told[f"text-{code}"], told.get(f"out-of-{code}", ""), told[f"reason-{code}"])
            for code in self._due.areas.names
        }
        for code, each in checked(self._due, period, typed).items():
            for words in each.wrong:
                field = error_field(words, counted=self._due.counted)
                name = self._due.areas.names[code]
                self.add_error(f"{field}-{code}", f"{name}: {words}")
        return {**told, "typed": typed, "period": period}


def number_lines(one: Indicator) -> list[tuple[str, str]]:
    """(part of its name, label) of each field in which an area's figure is typed."""
    if not one.kind.has_denominator:
        return [("text", one.unit or _("Figure"))]
    first = _("Added up") if one.kind is Kind.MEAN else _("How many")
    return [("text", one.numerator or first), ("out-of", one.denominator or _("Out of how many"))]


def number_line(label: str, hint: str, value: str = "") -> forms.CharField:
    """One such field, for a number."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(
        label=label, required=False, max_length=_LONGEST, help_text=hint, widget=widget, initial=value
    )


def error_field(words: str, *, counted: bool) -> str:
    """The field of an area beside which it stands what is wrong."""
    if "say why" in words or "no reason" in words:
        return "reason"
    return "out-of" if "out of" in words and counted else "text"
