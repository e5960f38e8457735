"""A file of services, and what they are said to be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.indicators.services_file import LONGEST_KIND, LONGEST_SOURCE

REPLACE, ADD = "replace", "add"


class ServicesForm(forms.Form):
    """Gives `file`, `kind`, `source`, and `add`: whether they come beside those of their kinds."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A table (CSV, XLSX, ODS) with a name and a postcode or coordinates in each row, or Open Referral UK as "
            "JSON; up to 10 megabytes. Leave out places whose address is kept secret, such as refuges."
        ),
        error_messages={"required": _("Choose the file"), "empty": _("The file is empty")},
    )
    kind = forms.CharField(
        label=_("What are they?"), max_length=LONGEST_KIND, required=False,
        help_text=_("As: GP surgery. Leave it empty if the file says it in each row."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Who says where they are?"), max_length=LONGEST_SOURCE,
        help_text=_("Source, date and licence. It stands below every map and profile that shows them."),
    )  # fmt: skip
    add = forms.ChoiceField(
        label=_("And those of the same kind that are there?"), widget=forms.RadioSelect, initial=REPLACE,
        choices=[(REPLACE, _("These take their place")), (ADD, _("These come beside them"))],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`add` as yes or no."""
        told = dict(super().clean() or {})
        for name in ("kind", "source"):
            told[name] = " ".join(told.get(name, "").replace("\0", "").split())
        return {**told, "add": told.get("add") == ADD}
