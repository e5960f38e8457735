"""Killed, crowded, full: a supply is all there or not at all, and what the living write stays."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from tests.unit.vault.sealing import COLUMNS, files_below, plain_text, rows_of, seal

from joinedup.engine.errors import JoinedupError
from joinedup.engine.vault import keys as keys_module
from joinedup.engine.vault.keys import new_master_key
from joinedup.engine.vault.vault import Vault
from joinedup.engine.vault.workplace import left_alone, workplace

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def another_process(folder: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is sealing under this name, until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.vault.sealing", str(folder), name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def nothing_is_kept(name: str) -> bool:
    return False


def test_sweeping_leaves_the_living_alone_and_takes_what_the_killed_left(folder: Path, vault: Vault) -> None:
    seal(vault, "kept", rows_of(10))
    with another_process(folder, "half") as process:
        assert vault.sweep(lambda name: name == "kept") == ()
        assert (folder / "keys" / "half.key").exists()
        assert process.poll() is None
        assert plain_text(folder) == []
    assert (folder / "data" / "half.incoming").exists()
    assert plain_text(folder) == []
    assert vault.sweep(lambda name: name == "kept") == ("half",)
    assert sorted(path.name for path in files_below([folder])) == ["kept.duckdb", "kept.key"]
    assert vault.read("kept", COLUMNS).num_rows == 10
    seal(vault, "half", rows_of(3))
    assert vault.read("half", COLUMNS).num_rows == 3


def test_two_processes_seal_at_once(folder: Path, vault: Vault) -> None:
    with another_process(folder, "theirs") as process:
        seal(vault, "ours", rows_of(10))
        assert vault.read("ours", COLUMNS).num_rows == 10
        assert process.poll() is None


def test_two_that_seal_under_one_name_do_not_harm_each_other(vault: Vault) -> None:
    """The first one's supply stays; the second one hears that the name is taken."""
    first_is_in, outcome = threading.Event(), []

    def second() -> None:
        first_is_in.wait()
        try:
            seal(vault, "supply-1", rows_of(99))
        except JoinedupError as failure:
            outcome.append(failure.code)

    other = threading.Thread(target=second)
    other.start()
    with vault.incoming("supply-1") as opening:
        first_is_in.set()
        opening.connection.register("rows", rows_of(10))
        opening.connection.execute(f"CREATE TABLE {opening.table} AS SELECT * FROM rows")
        other.join(0.2)
        vault.finish("supply-1", opening, COLUMNS)
    other.join()
    assert outcome == ["vault-name-taken"]
    assert vault.read("supply-1", COLUMNS).num_rows == 10


def test_whoever_waited_for_a_lock_holds_one_that_counts(tmp_path: Path) -> None:
    """The first removes its lock when it ends; who waited for that one must not work without any."""
    at_work, go_on = threading.Event(), threading.Event()

    def second() -> None:
        with workplace(tmp_path, "supply-1"):
            at_work.set()
            go_on.wait()

    other = threading.Thread(target=second)
    with workplace(tmp_path, "supply-1"):
        other.start()
        assert not at_work.wait(0.2)
    assert at_work.wait(5)
    with left_alone(tmp_path, "supply-1") as alone:
        assert not alone
    go_on.set()
    other.join()
    with left_alone(tmp_path, "supply-1") as alone:
        assert alone
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_a_moment_ago_is_not_swept(vault: Vault) -> None:
    """The register is asked after the lock is had, so that an old list takes nothing away."""
    seal(vault, "supply-1", rows_of(10))
    asked = []

    def is_kept(name: str) -> bool:
        asked.append(name)
        return True

    assert vault.sweep(is_kept) == ()
    assert asked == ["supply-1"]
    assert vault.read("supply-1", COLUMNS).num_rows == 10


def test_sweeping_leaves_files_that_are_not_the_vaults(folder: Path, vault: Vault) -> None:
    for name in (".hidden", "README", "Two Words.duckdb"):
        (folder / "data" / name).write_text("somebody's", encoding="utf-8")
    assert vault.sweep(nothing_is_kept) == ()
    assert len(files_below([folder])) == 3


_FULL = """
import resource, signal, sys
from pathlib import Path
from joinedup.engine.errors import JoinedupError
from joinedup.engine.vault.vault import Vault
from tests.unit.vault.sealing import MASTER, rows_of, seal
vault = Vault(Path(sys.argv[1]), MASTER)
seal(vault, "before", rows_of(10))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    seal(vault, "supply-1", rows_of(50_000))
except JoinedupError as failure:
    print(failure.code)
"""


@pytest.mark.parametrize("limit", [0, 20, 8_192, 300_000])
def test_a_full_disk_leaves_nothing(folder: Path, vault: Vault, limit: int) -> None:
    """Full from the start, in the middle of the key, of the header, or of the rows."""
    assert hasattr(resource, "RLIMIT_FSIZE")
    assert hasattr(signal, "SIGXFSZ")
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(folder), str(limit)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "vault-unwritable\n", done.stderr
    assert sorted(path.name for path in files_below([folder])) == ["before.duckdb", "before.key"]
    assert vault.read("before", COLUMNS).num_rows == 10


def test_a_key_that_cannot_be_written_whole_is_not_left(
    folder: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys_module.os, "fsync", full)
    with pytest.raises(JoinedupError) as caught:
        seal(vault, "supply-1", rows_of(1))
    assert caught.value.code == "vault-unwritable"
    assert files_below([folder]) == []


def test_a_master_key_is_made_once_and_whole(tmp_path: Path) -> None:
    """However many open the installation at once for the first time, all get the same key."""
    path, found = tmp_path / "keys" / "master.key", []
    threads = [threading.Thread(target=lambda: found.append(new_master_key(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {path.read_bytes()}
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_file_of_another_size_is_no_master_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(JoinedupError) as caught:
        new_master_key(path)
    assert caught.value.code == "master-key-wrong"
    assert path.read_bytes() == content
