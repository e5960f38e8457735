"""`joinedup serve --with-work`, started for real and killed, leaves no process and no port behind.

That it stops when told to is seen by every test in a browser (`served` in tests/pages/conftest.py), and with other
programs in tests/unit/cli/test_children.py.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path


def _processes(home: Path) -> set[int]:
    """Every process that was started for this installation and has not ended."""
    wanted, found = f"JOINEDUP_HOME={home}".encode(), set()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
        except OSError:  # ended meanwhile, or somebody else's
            continue
    return found


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _within(seconds: float, wanted: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_killed_it_leaves_no_process_and_no_port_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JOINEDUP_", "DJANGO_"))}
    serving = subprocess.Popen(
        [sys.executable, "-m", "joinedup.cli", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--with-work"],
        env={**environment, "JOINEDUP_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        assert _within(120, lambda: serving.poll() is not None or _listens(port))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/help/", timeout=60) as page:
            assert page.status == 200
        # the one that serves, gunicorn and its worker, and the one that works
        assert _within(30, lambda: len(_processes(home)) == 4)
        serving.kill()
        assert _within(40, lambda: not _processes(home))
        assert not _listens(port)
    finally:
        for left in _processes(home):
            os.kill(left, signal.SIGKILL)
        serving.wait()
