"""What lies on disk: never plain text, never readable by others, never readable with another key."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from tests.unit.vault.sealing import COLUMNS, MASTER, PLANTED, files_below, plain_text, rows_of, seal

from joinedup.engine.errors import JoinedupError
from joinedup.engine.vault.vault import Vault

CONNECT = duckdb.connect


@pytest.fixture
def everywhere(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, ...]]:
    """Every folder that a library might write to: the vault, the temporary one, the home, the current one."""
    places = []
    for name in ("temporary", "home", "current"):
        place = tmp_path / name
        place.mkdir()
        places.append(place)
    monkeypatch.setenv("TMPDIR", str(places[0]))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("HOME", str(places[1]))
    monkeypatch.chdir(places[2])
    folder.mkdir()
    yield (folder, *places)
    assert files_below(places) == [], "DuckDB wrote outside the vault"


def little_memory(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Make DuckDB spill: it gets little memory and one thread."""

    def connect(config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return CONNECT(config={**config, "memory_limit": "40MB", "threads": "1", **changes})

    monkeypatch.setattr(duckdb, "connect", connect)


def test_no_plain_text_at_any_time(everywhere: tuple[Path, ...], vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    little_memory(monkeypatch)
    spilt = _spill(vault, everywhere)
    assert spilt, "nothing was spilt, so nothing was tried"
    assert vault.read("supply-1", COLUMNS, rows=[1]).num_rows == 1
    assert plain_text(*everywhere) == []
    assert [path for path in files_below(everywhere) if "work" in path.parts] == []


def test_the_search_for_plain_text_finds_what_duckdb_spills_unless_it_encrypts(
    everywhere: tuple[Path, ...], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test above can fail. DuckDB packs some of what it spills, by chance, and then no name can be read."""
    little_memory(monkeypatch, temp_file_encryption="false")
    for _ in range(6):
        try:
            _spill(vault, everywhere)
        except AssertionError as found:
            assert "plain text among what is spilt" in str(found)  # noqa: PT017 -- any of the six will do
            return
        vault.destroy("supply-1")
    raise AssertionError("what was spilt in the open was never found")


def _spill(vault: Vault, everywhere: tuple[Path, ...]) -> int:
    """Seal rows while sorting and joining far more than fits into memory; returns how many files were spilt."""
    spilt = 0
    with vault.incoming("supply-1") as opening:
        ask = opening.connection.execute
        opening.connection.register("rows", rows_of(150_000))
        ask(f"CREATE TABLE {opening.table} AS SELECT * FROM rows")
        assert plain_text(*everywhere) == [], "plain text while writing"
        ask("BEGIN")
        ask(f"INSERT INTO {opening.table} SELECT row_number + 1000000, surname, forename FROM rows LIMIT 1000")
        assert plain_text(*everywhere) == [], "plain text in the log"
        ask("COMMIT")
        answer = ask(
            f"SELECT a.surname, b.forename, a.forename || b.surname FROM {opening.table} a "
            f"JOIN {opening.table} b USING (row_number) ORDER BY 2, 3 DESC"
        )
        answer.fetchmany(2)
        spilt = len([path for path in files_below(everywhere) if "work" in path.parts and path.suffix == ".tmp"])
        assert plain_text(*everywhere) == [], "plain text among what is spilt"
        answer.fetchall()
        vault.finish("supply-1", opening, COLUMNS)
    return spilt


def test_folders_and_files_are_the_owners_alone(folder: Path, vault: Vault) -> None:
    with vault.incoming("supply-1") as opening:
        opening.connection.execute(f"CREATE TABLE {opening.table} AS SELECT 1 AS row_number, 'x' AS surname")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
        assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077 and not name.endswith(".wal")} == {}
        vault.finish("supply-1", opening, COLUMNS)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_another_master_key_opens_nothing(folder: Path, vault: Vault) -> None:
    seal(vault, "supply-1", rows_of(10))
    other = Vault(folder, bytes(32))
    with pytest.raises(JoinedupError) as caught:
        other.read("supply-1", COLUMNS)
    assert caught.value.code == "master-key-wrong"
    assert not other.key_holds("supply-1")
    assert vault.key_holds("supply-1")


def test_a_key_put_beside_another_supplys_data_opens_nothing(folder: Path, vault: Vault) -> None:
    for name in ("supply-1", "supply-2"):
        seal(vault, name, rows_of(10))
    keys = folder / "keys"
    shutil.copy(keys / "supply-1.key", keys / "supply-2.key")
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-2", COLUMNS)
    assert caught.value.code == "master-key-wrong"


def test_data_put_in_the_place_of_another_supplys_opens_nothing(folder: Path, vault: Vault) -> None:
    for name in ("supply-1", "supply-2"):
        seal(vault, name, rows_of(10))
    data = folder / "data"
    shutil.copy(data / "supply-1.duckdb", data / "supply-2.duckdb")
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-2", COLUMNS)
    assert caught.value.code == "vault-damaged"


@pytest.mark.parametrize("content", [b"", b"x", bytes(12), bytes(60)])
def test_a_damaged_key_is_said_to_be_wrong(folder: Path, vault: Vault, content: bytes) -> None:
    seal(vault, "supply-1", rows_of(10))
    (folder / "keys" / "supply-1.key").write_bytes(content)
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-1", COLUMNS)
    assert caught.value.code == "master-key-wrong"


def _flipped(folder: Path, vault: Vault, seed: int, times: int) -> tuple[int, int]:
    """Flip bytes at random and read: how often that was found, and how often the data was still the same."""
    rows = rows_of(2_000)
    seal(vault, "supply-1", rows)
    path = folder / "data" / "supply-1.duckdb"
    whole = path.read_bytes()
    chance = Random(seed)
    # the headers are where what is not encrypted lies, so half of the tries go there
    places = [chance.randrange(3 * 4096) if number % 2 else chance.randrange(len(whole)) for number in range(times)]
    found = same = 0
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            read = vault.read("supply-1", COLUMNS)
        except JoinedupError as caught:
            assert caught.code == "vault-damaged"  # noqa: PT017 -- either outcome is right, wrong data is not
            found += 1
        else:
            assert read.equals(vault_table(rows)), f"wrong data after byte {place} was changed"
            same += 1
    path.write_bytes(whole)
    assert vault.read("supply-1", COLUMNS).num_rows == rows.num_rows
    return found, same


def vault_table(rows: Any) -> Any:
    return rows.select(["row_number", *COLUMNS])


def test_a_changed_byte_is_found_or_changes_nothing(folder: Path, vault: Vault) -> None:
    found, same = _flipped(folder, vault, seed=11, times=24)
    assert found > 5
    assert found + same == 24


@pytest.mark.full
def test_changed_bytes_many_times(folder: Path, vault: Vault) -> None:
    found, _ = _flipped(folder, vault, seed=12, times=400)
    assert found > 100


@pytest.mark.parametrize("keep", [0, 1, 4096, 12288, -4096, -1])
def test_a_file_cut_short_is_found(folder: Path, vault: Vault, keep: int) -> None:
    seal(vault, "supply-1", rows_of(20_000))
    path = folder / "data" / "supply-1.duckdb"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-1", COLUMNS)
    assert caught.value.code == "vault-damaged"


def test_a_missing_file_is_found(folder: Path, vault: Vault) -> None:
    seal(vault, "supply-1", rows_of(10))
    (folder / "data" / "supply-1.duckdb").unlink()
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-1", COLUMNS)
    assert caught.value.code == "vault-damaged"
    assert vault.fingerprint("supply-1") is None


def test_what_is_destroyed_is_gone_also_from_a_backup_of_the_data(folder: Path, vault: Vault, tmp_path: Path) -> None:
    seal(vault, "supply-1", rows_of(10))
    backup = tmp_path / "backup"
    shutil.copytree(folder / "data", backup)
    vault.destroy("supply-1")
    assert files_below([folder]) == []
    shutil.copytree(backup, folder / "data", dirs_exist_ok=True)
    with pytest.raises(JoinedupError) as caught:
        vault.read("supply-1", COLUMNS)
    assert caught.value.code == "vault-key-missing"
    vault.destroy("supply-1")  # once more does no harm
    assert files_below([folder]) == []


def test_a_destroyed_keys_bytes_are_overwritten(folder: Path, vault: Vault) -> None:
    seal(vault, "supply-1", rows_of(10))
    key = folder / "keys" / "supply-1.key"
    before = key.read_bytes()
    still_open = key.open("rb")
    vault.destroy("supply-1")
    with still_open:
        assert still_open.read() != before
    assert not key.exists()


def test_every_supply_has_a_key_of_its_own_which_is_wrapped(folder: Path, vault: Vault) -> None:
    for name in ("supply-1", "supply-2"):
        seal(vault, name, rows_of(10))
    one, two = (path.read_bytes() for path in sorted((folder / "keys").iterdir()))
    assert one != two
    assert len(one) == len(two) == 12 + 32 + 16  # nonce, key, tag
    everything = b"".join(path.read_bytes() for path in files_below([folder]))
    assert MASTER not in everything


def test_no_error_tells_the_key_or_a_value(folder: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    make, get = type(vault._keys).make, type(vault._keys).get

    def made(self: Any, name: str) -> str:
        keys.append(make(self, name))
        return keys[-1]

    def got(self: Any, name: str) -> str:
        keys.append(get(self, name))
        return keys[-1]

    monkeypatch.setattr(type(vault._keys), "make", made)
    monkeypatch.setattr(type(vault._keys), "get", got)
    seal(vault, "supply-1", rows_of(10))
    (folder / "data" / "supply-1.duckdb").write_bytes(b"not a sealed file" * 1000)
    (folder / "data" / "supply-2.incoming").mkdir()
    told = []
    for attempt in (lambda: vault.read("supply-1", COLUMNS), lambda: seal(vault, "supply-2", rows_of(1))):
        with pytest.raises((JoinedupError, OSError)) as caught:
            attempt()
        failure: BaseException | None = caught.value
        while failure is not None:  # what an error came from is told by tracebacks too
            told.append(f"{failure!r} {failure}")
            failure = failure.__cause__ or failure.__context__
    assert keys
    assert told
    assert not [text for text in told for key in keys if key in text or key[:12] in text]
    assert PLANTED not in " ".join(told)


def test_the_key_is_not_to_be_had_over_the_connection(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    make = type(vault._keys).make
    keys: list[str] = []

    def made(self: Any, name: str) -> str:
        keys.append(make(self, name))
        return keys[-1]

    monkeypatch.setattr(type(vault._keys), "make", made)
    with vault.incoming("supply-1") as opening:
        opening.connection.execute(f"CREATE TABLE {opening.table} AS SELECT 1 AS row_number")
        told = [
            str(opening.connection.execute(f"SELECT * FROM {catalogue}").fetchall())
            for catalogue in (
                "duckdb_databases()", "duckdb_settings()", "duckdb_variables()", "duckdb_logs",
                "duckdb_prepared_statements()", "pragma_database_list",
            )
        ]  # fmt: skip
        assert keys
        assert not [text for text in told if keys[0] in text]
        vault.finish("supply-1", opening, ())


def test_a_work_folder_that_others_made_is_cleared_of_nothing_living(folder: Path, vault: Vault) -> None:
    stale = folder / "work" / "read-0123"
    stale.mkdir()
    (stale / "spilt.tmp").write_bytes(os.urandom(10))
    vault.sweep(lambda name: False)
    assert list((folder / "work").iterdir()) == []
