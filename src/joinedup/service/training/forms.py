"""Forms about training: a module with what it opens, and a completion."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.training.queries import OPENED

NOTICE = timedelta(days=28)  # for people to complete a new module, unless said otherwise


class ModuleForm(forms.Form):
    """A module. Gives `title`, `what`, `opens` (permissions), `months`, `needed_from`."""

    title = forms.CharField(
        label=_("What is the module called?"), max_length=60, help_text=_("As: Entering figures, Signing figures off")
    )
    what = forms.CharField(
        label=_("What do people do, and where?"), max_length=500, widget=forms.Textarea,
        help_text=_("As: half an hour on the council's learning pages, with ten questions."),
    )  # fmt: skip
    opens = forms.MultipleChoiceField(
        label=_("What does it open?"), widget=forms.CheckboxSelectMultiple,
        choices=[(one.name, f"{one.value[0].upper()}{one.value[1:]}") for one in OPENED],
        help_text=_("Nobody may do this without the module, whatever their role."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("For how many months does it hold?"), min_value=1, max_value=120, required=False,
        help_text=_("As: 12, if it is to be done each year. Leave it empty if it is done once."),
    )  # fmt: skip
    needed_from = forms.DateField(
        label=_("From which day is it needed?"), widget=forms.DateInput,
        help_text=_("Leave people time: from that day on, those who have not completed it are refused."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["needed_from"].initial = today + NOTICE

    def clean_opens(self) -> list[May]:
        """As permissions."""
        return [May[name] for name in self.cleaned_data["opens"]]

    def clean_needed_from(self) -> date:
        """Not before today."""
        day: date = self.cleaned_data["needed_from"]
        if day < self._today:
            raise forms.ValidationError(_("Choose today or a later day"))
        return day


class CompletionForm(forms.Form):
    """Who has completed what, and when."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    module = forms.ChoiceField(label=_("Which module have they completed?"))
    done_on = forms.DateField(label=_("On which day?"), widget=forms.DateInput)

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], modules: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        for name, choices in (("person", people), ("module", modules)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["done_on"].initial = today

    def clean_done_on(self) -> date:
        """Not still to come."""
        day: date = self.cleaned_data["done_on"]
        if day > self._today:
            raise forms.ValidationError(_("Choose today or an earlier day"))
        return day
