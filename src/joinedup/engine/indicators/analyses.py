"""A register of analyses: who works on what, and whether a planned piece repeats one that exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from attrs import field, frozen
from rapidfuzz import fuzz

from joinedup.engine.indicators.sayings import STOP
from joinedup.engine.indicators.search_terms import stem

ALIKE = 70  # of 100: questions that are so alike are probably the same
SHARED = 0.5  # share of indicators in common


class Stage(StrEnum):
    """How far an analysis is."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    PUBLISHED = "published"


@frozen
class Analysis:
    """A piece of work. `question`: what it is to answer; `areas` and `indicators`: their codes and keys."""

    key: str
    question: str
    partner: str
    lead: str
    stage: Stage
    ends: date
    areas: frozenset[str] = field(factory=frozenset)
    indicators: frozenset[str] = field(factory=frozenset)


@frozen
class Overlap:
    """An existing piece that a planned one may repeat, and why."""

    planned: str
    existing: Analysis
    because: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the planner is told."""
        one = self.existing
        return f"{one.partner} has this {one.stage} ({one.lead}): {one.question} Alike in {', '.join(self.because)}."


def overlaps(planned: Analysis, register: Sequence[Analysis]) -> tuple[Overlap, ...]:
    """Existing pieces that are alike in their question, or share indicators and areas; the most alike first."""
    found = []
    for one in register:
        if one.key == planned.key:
            continue
        alike = fuzz.token_set_ratio(_plain(planned.question), _plain(one.question))
        both = planned.indicators & one.indicators
        shared = len(both) / len(planned.indicators) if planned.indicators else 0.0
        same_areas = bool(planned.areas & one.areas) or not (planned.areas and one.areas)
        because = []
        if alike >= ALIKE:
            because.append("the question")
        if shared >= SHARED:
            because.append(f"{len(both)} of {len(planned.indicators)} indicators")
        if because and same_areas:
            if planned.areas & one.areas:
                shared_areas = len(planned.areas & one.areas)
                because.append(f"{shared_areas} area{'s' if shared_areas != 1 else ''}")
            found.append((alike / 100 + shared, Overlap(planned.key, one, tuple(because))))
    found.sort(key=lambda pair: (-pair[0], pair[1].existing.key))
    return tuple(one for _, one in found)


def _plain(question: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in question.casefold()).split()
    return " ".join(stem(word) for word in words if word not in STOP)
