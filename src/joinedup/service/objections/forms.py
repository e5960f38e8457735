"""Forms about objections."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.service.lookups.forms import PersonForm


class ObjectionForm(PersonForm):
    """Who objects, to what, and why it is granted."""

    agreements = forms.MultipleChoiceField(
        label=_("Under which agreements does what you hold of them stay back?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Those to which people may object: UK GDPR Article 21(1)."),
        error_messages={"required": _("Choose at least one agreement")},
    )  # fmt: skip
    why = forms.CharField(
        label=_("What did they say, and what did you decide?"), max_length=2000, widget=forms.Textarea,
        help_text=_("Without their name. Read by those who serve residents for your partner only."),
    )  # fmt: skip

    def __init__(self, *args: object, agreements: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["agreements"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(agreements)
