"""Requests to a small team wait in one queue, so that nobody gets more than their turn by asking for more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import field, frozen, validators


@frozen
class Request:
    """One request. priority: 1 (a need that was agreed to come first) to 3 (when there is time)."""

    key: str
    partner: str
    asked_on: date
    priority: int = field(validator=[validators.ge(1), validators.le(3)])


@frozen
class Placed:
    """Where a request stands. place: from 1; None where it is held back. why: in words."""

    request: Request
    place: int | None
    why: str


def queue(requests: Sequence[Request], *, most_each: int) -> tuple[Placed, ...]:
    """The queue: by priority, then by the day it was asked, then by key; those held back last, in the same order.

    most_each: how many of one partner may stand in it. A partner's further requests are held back until one of its
    own is done, whatever their priority. Raises ValueError where most_each is below 1.
    """
    if most_each < 1:
        raise ValueError("every partner may ask for something")
    standing: dict[str, int] = {}
    placed: list[Placed] = []
    held_back: list[Placed] = []
    for one in sorted(requests, key=lambda one: (one.priority, one.asked_on, one.key)):
        if standing.get(one.partner, 0) >= most_each:
            held_back.append(Placed(one, None, f"held back: {one.partner} has {most_each} waiting already"))
            continue
        standing[one.partner] = standing.get(one.partner, 0) + 1
        placed.append(Placed(one, len(placed) + 1, f"priority {one.priority}, asked on {one.asked_on.isoformat()}"))
    return (*placed, *held_back)
