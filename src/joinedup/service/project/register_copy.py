"""Copy the register out of its database while it is in use, and put such a copy into an empty one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from joinedup.engine.errors import error
from joinedup.service.project.home import home

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


def _address() -> dict[str, Any]:
    # imported here because the settings read the environment when they are imported
    from joinedup.service.project.settings import database

    return database(os.environ.get("JOINEDUP_DATABASE", ""))


def kind() -> str:
    """Which database the installation's settings name."""
    return POSTGRESQL if os.environ.get("JOINEDUP_DATABASE") else SQLITE


def save(copy: Path) -> None:
    """Write the register, as it is at one moment, into a new file. Raises `database-tool`, `register-unreadable`."""
    copy.touch(mode=0o600)
    if kind() == POSTGRESQL:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        return
    try:
        with closing(sqlite3.connect(home().register)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
    except sqlite3.DatabaseError:
        raise error("register-unreadable", where=home().folder.name) from None


def see_whole(copy: Path) -> None:
    """Raise `register-unreadable` where the copy of a SQLite register is damaged. pg_restore looks for itself."""
    if kind() == SQLITE:
        with closing(sqlite3.connect(copy)) as register:
            try:
                ((said,),) = register.execute("PRAGMA integrity_check(1)").fetchall()
            except sqlite3.DatabaseError:
                said = "damaged"
        if said != "ok":
            raise error("register-unreadable")


def see_empty() -> None:
    """Raise `database-not-empty` where PostgreSQL holds tables already, `database-tool` where it cannot be reached."""
    if kind() == SQLITE:
        return
    address = _address()
    try:
        with psycopg.connect(
            host=address["HOST"] or None, port=address["PORT"] or None, user=address["USER"] or None,
            password=address["PASSWORD"] or None, dbname=address["NAME"],
        ) as server:  # fmt: skip
            tables = server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    except psycopg.OperationalError:
        raise error("database-tool", program="PostgreSQL") from None
    if tables and tables[0]:
        raise error("database-not-empty")


def put_back(copy: Path) -> None:
    """Put the copy into place, all or nothing. Raises `database-tool`; the database is then as empty as before."""
    if kind() == POSTGRESQL:
        name = str(_address()["NAME"])
        how = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *how, f"--dbname={name}", str(copy))
    else:
        copy.rename(home().register)


def _run(program: str, *arguments: str) -> None:
    address = _address()
    # the password goes by the environment, because other people on the machine can read a command line
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {variable: str(address[key]) for variable, key in named.items() if address[key]}
    try:
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, with our own words
            [program, *arguments], env={**os.environ, **told}, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise error("database-tool", program=program) from None
    if done.returncode:
        raise error("database-tool", program=program)
