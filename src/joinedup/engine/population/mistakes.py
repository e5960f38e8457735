"""The mistakes that real extracts have, each with its rate: how a true value comes to be written down wrong."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from attrs import asdict, frozen

_NEAR = {  # neighbours on a UK keyboard
    "a": "qws", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nk", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xa",
}  # fmt: skip
_READ_WRONG = {"m": "rn", "w": "vv", "l": "1", "o": "0", "s": "5", "cl": "d", "e": "c"}
_SOUNDS = (
    ("ph", "f"), ("ie", "ei"), ("ck", "k"), ("y", "ie"), ("c", "k"), ("th", "t"), ("ee", "ea"), ("ll", "l"),
    ("nn", "n"), ("ar", "er"),
)  # fmt: skip
NICKNAMES = {
    "William": ("Bill", "Will", "Billy"), "Elizabeth": ("Liz", "Beth", "Betty"), "Robert": ("Bob", "Rob"),
    "Margaret": ("Maggie", "Peggy"), "James": ("Jim", "Jamie"), "Katherine": ("Kate", "Kathy"),
    "Thomas": ("Tom",), "Richard": ("Dick", "Rick"), "Michael": ("Mike", "Mick"), "Edward": ("Ted", "Ed"),
    "Patricia": ("Pat", "Tricia"), "Susan": ("Sue",), "Christopher": ("Chris",), "Christine": ("Chris", "Tina"),
    "Anthony": ("Tony",), "Joseph": ("Joe",), "Charles": ("Charlie",), "Daniel": ("Dan", "Danny"),
    "Matthew": ("Matt",), "Samuel": ("Sam",), "Benjamin": ("Ben",), "Alexander": ("Alex", "Sandy"),
    "Victoria": ("Vicky",), "Rebecca": ("Becky",), "Jennifer": ("Jenny", "Jen"), "Deborah": ("Debbie",),
    "Dorothy": ("Dot", "Dolly"), "Frederick": ("Fred",), "Kenneth": ("Ken",), "Ronald": ("Ron",),
    "Andrew": ("Andy",), "Stephen": ("Steve",), "Nicholas": ("Nick",), "Jonathan": ("Jon",), "David": ("Dave",),
    "Peter": ("Pete",), "Pamela": ("Pam",), "Jacqueline": ("Jackie",), "Kathleen": ("Kath",),
    "Mohammed": ("Mohamed", "Muhammad", "Mohd"), "Muhammad": ("Mohammed", "Mohammad"), "Krzysztof": ("Chris",),
    "Katarzyna": ("Kasia",), "Aleksandra": ("Ola",), "Andrei": ("Andrew",),
}  # fmt: skip


@frozen
class Rates:
    """How often a system gets things wrong, as shares of its records; where said, of those it can happen to.

    typo: a slip, in each of forename, surname and street. nickname: a short form, of those whose name has one.
    initial: a forename's first letter only. missing_born, placeholder_born: no birth date, or 1900-01-01 in its
    place. swapped_date: day and month, of those whose day is a month. old_address: the address before the last
    move, of those who moved. maiden: the name before marriage, of those who have one. missing_number,
    wrong_number: of NHS numbers. wrong_uprn: one figure wrong, mostly another dwelling's. missing_contact, old_contact:
    of telephone numbers and e-mail addresses each. untidy: capitals or blanks astray in the name or the postcode.
    duplicate: a person written down twice.
    """

    typo: float = 0.03
    nickname: float = 0.15
    initial: float = 0.03
    swapped_names: float = 0.004
    missing_forename: float = 0.005
    missing_born: float = 0.03
    placeholder_born: float = 0.008
    swapped_date: float = 0.015
    wrong_digit_date: float = 0.015
    old_address: float = 0.35
    maiden: float = 0.12
    missing_postcode: float = 0.015
    wrong_postcode: float = 0.015
    missing_uprn: float = 0.08
    wrong_uprn: float = 0.01
    missing_contact: float = 0.2
    old_contact: float = 0.08
    missing_number: float = 0.2
    wrong_number: float = 0.006
    missing_sex: float = 0.02
    untidy: float = 0.03
    duplicate: float = 0.01

    def times(self, factor: float) -> Rates:
        """The same with rates multiplied, at most to a half; old addresses, maiden names and numbers as they are."""
        kept = {"old_address", "maiden", "missing_number", "missing_uprn", "missing_contact", "old_contact"}
        return Rates(**{n: v if n in kept else min(0.5, v * factor) for n, v in asdict(self).items()})


def typo(text: str, chance: Random) -> str:
    """One slip: a neighbouring key, letters swapped, dropped or doubled, a misread or misheard letter."""
    if len(text) < 3:
        return text
    place = chance.randrange(1, len(text))
    kind = chance.randrange(6)
    letter = text[place].lower()
    if kind == 0 and letter in _NEAR:
        return text[:place] + chance.choice(_NEAR[letter]) + text[place + 1 :]
    if kind == 1 and text[place - 1].lower() != letter:
        return text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]
    if kind == 2:
        return text[:place] + text[place + 1 :]
    if kind == 3:
        return text[:place] + text[place] + text[place:]
    if kind == 4 and letter in _READ_WRONG:
        return text[:place] + _READ_WRONG[letter] + text[place + 1 :]
    for heard, written in chance.sample(_SOUNDS, len(_SOUNDS)):
        if heard in text.lower()[1:]:
            at = text.lower().index(heard, 1)
            return text[:at] + written + text[at + len(heard) :]
    return text[:place] + text[place + 1 :]


def wrong_postcode(postcode: str, chance: Random) -> str:
    """A postcode with its last letter or one of its figures wrong."""
    if chance.random() < 0.5:
        return postcode[:-1] + chance.choice("ABDEFGHJLNPQRSTUWXYZ".replace(postcode[-1], ""))
    place = chance.choice([place for place, letter in enumerate(postcode) if letter.isdigit()])
    return postcode[:place] + str((int(postcode[place]) + chance.randrange(1, 9)) % 10) + postcode[place + 1 :]


def untidy(record: dict[str, Any], chance: Random) -> None:
    """Capitals or blanks astray in the name or the postcode of a record, which is changed."""
    kind = chance.randrange(4)
    if kind == 0:
        record["forename"], record["surname"] = record["forename"].upper(), record["surname"].upper()
    elif kind == 1:
        record["forename"], record["surname"] = record["forename"].lower(), f" {record['surname'].lower()}"
    elif kind == 2:
        record["postcode"] = record["postcode"].replace(" ", "")
    else:
        record["postcode"] = record["postcode"].lower()


def swapped(day: date) -> date:
    """Day and month the wrong way round, where that is a date; else the same."""
    return day.replace(day=day.month, month=day.day) if day.day <= 12 else day


def wrong_digit(day: date, chance: Random) -> date:
    """A birth date with one part slightly wrong: the day, the month, or the year by one or ten.

    Rarely, so, a day to come.
    """
    kind = chance.randrange(4)
    if kind == 0:
        return day.replace(day=1 + (day.day + chance.randrange(1, 9)) % 28)
    if kind == 1:
        return day.replace(day=min(day.day, 28), month=1 + (day.month + chance.randrange(1, 4)) % 12)
    years = chance.choice((-10, -1, 1, 10))
    return day.replace(day=min(day.day, 28), year=day.year + years)


def wrong_figure(number: str, chance: Random) -> str:
    """A number with one figure wrong, so that its check digit mostly fails."""
    place = chance.randrange(len(number))
    return number[:place] + str((int(number[place]) + chance.randrange(1, 9)) % 10) + number[place + 1 :]
