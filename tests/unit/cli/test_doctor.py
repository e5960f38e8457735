"""`joinedup doctor` says what is missing or unsafe, one thing at a time, and changes nothing."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from joinedup.cli.main import status_of
from joinedup.service.project.home import Home


@pytest.fixture
def sound(installation: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation of which nothing is to be mended, and a worker that lives."""
    from joinedup.service.project.backup import make_backup
    from joinedup.service.work.actions import hold

    installation.folder.chmod(0o700)
    monkeypatch.setenv("JOINEDUP_ADDRESS", "https://share.example.org")
    monkeypatch.setenv("JOINEDUP_MAIL", "smtps://joinedup:secret@mail.example.org:465")
    monkeypatch.setenv("JOINEDUP_MAIL_FROM", "joinedup@example.org")
    monkeypatch.delenv("JOINEDUP_SECRET_KEY", raising=False)
    make_backup(tmp_path / "one.backup", "six words that nobody would guess")
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "joinedup.css").touch()
    monkeypatch.setattr("django.conf.settings.ASSETS", assets)
    lock = hold("worker-test")
    yield installation
    os.close(lock)


def _asked(place: Home, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]]]:
    status = status_of(["doctor", "--home", str(place.folder), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is (status == 0)
    return status, {check["what"]: check for check in told["checks"]}


def _to_mend(place: Home, capsys: pytest.CaptureFixture[str]) -> list[str]:
    status, told = _asked(place, capsys)
    wrong = [what for what, check in told.items() if check["grade"] == "mend"]
    assert all(told[what]["do"] for what in wrong)
    assert status == (1 if wrong else 0)
    return wrong


def test_a_sound_installation_has_nothing_to_mend(sound: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _to_mend(sound, capsys) == []
    _, told = _asked(sound, capsys)
    # in the tests the key and the vault are on one disk
    assert [what for what, check in told.items() if check["grade"] == "look"] in ([], ["Master key"], ["Disk"])


def test_it_speaks_in_words_too(sound: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["doctor", "--home", str(sound.folder)]) == 0
    assert "Nothing to mend." in capsys.readouterr().out


def test_each_thing_that_is_wrong_is_named_by_itself(
    sound: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(what: str) -> None:
        assert _to_mend(sound, capsys) == [what]

    sound.master_key.chmod(0o640)
    named("Master key")
    sound.master_key.chmod(0o600)

    sound.folder.chmod(0o755)
    named("Folder")
    sound.folder.chmod(0o700)

    content = sound.head.read_text(encoding="utf-8")
    sound.head.write_text(content.replace('"sequence": ', '"sequence": 1'), encoding="utf-8")
    named("Audit chain")
    sound.head.unlink()
    named("Audit chain")
    sound.head.write_text(content, encoding="utf-8")

    sound.destroyed.rename(sound.destroyed.with_suffix(".away"))
    named("Destroyed")
    sound.destroyed.with_suffix(".away").rename(sound.destroyed)

    for variable, value, what in (
        ("JOINEDUP_SECRET_KEY", "secret", "Secret key"),
        ("JOINEDUP_ADDRESS", "http://share.example.org", "Address"),
        ("JOINEDUP_MAIL", "mail.example.org", "E-mail"),
        ("JOINEDUP_MAIL", "smtp://joinedup:secret@mail.example.org:25", "E-mail"),
    ):
        with monkeypatch.context() as patched:
            patched.setenv(variable, value)
            named(what)

    with monkeypatch.context() as patched:
        patched.setattr("joinedup.service.project.doctor.LEAST_SPACE", 1 << 60)
        named("Disk")
    with monkeypatch.context() as patched:
        patched.setattr("joinedup.service.project.doctor.BACKUP_EVERY", timedelta(0))
        named("Backups")
    assert _to_mend(sound, capsys) == []


def test_a_lock_that_somebody_took_away_is_missed(sound: Home, capsys: pytest.CaptureFixture[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        on = " ON audit_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_event_no_delete{on}")
    assert _to_mend(sound, capsys) == ["Locks"]


def test_a_dead_worker_and_work_that_waits_are_told(
    sound: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from joinedup.service.work.actions import ask

    ask("verify", by=None, subject="everything", takes={})
    assert _to_mend(sound, capsys) == []
    with monkeypatch.context() as patched:
        patched.setattr("joinedup.service.project.doctor.WAITING_TOO_LONG", timedelta(0))
        assert _to_mend(sound, capsys) == ["Worker"]
    (sound.folder / "workers" / "worker-test.lock").rename(sound.folder / "away")
    (sound.folder / "workers" / "worker-dead.lock").touch()
    assert _to_mend(sound, capsys) == ["Worker"]


def test_a_clock_that_was_put_back_is_told(sound: Home, capsys: pytest.CaptureFixture[str]) -> None:
    from unittest.mock import patch

    from joinedup.service.audit.queries import last_link

    last = last_link()
    assert last is not None
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="milliseconds")
    from attrs import evolve

    with patch("joinedup.service.audit.queries.last_link", return_value=evolve(last, at=ahead)):
        assert "Clock" in _to_mend(sound, capsys)


def test_where_there_is_no_installation_nothing_is_made(
    sound: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound.head.unlink()
    before = set(sound.folder.rglob("*"))
    if not os.environ.get("JOINEDUP_DATABASE"):
        from django.db import connection

        connection.close()
        sound.register.rename(tmp_path / "register.sqlite3")
        before.discard(sound.register)
    wrong = _to_mend(sound, capsys)
    assert "Audit chain" in wrong
    assert set(sound.folder.rglob("*")) - before == set()
