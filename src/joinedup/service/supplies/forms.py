"""Forms about supplies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.errors import JoinedupError
from joinedup.engine.supplies.dates import STYLES
from joinedup.engine.supplies.layout import Layout
from joinedup.service.supplies.due import Rhythm
from joinedup.service.supplies.mapping import BETWEEN, Choice, choices, chosen, corrected
from joinedup.service.supplies.models import Schedule

AS_FOUND = ("", _("As found"))


class FileForm(forms.Form):
    """One file, without a script."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV or other delimited text, Excel, ODS, JSON Lines or Parquet. As it comes out of your system."),
        error_messages={"required": _("Choose the file"), "empty": _("The file is empty")},
        allow_empty_file=True,
    )


class MappingForm(forms.Form):
    """What each column of a file is: `c0`, `c1` …, and how its dates are written: `d0`, `d1` … where it holds dates."""

    changed = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, layout: Layout, looks: Sequence[Mapping[str, Any]], items: Sequence[str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._layout, self._looks = layout, looks
        can_be = choices(items)
        styles = [AS_FOUND, *((style.name, style.name) for style in STYLES)]
        for place, (column, look) in enumerate(zip(layout.columns, looks, strict=True)):
            now = chosen(column, items)
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=column.heading, choices=can_be, required=False,
                initial=f"{now.item}{BETWEEN}{now.part}" if now.part else now.item,
            )  # fmt: skip
            if look.get("date_style"):
                self.fields[f"d{place}"] = forms.ChoiceField(
                    label=_("How dates are written"), choices=styles, required=False, initial=now.date_style
                )

    def clean(self) -> dict[str, Any]:
        """Adds `layout`, as corrected. Says what is wrong with it in words."""
        cleaned = dict(super().clean() or {})
        try:
            cleaned["layout"] = corrected(self._layout, [self._said(place) for place in self._places()], self._looks)
        except JoinedupError as failure:
            where = next((p for p in self._places() if self._layout.columns[p].heading == failure.where), None)
            self.add_error(f"c{where}" if where is not None else None, f"{failure.what} {failure.do}")
        else:
            if not cleaned["layout"].items:
                self.add_error(None, str(_("No column holds an agreed item: say what at least one is.")))
        return cleaned

    def _places(self) -> range:
        return range(len(self._layout.columns))

    def _said(self, place: int) -> Choice:
        item, _between, part = self.cleaned_data.get(f"c{place}", "").partition(BETWEEN)
        return Choice(item, part, self.cleaned_data.get(f"d{place}", ""))


class JudgeForm(forms.Form):
    """Accept, or send back with what is wrong."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    accepted = forms.ChoiceField(
        label=_("Do you accept this supply?"),
        widget=forms.RadioSelect,
        choices=(("yes", _("Accept it")), ("no", _("Send it back"))),
        error_messages={"required": _("Say whether you accept it")},
    )
    words = forms.CharField(
        label=_("What should the supplier know or put right?"),
        help_text=_("They read this. Write no names of people."),
        max_length=2000, required=False, widget=forms.Textarea,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What is sent back needs its reason."""
        cleaned = dict(super().clean() or {})
        if cleaned.get("accepted") == "no" and not str(cleaned.get("words", "")).strip():
            self.add_error("words", str(_("Say what the supplier should put right")))
        return cleaned


class ScheduleForm(forms.Form):
    """How often a data set is due."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    every = forms.ChoiceField(
        label=_("How often is it due?"),
        widget=forms.RadioSelect,
        required=False,
        choices=(
            (Schedule.MONTHLY, _("Every month")),
            (Schedule.QUARTERLY, _("Every three months")),
            (Schedule.DAYS, _("Every so many days")),
            (Schedule.NEVER, _("It is not due: the supplier sends when there is something new")),
        ),
    )
    days = forms.IntegerField(
        label=_("How many days?"), help_text=_("Only if you chose every so many days."), min_value=1, max_value=1000,
        required=False,
    )  # fmt: skip
    starts = forms.DateField(
        label=_("When is the first one due?"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Enter a date"), "invalid": _("Enter a date, such as 31/3/2027")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d %B %Y"],
    )

    def clean(self) -> dict[str, Any]:
        """Every so many days needs how many."""
        cleaned = dict(super().clean() or {})
        if cleaned.get("every") == Schedule.DAYS and not cleaned.get("days"):
            self.add_error("days", str(_("Enter how many days, from 1 to 1,000")))
        return cleaned

    def rhythm(self) -> Rhythm:
        """What was said."""
        told = self.cleaned_data
        starts: date = told["starts"]
        return Rhythm(told["every"], starts, told["days"] if told["every"] == Schedule.DAYS else None)
