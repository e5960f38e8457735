"""`joinedup audit`: does everything still stand as it was written? Files put there by hand can be attested."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.attesting import attest
from joinedup.engine.errors import DONE, REFUSED, error

audit = typer.Typer(help="The audit chain.", no_args_is_help=True, rich_markup_mode=None)


@audit.callback()
def _audit() -> None:
    """The audit chain."""


audit.command()(attest)


@audit.command()
def verify(
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> int:
    """Walk the audit chain and check all that it attests: rows, sealed files, released files, kept files."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from django.db import DatabaseError

    from joinedup.service.audit.queries import last_link
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    try:
        found = list(findings(gate()))
        last = last_link()
    except (DatabaseError, ValueError):  # bytes that are no text any more are a ValueError
        raise error("register-unreadable") from None
    events = last.sequence if last else 0
    if json:
        plain = [{"where": finding.where, "what": finding.words} for finding in found]
        say.as_json({"whole": not found, "events": events, "findings": plain})
    elif found:
        say.words(f"The chain does NOT hold. {len(found)} finding(s) in {events} events:")
        for finding in found:
            say.words(f"  {finding.where}: {finding.words}")
        say.words("Keep a copy of everything as it is, and find out who wrote.")
    else:
        say.words(f"The chain is whole: {events} events, every row, sealed, released and kept file as it was written.")
    return REFUSED if found else DONE
