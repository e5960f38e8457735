"""The form for a target: which area, from which figure, to which figure, by when, and over which points."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.periods import Period
from joinedup.service.indicators import queries

MOST_AREAS = 400  # of one kind in the list: targets are for places that people know


class TargetForm(forms.Form):
    """A target for an indicator. Gives `kind`, `code`, `baseline`, `baseline_period`, `wanted`, `by`, `milestones`."""

    area = forms.ChoiceField(label=_("For which area?"))
    since = forms.ChoiceField(label=_("From which time on?"), help_text=_("The figure of this time is the baseline."))
    wanted = forms.FloatField(label=_("Which figure is wanted?"))
    by = forms.DateField(label=_("By which day?"), widget=forms.DateInput)
    path = forms.CharField(
        label=_("Points on the way, if it is not straight"), widget=forms.Textarea, required=False, max_length=1000,
        help_text=_("One a line, a day and a figure: 2027-03-31 33"),
    )  # fmt: skip

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._key = key
        kept = queries.store()
        areas: list[tuple[str, str]] = []
        self._periods: dict[str, Period] = {}
        for kind in kept.kinds(key):
            listed = kept.areas(kind)
            if len(listed.names) <= MOST_AREAS:
                areas += [(f"{kind}/{code}", f"{name} ({listed.kind})") for code, name in listed.names.items()]
            whole = [one.period for one in kept.slices(key, kind) if not one.group]
            self._periods |= {one.label: one for one in whole}
        self._choose("area", sorted(areas, key=lambda one: one[1]))
        times = sorted(self._periods.values(), reverse=True)
        self._choose("since", [(one.label, one.label) for one in times])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_path(self) -> dict[date, float]:
        """Each point's day and figure."""
        points: dict[date, float] = {}
        for line in self.cleaned_data["path"].splitlines():
            if not line.strip():
                continue
            try:
                day, figure = line.split()
                points[date.fromisoformat(day)] = float(figure)
            except ValueError:
                raise forms.ValidationError(_("Write a day and a figure a line, as 2027-03-31 33")) from None
        return points

    def clean(self) -> dict[str, Any]:
        """Adds the baseline: the area's figure at that time."""
        told = dict(super().clean() or {})
        if self.errors:
            return told
        told["kind"], told["code"] = told["area"].split("/")
        told["baseline_period"], told["milestones"] = self._periods[told["since"]], told["path"]
        try:
            series = dict(queries.store().series(self._key, told["kind"], told["code"]))
        except JoinedupError:
            series = {}
        figure = series.get(told["baseline_period"])
        if figure is None or figure.value is None:
            self.add_error("since", _("This area has no figure for that time. Choose another"))
        else:
            told["baseline"] = figure.value
        return told
