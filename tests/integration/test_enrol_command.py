"""`joinedup enrol` lets the first people into a new installation, and nobody by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.service.project.home import Home
from tests.made_up.partnership import Partnership


def _enrol(place: Home, tmp_path: Path, *more: str, email: str = "first@example.org") -> int:
    password = tmp_path / "password"
    if not password.exists():
        password.write_text("kettle lantern orchard 9\n", encoding="utf-8")
    where = ["--home", str(place.folder), "--password-file", str(password)]
    return status_of(["enrol", email, "--name", "First Person", *where, *more])


def _roles(email: str) -> list[tuple[str, str]]:
    from joinedup.service.accounts.queries import memberships, person_by_email

    person = person_by_email(email)
    return [(row.role, row.partner) for row in memberships(person)] if person else []


def test_the_first_coordinator_comes_in_and_it_is_told(installation: Home, tmp_path: Path) -> None:
    from joinedup.service.accounts.queries import person_by_email
    from joinedup.service.audit.queries import links

    assert _enrol(installation, tmp_path, "--role", "coordinator") == 0
    person = person_by_email("first@example.org")
    assert person is not None
    assert person.check_password("kettle lantern orchard 9")
    assert [link.kind for link in links()] == ["person-enrolled", "role-given"]
    assert "first@example.org" not in "".join(link.details + link.subject for link in links())


def test_people_of_a_partner_come_in_once_it_has_joined(installation: Home, tmp_path: Path) -> None:
    practitioner = ("--role", "practitioner", "--partner", "council", "--until", "2099-01-31")
    assert _enrol(installation, tmp_path, *practitioner) == 2
    Partnership("council")
    assert _enrol(installation, tmp_path, *practitioner) == 0
    assert _enrol(installation, tmp_path, "--role", "auditor") == 0
    assert set(_roles("first@example.org")) == {("practitioner", "council"), ("auditor", "")}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--role", "emperor"], "role-unknown"),
        (["--role", "resident"], "role-unknown"),
        (["--role", "practitioner"], "role-and-partner"),
        (["--role", "practitioner", "--partner", "nobody"], "role-and-partner"),
    ],
)
def test_a_role_that_cannot_be_is_refused(
    installation: Home, tmp_path: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _enrol(installation, tmp_path, *more) == 2
    assert said in capsys.readouterr().err
    assert _roles("first@example.org") == []


def test_a_weak_password_and_no_address_are_refused(
    installation: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password").write_text("password\n", encoding="utf-8")
    assert _enrol(installation, tmp_path, "--role", "coordinator") == 2
    assert "password-weak" in capsys.readouterr().err
    assert _enrol(installation, tmp_path, "--role", "coordinator", email="nobody") == 2
    assert "usage" in capsys.readouterr().err
    assert _roles("first@example.org") == []
