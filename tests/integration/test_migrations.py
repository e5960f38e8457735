"""The tables are as the models say: no change waits for a migration, and a start brings up what is behind."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.service.project.home import Home


def test_no_change_of_a_model_waits_for_its_migration(installation: Home) -> None:
    from django.apps import apps
    from django.core.management import call_command

    ours = [one.label for one in apps.get_app_configs() if one.name.startswith("joinedup.")]
    call_command("makemigrations", *ours, check=True, dry_run=True, verbosity=0)


def test_a_register_that_is_behind_is_brought_up_to_date_at_a_start_and_then_left_alone(
    installation: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command
    from django.db import connection

    from joinedup.service.project import start

    migrated: list[str] = []

    def migrate(*words: str, **options: Any) -> None:
        migrated.extend(words)
        call_command(*words, **options)

    monkeypatch.setattr(start, "call_command", migrate)
    call_command("migrate", "sessions", "zero", verbosity=0)
    assert "django_session" not in connection.introspection.table_names()
    start.start(installation.folder)
    assert "django_session" in connection.introspection.table_names()
    start.start(installation.folder)
    assert migrated == ["migrate"]
