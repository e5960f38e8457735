"""Forms of the register of analyses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.indicators.analyses import Stage
from joinedup.service.indicators import queries

_STAGES = ((Stage.PLANNED, _("Planned")), (Stage.UNDER_WAY, _("Under way")), (Stage.PUBLISHED, _("Published")))
MOST_AREAS = 60  # of one kind in the list


class AnalysisForm(forms.Form):
    """A piece of work: what it is to answer, who leads it, and of which areas and indicators it is."""

    question = forms.CharField(
        label=_("Which question is it to answer?"), max_length=300,
        help_text=_("As: Why do older people come to hospital after falls?"),
    )  # fmt: skip
    lead = forms.CharField(
        label=_("Who leads it?"), max_length=120, help_text=_("A team or a post, as: Public health intelligence team")
    )
    stage = forms.ChoiceField(label=_("How far is it?"), choices=_STAGES, widget=forms.RadioSelect)
    ends = forms.DateField(label=_("When will it be ready?"), widget=forms.DateInput)
    indicators = forms.MultipleChoiceField(
        label=_("Which indicators does it use?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = forms.MultipleChoiceField(
        label=_("Which areas is it about?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None for all of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = queries.store()
        self._choose("indicators", [(one.key, one.title) for own in queries.by_theme().values() for one in own])
        places: list[tuple[str, str]] = []
        for kind in queries.kinds():
            areas = kept.areas(kind)
            if len(areas.names) <= MOST_AREAS:
                places += [(f"{kind}/{code}", f"{name} ({areas.kind})") for code, name in sorted(areas.names.items())]
        self._choose("places", places)
        for name in ("indicators", "places"):  # a question without a choice is none
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Adds `kind` and `areas`."""
        told = dict(super().clean() or {})
        places = told.get("places", [])
        told["kind"] = places[0].split("/")[0] if places else ""
        told["areas"] = [one.split("/")[1] for one in places]
        told.setdefault("indicators", [])
        return told


class StageForm(forms.Form):
    """How far a piece of work is."""

    stage = forms.ChoiceField(choices=_STAGES)
    changed = forms.IntegerField()
