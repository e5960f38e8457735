"""`joinedup encode`: people as keyed bit patterns, so that partners are linked without a name leaving any of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import typer

from joinedup.cli import say
from joinedup.cli.link import source_names
from joinedup.engine.errors import DONE, error
from joinedup.engine.linkage.encoded import match
from joinedup.engine.linkage.nicknames import forename_roots
from joinedup.engine.linkage.standardise import standardise
from joinedup.engine.pseudonyms.ceremony import key_from, new_share
from joinedup.engine.pseudonyms.encoding import BLOCKS, PATTERNS, encode, record_name
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.engine.supplies.table import read_table

MARK = b"joinedup-encoding"

encoding = typer.Typer(
    help="Link without names: encode people at home, match the encodings elsewhere.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it; it must not be there yet.")]
Shares = Annotated[
    list[Path], typer.Option("--share", metavar="FILE", help="A partner's share; give every partner's, your own too.")
]
Agreement = Annotated[str, typer.Option("--agreement", metavar="REFERENCE", help="The agreement that it is for.")]


@encoding.callback()
def _encode() -> None:
    """Link without names: encode people at home, match the encodings elsewhere."""


@encoding.command("share")
def share(out: Out) -> int:
    """Make your share of the key. Hand it to the other partners, and never to whoever matches."""
    _write(out, (new_share() + "\n").encode())
    say.words(f"Your share is in {out}. Give it to the other partners by a safe way, not to whoever matches.")
    return DONE


@encoding.command("file")
def encode_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your file with people in it.")],
    shares: Shares,
    agreement: Agreement,
    out: Out,
) -> int:
    """Encode the people of a file, at home. OUT (Parquet) holds no value of anybody.

    Refused are fewer than 1,000 rows, and files in which more than a fifth have neither birth date nor postcode.
    """
    _check_new(out)
    key = key_from([_share(path) for path in shares], agreement)
    reading = read_table(file)
    names = [f"{file.stem}|{row}" for row in reading.table["row_number"].to_pylist()]
    made = encode(standardise(reading.table), names, key, roots=forename_roots())
    table = made.table.replace_schema_metadata({MARK: made.mark.encode(), b"agreement": agreement.encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    _write(out, sink.getvalue().to_pybytes())
    say.words(f"{table.num_rows:,} people are encoded in {out}, for {agreement}; mark {made.mark[:8]}.")
    if made.left_out:
        say.words(f"{made.left_out:,} rows are left out: they have neither birth date nor postcode.")
    _key_of_records(out, names, key)
    return DONE


def _key_of_records(out: Path, names: list[str], key: bytes) -> None:
    beside = out.with_suffix(".rows.csv")
    _check_new(beside)
    rows = [(name.rpartition("|")[2], record_name(name, key)) for name in names]
    write_csv(beside, ("row", "record"), rows)
    beside.chmod(0o600)
    say.words(f"{beside} says which row is which record: it stays with you.")


@encoding.command("match")
def match_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Encoded files of the partners.")], out: Out
) -> int:
    """Find the people that encoded files have in common. OUT: source, record, person_id, as CSV."""
    _check_new(out)
    tables, marks = {}, set()
    for name, path in zip(source_names(files), files, strict=True):
        tables[name], mark = _encoded(path)
        marks.add(mark)
    if len(marks) > 1:
        raise error("encoding-other-key", where=", ".join(path.name for path in files))
    found = match(tables, patterns=PATTERNS, blocks=BLOCKS)
    header = ("source", "record", "person_id")
    write_csv(out, header, zip(*(found.people[name].to_pylist() for name in header), strict=True))
    people = len(set(found.people["person_id"].to_pylist()))
    say.words(f"{found.people.num_rows:,} records are {people:,} people ({found.pairs:,} pairs compared), in {out}.")
    return DONE


def _encoded(path: Path) -> tuple[pa.Table, str]:
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        raise error("encoding-foreign", where=path.name) from None
    mark = (table.schema.metadata or {}).get(MARK, b"").decode(errors="replace")
    if not mark or not {"record", *PATTERNS, *BLOCKS} <= set(table.column_names):
        raise error("encoding-foreign", where=path.name)
    return table, mark


def _share(path: Path) -> str:
    if not path.is_file():
        raise error("file-missing", where=path.name)
    return path.read_bytes()[:1000].decode("ascii", errors="replace")


def _check_new(path: Path) -> None:
    if path.exists():
        raise error("file-exists", where=str(path))
    if not path.parent.is_dir():
        raise error("file-unwritable", where=str(path))


def _write(path: Path, content: bytes) -> None:
    _check_new(path)
    path.touch(mode=0o600)
    path.write_bytes(content)
