"""Django's settings. Everything that differs between installations comes from the environment.

JOINEDUP_HOME      the installation's folder (see home.py)
JOINEDUP_DATABASE  postgresql://user:password@host:port/name; without it, SQLite in the folder
"""

from __future__ import annotations

import os
import secrets
from urllib.parse import parse_qsl, unquote, urlsplit

from joinedup.service.project.home import home


def database(url: str) -> dict[str, object]:
    """Django's description of a database from its address; SQLite in the home folder for an empty one."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home().register),
            # a writer takes its lock at the start, so that two of them wait instead of failing half-way
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
        "PORT": str(parts.port or ""),
    }


# nothing is signed with it yet: no pages, no sessions; each start has its own
SECRET_KEY = os.environ.get("JOINEDUP_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS: list[str] = []
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(os.environ.get("JOINEDUP_DATABASE", ""))}
INSTALLED_APPS = [
    "joinedup.service.audit",
    "joinedup.service.partners",
    "joinedup.service.agreements",
    "joinedup.service.supplies",
    "joinedup.service.linkage",
    "joinedup.service.releases",
    "joinedup.service.gatehouse",
]
