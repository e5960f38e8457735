"""A real Spark cluster on loopback: one master and some workers, each a process of its own, in a temporary folder.

Every worker keeps its files in a folder of its own, so that a test can look at what lies there; and can be killed.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

Found = TypeVar("Found")
SOURCE = Path(__file__).resolve().parents[1] / "src"
_ADDRESS = re.compile(r"Starting Spark master at (spark://[\w.]+:\d+)")
_REGISTERED = re.compile(r"Successfully registered with master")
_PATIENCE = 120  # seconds after which something is broken


class Cluster:
    """A cluster while it is entered. address: of the master; settings: a file for --spark-settings, with its secret."""

    def __init__(self, folder: Path, workers: int = 2, memory: str = "1g") -> None:
        self._folder, self._memory = folder, memory
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._workers = [f"worker-{number}" for number in range(workers)]
        self.secret = secrets.token_hex(32)
        self.settings = folder / "settings.conf"
        self.address = ""

    def __enter__(self) -> Cluster:
        protect = {
            "spark.authenticate": "true",
            "spark.authenticate.secret": self.secret,
            "spark.network.crypto.enabled": "true",
        }
        conf = self._folder / "conf"
        conf.mkdir()
        _private(conf / "spark-defaults.conf", protect)
        limits = {"spark.driver.memory": "1g", "spark.executor.memory": self._memory, "spark.executor.cores": "1"}
        _private(self.settings, {"spark.authenticate.secret": self.secret, **limits})
        try:
            self._start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
            self.address = wait_for(lambda: _ADDRESS.search(self.log("master")))[1]
            for name in self._workers:
                here = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0", "--cores", "1")
                work = ("--memory", self._memory, "--work-dir", str(self._folder / name / "work"))
                self._start(name, "worker.Worker", *here, *work, self.address)
            for name in self._workers:
                wait_for(lambda name=name: _REGISTERED.search(self.log(name)))  # type: ignore[misc]
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop all of it."""
        for process in reversed(self._processes.values()):
            process.kill()
            process.wait()

    def kill(self, name: str) -> None:
        """End a worker as a power cut would."""
        self._processes[name].kill()
        self._processes[name].wait()

    def log(self, name: str) -> str:
        """What a process said."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def files(self, name: str) -> list[Path]:
        """What lies in a worker's folder for shuffled and kept data."""
        # os.walk: folders may go while it looks
        return [Path(folder) / one for folder, _, ones in os.walk(self._folder / name) for one in ones]

    def _start(self, name: str, what: str, *arguments: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        local = self._folder / name / "local"
        local.mkdir(parents=True)
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_CONF_DIR": str(self._folder / "conf"),
            "SPARK_LOCAL_DIRS": str(local),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "PYTHONPATH": str(SOURCE),
            "PYSPARK_PYTHON": sys.executable,
        }
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *arguments]
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def wait_for(found: Callable[[], Found | None]) -> Found:
    """What is found as soon as it is there. Raises TimeoutError where it never is."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if there := found():
            return there
        time.sleep(0.05)
    raise TimeoutError


def _private(path: Path, settings: dict[str, str]) -> None:
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
