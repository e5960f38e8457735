"""Backup, wipe, restore: the chain is whole, what was destroyed stays destroyed, and it is all or nothing."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from attrs import evolve

from joinedup.engine.errors import JoinedupError
from joinedup.service.project.home import Home
from tests.made_up.partnership import LOOK_UP, RECEIVE, in_force, receive

PHRASE = "six words that nobody would guess"
OTHER = evolve(RECEIVE, source="a-3-community-2")


@pytest.fixture
def lived_in(installation: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An installation with two supplies, its master key on another disk."""
    from joinedup.service.project.start import start

    safe = tmp_path / "safe"
    safe.mkdir(mode=0o700)
    installation.master_key.rename(safe / "master.key")
    if installation.destroyed.exists():
        installation.destroyed.rename(safe / "destroyed.jsonl")
    monkeypatch.setenv("JOINEDUP_MASTER_KEY", str(safe / "master.key"))
    start(installation.folder)
    in_force()
    receive()
    receive(OTHER)
    release = installation.releases / "some-release"
    release.mkdir()
    (release / "counts.csv").write_text("area,count\n", encoding="utf-8")
    return installation


def _wipe(place: Home) -> None:
    """The folder and the database are gone; an empty database is there."""
    from django.db import connections

    connections["default"].close()
    shutil.rmtree(place.folder)
    if url := os.environ.get("JOINEDUP_DATABASE"):
        name = urlsplit(url).path.lstrip("/")
        with psycopg.connect(os.environ["JOINEDUP_TEST_POSTGRES"], autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")


def _backup(tmp_path: Path, **how: bool) -> Path:
    from joinedup.service.project.backup import make_backup

    return make_backup(tmp_path / "joinedup.backup", PHRASE, **how).file


def _destroy(name: str) -> None:
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.wiring import gate

    destroy(gate(), name=name, by="the council", reason="It was sent by mistake.")


def _readable(source: str) -> bool:
    from joinedup.engine.gate.gate import RefusedError
    from joinedup.service.gatehouse.wiring import gate

    try:
        with gate().lend(evolve(LOOK_UP, source=source), rows=[1]) as table:
            return bool(table.num_rows == 1)
    except RefusedError as refused:
        if "source-destroyed" not in {reason.code for reason in refused.decision.reasons}:
            raise
        return False


def _kinds() -> list[str]:
    from joinedup.service.audit.queries import links

    return [link.kind for link in links()]


def _refused(restoring: Callable[[], object]) -> str:
    with pytest.raises(JoinedupError) as refused:
        restoring()
    return refused.value.code


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_was_destroyed_after_the_backup_stays_destroyed(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.project.restore import restore_backup

    file = _backup(tmp_path)
    _destroy(RECEIVE.source)
    _wipe(lived_in)
    done = restore_backup(file, PHRASE)
    assert done.destroyed_again == (RECEIVE.source,)
    assert done.findings == ()
    assert not _readable(RECEIVE.source)
    assert not [name for name in _files(lived_in.folder) if RECEIVE.source in name]
    assert _readable(OTHER.source)
    assert _kinds()[-4:].count("source-destroyed") == 1
    assert _kinds().count("installation-restored") == 1
    # the locks of the database are back
    from django.db import DatabaseError, connection

    with pytest.raises(DatabaseError, match="what is written stays"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")


def test_what_was_destroyed_before_the_backup_is_not_in_it(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.project.restore import restore_backup

    _destroy(RECEIVE.source)
    file = _backup(tmp_path)
    _wipe(lived_in)
    done = restore_backup(file, PHRASE)
    assert (done.destroyed_again, done.findings) == ((), ())
    assert not _readable(RECEIVE.source)
    assert _readable(OTHER.source)


def test_a_lost_ledger_is_not_passed_over_in_silence(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.audit.queries import links
    from joinedup.service.project.restore import restore_backup

    _destroy(RECEIVE.source)
    file = _backup(tmp_path)
    _wipe(lived_in)
    lived_in.destroyed.unlink()
    assert _refused(lambda: restore_backup(file, PHRASE)) == "ledger-missing"
    lived_in.destroyed.touch()  # cut short
    assert _refused(lambda: restore_backup(file, PHRASE)) == "ledger-missing"
    assert not lived_in.folder.exists()
    done = restore_backup(file, PHRASE, ledger_lost="the disk burned")
    assert done.findings == ()
    assert not _readable(RECEIVE.source)
    (told,) = [link.sentence for link in links() if link.kind == "installation-restored"]
    assert "the disk burned" in told


def test_the_master_key_is_in_the_backup_only_when_asked_for(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.project.restore import restore_backup

    without = _backup(tmp_path).rename(tmp_path / "without.backup")
    file = _backup(tmp_path, with_master_key=True)
    _wipe(lived_in)
    key = lived_in.master_key.read_bytes()
    lived_in.master_key.write_bytes(bytes(32))
    assert _refused(lambda: restore_backup(file, PHRASE)) == "master-key-wrong"
    lived_in.master_key.unlink()
    assert _refused(lambda: restore_backup(without, PHRASE)) == "master-key-missing"
    assert not lived_in.folder.exists()
    assert restore_backup(file, PHRASE).findings == ()
    assert lived_in.master_key.read_bytes() == key
    assert lived_in.master_key.stat().st_mode & 0o077 == 0
    assert _readable(OTHER.source)


def test_a_backup_that_was_touched_is_refused_and_leaves_nothing(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.project.restore import restore_backup

    file = _backup(tmp_path)
    content = file.read_bytes()
    assert b"Planted" not in content
    assert b"SQLite format" not in content
    _wipe(lived_in)
    assert _refused(lambda: restore_backup(file, "another phrase of six words")) == "backup-unreadable"
    middle = len(content) // 2
    spoilt = {
        "cut": content[:-1],
        "cut at a piece": content[: content.index(b"\n", 20) + 1],
        "longer": content + b"x",
        "changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "empty": b"",
        "foreign": b"joinedup backup 1\n{}\n",
    }
    for name, bytes_of_it in spoilt.items():
        file.write_bytes(bytes_of_it)
        assert _refused(lambda: restore_backup(file, PHRASE)) == "backup-unreadable", name
        assert not lived_in.folder.exists(), name
    file.write_bytes(content)
    assert restore_backup(file, PHRASE).findings == ()


def test_nothing_is_written_over(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.project.restore import restore_backup

    file = _backup(tmp_path)
    before = _files(lived_in.folder)
    assert _refused(lambda: restore_backup(file, PHRASE)) == "folder-not-empty"
    assert _files(lived_in.folder) == before
    assert _refused(lambda: _backup(tmp_path)) == "file-exists"
    if os.environ.get("JOINEDUP_DATABASE"):
        shutil.rmtree(lived_in.folder)
        assert _refused(lambda: restore_backup(file, PHRASE)) == "database-not-empty"


def test_a_restore_that_fails_at_its_last_step_leaves_nothing(
    lived_in: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joinedup.service.project import register_copy
    from joinedup.service.project.restore import restore_backup

    file = _backup(tmp_path)
    _wipe(lived_in)

    def full(copy: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(register_copy, "put_back", full)
        assert _refused(lambda: restore_backup(file, PHRASE)) == "file-unwritable"
    assert not lived_in.folder.exists()
    assert restore_backup(file, PHRASE).findings == ()


def test_a_backup_misses_nothing_and_says_so(lived_in: Home, tmp_path: Path) -> None:
    assert _refused(lambda: _backup(lived_in.folder)) == "backup-inside"
    assert _refused(lambda: _backup(tmp_path / "nowhere")) == "file-unwritable"
    (lived_in.vault / "keys" / f"{OTHER.source}.key").unlink()
    assert _refused(lambda: _backup(tmp_path)) == "backup-incomplete"
    assert not [path.name for path in tmp_path.iterdir() if "backup" in path.name]
    assert not list(lived_in.folder.glob(".backup-*"))
    assert "backup-made" not in _kinds()


def test_a_backup_made_while_people_work_is_whole(lived_in: Home, tmp_path: Path) -> None:
    from joinedup.service.audit.queries import last_link
    from joinedup.service.project.restore import restore_backup

    failures: list[BaseException] = []
    enough = threading.Event()

    def works() -> None:
        from django.db import connection

        try:
            for number in range(3, 100):
                if number > 8 and enough.is_set():
                    break
                receive(evolve(RECEIVE, source=f"a-3-community-{number}"))
                if number % 2:
                    _destroy(f"a-3-community-{number}")
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    working = threading.Thread(target=works)
    working.start()
    file = tmp_path / "joinedup.backup"
    made = 0
    while working.is_alive():
        file.unlink(missing_ok=True)
        _backup(tmp_path)
        made += 1
        if made > 1:
            enough.set()
    working.join()
    assert failures == []
    assert made > 1  # the last but one was made while they worked
    last = last_link()
    assert last is not None
    _wipe(lived_in)
    done = restore_backup(file, PHRASE)
    assert done.findings == ()
    assert done.sequence < last.sequence
    assert _readable(OTHER.source)


def test_the_commands(
    lived_in: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from joinedup.cli.main import status_of

    phrase, file = tmp_path / "phrase", tmp_path / "one.backup"
    phrase.write_text(PHRASE + "\n", encoding="utf-8")
    where = ["--home", str(lived_in.folder), "--passphrase-file", str(phrase)]
    assert status_of(["backup", str(file), *where, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    assert status_of(["retention", "--home", str(lived_in.folder), "--dry-run"]) == 0
    assert "Nothing is kept longer" in capsys.readouterr().out
    _destroy(RECEIVE.source)
    _wipe(lived_in)
    assert status_of(["restore", str(file), *where]) == 0
    said = capsys.readouterr().out
    assert f"{RECEIVE.source} was destroyed since, and stays destroyed." in said
    assert "The chain is whole" in said
    assert status_of(["audit", "verify", "--home", str(lived_in.folder)]) == 0
    phrase.write_text("short\n", encoding="utf-8")
    assert status_of(["backup", str(tmp_path / "two.backup"), *where]) == 2
    assert "passphrase-short" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert status_of(["backup", str(tmp_path / "two.backup"), "--home", str(lived_in.folder)]) == 2
    assert "passphrase-missing" in capsys.readouterr().err
