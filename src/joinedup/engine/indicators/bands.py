"""Ages as bands of years: how people write them, which of them make up others, and which two sets have in common.

Bands are read as people write them ("0-4", "00-04", "Under 5", "90+", "85 and over", "Age 5", "aged 5 years").
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from attrs import frozen

from joinedup.engine.errors import error

FEWEST = 5  # bands that follow one another before headings are taken for ages
_OLDEST = 120
_AGE = r"(?:age[ds]? ?)?"
_NUMBER = r"0*(\d{1,3})"
_YEARS = r"(?: ?(?:years?|yrs?)(?: of age| old)?)?"
_FROM_TO = re.compile(rf"{_AGE}{_NUMBER}{_YEARS}(?: ?(?:-|–|to) ?{_NUMBER})?{_YEARS}")
_FROM = re.compile(rf"{_AGE}{_NUMBER}{_YEARS} ?(?:\+|plus|(?:and|or|&) ?(?:over|more|older|above)){_YEARS}")
_UNDER = re.compile(rf"{_AGE}(?:under|below|less than|<) ?{_NUMBER}{_YEARS}")


@frozen
class Band:
    """Ages from the first to the last, both included; `last` is None where it has no end."""

    first: int
    last: int | None

    @property
    def span(self) -> tuple[int, float]:
        """The first age, and the first one after the last: bands are put in order by it."""
        return self.first, math.inf if self.last is None else self.last + 1

    @property
    def words(self) -> str:
        """The one way in which a group of people of these ages is named, however a file writes it."""
        if self.last is None:
            return f"aged {self.first} and over"
        return f"aged {self.first}" if self.last == self.first else f"aged {self.first} to {self.last}"


Run = tuple[Band, ...]  # bands that follow one another without a gap, the youngest first


def read_band(words: str) -> Band | None:
    """The ages that are meant, None where the words are none."""
    text = " ".join(words.casefold().split())
    if matched := _UNDER.fullmatch(text):
        return Band(0, int(matched[1]) - 1) if int(matched[1]) else None
    if matched := _FROM.fullmatch(text):
        return Band(int(matched[1]), None) if int(matched[1]) <= _OLDEST else None
    matched = _FROM_TO.fullmatch(text)
    if not matched or int(matched[1]) > _OLDEST or (matched[2] and int(matched[2]) < int(matched[1])):
        return None
    return Band(int(matched[1]), int(matched[2] or matched[1]))


def by_age(group: str) -> tuple[object, ...]:
    """Where a group of people stands among others: "aged 5" before "aged 10", everybody first."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", group))


def longest_run(bands: Collection[Band]) -> Run:
    """The most bands that follow one another: of single years and of the wider bands beside them, the single years."""
    best: dict[float, Run] = {}  # by the age at which they begin
    for one in sorted(set(bands), key=lambda band: band.span, reverse=True):
        first, after = one.span
        run = (one, *best.get(after, ()))
        if len(run) > len(best.get(first, ())):
            best[first] = run
    return max(best.values(), key=lambda run: (len(run), -run[0].first), default=())


def parts_of(whole: Band, run: Sequence[Band]) -> Run:
    """The bands of a run that make up a wider one; none where they do not."""
    first, after = whole.span
    within = tuple(one for one in run if one.span[0] >= first and one.span[1] <= after)
    return within if within and within[0].span[0] == first and within[-1].span[1] == after else ()


def finest(bands: Collection[Band]) -> Run:
    """The run that all bands are made of. Raises `age-bands-wrong` for none, a gap, or bands over one another."""
    order = sorted(set(bands), key=lambda band: band.span)
    run = longest_run(order)
    if len(order) > 1 and not all(parts_of(one, run) for one in order):
        for before, after in pairwise(order):
            if before.last is None or before.last + 1 != after.first:
                problem = f"those from {before.first} and {after.first} do not follow one another"
                raise error("age-bands-wrong", problem=problem)
    if len(run) < 2:
        raise error("age-bands-wrong", problem="there are no two of them")
    return run


def in_common(own: Run, other: Run, named: str) -> Run:
    """The bands into which both can be put together: each is a band of one of the two.

    The other may go on beyond the last age of the first. `named`: what the other is, for the error. Raises
    `age-bands-wrong` where a band of the one lies across two of the other.
    """
    shared = sorted({one.first for one in own} & {one.first for one in other})
    made = tuple(
        Band(first, after - 1 if after is not None else own[-1].last)
        for first, after in zip(shared, [*shared[1:], None], strict=True)
    )
    covers = bool(made) and made[0].first == own[0].first
    lying = next((one for one in made if one not in own and one not in other), None)
    if not covers or lying is not None:
        which = lying or own[0]
        problem = f"{which.first} to {'the oldest' if which.last is None else which.last} {named}"
        raise error("age-bands-wrong", problem=problem)
    return made


def of_width(run: Run, years: int) -> Run:
    """Bands of so many years that a run is put together into: the last without an end where that of the run has none.

    Raises `age-bands-wrong` where a band of the run lies across two of them.
    """
    starts = sorted({one.first // years * years for one in run})
    last = run[-1].last
    made = [Band(max(first, run[0].first), first + years - 1) for first in starts[:-1]]
    made.append(Band(max(starts[-1], run[0].first), last))
    return checked(made, run)


def checked(wanted: Sequence[Band], run: Run) -> Run:
    """Bands that the bands of a run make up. Raises `age-bands-wrong` for one that they do not, or over one another."""
    order = tuple(sorted(wanted, key=lambda band: band.span))
    for one in order:
        if not parts_of(one, run):
            raise error("age-bands-wrong", problem=f"{one.words} is not made up of ages in the file")
    for before, after in pairwise(order):
        if before.span[1] > after.first:
            raise error("age-bands-wrong", problem=f"{before.words} and {after.words} lie over one another")
    return order
