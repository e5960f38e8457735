"""Areas of one's own: drawn on the map or listed, looked at, forgotten."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from joinedup.engine.areas.map_svg import choosing_svg
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.own_area import OWN
from joinedup.engine.indicators.profile import profile
from joinedup.engine.indicators.wording import said
from joinedup.service.accounts.queries import today
from joinedup.service.areas import outlining
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import own_areas, queries
from joinedup.service.indicators.asked import beside
from joinedup.service.indicators.own_areas import OwnArea
from joinedup.service.indicators.service_points import near_by
from joinedup.service.partners.queries import titles

MOST_TICKED = 2_000  # areas with a box each; of more, people list the codes


class OwnAreaForm(forms.Form):
    """What an area is called and made of: ticked, or listed by code."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=120)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which areas is it made of?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    codes = forms.CharField(
        label=gettext_lazy("Or list their codes"), widget=forms.Textarea, required=False, max_length=200_000,
        help_text=gettext_lazy("One after the other, with spaces, commas or lines between them."),
    )  # fmt: skip

    def __init__(self, *args: object, names: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)
        if len(names) > MOST_TICKED:
            del self.fields["parts"]
        else:
            field.choices = sorted(names.items(), key=lambda one: (one[1], one[0]))

    def chosen(self) -> tuple[str, ...]:
        """The codes, each once, those ticked first."""
        told = self.cleaned_data["codes"].replace(",", " ").replace(";", " ").upper().split()
        return tuple(dict.fromkeys([*self.cleaned_data.get("parts", []), *told]))


@door(May.SEE_INITIATIVE)
def draw(request: HttpRequest, kind: str) -> HttpResponse:
    """Draw an area on the map, tick its parts, or list their codes."""
    if kind not in queries.kinds():
        raise Http404
    areas = queries.store().areas(kind)
    names = dict(areas.names)
    form = OwnAreaForm(request.POST or None, names=names)
    if form.is_valid():
        try:
            row = own_areas.keep(
                acting_of(request), title=form.cleaned_data["title"], kind=kind, parts=form.chosen(), on=today()
            )
        except JoinedupError as failure:
            form.add_error("codes", f"{failure.what} {failure.do}")
        else:
            messages.success(request, _("Kept. Everybody can look at it."))
            return redirect("own-area", row.pk)
    outlines = outlining.drawn(kind) if len(names) <= MOST_TICKED else None
    title = _("Map of the areas. The list below does the same.")
    shown = {
        "form": form, "areas": areas, "count": len(names), "most": MOST_TICKED,
        "map": choosing_svg(outlines, names, title) if outlines else "",
    }  # fmt: skip
    return render(request, "indicators/draw-area.html", shown)


@door(May.SEE_INITIATIVE)
def own_area(request: HttpRequest, number: int) -> HttpResponse:
    """What is known about an area of one's own, in words and numbers."""
    row = _one(number)
    larger = beside(row.kind, row.parts)
    made = profile(own_areas.with_figures(row), OWN, own_areas.CODE, beside=larger)
    areas = queries.store().areas(row.kind)
    shown = {
        "row": row, "profile": made, "beside": larger, "said": said, "areas": areas, "titles": titles(),
        "parts": [(code, areas.names.get(code, code)) for code in row.parts],
        "mine": row.partner == acting_of(request).partner,
        "near": near_by(row.kind, row.parts),
        "without": [queries.store().indicator(key).title for key in _scores(made.without, row)],
    }  # fmt: skip
    return render(request, "indicators/own-area.html", shown)


@door(May.SEE_INITIATIVE)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Forget an area of one's partner."""
    own_areas.forget(acting_of(request), _one(number))
    messages.success(request, _("Forgotten."))
    return redirect("indicators")


def _one(number: int) -> OwnArea:
    row = own_areas.own_area(number)
    if row is None:
        raise Http404
    return row


def _scores(without: tuple[str, ...], row: OwnArea) -> list[str]:
    """Of the indicators without a figure, those that the parts have figures of."""
    return [key for key in without if queries.store().has(key, row.kind)]
