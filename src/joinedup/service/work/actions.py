"""Ask for work in the background, and take up again what a killed worker left."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from joinedup.service.authorization.acting import Acting
from joinedup.service.project.home import home
from joinedup.service.work.models import Job


@transaction.atomic
def ask(
    kind: str,
    *,
    by: Acting | None,
    subject: str,
    takes: dict[str, Any],
    doing: str = "",
    partner: str | None = None,
) -> Job:
    """Write a job down and queue it, in one transaction with whatever it follows from."""
    job = Job.objects.create(
        kind=kind,
        subject=subject,
        takes=takes,
        doing=doing,
        asked_by=by.by if by else "the service",
        person=by.person if by else None,
        partner=(by.partner if by else "") if partner is None else partner,
    )
    # by its name, because actions know nothing of what runs them
    import_string("joinedup.service.work.jobs.run").enqueue(str(job.pk))
    return job


@transaction.atomic
def ask_daily() -> Job | None:
    """Ask for the day's round (reminders, and clearing up) once a day in UTC. It may safely be done twice."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if Job.objects.filter(kind="remind", asked_at__gte=today).exists():
        return None
    return ask("remind", by=None, subject=f"{today:%Y-%m-%d}", takes={}, doing="The day's round")


def workers_folder() -> Path:
    """Where each living worker holds a lock, which ends with it however it ends."""
    folder = home().folder / "workers"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def hold(worker: str) -> int:
    """Say that this worker lives; the handle is the lock."""
    handle = os.open(workers_folder() / f"{worker}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _lives(worker: str) -> bool:
    path = workers_folder() / f"{worker}.lock"
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    path.unlink(missing_ok=True)
    return False


@transaction.atomic
def take_up_again() -> int:
    """Queue again what workers that are dead were doing. Returns how many."""
    taken = 0
    for row in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING):
        if row.worker_ids and not _lives(row.worker_ids[-1]):
            row.status = TaskResultStatus.READY
            row.started_at = None
            row.save(update_fields=["status", "started_at"])
            taken += 1
    return taken
