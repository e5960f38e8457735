"""A throwaway PostgreSQL for the whole test run: Debian's own server, on a free port, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

ADDRESS = "JOINEDUP_TEST_POSTGRES"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    for folder in (*found, Path("/usr/local/bin"), Path("/usr/bin")):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


class Server:
    """One server. PostgreSQL refuses to run as root, so root starts it as the user `postgres`."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="joinedup-postgres-"))
        self._account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        account = self._account
        subprocess.run(
            [str(self._programs / program), "-D", str(self._folder / "data"), *arguments],
            check=True,
            cwd=self._folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    def start(self) -> str:
        """Start it and return its address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._run("initdb", "--auth=trust", "--username=joinedup", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -k {self._folder} -h 127.0.0.1 {FAST}"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        return f"postgresql://joinedup@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Stop it and remove everything."""
        self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)
