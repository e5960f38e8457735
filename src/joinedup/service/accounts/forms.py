"""Forms about people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.roles import ROLES


class RoleForm(forms.Form):
    """In which of their roles somebody acts."""

    role = forms.ChoiceField(label=gettext_lazy("Which role do you act in now?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, mine: list[tuple[int, Acting]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(key), f"{one.role.title}{f' for {one.partner}' if one.partner else ''}"
                       f"{f' in {one.initiative}' if one.initiative else ''}")
            for key, one in mine
        ]  # fmt: skip
        field.hints = {str(key): ROLES[one.role_key].what for key, one in mine}  # type: ignore[attr-defined]
