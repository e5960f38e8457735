"""`joinedup serve` and `joinedup work`: the pages, and the work that goes on behind them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.children import run_together
from joinedup.engine.errors import DONE, error

Home = Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")]


def serve(
    home: Home = None,
    bind: Annotated[str, typer.Option(help="Where to listen: address and port.")] = "127.0.0.1:8000",
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve pages.")] = 2,
    with_work: Annotated[bool, typer.Option("--with-work/--no-work", help="Do the background work here too.")] = False,
) -> int:
    """Serve the pages, until stopped. Makes the installation first where there is none."""
    from joinedup.service.project.start import start

    place = start(home)
    os.environ["JOINEDUP_HOME"] = str(place.folder)
    from django.db import connections

    from joinedup.service.areas.outlining import keep_up

    keep_up()  # of boundaries that were put there by hand, or came back from a backup
    connections.close_all()
    together = {"pages": gunicorn_command(bind, workers)}
    if with_work:
        together["work"] = [sys.executable, "-m", "joinedup.cli", "work"]
    say.words(f"The pages are at http://{bind}/   (stop with Ctrl+C)")
    match run_together(together, lambda: say.err.print("Stopping: what is under way may finish. Once more: at once.")):
        case "pages":
            raise error("cannot-serve", where=bind)
        case "work":
            raise error("cannot-work", where=place.folder.name)
    return DONE


def gunicorn_command(
    bind: str, workers: int, application: str = "joinedup.service.project.wsgi:application"
) -> list[str]:
    """The command that serves, with everything that it needs."""
    return [
        sys.executable, "-m", "gunicorn", application,
        "--bind", bind, "--workers", str(workers), "--threads", "4", "--preload", "--timeout", "120",
        "--max-requests", "5000", "--max-requests-jitter", "500", "--log-level", "warning",
        "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else ".",  # noqa: S108 -- a heartbeat, no data
        "--limit-request-line", "8190", "--no-control-socket",
    ]  # fmt: skip


def work(
    home: Home = None,
    every: Annotated[float, typer.Option(min=0.1, max=60, help="Look for work every so many seconds.")] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="Do what waits, then stop.")] = False,
) -> int:
    """Do the work that the pages ask for: receive, link, release, send. As many of these may run as wanted."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.work.worker import KeptWorker

    worker = KeptWorker(every=every, batch=once)
    worker.configure_signals()
    worker.run()
    return DONE
