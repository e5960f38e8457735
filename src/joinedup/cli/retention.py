"""`joinedup retention`: destroy what may not be kept any longer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE


def retention(
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say only what would be destroyed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> int:
    """Destroy every supply and index that has been kept as long as its agreement allows, and say which."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.gatehouse.destroying import destroy_what_is_over
    from joinedup.service.gatehouse.wiring import gate

    over = destroy_what_is_over(gate(), dry_run=dry_run)
    if json:
        plain = [{"name": one.name, "agreement": one.agreement, "kept_until": one.until} for one in over]
        say.as_json({"dry_run": dry_run, "destroyed": plain})
        return DONE
    told = "Would be destroyed" if dry_run else "Destroyed"
    for one in over:
        say.words(f"{told}: {one.name}, which {one.agreement} let be kept until {one.until:%-d %B %Y}.")
    if not over:
        say.words("Nothing is kept longer than its agreement allows.")
    return DONE
