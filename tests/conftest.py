"""What every test may use: one PostgreSQL for the whole run, and the folder of open data where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.postgres import ADDRESS, Server, binaries

_server = pytest.StashKey[Server]()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that hands out the tests; the workers are told where it is."""
    is_worker = hasattr(config, "workerinput")
    if is_worker or os.environ.get(ADDRESS) or config.option.collectonly:
        return
    programs = binaries()
    if programs is None:
        return
    server = Server(programs)
    config.stash[_server] = server
    os.environ[ADDRESS] = server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    server = config.stash.get(_server, None)
    if server is not None:
        os.environ.pop(ADDRESS, None)
        server.stop()


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of open data beside the checkout, or in JOINEDUP_OPEN_DATA."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("JOINEDUP_OPEN_DATA", beside))
    if not (folder / "README.md").is_file():
        pytest.skip(f"the folder of open data is not there ({folder.name}); set JOINEDUP_OPEN_DATA to try on it")
    return folder
