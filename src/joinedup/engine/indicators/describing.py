"""Which description is of which figures: a file of metadata beside a file of figures, matched by title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.indicator import Indicator, Polarity
from joinedup.engine.indicators.metadata_file import key_from

_FILLED = (
    "unit",
    "definition",
    "numerator",
    "denominator",
    "source",
    "owner",
    "licence",
    "revision",
    "caveat",
    "theme",
)


class Descriptions(Mapping[str, Indicator]):
    """Indicators by the name that a file of figures calls them; "" is the only one's, whatever the file calls it.

    A name that begins with a title is that one's, of several the longest: "Social rented housing | Percentage".
    """

    def __init__(self, found: Sequence[Indicator]) -> None:
        self._only = found[0] if len(found) == 1 else None
        self._by_title = {plain(one.title): one for one in found}

    def __getitem__(self, series: str) -> Indicator:
        if not series and self._only is not None:
            return self._only
        name = plain(series)
        begins = [title for title in self._by_title if re.match(rf"{re.escape(title)}(?!\w)", name)]
        return self._by_title[max(begins, key=len, default=name)]

    def __iter__(self) -> Iterator[str]:
        return iter([""] if self._only is not None else [one.title for one in self._by_title.values()])

    def __len__(self) -> int:
        return len(self._by_title)


def each_described(series: Sequence[str], indicators: Mapping[str, Indicator]) -> dict[str, Indicator | None]:
    """The description of each series of a file; the only one there is, is that of the only series."""
    only = indicators.get("") if len(indicators) == 1 and len(series) == 1 else None
    return {one: indicators.get(one, only) for one in series}


def plain(title: str) -> str:
    """A title for comparing: without capitals, one blank between words."""
    return " ".join(title.casefold().split())


def filled(told: Indicator, otherwise: Indicator) -> Indicator:
    """A description, with what it leaves out taken from another."""
    words = {name: getattr(told, name) or getattr(otherwise, name) for name in _FILLED}
    polarity = told.polarity if told.polarity is not Polarity.NO_JUDGEMENT else otherwise.polarity
    return evolve(told, key=key_from(told.key), polarity=polarity, **words)


def match_problems(series: Sequence[str], found: Sequence[Indicator], where: str) -> tuple[Defect, ...]:
    """Figures that nobody describes, and what is described twice (both stop the file); descriptions without figures."""
    titles, keys = Counter(plain(one.title) for one in found), Counter(key_from(one.key) for one in found)
    wrong = [
        Defect("described-twice", f"{one.title} is described twice, or two have the same key", where)
        for one in found
        if titles[plain(one.title)] > 1 or keys[key_from(one.key)] > 1
    ]
    if len(series) == 1 and len(found) == 1:
        return tuple(wrong)
    told = Descriptions(found)
    fits = {name: told.get(name) if name else None for name in series}
    used = Counter(one.key for one in fits.values() if one is not None)
    for name, one in fits.items():
        if one is None:
            said = f"the figures of {name or 'an indicator without a name'} are not described"
            wrong.append(Defect("not-described", said, where))
        elif used[one.key] > 1:
            wrong.append(Defect("not-described", f"{one.title} fits {name}, and others as well", where))
    wrong += [
        Defect("no-figures-of", f"{one.title} is described, and there are no figures of it", where, stops=False)
        for one in found
        if not used[one.key]
    ]
    return tuple(dict.fromkeys(wrong))


def under_one_key(described: Mapping[str, Indicator], where: str) -> tuple[Defect, ...]:
    """Series of other titles that would be kept as one indicator: the last would take the place of those before it.

    described: the indicator that each series is.
    """
    found, first = [], dict[str, str]()
    for series, one in described.items():
        key = key_from(one.key)
        before = first.setdefault(key, series)
        if before != series:
            found.append(Defect("one-key", f"{before} and {series} would have one key, {key}", where))
    return tuple(found)
