"""The `joinedup` command: one file a command, gathered here.

Exit status 0 done, 1 refused or not safe, 2 bad input or usage. Never a traceback.
"""

from __future__ import annotations

import sys

import typer

from joinedup.cli import say
from joinedup.cli.areas import areas
from joinedup.cli.attack import attack_tables
from joinedup.cli.audit import audit
from joinedup.cli.backup import backup, restore
from joinedup.cli.check import check
from joinedup.cli.demo import demo
from joinedup.cli.doctor import doctor
from joinedup.cli.encode import encoding
from joinedup.cli.enrol import enrol
from joinedup.cli.exemplar import exemplar
from joinedup.cli.indicator import indicator
from joinedup.cli.link import link_files
from joinedup.cli.protect import protect_table
from joinedup.cli.retention import retention
from joinedup.cli.rules import rules
from joinedup.cli.serve import serve, work
from joinedup.cli.watch import watch
from joinedup.engine.errors import BAD_INPUT, JoinedupError, error

app = typer.Typer(
    name="joinedup",
    help="An agreement in force is the only way for data to move.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


app.command()(demo)
app.add_typer(audit, name="audit")
app.add_typer(exemplar, name="exemplar")
app.command()(check)
app.command()(areas)
app.add_typer(indicator, name="indicator")
app.command()(serve)
app.command()(work)
app.command()(backup)
app.command()(restore)
app.command()(retention)
app.command()(doctor)
app.command()(enrol)
app.command()(watch)
app.command("link")(link_files)
app.add_typer(encoding, name="encode")
app.add_typer(rules, name="rules")
app.command("protect")(protect_table)
app.command("attack")(attack_tables)


@app.callback()
def _main() -> None:
    """An agreement in force is the only way for data to move."""


def run() -> None:
    """The console script: every failure becomes words and an exit status."""
    sys.exit(status_of(sys.argv[1:]))


def status_of(arguments: list[str]) -> int:
    """Run one command and return its exit status (0, 1 or 2)."""
    json_wanted = "--json" in arguments and arguments[:1] != ["demo"]  # where it names a file
    arguments = arguments or ["--help"]
    try:
        result = app(args=arguments, standalone_mode=False)
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
