"""What the queue runs."""

from __future__ import annotations

from django_tasks import task

from joinedup.service.work.doing import do


@task()
def run(key: str) -> None:
    """Do the job of this key, unless it has been done."""
    do(key)
