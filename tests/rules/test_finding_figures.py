"""Rules of finding figures in one's own words, in plain English."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.made_up.questions import (
    NOT_OF_A_PARTNERSHIP,
    OF_A_PARTNERSHIP,
    PARTNERSHIP,
    mean_reciprocal_rank,
    missed,
)

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.search import search


def keys(words: str, indicators: Sequence[Indicator] = PARTNERSHIP) -> list[str]:
    return [one.indicator.key for one in search(words, indicators).found]


def test_what_people_ask_for_is_among_the_first_three() -> None:
    """What people ask for in their own words is among the first three indicators, and mostly the first."""
    assert missed(keys, OF_A_PARTNERSHIP, PARTNERSHIP) == []
    assert mean_reciprocal_rank(keys, OF_A_PARTNERSHIP, PARTNERSHIP) > 0.9


@pytest.mark.parametrize("words", NOT_OF_A_PARTNERSHIP)
def test_nothing_is_shown_for_what_nobody_measures(words: str) -> None:
    """Where no indicator has what is essential of a question, none is shown, however well it fits the rest."""
    assert keys(words) == []


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    """Of two indicators with one word of the question each, that with the rarer word comes first."""
    homes = [Indicator(f"homes-{place}", f"Homes of kind {place}") for place in range(9)]
    assert keys("homes burgled", [*homes, Indicator("burgled", "Shops burgled")])[0] == "burgled"


def test_a_title_says_more_than_a_note() -> None:
    """A word in a title counts for more than the same word in a definition."""
    listed = [Indicator("note", "Visits", definition="Also by those who smoke"), Indicator("title", "Adults who smoke")]
    assert keys("smoking", listed) == ["title", "note"]


def test_whom_it_is_about_finds_nothing_by_itself_where_more_is_asked() -> None:
    """Whom it is about and how it is counted put results in order; they are no reason to show one by themselves."""
    assert "population" not in keys("people out of work")
    assert "population" in keys("people")


def test_a_misspelt_word_is_understood_and_said() -> None:
    """A misspelt word is taken for the one meant, the page says so, and it counts for less than one spelt right."""
    answer, right = search("burglry", PARTNERSHIP), search("burglary", PARTNERSHIP)
    assert answer.taken == {"burglry": "burglary"}
    assert answer.found[0].indicator == right.found[0].indicator
    assert answer.found[0].score < right.found[0].score


def test_what_is_not_here_is_named_with_what_to_try() -> None:
    """Where nothing is found the words that no indicator has are named, and those that would find something."""
    answer = search("xylophone lessons for children", PARTNERSHIP)
    assert answer.found == ()
    assert (answer.unknown, answer.instead) == (("xylophone", "lessons"), ("children",))
    assert all(keys(word) for word in answer.instead)
