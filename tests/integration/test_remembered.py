"""What every process that serves pages knows: a one-time code serves once, whichever of them is asked."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from joinedup.service.project.home import Home
from tests.made_up.people import enrolled

ASK = """
import sys
from joinedup.service.project.start import open_existing
open_existing(None)
from allauth.mfa.models import Authenticator
print(Authenticator.objects.get().wrap().validate_code(sys.argv[1]))
"""


def elsewhere(code: str) -> str:
    """What another process says of a code."""
    asked = subprocess.run([sys.executable, "-c", ASK, code], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def remembered() -> Any:
    from django.core.cache import cache

    return cache


def test_a_code_that_served_in_one_process_serves_in_no_other(installation: Home) -> None:
    from allauth.mfa.totp.internal import auth

    from joinedup.service.accounts.models import Person

    person = Person.objects.get(pk=enrolled("analyst", "council"))
    secret = auth.generate_totp_secret()
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    kept = auth.TOTP.activate(person, secret)
    assert kept.validate_code(code)
    assert not kept.validate_code(code)
    assert elsewhere(code) == "False"


def test_of_two_who_say_the_same_one_is_told_yes(installation: Home) -> None:
    assert remembered().add("a", [1.5], 60)
    assert not remembered().add("a", [2.5], 60)
    assert remembered().get("a") == [1.5]


def test_what_is_over_is_forgotten(installation: Home) -> None:
    from joinedup.service.accounts.models import Note

    cache = remembered()
    cache.set("a", 1, 0)
    assert cache.get("a", "nothing") == "nothing"
    assert not cache.touch("a", 60)
    assert cache.add("a", 2, 60)
    cache.set("a", 3, 60)
    assert (cache.get("a"), cache.touch("a", 0), cache.get("a")) == (3, True, None)
    cache.set("b", 4, None)
    assert (cache.get("b"), cache.delete("b"), cache.delete("b")) == (4, True, False)
    cache.set("c", 5)
    cache.clear()
    assert not Note.objects.exists()


def test_neither_codes_nor_names_can_be_read_in_the_register(installation: Home) -> None:
    from joinedup.service.accounts.models import Note

    remembered().set("rl:login:ada@example.org:123456", [1.0], 60)
    [note] = Note.objects.all()
    assert not any(word in f"{note.about} {note.value}" for word in ("ada", "123456"))
