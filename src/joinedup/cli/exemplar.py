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
from joinedup.engine.errors import DONE, error
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
    seed: Annotated[int | None, typer.Option(help="Another seed makes other people.", show_default="1")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the installation in this new folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what it shows as JSON.")] = False,
) -> int:
    """Run an exemplar in an installation of its own, and print what it shows."""
    from joinedup.cli.running import keep_place, run_in

    if name in place_names() and name not in names():
        _without_people(people, seed)
        if keep is not None:
            keep_place(keep, name)
        say_place(name, as_json=json)
        if not json:
            _pages(name, keep)
        return DONE
    listener = Terminal(quiet=json)
    plan = load(name, datetime.now(UTC).date())
    if keep is not None:
        run_in(keep, plan, listener, people=people, seed=1 if seed is None else seed)
    else:
        folder = Path(tempfile.mkdtemp(prefix="joinedup-"))
        try:
            run_in(folder, plan, listener, people=people, seed=1 if seed is None else seed)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if json:
        say.as_json({"exemplar": name, **listener.as_plain()})
        return DONE
    if name in place_names():
        say_place(name)
    _pages(name, keep)
    return DONE


def _without_people(people: int | None, seed: int | None) -> None:
    given = [option for option, value in (("--people", people), ("--seed", seed)) if value is not None]
    if given:
        raise error(
            "usage", what=f"{' and '.join(given)}: this exemplar is about areas; nobody is made up in it. Leave it out."
        )


def _pages(name: str, kept: Path | None) -> None:
    """What to type to see the pages: of a folder that was kept, or to keep one first."""
    say.words("Its pages, in a browser:")
    if kept is None:
        say.words(f"    joinedup exemplar run {name} --keep FOLDER")
    say.words(f"    joinedup serve --home {kept or 'FOLDER'}")


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
