"""Do one job, by its key. Errors become words; no traceback is kept, for it may hold data."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from joinedup.engine.errors import JoinedupError, error
from joinedup.service.work.kinds import KINDS, Work
from joinedup.service.work.models import Job


def do(key: str) -> None:
    """Do the job, unless it has been done."""
    job = Job.objects.filter(pk=key).first()
    if job is None or job.state in (Job.DONE, Job.FAILED):
        return
    Job.objects.filter(pk=key).update(state=Job.GOING_ON)
    function: Callable[..., dict[str, Any] | None] = import_string(KINDS[job.kind])
    try:
        work = Work(key, job.subject, job.takes, job.asked_by, job.person, job.partner)
        said, state = function(work, _advance(key)) or {}, Job.DONE
    except JoinedupError as failure:
        said, state = failure.as_json(), Job.FAILED
    except Exception as surprise:  # a worker goes on with the next job, and nobody's data gets into a log
        said, state = error("unexpected", kind=type(surprise).__name__).as_json(), Job.FAILED
    Job.objects.filter(pk=key).update(state=state, said=said, ended_at=timezone.now())


def _advance(key: str) -> Callable[..., None]:
    last = 0.0

    def advance(done: int, total: int | None = None) -> None:
        nonlocal last
        if time.monotonic() - last >= 1:  # a page looks every two seconds
            last = time.monotonic()
            Job.objects.filter(pk=key).update(done=done, total=total)

    return advance
