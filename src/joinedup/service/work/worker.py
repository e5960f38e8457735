"""A worker: takes jobs from the database one by one, as long as it lives."""

from __future__ import annotations

import os
import secrets
import threading
import time
from typing import Any

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from joinedup.service.work.actions import ask_daily, hold, take_up_again


class KeptWorker(Worker):
    """A worker that holds a lock while it lives, and takes up again what dead workers were doing."""

    def __init__(self, *, every: float, batch: bool) -> None:
        super().__init__(
            queue_names=["default"],
            interval=every,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"worker-{secrets.token_hex(6)}",
            excluded_queue_names=[],
        )
        self.looked = 0.0

    def run(self) -> None:
        """Work until stopped; in a batch until nothing is left."""
        lock = hold(self.worker_id)
        take_up_again()
        if not self.batch:
            threading.Thread(target=_each_day, daemon=True).start()
        try:
            super().run()
        finally:
            os.close(lock)

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Do one; now and then look after the dead."""
        super().run_task(db_task_result)
        if time.monotonic() - self.looked > 30:
            self.looked = time.monotonic()
            take_up_again()


def _each_day() -> None:
    """Ask for the day's round when a day begins; a worker that waits for work does nothing else by itself."""
    while True:
        ask_daily()
        connection.close()  # this thread's own
        time.sleep(60)
