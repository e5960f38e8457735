"""Forms about agreements that are being agreed, or stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """The phrase that opens the signatory's key, and that they have read what they sign."""

    read = forms.BooleanField(
        label=_("I have read this version, and I may bind my organisation"),
        error_messages={"required": _("Say that you have read it, or go back")},
    )
    phrase = forms.CharField(
        label=_("Your signing phrase"), widget=forms.PasswordInput(attrs={"autocomplete": "off"}), strip=False
    )


class SignOffForm(forms.Form):
    """A role's answer."""

    approved = forms.ChoiceField(
        label=_("Do you approve this version?"),
        choices=[("yes", _("Yes")), ("no", _("No, not as it is"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What should the others know?"),
        help_text=_("Needed where you do not approve. All parties can read it. No personal data."),
        widget=forms.Textarea,
        required=False,
    )

    def clean(self) -> dict[str, object]:
        """A refusal says why."""
        cleaned = super().clean() or {}
        if cleaned.get("approved") == "no" and not str(cleaned.get("words", "")).strip():
            self.add_error("words", _("Say what would have to change"))
        return cleaned


class CommentForm(forms.Form):
    """A comment to all parties."""

    words = forms.CharField(
        label=_("Comment to all parties"), help_text=_("No personal data."), widget=forms.Textarea, max_length=5000
    )


class StopForm(forms.Form):
    """Why something is stopped, and that it is meant."""

    reason = forms.CharField(
        label=_("Why?"), help_text=_("It stays in the audit chain for ever. No personal data."), max_length=500
    )
    sure = forms.BooleanField(
        label=_("I know that this takes effect at once"),
        error_messages={"required": _("Say that you know it, or go back")},
    )


class FindForm(forms.Form):
    """Find agreements by words and state."""

    words = forms.CharField(label=_("Find"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            ("proposed", _("Being agreed")),
            ("signed", _("Signed")),
            ("suspended", _("Suspended")),
            ("ended", _("Ended")),
            ("superseded", _("Superseded")),
            ("abandoned", _("Abandoned")),
        ],
    )


class CopyForm(forms.Form):
    """Begin an agreement from another: for which initiative."""

    initiative = forms.ChoiceField(label=_("For which initiative?"))

    def __init__(self, *args: Any, initiatives: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["initiative"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(initiatives)
