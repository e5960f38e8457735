"""An installation of its own for each test: SQLite in a folder, and PostgreSQL where the run started one.

Transactions here are real ones (a movement is committed before a byte is read), so the tests do not run
inside a rolled-back transaction: each gets a fresh database, copied from one that was migrated once for the whole run.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from joinedup.service.project.home import Home, home

POSTGRES = "JOINEDUP_TEST_POSTGRES"
RUN = "JOINEDUP_TEST_RUN"  # the same for all workers of a run


@contextmanager
def once(tmp_path_factory: pytest.TempPathFactory, what: str) -> Iterator[tuple[Path, bool]]:
    """(a folder that all workers of a run share, whether this one is to fill it): one fills it, the others wait."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / what
    shared.mkdir(exist_ok=True)
    made = shared / "made"
    with (shared / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield shared, not made.exists()
        made.touch()


def migrated_name() -> str:
    """The database of this run that others are copied from."""
    return f"migrated_{os.environ.get(RUN, os.getpid())}"


def _django_for(folder: Path) -> None:
    """Django as an installation in a folder has it."""
    os.environ["JOINEDUP_HOME"] = str(folder)
    os.environ.pop("JOINEDUP_DATABASE", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    import django

    django.setup()


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

    with once(tmp_path_factory, "migrated-sqlite") as (folder, first):
        _django_for(folder)
        _point_django_at("")
        if first:
            start(folder)
            from django.db import connections

            connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections["default"].close()
    return home().register


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
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory) -> str:
    if not os.environ.get(POSTGRES):
        pytest.skip("no PostgreSQL: './run test' starts one by itself")
    from joinedup.service.project.start import start

    name = migrated_name()
    with once(tmp_path_factory, "migrated-postgresql") as (folder, first):
        _django_for(folder)
        _point_django_at(_postgres_url(name))
        if first:
            _on_server(f"CREATE DATABASE {name}")
            start(folder)
            from django.db import connections

            connections["default"].close()
    return name


def drop_migrated() -> None:
    """At the end of a run, on a server that goes on."""
    _on_server(f"DROP DATABASE IF EXISTS {migrated_name()}")


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
