"""Whoever changes one byte of what was written is found, and the place is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joinedup.engine.audit.chain import Finding
from joinedup.engine.errors import JoinedupError
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, discussed, receive


def _found() -> list[Finding]:
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    return list(findings(gate()))


def _without_triggers() -> None:
    """What somebody with the database's own rights can do before writing by hand."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET session_replication_role = replica")


def _change(table: str, column: str, key: str, row: object, value: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s', [value, row])


def _lived_in() -> None:
    from joinedup.service.agreements.actions import withdraw

    discussed()
    receive()
    withdraw(by="nhs", reference="A-3", partner="nhs", on=TODAY)


def test_what_was_written_stands(installation: Home) -> None:
    _lived_in()
    assert _found() == []


def test_every_column_of_every_row_is_watched(installation: Home) -> None:
    from django.apps import apps
    from django.db import transaction
    from django.db.models import BooleanField, DateField, DateTimeField, Field, IntegerField, JSONField

    from joinedup.service.gatehouse.triggers import KEPT

    def changed(field: Field, value: object) -> object:
        if isinstance(field, BooleanField):
            return not value
        if isinstance(field, (DateTimeField, DateField)):
            return "2001-01-01"
        if isinstance(field, IntegerField):
            return int(value) + 1000
        if isinstance(field, JSONField):
            return json.dumps({"changed": True})
        text = str(value)
        return ("0" if text[:1] != "0" else "1") + text[1:]

    _lived_in()
    _without_triggers()
    tried = 0
    for model in apps.get_models():
        kept = model._meta.db_table in {table.table for table in KEPT}
        row = model.objects.first() if kept else None
        if row is None:
            continue
        table, key = model._meta.db_table, model._meta.pk.column
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.column == "id":
                continue
            if value is None and field.column not in {"withdrawn_on", "destroyed_on", "left_on"}:
                continue
            if field.is_relation:
                continue  # tried below: it must point at another row
            new = changed(field, value) if value is not None else "2001-01-01"
            with transaction.atomic():
                _change(table, field.column, key, row.pk, new)
                assert _found(), f"{table}.{field.column} was changed unseen"
                tried += 1
                transaction.set_rollback(True)
    assert tried > 50
    assert _found() == []


def test_a_row_removed_is_named(installation: Home) -> None:
    from django.db import connection

    _lived_in()
    _without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_agreementsignature WHERE partner_id = 'nhs'")
    assert [finding.where for finding in _found()] == ["A-3"]


def test_an_event_removed_is_named(installation: Home) -> None:
    from django.db import connection

    _lived_in()
    _without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = 4")
    assert Finding("event 5", "Event 4 is missing before it.") in _found()


def test_events_cut_from_the_end_are_found(installation: Home) -> None:
    from django.db import connection

    _lived_in()
    _without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(sequence) FROM audit_event")
        (last,) = cursor.fetchone()
        cursor.execute("DELETE FROM audit_event WHERE sequence = %s", [last])
    assert Finding(f"event {last}", f"Events {last} to {last} were removed from the end.") in _found()


def test_a_chain_written_anew_by_the_host_is_found(installation: Home) -> None:
    """Even with every hash made right again: the end that was kept outside the database differs."""
    from django.db import connection

    from joinedup.engine.audit.chain import START, link_hash
    from joinedup.service.audit.queries import links

    _lived_in()
    _without_triggers()
    previous = START
    with connection.cursor() as cursor:
        for link in list(links()):
            by = "somebody else" if link.sequence == 3 else link.by
            made = link_hash(link.sequence, link.at, link.kind, by, link.subject, link.details, previous)
            cursor.execute(
                'UPDATE audit_event SET "by" = %s, previous = %s, hash = %s WHERE sequence = %s',
                [by, previous, made, link.sequence],
            )
            previous = made
    assert [finding.words for finding in _found()] == ["The chain was written anew up to here."]


@pytest.mark.parametrize("place", ["vault/data", "vault/keys", "audit-head.json", "master.key"])
def test_one_byte_of_any_kept_file(installation: Home, place: str) -> None:
    _lived_in()
    there = installation.folder / place
    file: Path = next(there.iterdir()) if there.is_dir() else there
    whole = file.read_bytes()
    for position in (0, len(whole) // 2, len(whole) - 1):
        spoilt = bytearray(whole)
        spoilt[position] ^= 1
        file.write_bytes(spoilt)
        assert _found(), f"byte {position} of {place} was changed unseen"
        file.write_bytes(whole)
    assert _found() == []


def test_a_register_that_is_no_database_is_said_in_words(installation: Home) -> None:
    from django.db import connection, connections

    if connection.vendor != "sqlite":
        pytest.skip("the register's file is PostgreSQL's own")
    _lived_in()
    connections["default"].close()
    for name in ("register.sqlite3", "register.sqlite3-wal"):
        (installation.folder / name).unlink(missing_ok=True)
    installation.register.write_bytes(b"not a database, but longer than a page header" * 200)
    with pytest.raises(JoinedupError) as told:
        _found()
    assert told.value.code == "register-unreadable"


def test_a_text_of_an_agreement_that_was_not_signed_is_found(installation: Home) -> None:
    from joinedup.engine.agreements.wording import text
    from tests.made_up.partnership import AGREEMENT

    _lived_in()
    path = installation.agreement_text(AGREEMENT.reference, AGREEMENT.version)
    path.parent.mkdir()
    path.write_text(text(AGREEMENT), encoding="utf-8")
    assert _found() == []
    path.write_text(text(AGREEMENT).replace("nhs", "nsh"), encoding="utf-8")
    assert [finding.where for finding in _found()] == [AGREEMENT.reference]


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_the_command_says_it_in_words_whichever_byte_of_the_register_was_changed(installation: Home) -> None:
    """Bytes in the unused part of a page hold nothing and may go unseen; no byte may end in a traceback."""
    import sqlite3
    from contextlib import closing
    from random import Random

    from django.db import connections

    from joinedup.cli.main import status_of

    _lived_in()
    connections["default"].close()
    with closing(sqlite3.connect(installation.register)) as register:
        register.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = installation.register.read_bytes()
    chance, found = Random(4), 0
    written = [place for place, byte in enumerate(whole) if byte]
    for place in chance.sample(written, 25):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << chance.randrange(8)
        installation.register.write_bytes(spoilt)
        status = status_of(["audit", "verify", "--home", str(installation.folder), "--json"])
        assert status in (0, 1), place
        found += status
        connections["default"].close()
        for name in ("register.sqlite3-wal", "register.sqlite3-shm"):
            (installation.folder / name).unlink(missing_ok=True)
    installation.register.write_bytes(whole)
    assert found >= 10
