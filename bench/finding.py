# ruff: noqa: T201 (a script that prints)
"""Indicators found in plain words: the questions of the tests, beside what a user would pick instead, in one run.

Prints for each search the mean reciprocal rank (1 where what was meant always comes first), how many of the questions
have all that was meant among the first three, and how many indicators are shown for one. With --open-data also of
35 indicators of public health as they are published; without it of a made-up partnership alone. At last the seconds
of one question to a thousand indicators.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from attrs import evolve
from rapidfuzz import fuzz

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.made_up.questions import (  # noqa: E402 (this checkout first)
    OF_A_PARTNERSHIP,
    OF_ENGLAND,
    PARTNERSHIP,
    UNSEEN_OF_A_PARTNERSHIP,
    UNSEEN_OF_ENGLAND,
    Question,
    Search,
    mean_reciprocal_rank,
    missed,
    of_england,
)

from joinedup.engine.indicators.indicator import Indicator  # noqa: E402
from joinedup.engine.indicators.search import search  # noqa: E402


def ours(words: str, indicators: Sequence[Indicator]) -> list[str]:
    """The search of the product."""
    return [one.indicator.key for one in search(words, indicators).found]


def every_word(words: str, indicators: Sequence[Indicator]) -> list[str]:
    """Those that hold every word as it is typed, by title."""
    asked = words.casefold().split()
    held = [one for one in indicators if all(word in f"{one.title} {one.definition}".casefold() for word in asked)]
    return [one.key for one in sorted(held, key=lambda one: one.title)]


def alike(words: str, indicators: Sequence[Indicator]) -> list[str]:
    """The twenty whose title and definition are most like the words (rapidfuzz, WRatio)."""
    scored = [(-fuzz.WRatio(words, f"{one.title} {one.definition}"), one.key) for one in indicators]
    return [key for _, key in sorted(scored)[:20]]


def told(title: str, questions: Sequence[Question], indicators: Sequence[Indicator]) -> None:
    """One line for each search."""
    print(f"{title}: {len(questions)} questions, {len(indicators)} indicators")
    searches: tuple[tuple[str, Search], ...] = (("joinedup", ours), ("every word", every_word), ("rapidfuzz", alike))
    for name, one in searches:
        rank = mean_reciprocal_rank(one, questions, indicators)
        first = len(questions) - len(missed(one, questions, indicators))
        shown = fmean(len(one(asked.words, indicators)) for asked in questions)
        print(f"  {name:<12} MRR {rank:.3f}   all in first three {first:>2}   shown {shown:.1f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open-data", type=Path, help="the folder of open data")
    asked = parser.parse_args()
    told("A made-up partnership", OF_A_PARTNERSHIP, PARTNERSHIP)
    told("The same, questions that nobody thought of", UNSEEN_OF_A_PARTNERSHIP, PARTNERSHIP)
    if asked.open_data:
        told("England, as published", OF_ENGLAND, of_england(asked.open_data))
        told("The same, questions that nobody thought of", UNSEEN_OF_ENGLAND, of_england(asked.open_data))
    many = [evolve(PARTNERSHIP[place % len(PARTNERSHIP)], key=str(place)) for place in range(1000)]
    begun = time.perf_counter()
    search("people out of work", many)
    print(f"One question to {len(many):,} indicators: {time.perf_counter() - begun:.3f} s")


if __name__ == "__main__":
    main()
