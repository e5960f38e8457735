"""The states of a request for a release, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, str | Promise] = {
    "asked": _("Being prepared"),
    "prepared": _("Waits for a checker"),
    "failed": _("Cannot be made"),
    "refused": _("Refused by the checker"),
    "approved": _("Approved, being made"),
    "made": _("Made"),
}
