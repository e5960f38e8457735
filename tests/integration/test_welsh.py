"""Welsh: what the catalogues say is what people read, and no word of signing in is left in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from joinedup.service.project.home import Home

SERVICE = Path(__file__).resolve().parents[2] / "src" / "joinedup" / "service"
_PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)
SIGNING_IN = (
    "accounts/jinja2/account/login.html", "accounts/jinja2/account/locked.html",
    "accounts/jinja2/accounts/not-enrolled.html", "accounts/jinja2/accounts/invitation.html",
    "accounts/jinja2/accounts/guest.html", "accounts/jinja2/accounts/choose-role.html",
    "accounts/templates/mfa/index.html", "accounts/templates/mfa/webauthn/authenticator_list.html",
    "pages/jinja2/pages/layout.html", "pages/jinja2/pages/too-often.html",
)  # fmt: skip
_SAID = re.compile(r'_\("([^"]+)"\)|{% trans "([^"]+)" %}')


@pytest.mark.parametrize(
    "catalogue", sorted(SERVICE.glob("*/locale/cy/LC_MESSAGES/django.po")), ids=lambda p: p.parts[-5]
)
def test_every_catalogue_was_compiled_as_it_is_written(installation: Home, catalogue: Path) -> None:
    from django.utils.translation import gettext, override

    pairs = _PAIR.findall(catalogue.read_text(encoding="utf-8"))
    assert len(pairs) > 50
    with override("cy"):
        assert [words for words, welsh in pairs if gettext(words) != welsh] == []


@pytest.mark.parametrize("page", SIGNING_IN)
def test_no_word_of_signing_in_is_left_in_english(installation: Home, page: str) -> None:
    from django.utils.translation import gettext, override

    said = {one or other for one, other in _SAID.findall((SERVICE / page).read_text(encoding="utf-8"))}
    with override("cy"):
        assert [words for words in sorted(said) if gettext(words) == words] == []


def test_somebody_who_chooses_welsh_signs_in_in_welsh(installation: Home) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/language/", {"language": "cy", "next": "/account/login/"})
    page = client.get("/account/login/").content.decode()
    assert '<html lang="cy"' in page
    assert "Mewngofnodi" in page
    assert ">Sign in<" not in page
