"""Codes are easy to type, and each its own."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from joinedup.service.residents.codes import GROUP, GROUPS, SIGNS, new_code, typed


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert len(code.written.split("-")) == GROUPS
    assert {len(group) for group in code.written.split("-")} == {GROUP}
    for text in (code.written, code.written.lower(), code.written.replace("-", " "), f" {code.tag}{code.rest} "):
        assert typed(text) == code


def test_no_two_are_the_same_and_no_sign_is_taken_for_another() -> None:
    assert len({new_code() for _ in range(200)}) == 200
    assert not set(SIGNS) & set("AEIOUL018")


def test_the_proof_changes_with_the_date_of_birth() -> None:
    code = new_code()
    assert code.proof(date(1980, 3, 31)) != code.proof(date(1980, 3, 30))
    assert code.tag not in code.proof(date(1980, 3, 31))


@given(st.text(max_size=60))
def test_anything_else_is_no_code(text: str) -> None:
    found = typed(text)
    assert found is None or len(found.tag + found.rest) == GROUPS * GROUP
