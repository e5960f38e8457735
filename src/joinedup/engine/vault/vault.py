"""Sealed storage: every supply in an encrypted DuckDB file of its own. Only the gate opens it.

The file is encrypted from its first byte (AES-256-GCM, DuckDB's own encryption), written under a name
that counts as nothing, and renamed when it is whole: a supply is all there or not at all. What DuckDB
spills while it works is encrypted too, and goes to the vault's own folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
import duckdb_extension_httpfs
import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.vault.kept_open import KeptOpen
from joinedup.engine.vault.keys import KeyRing, is_name, see_on_disk
from joinedup.engine.vault.workplace import clear, left_alone, workplace

TABLE = "supply"
ROW_NUMBER = "row_number"
# an agreed item is one plain value; a nested one could carry what was not agreed
_WHOLE = frozenset(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG")) | {
    "INTEGER", "UINTEGER", "HUGEINT",
}  # fmt: skip
_PLAIN = _WHOLE | {"BOOLEAN", "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "DATE"}
_HTTPFS = next(Path(duckdb_extension_httpfs.__file__).parent.glob("extensions/*/httpfs.duckdb_extension"))


def _connection(config: dict[str, str]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", **config}
    )
    # DuckDB writes encrypted files only with the OpenSSL that this extension carries
    connection.execute(f"LOAD '{str(_HTTPFS).replace(chr(39), chr(39) * 2)}'")
    return connection


@frozen
class Sealed:
    """A sealed file: its name, the columns and rows inside, its size in bytes and SHA-256."""

    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str


@frozen
class Matching:
    """Choose rows by one value of one column, or by any of several."""

    column: str
    values: tuple[str | int, ...]


@frozen
class Opening:
    """An encrypted file being written: create the table called `table` over `connection`."""

    connection: duckdb.DuckDBPyConnection
    table: str


def quoted(identifier: str) -> str:
    """An identifier as SQL text."""
    return '"' + identifier.replace('"', '""') + '"'


def files_of(name: str) -> tuple[str, str]:
    """Where a sealed source lies within the vault's folder: its data and its key."""
    return f"data/{name}.duckdb", f"keys/{name}.key"


