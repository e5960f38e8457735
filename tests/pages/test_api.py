"""The programming interface as a partner's system meets it: a token, the same gate, and answers as described."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages.conftest import visiting

SCOPES = "supply ask receive"


@pytest.fixture(scope="module")
def token(browser: Browser, borough: str) -> Iterator[str]:
    """A token of a system that a data supplier registered in the browser."""
    with visiting(browser, borough) as dev:
        page = dev.sign_in("Dev Sample").goes("/systems/")
        page.fill("#id_title", "Housing database")
        page.get_by_role("button", name="Register").click()
        dev.accessible()
        client, secret = (page.locator("dd.joinedup-hash").nth(n).inner_text() for n in (0, 1))
        asked = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": SCOPES}
        body = urllib.parse.urlencode(asked).encode()
        with urllib.request.urlopen(f"{borough}/api/token/", data=body) as answer:
            yield json.load(answer)["access_token"]


def _get(address: str, token: str) -> tuple[int, str, dict[str, object]]:
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.headers["Content-Type"], json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers["Content-Type"], json.load(refused)


def test_a_system_sees_its_own_partner_s_agreements_and_every_reason(borough: str, token: str) -> None:
    status, _, agreements = _get(f"{borough}/api/agreements", token)
    assert status == 200
    found = {one["reference"]: one for one in agreements}  # type: ignore[index]
    assert not found["LA-0"]["in_force"]  # type: ignore[index]
    assert "ended" in {reason["code"] for reason in found["LA-0"]["reasons"]}  # type: ignore[index]


def test_without_a_token_and_beyond_it_the_answer_is_a_problem(borough: str, token: str) -> None:
    for address, wanted in ((f"{borough}/api/agreements", 401), (f"{borough}/api/agreements/NONE", 404)):
        status, kind, problem = _get(address, token if wanted == 404 else "made-up")
        assert (status, kind) == (wanted, "application/problem+json")
        assert problem["status"] == wanted


def test_every_operation_answers_as_it_is_described(borough: str, token: str, tmp_path: Path) -> None:
    """schemathesis tries each operation with made-up and broken calls: no error of ours, no breach of the schema."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{borough}/api/openapi.json",
        "-H", f"Authorization: Bearer {token}", "--max-examples", "10", "--seed", "1",
    ]  # fmt: skip
    tried = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)
    assert tried.returncode == 0, tried.stdout[-3000:]
