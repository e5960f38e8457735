"""An installation of its own for each test: SQLite in a folder, and PostgreSQL where the run started one.

Transactions here are real ones (a movement is committed before a byte is read), so the tests do not run
inside a rolled-back transaction: each gets a fresh database, copied from one that was migrated once.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from joinedup.service.project.home import Home, home

POSTGRES = "JOINEDUP_TEST_POSTGRES"


def _point_django_at(url: str) -> None:
    from django.db import connections

    from joinedup.service.project.settings import database

    # a fresh connection object: the two databases have classes of their own
    connections["default"].close()
    connections.settings = connections.configure_settings({"default": database(url)})
    del connections["default"]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from joinedup.service.project.start import start

    folder = tmp_path_factory.mktemp("migrated")
    os.environ["JOINEDUP_HOME"] = str(folder)
    os.environ.pop("JOINEDUP_DATABASE", None)
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    django.setup()
    _point_django_at("")
    place = start(folder)
    from django.db import connections

    connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections["default"].close()
    return place.register


def _postgres_url(name: str) -> str:
    parts = urlsplit(os.environ[POSTGRES])
    return parts._replace(path=f"/{name}").geturl()


def _on_server(statement: str) -> None:
    with psycopg.connect(os.environ[POSTGRES], autocommit=True) as server:
        server.execute(statement)


def _copy_on_server(template: str, name: str) -> None:
    """A copy of a database: of its files where the server can (from 15 on), which takes half the time of its log."""
    with psycopg.connect(os.environ[POSTGRES], autocommit=True) as server:
        how = " STRATEGY FILE_COPY" if server.info.server_version >= 150_000 else ""
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}{how}")


@pytest.fixture(scope="session")
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not os.environ.get(POSTGRES):
        pytest.skip("no PostgreSQL: './run test' starts one by itself")
    from joinedup.service.project.start import start

    name = f"migrated_{secrets.token_hex(4)}"
    _on_server(f"CREATE DATABASE {name}")
    folder = tmp_path_factory.mktemp("migrated")
    os.environ["JOINEDUP_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    import django

    django.setup()
    _point_django_at(_postgres_url(name))
    start(folder)
    from django.db import connections

    connections["default"].close()
    yield name
    _on_server(f"DROP DATABASE {name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A fresh, empty installation, once on each database."""
    folder = tmp_path / "home"
    folder.mkdir()
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, folder / "register.sqlite3")
        monkeypatch.setenv("JOINEDUP_HOME", str(folder))
        monkeypatch.delenv("JOINEDUP_DATABASE", raising=False)
        _point_django_at("")
        name = ""
    else:
        migrated: str = request.getfixturevalue("migrated_postgres")
        name = f"test_{secrets.token_hex(6)}"
        _copy_on_server(migrated, name)
        monkeypatch.setenv("JOINEDUP_HOME", str(folder))
        monkeypatch.setenv("JOINEDUP_DATABASE", _postgres_url(name))
        _point_django_at(_postgres_url(name))
    from joinedup.service.project.start import start

    start(folder)
    from django.db import connections

    assert connections["default"].vendor == request.param
    yield home()

    connections["default"].close()
    if name:
        _on_server(f"DROP DATABASE {name}")
