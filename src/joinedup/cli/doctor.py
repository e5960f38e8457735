"""`joinedup doctor`: what is missing or unsafe here, and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, REFUSED


def doctor(
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> int:
    """Say what is missing or unsafe: `ok`, `look` (it may be meant so) or `mend`. Exit status 1 where one is `mend`."""
    if home is not None:
        os.environ["JOINEDUP_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    import django

    django.setup()
    from joinedup.service.project.doctor import MEND, OK, checks

    found = list(checks())
    to_mend = sum(check.grade == MEND for check in found)
    if json:
        plain = [{"what": one.what, "grade": one.grade, "found": one.found, "do": one.do} for one in found]
        say.as_json({"sound": not to_mend, "checks": plain})
        return REFUSED if to_mend else DONE
    for one in found:
        say.words(f"{one.grade:<5} {one.what:<12} {one.found}")
        if one.grade != OK:
            say.words(f"{'':<18} do: {one.do}")
    say.words(f"{to_mend} to mend." if to_mend else "Nothing to mend.")
    return REFUSED if to_mend else DONE
