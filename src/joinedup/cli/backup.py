"""`joinedup backup` and `joinedup restore`: a whole installation in one sealed file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.passphrase import passphrase
from joinedup.engine.errors import DONE, REFUSED

Home = Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")]
Passphrase = Annotated[
    Path | None, typer.Option(help="A file with the passphrase in its first line; asked for without it.")
]


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to make, on another disk or machine.")],
    home: Home = None,
    passphrase_file: Passphrase = None,
    with_master_key: Annotated[
        bool,
        typer.Option(
            "--with-master-key",
            help="Put the master key in too. Whoever has such a backup and its passphrase has the data.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> int:
    """Make a backup of everything but the master key, while the service runs. It is sealed with a passphrase."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.project.backup import make_backup

    made = make_backup(file, passphrase(passphrase_file, twice=True), with_master_key=with_master_key)
    if json:
        say.as_json({"file": str(made.file), "at": made.at, "events": made.sequence, "files": made.files,
                     "bytes": made.size, "sha256": made.sha256})  # fmt: skip
        return DONE
    say.words(f"Made: {made.file.name}, {made.files:,} files, {made.size:,} bytes, up to event {made.sequence:,}.")
    say.words(f"SHA-256 {made.sha256}")
    if with_master_key:
        say.words("The master key is in it: keep it like the data themselves.")
    else:
        say.words("The master key is not in it. Keep that somewhere else: without it the backup cannot be restored.")
    return DONE


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    home: Home = None,
    passphrase_file: Passphrase = None,
    ledger_lost: Annotated[
        str, typer.Option(help="Why destroyed.jsonl cannot be put beside the master key; kept in the audit chain.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> int:
    """Restore a backup into an empty folder (and an empty database). What was destroyed since stays destroyed."""
    if home is not None:
        os.environ["JOINEDUP_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    from joinedup.service.project.restore import restore_backup

    done = restore_backup(file, passphrase(passphrase_file), ledger_lost=ledger_lost)
    if json:
        found = [{"where": finding.where, "what": finding.words} for finding in done.findings]
        say.as_json({"at": done.at, "events": done.sequence, "files": done.files,
                     "destroyed_again": list(done.destroyed_again), "findings": found})  # fmt: skip
        return REFUSED if done.findings else DONE
    say.words(f"Restored: {done.files:,} files, as they were at {done.at}, up to event {done.sequence:,}.")
    say.words("What happened after that is not in it.")
    for name in done.destroyed_again:
        say.words(f"  {name} was destroyed since, and stays destroyed.")
    for finding in done.findings:
        say.words(f"  {finding.where}: {finding.words}")
    if not done.findings:
        say.words("The chain is whole, and every row, sealed, released and kept file is as it was written.")
    return REFUSED if done.findings else DONE
