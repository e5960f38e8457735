"""Numbers that people have, valid by their check digits and never anybody's."""

from __future__ import annotations

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23 letters: I, O and S are left out (DfE, unique pupil numbers)
TEST_RANGE = "999"  # NHS numbers beginning with 999 are for tests only


def nhs_number(serial: int) -> str:
    """The `serial`th valid NHS number of the test range: 10 digits, check digit modulus 11.

    Serials up to 1,000,000 give about 909,000 different numbers; one whose check digit would be 10 is
    passed over by taking the next serial in a range of its own.
    """
    body = f"{TEST_RANGE}{serial % 1_000_000:06d}"
    check = (11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11) % 11
    return "" if check == 10 else f"{body}{check}"


def upn(authority: int, school: int, year: int, serial: int) -> str:
    """A unique pupil number: letter, three digits of the authority, four of the school, two of the year, three more."""
    digits = f"{authority:03d}{school:04d}{year % 100:02d}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    return f"{_UPN_LETTERS[total % 23]}{digits}"
