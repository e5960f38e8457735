"""The templates' environment: the Design System's macros, and how dates and numbers are written in the UK."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from joinedup.engine.guidance.myths import myths_for, tags_of
from joinedup.service.authorization.permissions import Permission
from joinedup.service.authorization.roles import ROLES

LONDON = ZoneInfo("Europe/London")


def day(value: date | datetime | str | None) -> str:
    """3 November 2026; empty for nothing."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(LONDON)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | str | None) -> str:
    """3 November 2026 at 4:05pm, London time; empty for nothing."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    there = value.astimezone(LONDON)
    return f"{day(there)} at {there.hour % 12 or 12}:{there:%M}{'am' if there.hour < 12 else 'pm'}"


def number(value: float | None) -> str:
    """12,345; empty for nothing."""
    return "" if value is None else f"{value:,}"


def has_url(name: str) -> bool:
    """Whether there is a page of this name in this installation."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def form_choices(field: Any) -> list[dict[str, object]]:
    """A field's choices as the Design System's components take them; a choice may bring a hint of its own."""
    hints = getattr(field.field, "hints", {})
    return [
        {"value": str(value), "text": str(label), "hint": {"text": hints[value]} if hints.get(value) else None}
        for value, label in field.field.choices
    ]


def environment(**options: Any) -> Environment:
    """Django's Jinja environment, with everything that templates may call."""
    # imported here because Django makes the environment while its models are being loaded
    from joinedup.service.accounts.queries import demonstration_people
    from joinedup.service.agreements.words import law

    options["loader"] = ChoiceLoader(
        [options["loader"], PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    made = Environment(**options)  # noqa: S701 -- Django sets autoescape
    made.globals.update(
        static=static,
        url=reverse,
        Permission=Permission,
        form_choices=form_choices,
        get_messages=get_messages,
        role_title=lambda key: ROLES[key].title,
        demonstration_people=demonstration_people,
        providers=settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"],
        has_url=has_url,
        law=law,
        beside=lambda agreement: myths_for(tags_of(agreement)),
    )
    made.filters.update(day=day, moment=moment, number=number)
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
