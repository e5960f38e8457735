"""Start the service in this process: settings, register up to date, what was interrupted removed or finished."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from joinedup.engine.errors import error
from joinedup.engine.gate.opening import ensure_master_key
from joinedup.service.project.home import Home, home


def open_existing(folder: Path | None = None) -> Home:
    """Start over an installation that is there already. Raises `home-missing` where there is none.

    Nothing is migrated or swept: whoever looks must find things as they lie.
    """
    if folder is not None:
        os.environ["JOINEDUP_HOME"] = str(folder)
    place = home()
    if not place.master_key.is_file() or not (place.register.is_file() or os.environ.get("JOINEDUP_DATABASE")):
        raise error("home-missing", where=place.folder.name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    django.setup()
    return place


def start(folder: Path | None = None) -> Home:
    """Make the installation's folder ready for use and return it. Calling it again does no harm."""
    if folder is not None:
        os.environ["JOINEDUP_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    place = home()
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ensure_master_key(place.master_key)  # before the settings are read, which derive the sessions' key from it
    django.setup()
    # imported here because models can only be imported once Django is set up
    from django.db import connection

    if _is_behind(connection):
        call_command("migrate", verbosity=0, interactive=False)
    from joinedup.service.gatehouse.destroying import finish_destroyed
    from joinedup.service.gatehouse.triggers import lay
    from joinedup.service.gatehouse.wiring import gate, sweep

    lay(connection)
    sweep(place)
    finish_destroyed(gate())
    return place


def _is_behind(connection: BaseDatabaseWrapper) -> bool:
    """Whether a migration waits. Asking costs a hundredth of a second, migrating to no effect a quarter."""
    known = MigrationExecutor(connection)
    return bool(known.migration_plan(known.loader.graph.leaf_nodes()))
