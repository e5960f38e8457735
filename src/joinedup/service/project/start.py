"""Start the service in this process: settings, register up to date, leftovers of an interruption removed."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from joinedup.service.project.home import Home, home


def start(folder: Path | None = None) -> Home:
    """Make the installation's folder ready for use and return it. Calling it again does no harm."""
    if folder is not None:
        os.environ["JOINEDUP_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    place = home()
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.configured:
        django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    # imported here because models can only be imported once Django is set up
    from joinedup.service.gatehouse.wiring import sweep

    sweep(place)
    return place
