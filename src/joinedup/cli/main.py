"""The `joinedup` command: one file a command, gathered here.

Exit status 0 done, 1 refused or not safe, 2 bad input or usage. Never a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from joinedup.cli import say
from joinedup.engine.errors import BAD_INPUT, JoinedupError, error

# in the order of the help
COMMANDS = (
    "demo", "audit", "exemplar", "check", "areas", "indicator", "serve", "work", "backup", "restore",
    "retention", "doctor", "enrol", "watch", "link", "encode", "rules", "protect", "protect-amounts", "attack",
)  # fmt: skip


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
        found = _command(name)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _command(name: str) -> typer.Typer | Callable[..., object]:
    """One command's function, or the app of those below it: written as imports, so that import rules see them."""
    match name:
        case "demo":
            from joinedup.cli.demo import demo

            return demo
        case "audit":
            from joinedup.cli.audit import audit

            return audit
        case "exemplar":
            from joinedup.cli.exemplar import exemplar

            return exemplar
        case "check":
            from joinedup.cli.check import check

            return check
        case "areas":
            from joinedup.cli.areas import areas

            return areas
        case "indicator":
            from joinedup.cli.indicator import indicator

            return indicator
        case "serve":
            from joinedup.cli.serve import serve

            return serve
        case "work":
            from joinedup.cli.serve import work

            return work
        case "backup":
            from joinedup.cli.backup import backup

            return backup
        case "restore":
            from joinedup.cli.backup import restore

            return restore
        case "retention":
            from joinedup.cli.retention import retention

            return retention
        case "doctor":
            from joinedup.cli.doctor import doctor

            return doctor
        case "enrol":
            from joinedup.cli.enrol import enrol

            return enrol
        case "watch":
            from joinedup.cli.watch import watch

            return watch
        case "link":
            from joinedup.cli.link import link_files

            return link_files
        case "encode":
            from joinedup.cli.encode import encoding

            return encoding
        case "rules":
            from joinedup.cli.rules import rules

            return rules
        case "protect":
            from joinedup.cli.protect import protect_table

            return protect_table
        case "protect-amounts":
            from joinedup.cli.protect_amounts import protect_table_of_amounts

            return protect_table_of_amounts
        case "attack":
            from joinedup.cli.attack import attack_tables

            return attack_tables
    raise error("usage", what=f"No such command '{name}'.")


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
