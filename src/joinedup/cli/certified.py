"""`joinedup attack --certificate`: whether a table's certificate of safety holds, without believing it."""

from __future__ import annotations

from pathlib import Path

from joinedup.cli import say
from joinedup.engine.disclosure.cell_words import cell_in_words
from joinedup.engine.disclosure.certificate import read_certificate, verify
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.errors import DONE, REFUSED

_EXAMPLES = 5


def check_certificate(file: Path, certificate: Path, *, as_json: bool) -> int:
    """Check it and say what it shows. No count that was left out is said. Raises as `verify` does."""
    table = read_published(file)
    found = verify(table, read_certificate(certificate), file)
    if as_json:
        say.as_json(
            {
                "safe": found.safe,
                "file": table.name,
                "cells": len(table.cells),
                "suppressed": len(found.cells),
                "other_tables": found.changes,
                "not_shown": [
                    {"level": key.level, "area": key.area, **dict(zip(table.by, key.values, strict=True))}
                    for key in found.bare
                ],
            }
        )
        return DONE if found.safe else REFUSED
    say.words(f"{table.name}: {len(table.cells):,} cells, {len(found.cells):,} left out.")
    say.words(
        f"The certificate holds: its counts add up to all that is published, and so do {found.changes:,} other tables "
        "that differ in nothing but cells left out."
    )
    if found.safe:
        say.words("Safe: every cell left out has another count in one of them, so that none can be worked out.")
        return DONE
    say.words(f"Not shown to be safe: {len(found.bare):,} cells left out have the same count in all of them.")
    for key in found.bare[:_EXAMPLES]:
        say.words(f"  {cell_in_words(key, table.by)}")
    return REFUSED
