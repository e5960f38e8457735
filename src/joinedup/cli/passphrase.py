"""A passphrase from a file, or typed on a terminal: never on the command line, which other people can read."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from joinedup.engine.errors import error


def passphrase(file: Path | None, *, twice: bool = False) -> str:
    """The first line of the file, or what is typed; twice where a mistake would cost the backup.

    Raises `file-missing`, `passphrase-missing` and `passphrase-differs`.
    """
    if file is not None:
        try:
            found = file.read_text(encoding="utf-8").split("\n")[0].rstrip("\r")
        except (OSError, ValueError):
            raise error("file-missing", where=file.name) from None
    elif sys.stdin.isatty():
        found = getpass.getpass("Passphrase: ")
        if twice and getpass.getpass("The same again: ") != found:
            raise error("passphrase-differs")
    else:
        found = ""
    if not found:
        raise error("passphrase-missing", where=file.name if file else "")
    return found
