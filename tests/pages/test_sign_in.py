"""Signing in to a demonstration, and what each role finds first."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Visitor


def test_a_stranger_is_asked_to_sign_in(visitor: Visitor) -> None:
    page = visitor.goes("/")
    assert page.locator("h1").inner_text() == "Sign in"
    visitor.picture("sign-in")


@pytest.mark.parametrize("name", ["Priya", "Ana", "Dev", "Ines", "Corin", "Aud", "Adi", "Chief Executive"])
def test_each_role_lands_on_a_page_of_its_own(visitor: Visitor, name: str) -> None:
    visitor.sign_in(name)
    visitor.accessible()
    for path in ("/me/", "/notices/", "/help/", "/privacy/", "/accessibility/"):
        visitor.goes(path)
    assert visitor.said == []


def test_what_is_not_there_and_what_is_not_ours_are_said_in_words(visitor: Visitor) -> None:
    visitor.sign_in("Ana")
    assert "Page not found" in visitor.goes("/nowhere/", 404).locator("h1").inner_text()
    assert "You cannot do this" in visitor.goes("/machine/", 403).locator("h1").inner_text()
