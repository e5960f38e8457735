"""A file of boundaries, and what it is said to be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.areas.area_set import KINDS
from joinedup.engine.areas.boundary_check import Said

OTHER = "other"
_FIRST = ("LSOA", "MSOA", "ward", "district", "county")  # what people mostly give
LEVELS = (*_FIRST, *sorted(set(KINDS.values()) - set(_FIRST), key=str.casefold))
CROWN = (
    "Office for National Statistics, Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right"
)


class BoundaryForm(forms.Form):
    """Gives `said`, as the engine takes it."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "GeoJSON, TopoJSON, GeoPackage, or a Shapefile as one .zip; up to 100 megabytes. Take the generalised "
            "boundaries (BGC) from the ONS Open Geography portal."
        ),
        error_messages={"required": _("Choose the file"), "empty": _("The file is empty")},
    )
    level = forms.ChoiceField(
        label=_("What are its areas?"), choices=[*((one, one) for one in LEVELS), (OTHER, _("something else"))]
    )
    own = forms.CharField(
        label=_("If something else, what?"), max_length=40, required=False,
        help_text=_("As: locality, police beat. Name the column with their codes below, too."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Of which year are the boundaries?"), min_value=1970,
        help_text=_("As in the name of the column: LSOA21CD is of 2021."),
    )  # fmt: skip
    only = forms.CharField(
        label=_("Keep only areas whose name or code begins with"), max_length=500, required=False,
        help_text=_(
            "As: Leicester, Oadby. Of a file for the whole country take your own; a map of more than 4,000 areas "
            "cannot be pointed at. Leave it empty to keep all."
        ),
    )  # fmt: skip
    column = forms.CharField(
        label=_("Which column has the codes?"), max_length=100, required=False,
        help_text=_("Leave it empty if they are the usual ones: they are found."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("What must stand below each map?"), max_length=300, initial=CROWN,
        help_text=_("Where the boundaries come from and their licence, with its year."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.IntegerField)
        year.max_value, self._last = today.year, today.year

    def clean_year(self) -> int:
        """Not of a year to come."""
        year: int = self.cleaned_data["year"]
        if year > self._last:
            raise forms.ValidationError(_("Choose this year or an earlier one"))
        return year

    def clean(self) -> dict[str, Any]:
        """Adds `said`."""
        told = dict(super().clean() or {})
        plain = {name: told.get(name, "").replace("\0", "").strip() for name in ("own", "only", "column", "source")}
        if told.get("level") == OTHER:
            for name, words in (("own", _("Say what they are")), ("column", _("Name the column with their codes"))):
                if not plain[name]:
                    self.add_error(name, words)
            if any(not one.isalnum() and one not in " -" for one in plain["own"]):
                self.add_error("own", _("Use letters, figures, blanks and hyphens only"))
        if self.errors:
            return told
        level = plain["own"] if told["level"] == OTHER else told["level"]
        only = tuple(one.strip() for one in plain["only"].split(",") if one.strip())
        return {**told, "source": plain["source"], "said": Said(level, told["year"], plain["column"], only)}
