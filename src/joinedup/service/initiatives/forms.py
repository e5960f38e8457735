"""Forms about initiatives and their partners."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.service.initiatives.models import STAGES


class BeginForm(forms.Form):
    """A new initiative."""

    title = forms.CharField(label=_("What is it called?"), max_length=200)
    key = forms.SlugField(label=_("A short name for addresses"), max_length=60, help_text=_("As: early-help"))
    what = forms.CharField(
        label=_("What should become better, and for whom?"), widget=forms.Textarea,
        help_text=_("Two or three sentences. No personal data."), max_length=2000,
    )  # fmt: skip


class ChangeForm(forms.Form):
    """An initiative's words and stage."""

    title = forms.CharField(label=_("What is it called?"), max_length=200)
    what = forms.CharField(label=_("What should become better, and for whom?"), widget=forms.Textarea, max_length=2000)
    stage = forms.ChoiceField(label=_("Stage"), choices=STAGES, widget=forms.RadioSelect)
    changed = forms.IntegerField(widget=forms.HiddenInput)


class PartnerForm(forms.Form):
    """A partner: new to the partnership, or there already."""

    key = forms.SlugField(label=_("A short name"), max_length=40, help_text=_("As: housing"))
    title = forms.CharField(label=_("Its full name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What sort of organisation is it?"),
        help_text=_("The law lets different organisations do different things."),
        choices=[("", _("Choose")), *((key, one.title) for key, one in ORGANISATIONS.items())],
    )


class AddForm(forms.Form):
    """A partner that is there already takes part."""

    partner = forms.ChoiceField(label=_("Partner"))

    def __init__(self, *args: object, partners: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = partners
