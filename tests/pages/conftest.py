"""The real service in a process of its own, and Debian's Chromium before it.

The made-up borough of `lived_in` serves them all; each test module that changes things gets a copy of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

# how a page is built: elements, their attributes without what they lead to and hold, and where there are words at all
BUILD = """() => [...document.querySelectorAll('*')].map(one => one.tagName + one.childElementCount +
    [...one.attributes].filter(each => !['href', 'action', 'value', 'content', 'src', 'nonce'].includes(each.name))
        .map(each => each.name + '=' + each.value).join(' ') +
    [...one.childNodes].map(each => each.nodeType == 3 && each.data.trim() ? 'words' : '').join('')).join(' / ')"""
IN_COMMON = ("test_sign_in", "test_every_page", "test_drafting", "test_audit", "test_lookups", "test_api")
LOOKED_AT: set[tuple[str, str]] = set()

expect.set_options(timeout=30_000)  # a busy machine is no fault
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def chromium() -> str:
    """Where Debian's Chromium is."""
    return shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(chromium()).exists():
        pytest.skip("no Chromium: './run test' installs or names it")
    # the browser keeps a loop running in this process, which Django would take for its own when later tests use it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield opened
        opened.close()


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """The service over an installation, with its worker; the value is its address."""
    port = free_port()
    environment = {**os.environ, "JOINEDUP_HOME": str(home), **settings}
    for own in ("JOINEDUP_DATABASE", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(own, None)
    environment.update(settings)
    command = [
        sys.executable,
        "-m",
        "joinedup.cli",
        "serve",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--with-work",
    ]
    with (home.parent / f"{home.name}.log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _until_up(f"http://127.0.0.1:{port}/help/", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()  # which stops what it started, and waits for it
            try:
                assert running.wait(timeout=60) == 0
                assert _is_free(port), "the service ended, and somebody listens at its port still"
            finally:
                running.kill()
                running.wait()


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def _until_up(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        assert running.poll() is None, "the service ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the service did not begin to answer within 90 seconds")


@pytest.fixture(scope="session")
def common_borough(lived_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over a borough that modules share which change little in it."""
    folder = tmp_path_factory.mktemp("common") / "home"
    shutil.copytree(lived_in, folder)
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def borough(request: pytest.FixtureRequest, lived_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over a borough of this module's own, or over the common one."""
    if request.module.__name__.rpartition(".")[2] in IN_COMMON:
        yield request.getfixturevalue("common_borough")
        return
    folder = tmp_path_factory.mktemp("borough") / "home"
    shutil.copytree(lived_in, folder)
    with served(folder) as address:
        yield address


class Visitor:
    """A page in the browser, and what a person does with it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.said: list[str] = []
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)

    def sign_in(self, name: str) -> Visitor:
        """As one of the made-up people of a demonstration."""
        self.page.goto(f"{self.address}/account/login/")
        self.page.locator(f"button:has-text('{name}')").first.click()
        self.page.wait_for_url(lambda address: "/account/login/" not in address)
        return self

    def goes(self, path: str, status: int = 200) -> Page:
        """Open a page; nothing may go wrong on it, and axe finds nothing on it."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == status, path
        self.accessible()
        return self.page

    def accessible(self) -> None:
        """axe-core finds no breach of WCAG 2.2 A and AA on the page as it is now.

        A page of the very same build, at the same width, is looked at once in a run: only words and numbers differ.
        """
        self.page.wait_for_load_state()
        built = (str(self.page.viewport_size), hashlib.sha256(self.page.evaluate(BUILD).encode()).hexdigest())
        if built in LOOKED_AT:
            return
        found = self._breaches()
        said = [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
        assert not said, (self.page.url, said)
        LOOKED_AT.add(built)

    def _breaches(self) -> list[dict[str, Any]]:
        """What axe finds. A page that was left for the next one while axe looked is looked at once more."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        for last in (False, True):
            self.page.wait_for_load_state()
            try:
                looked = Axe().run(self.page, options={"runOnly": tags, "resultTypes": ["violations"]})
            except PlaywrightError:
                if last:
                    raise
                continue
            return list(looked.response["violations"])
        raise AssertionError("never reached")

    def picture(self, name: str) -> None:
        """Keep a picture of the page for the guide, where JOINEDUP_PICTURES asks for it."""
        if os.environ.get("JOINEDUP_PICTURES"):
            self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@contextmanager
def visiting(browser: Browser, address: str, width: dict[str, int] = WIDE, *, script: bool = True) -> Iterator[Visitor]:
    """A fresh visitor, signed in nowhere."""
    context = browser.new_context(viewport=width, java_script_enabled=script, locale="en-GB")  # type: ignore[arg-type]
    try:
        yield Visitor(context.new_page(), address)
    finally:
        context.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def visitor(request: pytest.FixtureRequest, browser: Browser, borough: str) -> Iterator[Visitor]:
    """Somebody before the made-up borough, on a wide screen and on a narrow one."""
    with visiting(browser, borough, request.param) as one:
        yield one
