"""Numbers that people have, valid by their check digits and never anybody's."""

from __future__ import annotations

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23 letters: I, O and S are left out (DfE, unique pupil numbers)
TEST_RANGE = "999"  # NHS numbers beginning with 999 are for tests only
NHS_SERIALS = 1_000_000  # about 909,000 of them have a check digit
_STEP = 611_953  # without a factor in common with the serials: neighbours get numbers far apart
_AUTHORITY = "835"  # a former authority (Dorset until 2019); with school numbers below 1000, which no school has


def nhs_number(serial: int) -> str:
    """The NHS number of the test range for a serial below NHS_SERIALS: 10 digits, check digit modulus 11.

    Empty where the check digit would be 10, which no NHS number has. Different serials give different numbers.
    """
    body = f"{TEST_RANGE}{serial * _STEP % NHS_SERIALS:06d}"
    check = (11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11) % 11
    return "" if check == 10 else f"{body}{check}"


def upn(school: int, year: int, serial: int) -> str:
    """A unique pupil number: check letter, authority, school (0 to 999), year given, serial (0 to 999)."""
    digits = f"{_AUTHORITY}{school:04d}{year % 100:02d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    return f"{_UPN_LETTERS[total % 23]}{digits}"
