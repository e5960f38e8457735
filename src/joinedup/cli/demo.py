"""`joinedup demo`: the whole thing on a made-up borough, from nine partners' extracts to safe releases."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.listening import Terminal
from joinedup.engine.errors import DONE, error
from joinedup.engine.exemplars.exemplar import load

EXEMPLAR = "made-up-borough"


def demo(
    people: Annotated[int, typer.Option(min=500, max=2_000_000, help="How many made-up people.")] = 60_000,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 1,
    home: Annotated[
        Path, typer.Option(envvar="JOINEDUP_HOME", help="Where the demonstration's installation is made anew.")
    ] = Path("joinedup-data"),
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the pages afterwards, until stopped.")
    ] = True,
    bind: Annotated[str, typer.Option(help="Where the pages listen: address and port.")] = "127.0.0.1:8000",
    json: Annotated[Path | None, typer.Option("--json", help="Also write what was shown to this file.")] = None,
) -> int:
    """Nine systems of a made-up borough: agree, receive, link, release, refuse, prove."""
    from joinedup.cli.running import MARK, run_in

    if json is not None and not json.absolute().parent.is_dir():
        raise error("file-unwritable", where=json.name)
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).is_dir():
            raise error("not-made-up", where=home.name)
        shutil.rmtree(home)
    began = perf_counter()
    listener = Terminal()
    run_in(home.absolute(), load(EXEMPLAR, datetime.now(UTC).date()), listener, people=people, seed=seed)
    seconds = perf_counter() - began
    listener.heading("Done")
    listener.say(f"In {seconds:.0f} seconds. Everything is in {home}: the register, the vault, the releases.")
    listener.say(f"Try: ./run joinedup audit verify --home {home}    and change a byte of any file there first.")
    listener.fact("seconds", round(seconds, 1))
    if json is not None:
        say.as_json(listener.as_plain(), json)
    if serve:
        from joinedup.cli.serve import serve as serve_pages

        return serve_pages(home.absolute(), bind=bind, workers=2, with_work=True)
    return DONE
