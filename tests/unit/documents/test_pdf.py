"""The PDF: tagged for a screen reader, made from nothing but its HTML, the same bytes each time."""

from __future__ import annotations

import builtins
import re
import shutil
import socket
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.made_up.agreements import agreement
from tests.unit.documents.a_copy import copy_of

from joinedup.engine.errors import JoinedupError
from joinedup.service.documents.agreement_page import agreement_html
from joinedup.service.documents.pdf import pdf

PAGE = '<html lang="en-GB"><head><title>A page</title></head><body><h1>Heading</h1>{}</body></html>'


def whole(made: bytes) -> bytes:
    """The file with what is compressed in it unpacked."""
    found = [made]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:  # a part that is not compressed: it is in the file as it is
            continue
    return b"\n".join(found)


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(agreement_html(agreement(), copy_of()))


def test_it_is_tagged_and_says_its_language_and_title(made: bytes) -> None:
    inside = whole(made)
    assert made.startswith(b"%PDF-1.7")
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", inside)
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"/Lang\s*\(en-GB\)", inside)
    assert b"/DisplayDocTitle true" in inside
    assert re.search(rb"<pdfuaid:part[^>]*>1<|pdfuaid:part=.1.", inside)


@pytest.mark.parametrize("role", ["H1", "H2", "H3", "P", "Table", "TH", "TD", "L", "LI", "Link"])
def test_headings_tables_lists_and_links_are_marked_as_such(made: bytes, role: str) -> None:
    assert re.search(rf"/S\s*/{role}\b".encode(), whole(made))


def test_its_hash_is_among_its_properties(made: bytes) -> None:
    assert copy_of().hash.encode() in whole(made)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not here to read the PDF")
def test_every_page_carries_the_hash_and_where_to_ask(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "agreement.pdf"
    path.write_bytes(made)
    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    pages = read.rstrip("\f").split("\f")
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Version {copy_of().hash}" in page
        assert f"Is this the current version? {copy_of().current_address}" in page
        assert f"Page {number} of {len(pages)}" in page


def test_the_same_html_gives_the_same_bytes(made: bytes) -> None:
    assert pdf(agreement_html(agreement(), copy_of())) == made
    assert pdf(agreement_html(evolve(agreement(), title="Another"), copy_of())) != made


PARTS = (
    '<img src="{}" alt="picture">',
    '<link rel="stylesheet" href="{}">',
    '<style>@import url("{}");</style>',
    '<p style="background: url({})">words</p>',
    '<object data="{}">words</object>',
    '<link rel="attachment" href="{}">',
)

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
STYLE = "h1 { margin: 99pt }"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.filterwarnings("default")  # that something could not be had may be said
def test_no_file_is_read(part: str, tmp_path: Path) -> None:
    style = "stylesheet" in part or "@import" in part
    path = tmp_path / ("style.css" if style else "picture.svg")
    html = PAGE.format(part.format(path.as_uri()))
    path.write_text(STYLE if style else PICTURE)
    with_it = pdf(html)
    path.unlink()
    assert pdf(html) == with_it
    assert b"EmbeddedFile" not in whole(with_it)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.filterwarnings("default")
def test_nobody_is_called(part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        pdf(PAGE.format(part.format(f"http://127.0.0.1:{server.getsockname()[1]}/x.png")))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library")
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(JoinedupError) as caught:
        pdf(PAGE.format(""))
    assert caught.value.code == "pdf-unavailable"
    assert "libpango-1.0-0" in caught.value.do
    assert "fonts-dejavu-core" in caught.value.do
