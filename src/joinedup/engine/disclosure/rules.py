"""Rule sets: which counts are too small to publish, as dated data with sources; one TOML file each in `rule_sets`.

A rule says which counts are primary (`smallest` to `largest`) and whether zeros are published. Bodies change
their rules: "last checked" is the day somebody read the source, not a promise that it is in force. A body that
names no number has a file too, without a threshold: it is listed, and cannot be applied.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from joinedup.engine.errors import error

NEAREST, MIDPOINT = "nearest", "midpoint"
SUMS = "sums"
_NONE = -1
_NAMED = 10  # areas that an error names
_STALE_DAYS = 365  # a source that nobody has read for longer than a year is said to be old


@frozen
class Rule:
    """Counts from `smallest` to `largest` are left out. `smallest` is 0 where zeros are left out too.

    Dates are ISO text, empty where the source gives none. `round_to`: the base the body rounds to, 0 for none.
    `least_people`: the population below which an area is not shown by itself, 0 for none. Dominance is for
    amounts: a cell where the `dominance_n` greatest give more than `dominance_share` per cent, or where the second
    greatest could estimate the greatest to within `p_percent` per cent; 0 for none. `rounding`: `NEAREST`, the same as
    "", or `MIDPOINT`, which leaves nothing out. `totals`: "" where each is rounded by itself, `SUMS` where they are the
    sums of the rounded counts.
    """

    name: str
    title: str
    smallest: int
    largest: int
    source: str
    last_checked: str
    note: str = ""
    body: str = ""
    address: str = ""
    starts: str = ""
    ends: str = ""
    round_to: int = 0
    least_people: int = 0
    dominance_n: int = 0
    dominance_share: int = 0
    p_percent: int = 0
    rounding: str = ""
    totals: str = ""

    @property
    def rounds(self) -> bool:
        """Whether the body rounds what it shows."""
        return self.round_to > 0

    @property
    def rounding_in_words(self) -> str:
        """What is rounded and how, as a sentence; empty where nothing is."""
        if not self.rounds:
            return ""
        if self.rounding == MIDPOINT:
            middle = self.round_to - self.round_to // 2
            how = f"each count above 0 becomes the middle of its {self.round_to} (1 to {self.round_to}: {middle})"
        else:
            how = f"each count shown is rounded to the nearest {self.round_to}"
        totals = "totals are the sums of these" if self.totals == SUMS else "totals too, each by itself"
        return f"{how[:1].upper()}{how[1:]}, {totals}"

    @property
    def zeros_published(self) -> bool:
        """Whether anyone can infer that a suppressed cell is not zero."""
        return self.smallest > 0

    @property
    def has_threshold(self) -> bool:
        """Whether the body names a number at all."""
        return self.largest != _NONE

    @property
    def dominated(self) -> int:
        """The greatest count that the dominance rules reach, where everybody in it weighs the same."""
        by_share = (100 * self.dominance_n - 1) // self.dominance_share if self.dominance_share else 0
        by_p = 1 + -(-self.p_percent // 100) if self.p_percent else 0
        return max(by_share, by_p)

    @property
    def dominance_in_words(self) -> str:
        """Where one great contributor dominates, for a sentence; empty where the rule set says nothing of it."""
        who = f"the {self.dominance_n} greatest give" if self.dominance_n > 1 else "the greatest gives"
        return f"{who} more than {self.dominance_share} %" if self.dominance_n else ""

    @property
    def estimate_in_words(self) -> str:
        """Where one contributor can estimate another, for a sentence; empty where the rule set says nothing of it."""
        estimated = f"the second greatest could estimate the greatest to within {self.p_percent} %"
        return estimated if self.p_percent else ""

    def at_least(self, count: int, whose: str) -> Rule:
        """The stricter of this rule and of one that shows no count of fewer people than this.

        whose: who asks for that, for the words. Where zeros are shown they still are.
        """
        if not self.has_threshold or count - 1 <= self.largest:
            return self
        shown = "zeros are published" if self.zeros_published else "and so are zeros"
        title = f"Counts {max(self.smallest, 1)} to {count - 1} are left out, {shown}"
        note = f"{whose} asks for at least {count}, more than {self.name} ({self.title[:1].lower()}{self.title[1:]})."
        return attrs.evolve(self, largest=count - 1, title=title, note=f"{note} {self.note}".strip())

    def standing(self, on: date) -> str:
        """In words what a person should know of its dates on this day; empty where it may be used as it is."""
        if self.starts and on < date.fromisoformat(self.starts):
            return f"It is not in force before {_in_words(self.starts)}."
        if self.ends and on > date.fromisoformat(self.ends):
            return f"It was in force until {_in_words(self.ends)}: look for what follows it."
        if (on - date.fromisoformat(self.last_checked)).days > _STALE_DAYS:
            return f"Its source was last read on {_in_words(self.last_checked)}: read it again."
        return ""


def _in_words(day: str) -> str:
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B %Y}"


_DATES = ("last_checked", "starts", "ends")
_NUMBERS = ("smallest", "largest", "round_to", "least_people", "dominance_n", "dominance_share", "p_percent")
_NEEDED = ("name", "title", "source", "last_checked")


def read_rule(text: str, where: str) -> Rule:
    """A rule set from the text of its file. Raises `rules-unreadable`, which says what is wrong in it."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise error("rules-unreadable", where=where, problem="it is not TOML") from failure
    for problem in _problems(said):
        raise error("rules-unreadable", where=where, problem=problem)
    for name in _DATES:
        said[name] = said[name].isoformat() if name in said else ""
    rule = Rule(**{"smallest": _NONE, "largest": _NONE, **said})
    if rule.has_threshold and rule.dominated and not (rule.smallest <= 1 and rule.dominated <= rule.largest):
        raise error("rules-unreadable", where=where, problem="its dominance rule reaches counts that it publishes")
    return rule


