"""A release of counts beside the last of its series: what a checker has looked at before, and what is new.

Only what a checker is asked is told here. How a table is attacked and compared with former ones is the same as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from joinedup.service.audit.queries import links_about
from joinedup.service.releases.models import Release, ReleaseRequest

EVENT = "former-releases-looked-at"
_SAME = ("levels", "own", "edges", "rules", "method")  # of what was asked for, in one series
_TOLD = ("rules", "least", "least_people", "method")  # of what was applied


Numbers = tuple[int, int]  # (few, guessed), as `disclosure.likeness` counts them
NOTHING: Numbers = (0, 0)


@frozen
class Looked:
    """The last check of a series. `looked`: the most numbers that a checker looked at beside each former release.

    All releases of the series itself stand for one another: what was looked at beside one is no news beside the next.
    """

    release: str
    on: date | None
    looked: Mapping[str, Numbers]
    own: frozenset[str]

    def most(self, release: str) -> Numbers | None:
        """The most numbers beside this former release that are no news, None where it was not there."""
        if release not in self.own:
            return self.looked.get(release)
        return _most(numbers for name, numbers in self.looked.items() if name in self.own)

    def knows(self, told: Mapping[str, Any]) -> bool:
        """Whether nothing of a comparison is new: the former release was there, and no more numbers are."""
        most = self.most(told["release"])
        return most is not None and told["few"] <= most[0] and told["guessed"] <= most[1]


@frozen
class Beside:
    """What comparing a table with former ones tells: what a checker must look at, and what is as at the last check."""

    new: tuple[Mapping[str, Any], ...]
    known: tuple[Mapping[str, Any], ...]
    last: Looked | None

    def looked(self) -> dict[str, Numbers]:
        """The most that was looked at beside each, once what is new has been."""
        before = {one["release"]: self.most(one["release"]) or NOTHING for one in (*self.new, *self.known)}
        now = {one["release"]: (int(one["few"]), int(one["guessed"])) for one in self.new}
        return {name: _most([most, now.get(name, NOTHING)]) for name, most in before.items()}

    def most(self, release: str) -> Numbers | None:
        """The most that was looked at beside a former release before, None for none."""
        return self.last.most(release) if self.last else None


def _most(several: Iterable[Numbers]) -> Numbers:
    """The most of each."""
    each = [NOTHING, *several]
    return max(few for few, _ in each), max(guessed for _, guessed in each)


def beside_former(row: ReleaseRequest) -> Beside:
    """What a checker of this request is asked to look at. Everything is new unless its series has been checked."""
    told: list[Mapping[str, Any]] = [one for one in row.facts.get("compared", []) if one["few"] or one["guessed"]]
    last = _last_looked(row) if told else None
    known = [one for one in told if last is not None and last.knows(one)]
    return Beside(tuple(one for one in told if one not in known), tuple(known), last)


def _last_looked(row: ReleaseRequest) -> Looked | None:
    """The last check in a request's series, None where there was none, or what it let leave was withdrawn."""
    made = ReleaseRequest.objects.filter(
        agreement=row.agreement, partner=row.partner, sharing_type=row.sharing_type, state=ReleaseRequest.MADE,
        pk__lt=row.pk,
    )  # fmt: skip
    series = [one for one in made.order_by("-pk") if _series(one) == _series(row)]
    if not series or not Release.objects.filter(name=series[0].release, withdrawn_on=None).exists():
        return None
    last = series[0]
    looked: dict[str, Numbers] = {}
    for link in links_about(EVENT, [f"request {last.pk}"]):
        looked = {name: (few, guessed) for name, (few, guessed) in link.told["looked"].items()}
    return Looked(last.release, last.checked_on, looked, frozenset(one.release for one in series))


def _series(row: ReleaseRequest) -> tuple[object, ...]:
    """What all of a series have in common: the same table in every respect but its day."""
    return *(row.asks.get(name) or None for name in _SAME), *(row.facts.get(name) for name in _TOLD)
