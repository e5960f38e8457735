"""The `joinedup` command: one file a command, gathered here.

Exit status 0 done, 1 refused or not safe, 2 bad input or usage. Never a traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from joinedup.cli import say
from joinedup.engine.errors import BAD_INPUT, JoinedupError, error

# in the order of the help: a command's name, its module in this folder, its function or (with several of its own) app
COMMANDS = {
    "demo": ("demo", "demo"),
    "audit": ("audit", "audit"),
    "exemplar": ("exemplar", "exemplar"),
    "check": ("check", "check"),
    "areas": ("areas", "areas"),
    "indicator": ("indicator", "indicator"),
    "serve": ("serve", "serve"),
    "work": ("serve", "work"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "retention": ("retention", "retention"),
    "doctor": ("doctor", "doctor"),
    "enrol": ("enrol", "enrol"),
    "watch": ("watch", "watch"),
    "link": ("link", "link_files"),
    "encode": ("encode", "encoding"),
    "rules": ("rules", "rules"),
    "protect": ("protect", "protect_table"),
    "attack": ("attack", "attack_tables"),
}


def application(*names: str) -> typer.Typer:
    """The command with the given ones below it, or all: reading what one needs takes a third of the time."""
    app = typer.Typer(
        name="joinedup",
        help="An agreement in force is the only way for data to move.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_main)
    for name in names or COMMANDS:
        module, kept = COMMANDS[name]
        found = getattr(import_module(f"joinedup.cli.{module}"), kept)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _main() -> None:
    """An agreement in force is the only way for data to move."""


def run() -> None:
    """The console script: every failure becomes words and an exit status."""
    sys.exit(status_of(sys.argv[1:]))


def status_of(arguments: list[str]) -> int:
    """Run one command and return its exit status (0, 1 or 2)."""
    json_wanted = "--json" in arguments and arguments[:1] != ["demo"]  # where it names a file
    arguments = arguments or ["--help"]
    asked = [name for name in arguments[:1] if name in COMMANDS]
    try:
        result = application(*asked)(args=arguments, standalone_mode=False)
    except JoinedupError as failure:
        say.problem(failure, json_wanted=json_wanted)
        return failure.status
    except typer.Exit as stop:
        return stop.exit_code
    except typer.TyperException as usage:
        say.problem(error("usage", what=usage.format_message()), json_wanted=json_wanted)
        return BAD_INPUT
    except (typer.Abort, KeyboardInterrupt):
        say.err.print("Stopped. Nothing was released.")
        return 130
    except Exception as surprise:  # the last line: a stranger must never see a traceback, nor data in one
        say.problem(error("unexpected", kind=type(surprise).__name__), json_wanted=json_wanted)
        return BAD_INPUT
    return result if isinstance(result, int) else 0
