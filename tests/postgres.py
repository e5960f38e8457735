"""A throwaway PostgreSQL for the whole test run: Debian's own server, on a free port, in a temporary folder.

A watcher stops the server and removes its folder when the test run is over, however that ended: it waits
on a pipe which the operating system closes with the process that started the server.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.memory import MEMORY, roomy

ADDRESS = "JOINEDUP_TEST_POSTGRES"
# nothing here outlives the run, and no table lives long enough to be vacuumed
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=60"
ROOM = 2 * 1024**3  # bytes: the databases of three workers, their log, and as much again
WATCH = 'read -r _; "$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1; rm -rf -- "$2"'


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: Debian's newest version, else what pg_config or PATH say, else None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout
        folders.append(Path(said.strip()))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


class Server:
    """One server. PostgreSQL refuses to run as root, so root starts it as the user `postgres` (or `nobody`)."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # in memory a database is copied in a twentieth of the time. Else directly in /tmp: the path of a socket is
        # short, and TMPDIR may be a folder that only root can enter
        where = MEMORY if roomy(ROOM) else Path("/tmp")
        self._folder = Path(tempfile.mkdtemp(prefix="joinedup-postgres-", dir=where))
        self._account = _unprivileged() if os.getuid() == 0 else None
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)
        self._watcher: subprocess.Popen[bytes] | None = None

    def _command(self, *command: str) -> dict[str, Any]:
        account = self._account
        return {
            "args": command,
            "cwd": self._folder,
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            "stdout": subprocess.DEVNULL,
            "user": account.pw_uid if account else None,
            "group": account.pw_gid if account else None,
            "extra_groups": [] if account else None,
        }

    def _run(self, program: str, *arguments: str) -> None:
        command = self._command(str(self._programs / program), "-D", str(self._folder / "data"), *arguments)
        subprocess.run(**command, check=True)

    def start(self) -> str:
        """Start it and return its address."""
        watching = self._command("sh", "-c", WATCH, "watch", str(self._programs), str(self._folder))
        self._watcher = subprocess.Popen(**watching, stdin=subprocess.PIPE, start_new_session=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._run("initdb", "--auth=trust", "--username=joinedup", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -k {self._folder} -h 127.0.0.1 {FAST}"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        return f"postgresql://joinedup@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Stop it and remove everything."""
        if self._watcher is not None:
            self._watcher.communicate(timeout=60)
        shutil.rmtree(self._folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
