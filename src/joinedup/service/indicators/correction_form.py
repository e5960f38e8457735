"""The form in which a partner corrects the figures of an earlier time: as they are, to be changed, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from joinedup.service.indicators.correcting import Correction, changed, checked
from joinedup.service.indicators.entering import Typed
from joinedup.service.indicators.entry_form import error_field, number_line, number_lines


class CorrectionForm(forms.Form):
    """The figures of one time, as everybody sees them to begin with. Gives `typed` by area, and `reason`."""

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._one = correction
        typed, now = correction.typed(), correction.now()
        for code in correction.names:
            hint = _("Seen now: {told}").format(told=now.get(code, _("no figure")))
            values = (typed[code].text, typed[code].out_of)
            for (part, label), value in zip(number_lines(correction.time.indicator), values, strict=False):
                self.fields[f"{part}-{code}"] = number_line(label, hint if part == "text" else "", value)
        self.fields["reason"] = forms.CharField(
            label=_("Why they are corrected"), max_length=300, widget=forms.Textarea,
            help_text=_("Whoever signs them off reads it, and it stays on record. Nothing about single people."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Adds `typed`, once nothing is wrong with it."""
        told = dict(super().clean() or {})
        if self.errors:
            return told
        typed = {code: Typed(told[f"text-{code}"], told.get(f"out-of-{code}", "")) for code in self._one.names}
        made = checked(self._one, typed, told["reason"])
        for code, each in made.items():
            for words in each.wrong:
                part = error_field(words, counted=self._one.time.indicator.kind.has_denominator)
                self.add_error(f"{part}-{code}", f"{self._one.names[code]}: {words}")
        if not self.errors and not changed(self._one, made):
            self.add_error(None, _("No figure is another than before"))
        return {**told, "typed": typed}
