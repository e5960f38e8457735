"""What people say, and what statistics call it, kept as dated data in `sayings.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

import cattrs
from attrs import frozen


@frozen
class Saying:
    """What people say, and the words of figures that it leads to. `source`: the publication whose words these are."""

    said: tuple[str, ...]
    means: tuple[str, ...]
    source: str = ""


@frozen
class Sayings:
    """The whole list. `reviewed`: when somebody last went through it; the texts hold words with blanks between."""

    reviewed: date
    ignored: str
    of_whom_and_how: str
    sayings: tuple[Saying, ...]

    def meanings(self) -> Mapping[str, tuple[str, ...]]:
        """For everything that is said, all that it leads to."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.sayings:
            for said in one.said:
                found[said] = (*found.get(said, ()), *one.means)
        return found


def _read() -> Sayings:
    text = resources.files(__package__).joinpath("sayings.toml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda day, _: day)
    return converter.structure(tomllib.loads(text), Sayings)


SAYINGS = _read()
STOP = frozenset(SAYINGS.ignored.split())
OF_WHOM_AND_HOW = frozenset(SAYINGS.of_whom_and_how.split())
SAID = SAYINGS.meanings()