def _problems(said: Mapping[str, Any]) -> list[str]:
    known = [field.name for field in attrs.fields(Rule)]
    found = [f"{name} is not a word of it" for name in said if name not in known]
    found += [f"{name} is missing" for name in _NEEDED if not said.get(name)]
    for name, value in said.items():
        if name in _DATES and type(value) is not date:
            found.append(f"{name} is not a date")
        elif name in _NUMBERS and (type(value) is not int or value < 0):
            found.append(f"{name} is not a whole number, 0 or more")
        elif name not in (*_DATES, *_NUMBERS) and not isinstance(value, str):
            found.append(f"{name} is not text")
    if found:
        return found
    if said.get("rounding", NEAREST) not in (NEAREST, MIDPOINT) or said.get("totals", SUMS) != SUMS:
        found.append(f"rounding is {NEAREST} or {MIDPOINT}, and totals {SUMS} or not said")
    if said.get("round_to", 0) == 1 or ({"rounding", "totals"} & said.keys() and not said.get("round_to")):
        found.append("what is rounded needs round_to, a whole number from 2 on")
    if ("smallest" in said) != ("largest" in said):
        found.append("smallest and largest go together")
    if said.get("smallest", 0) > min(said.get("largest", 0), 1):
        found.append("smallest is 0 or 1, and not above largest")
    if ("starts" in said and "ends" in said) and said["ends"] < said["starts"]:
        found.append("it ends before it starts")
    return found


def _library() -> tuple[Rule, ...]:
    files = (resources.files(__package__) / "rule_sets").iterdir()
    found = {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")}
    return tuple(read_rule(text, name) for name, text in sorted(found.items()))


LIBRARY: tuple[Rule, ...] = _library()
RULES: dict[str, Rule] = {rule.name: rule for rule in LIBRARY if rule.has_threshold}
DEFAULT = RULES["counts-under-5"]
FOR_AMOUNTS = RULES["acro"]
NO_OWN: Mapping[str, Rule] = {}


def rule_named(name: str, own: Mapping[str, Rule] = NO_OWN) -> Rule:
    """The rule set of this name, a partnership's own before the library's.

    Raises `rules-unknown`, which lists those there are, and `rules-without-threshold` for a body that names no number.
    """
    there = {**RULES, **own}
    if name in there:
        return there[name]
    if any(rule.name == name for rule in LIBRARY):
        raise error("rules-without-threshold", where=name)
    raise error("rules-unknown", there_are=", ".join(sorted(there)))


def own_rule(path: Path) -> Rule:
    """A partnership's own rule set, from its file. Raises `file-missing`, `rules-unreadable`."""
    if not path.is_file():
        raise error("file-missing", where=str(path))
    try:
        rule = read_rule(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as failure:
        raise error("rules-unreadable", where=str(path), problem="it is not UTF-8") from failure
    if not rule.has_threshold:
        raise error("rules-unreadable", where=str(path), problem="smallest and largest are missing")
    if any(rule.name == known.name for known in LIBRARY):
        raise error("rules-unreadable", where=str(path), problem="its name is taken by the library")
    return rule


def own_rules(folder: Path) -> dict[str, Rule]:
    """The rule sets that lie in a partnership's folder, by name; none where there is no such folder."""
    read = [own_rule(path) for path in sorted(folder.glob("*.toml"))]
    return {rule.name: rule for rule in read}


def check_people(rule: Rule, areas: Iterable[str], people: Mapping[str, int] | None) -> None:
    """That no area is shown which holds fewer people than the rule set asks for.

    areas: the codes that a table shows. people: of each area, None where nobody says. An area that is not in `people`
    counts as too small. Raises `people-needed`, `areas-too-small`.
    """
    if not rule.least_people:
        return
    if people is None:
        raise error("people-needed", least=rule.least_people)
    small = sorted(area for area in areas if people.get(area, 0) < rule.least_people)
    if small:
        named = ", ".join(small[:_NAMED]) + (" and others" if len(small) > _NAMED else "")
        raise error("areas-too-small", number=len(small), least=rule.least_people, areas=named)
