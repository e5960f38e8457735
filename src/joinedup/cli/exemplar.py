"""`joinedup exemplar`: ready-made initiatives, run from their supplies to their outcome."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.listening import Terminal
from joinedup.engine.errors import DONE
from joinedup.engine.exemplars.exemplar import Exemplar, load, names
from joinedup.engine.exemplars.places.plan import PlacePlan, load_place, place_names
from joinedup.engine.exemplars.places.stage import stage
from joinedup.engine.exemplars.places.telling import tell

exemplar = typer.Typer(help="Ready-made initiatives to look at and copy.", no_args_is_help=True, rich_markup_mode=None)


@exemplar.callback()
def _exemplar() -> None:
    """Ready-made initiatives to look at and copy."""


@exemplar.command("list")
def list_them(json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> int:
    """Name the exemplars there are."""
    today = datetime.now(UTC).date()
    plans = [load_place(name) for name in place_names() if name not in names()]
    all_of_them: list[Exemplar | PlacePlan] = sorted(
        [*(load(name, today) for name in names()), *plans], key=lambda one: one.name
    )
    if json:
        say.as_json([{"name": e.name, "title": e.title, "what": e.what, "types": list(e.types)} for e in all_of_them])
        return DONE
    for one in all_of_them:
        types = ", ".join(str(number) for number in one.types)
        say.words(f"{one.name}  (type {types})  {one.title}")
        say.words(f"    {one.what}")
    return DONE


@exemplar.command("run")
def run_one(
    name: Annotated[str, typer.Argument(help="The exemplar, as 'list' names it.")],
    people: Annotated[int | None, typer.Option(min=200, help="How many made-up people a district has.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Keep the installation in this new folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what it shows as JSON.")] = False,
) -> int:
    """Run an exemplar in an installation of its own, and print what it shows."""
    from joinedup.cli.running import keep_place, run_in

    if name in place_names() and name not in names():
        if keep is not None:
            keep_place(keep, name)
        say_place(name, as_json=json)
        return DONE
    listener = Terminal(quiet=json)
    plan = load(name, datetime.now(UTC).date())
    if keep is not None:
        run_in(keep, plan, listener, people=people, seed=seed)
    else:
        folder = Path(tempfile.mkdtemp(prefix="joinedup-"))
        try:
            run_in(folder, plan, listener, people=people, seed=seed)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if json:
        say.as_json({"exemplar": name, **listener.as_plain()})
    elif name in place_names():
        say_place(name)
    return DONE


def say_place(name: str, *, as_json: bool = False) -> None:
    """Run an exemplar about areas in a folder of its own, and print what it shows."""
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="joinedup-") as folder:
        told = tell(stage(name, Path(folder), today), today)
    if as_json:
        say.as_json({"exemplar": name, "shows": [{"heading": one.heading, "lines": one.lines} for one in told]})
        return
    for one in told:
        say.words(one.heading)
        for line in one.lines:
            say.words(f"    {line}")
