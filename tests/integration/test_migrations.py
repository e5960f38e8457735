"""The tables are as the models say: no change waits for a migration."""

from __future__ import annotations

from joinedup.service.project.home import Home


def test_no_change_of_a_model_waits_for_its_migration(installation: Home) -> None:
    from django.apps import apps
    from django.core.management import call_command

    ours = [one.label for one in apps.get_app_configs() if one.name.startswith("joinedup.")]
    call_command("makemigrations", *ours, check=True, dry_run=True, verbosity=0)
