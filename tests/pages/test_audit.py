"""The audit chain in a browser: sentences, filters, export, proof, checkpoints."""

from __future__ import annotations

import json
import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.pages.conftest import visiting


def test_the_auditor_reads_proves_exports_and_keeps_a_checkpoint(
    browser: Browser, borough: str, tmp_path: Path
) -> None:
    with visiting(browser, borough) as aud:
        page = aud.sign_in("Aud Sample").goes("/audit/")
        aud.picture("audit")
        expect(page.locator("main")).to_contain_text("It ends as it was sealed")
        page.get_by_role("button", name="Prove it now").click()
        for _ in range(60):
            time.sleep(1)
            if "every event, row, sealed, released" in aud.goes("/audit/").content():
                break
        expect(page.locator("main")).to_contain_text("Whole")
        page.fill("#id_words", "LA-3")
        page.get_by_role("button", name="Find").click()
        aud.accessible()
        expect(page.locator("main")).to_contain_text("LA-3")
        lines = page.request.get(f"{borough}/audit/events.csv?kind=movement-refused").text().splitlines()
        assert lines[0].startswith("event,at,kind")
        assert all("movement-refused" in line for line in lines[1:])
        aud.goes("/audit/")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download a signed checkpoint").click()
        kept = tmp_path / "checkpoint.json"
        download.value.save_as(kept)
        assert _compared(aud, kept) == "It fits."
        plain = json.loads(kept.read_text())
        kept.write_text(json.dumps({**plain, "hash": "0" * 64}))
        assert "not a checkpoint" in _compared(aud, kept)


def _compared(aud, file: Path) -> str:  # type: ignore[no-untyped-def]
    page = aud.goes("/audit/checkpoint/compare/")
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Compare").click()
    aud.accessible()
    found = page.locator(".govuk-inset-text strong, .govuk-error-summary li")
    return str(found.first.inner_text())


def test_a_partner_s_lead_sees_only_what_is_about_their_partner(browser: Browser, borough: str) -> None:
    with visiting(browser, borough) as ines:
        words = ines.sign_in("Ines Other").goes("/audit/").content()
        assert "Prove it now" not in words
        assert "Madeup Schools Trust" not in words