class Vault:
    """The folder of sealed files. `folder/data` holds ciphertext, `folder/keys` the wrapped keys."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._data = folder / "data"
        self._work = folder / "work"
        for place in (folder, self._data, self._work):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keys = KeyRing(folder / "keys", master_key)
        self._kept = KeptOpen(self._open_to_read)

    def path(self, name: str) -> Path:
        """Where the ciphertext of this supply lies."""
        if not is_name(name):
            raise error("vault-damaged", name="with an impossible name")
        return self._data / f"{name}.duckdb"

    @contextmanager
    def _connect(self, name: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        with workplace(self._work, name) as place:
            connection = _connection({"temp_directory": str(place), "temp_file_encryption": "true"})
            try:
                yield connection
            finally:
                connection.close()

    def _open_to_read(self, path: Path, key: str) -> duckdb.DuckDBPyConnection:
        # one person's records: little memory, nothing that would ever spill; several hundred values may be asked for
        # at once, and only what may hold one of them is read
        connection = _connection(
            {"temp_directory": "", "memory_limit": "256MB", "threads": "2", "dynamic_or_filter_threshold": "1000"}
        )
        self._attach(connection, path, key, read_only=True)
        return connection

    def _attach(
        self,
        connection: duckdb.DuckDBPyConnection,
        path: Path,
        key: str,
        *,
        read_only: bool,
        rows_a_group: int | None = None,
    ) -> None:
        where = str(path).replace("'", "''")
        mode = ", READ_ONLY" if read_only else f", ROW_GROUP_SIZE {rows_a_group}" if rows_a_group else ""
        # the key goes in beside the statement: no error and no log can repeat it
        connection.execute(
            f"ATTACH '{where}' AS sealed (ENCRYPTION_KEY $key, ENCRYPTION_CIPHER 'GCM'{mode})", {"key": key}
        )
        # from here on whoever works over the connection reaches this file and nothing else
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

    @contextmanager
    def incoming(self, name: str, *, rows_a_group: int | None = None) -> Iterator[Opening]:
        """Open a new encrypted file to write the supply's table into. `finish` makes it count.

        rows_a_group: few, where single rows are looked up in it by a column in whose order it is written.
        Leaving the block by an exception removes the file and its key. Raises `vault-name-taken`, and
        `vault-unwritable` where the disk is full.
        """
        path = self.path(name)
        unfinished = path.with_suffix(".incoming")
        with self._connect(name) as connection:
            key = self._keys.make(name)
            try:
                self._attach(connection, unfinished, key, read_only=False, rows_a_group=rows_a_group)
                unfinished.chmod(0o600)
                yield Opening(connection, f"sealed.{quoted(TABLE)}")
            except BaseException as failure:
                with suppress(duckdb.Error):
                    connection.close()
                self.destroy(name)
                # a full disk at the end of a transaction is told as a failure of the transaction
                if isinstance(failure, duckdb.IOException) or "Could not write file" in str(failure):
                    raise error("vault-unwritable", name=name) from None
                raise

    def finish(self, name: str, opening: Opening, agreed: Sequence[str]) -> Sealed:
        """Close the file, see it safely on disk and give it the name under which it counts.

        Raises ValueError where the file holds anything but one table of row numbers and agreed columns.
        """
        path = self.path(name)
        unfinished = path.with_suffix(".incoming")
        columns = _only_agreed(opening, agreed)
        rows = _numbered(opening)
        opening.connection.execute("DETACH sealed")
        digest, size = hashlib.sha256(), 0
        with unfinished.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
            os.fsync(file.fileno())
        unfinished.rename(path)
        see_on_disk(self._data)
        return Sealed(path.stem, columns, rows, size, digest.hexdigest())

    def read(
        self,
        name: str,
        columns: Sequence[str],
        rows: Sequence[int] | None = None,
        matching: Matching | None = None,
    ) -> pa.Table:
        """These columns and the row numbers, in row order; only the given or matching rows where asked.

        Raises `vault-key-missing` after destruction and `vault-damaged` where the file does not hold.
        """
        path = self.path(name)
        key = self._keys.get(name)
        wanted = ", ".join(quoted(column) for column in (ROW_NUMBER, *columns))
        query = f"SELECT {wanted} FROM sealed.{quoted(TABLE)} WHERE true"
        parameters: list[object] = []
        if rows is not None:
            query += f" AND {quoted(ROW_NUMBER)} IN (SELECT unnest(?))"
            parameters.append(list(rows))
        if matching is not None:
            if matching.column not in columns:
                raise ValueError("rows may be chosen only by a column that is asked for")
            query += f" AND {quoted(matching.column)} IN (SELECT unnest(?))"
            parameters.append(list(matching.values))
        query += " ORDER BY 1"
        try:
            if parameters:
                with closing(self._kept.cursor(path, key)) as cursor:
                    return cursor.execute(query, parameters).to_arrow_table()
            with self._connect() as connection:
                self._attach(connection, path, key, read_only=True)
                return connection.execute(query).to_arrow_table()
        except (duckdb.Error, FileNotFoundError):
            raise error("vault-damaged", name=path.name) from None

    def key_holds(self, name: str) -> bool:
        """Whether the supply's key is there and unwraps."""
        try:
            self._keys.get(name)
        except JoinedupError:
            return False
        return True

    def fingerprint(self, name: str) -> str | None:
        """SHA-256 of the sealed file as it lies on disk, or None where it is not there."""
        try:
            with self.path(name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def destroy(self, name: str) -> None:
        """Destroy the key first, then the ciphertext: after the first step nobody can read it any more."""
        path = self.path(name)
        self._keys.destroy(name)
        self._kept.drop(path)
        for leftover in (path, *self._data.glob(f"{name}.*")):  # with what DuckDB keeps beside it
            leftover.unlink(missing_ok=True)

    def sweep(self, is_kept: Callable[[str], bool]) -> tuple[str, ...]:
        """Destroy everything that is not in the register: what an interruption left half done.

        is_kept: whether the register has this name; asked only while nobody can be writing it, so that
        what a living process writes, or has just had kept, stays. Returns the names destroyed.
        """
        there = {path.name.split(".")[0] for path in self._data.iterdir()} | self._keys.names()
        gone = []
        for name in sorted(filter(is_name, there)):
            with left_alone(self._work, name) as alone:
                if alone and not is_kept(name):
                    self.destroy(name)
                    gone.append(name)
        clear(self._work)
        return tuple(gone)


def _only_agreed(opening: Opening, agreed: Sequence[str]) -> tuple[str, ...]:
    ask = opening.connection.execute
    tables = ask("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'sealed'").fetchall()
    views = ask("SELECT 1 FROM duckdb_views() WHERE database_name = 'sealed' AND NOT internal").fetchall()
    if tables != [("main", TABLE)] or views:
        raise ValueError("a sealed file holds its one table, and nothing else")
    found = ask(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'sealed' ORDER BY column_index"
    ).fetchall()
    types = {name: kind.partition("(")[0] if kind.endswith(")") else kind for name, kind in found}
    if set(types) - set(agreed) - {ROW_NUMBER}:
        raise ValueError("a column that was not agreed was about to be sealed")
    if types.get(ROW_NUMBER) not in _WHOLE:
        raise ValueError("what is sealed has a row_number, which is a whole number")
    if not _PLAIN.issuperset(types.values()):
        raise ValueError("a nested column was about to be sealed")
    return tuple(types)


def _numbered(opening: Opening) -> int:
    column = quoted(ROW_NUMBER)
    counted = opening.connection.execute(f"SELECT count(*), count(DISTINCT {column}) FROM {opening.table}").fetchone()
    rows, numbers = counted or (0, 0)
    if rows != numbers:
        raise ValueError("what is sealed has a row_number of its own for each row")
    return int(rows)
