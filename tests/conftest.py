"""What all tests share: one PostgreSQL and one demonstration for the whole run, the open data, and their order."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.installations import RUN, drop_migrated, installation, migrated_postgres, migrated_sqlite, once  # noqa: F401 -- fixtures of all
from tests.memory import Folder, roomy
from tests.postgres import ADDRESS, Server, binaries

PEOPLE = 1500  # in the demonstration that tests share
# begun first, the slowest before the others: the run must not end with all waiting for one of them
SLOW = (
    "pages/test_every_page",
    "pages/test_from_nothing",
    "pages/",
    "integration/test_area_exemplars",
    "integration/test_exemplars.py",
    "integration/test_killed",
    "unit/test_notebooks",
    "integration/test_reviewing_pairs",
    "integration/test_releases_of_counts",
)
# a generated test that is slow on a busy machine is not wrong
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
_server = pytest.StashKey[Server]()
_files = pytest.StashKey[Folder]()
ROOM = 6 * 1024**3  # bytes for the files of the tests of a run; those of a test that is over are removed


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that hands out the tests; the workers are told where it is."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    os.environ[RUN] = secrets.token_hex(4)
    if config.option.basetemp is None and roomy(ROOM):
        config.stash[_files] = Folder("joinedup-tests-")
        config.option.basetemp = str(config.stash[_files].path / "all")
    if os.environ.get(ADDRESS):
        return
    programs = binaries()
    if programs is None:
        return
    server = Server(programs)
    config.stash[_server] = server
    os.environ[ADDRESS] = server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started, and remove the tests' files."""
    if (files := config.stash.get(_files, None)) is not None:
        files.remove()
    server = config.stash.get(_server, None)
    if server is not None:
        os.environ.pop(ADDRESS, None)
        server.stop()
    elif not hasattr(config, "workerinput") and os.environ.get(ADDRESS) and not config.option.collectonly:
        drop_migrated()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests first; all others stay as they are."""
    here = Path(__file__).resolve().parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next((at for at, begins in enumerate(SLOW) if path.startswith(begins)), len(SLOW))

    items.sort(key=place)


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up borough as `joinedup demo` leaves it, for looking at and copying; nobody changes it.

    One worker makes it, the others wait and use the same. Beside it lies `shown.json`: what the command showed.
    """
    with once(tmp_path_factory, "lived-in") as (shared, first):
        folder = shared / "home"
        if first:
            words = ["demo", "--people", str(PEOPLE), "--no-serve", "--home", str(folder)]
            words += ["--json", str(shared / "shown.json")]
            environment = {key: value for key, value in os.environ.items() if not key.startswith("JOINEDUP_HOME")}
            command = [sys.executable, "-m", "joinedup.cli", *words]
            subprocess.run(command, check=True, capture_output=True, env=environment)
    return folder


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of open data beside the checkout, or in JOINEDUP_OPEN_DATA."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("JOINEDUP_OPEN_DATA", beside))
    if not (folder / "README.md").is_file():
        pytest.skip(f"the folder of open data is not there ({folder.name}); set JOINEDUP_OPEN_DATA to try on it")
    return folder
