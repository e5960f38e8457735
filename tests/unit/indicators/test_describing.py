"""Descriptions beside figures: matched by title, what they leave out filled, what does not fit named."""

from __future__ import annotations

import pytest

from joinedup.engine.indicators.describing import Descriptions, filled, match_problems
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity

BAD = Indicator("bad", "Health, bad", Kind.PROPORTION)
WORSE = Indicator("worse", "Health, bad or very bad", Kind.PROPORTION)


def said(series: list[str], *found: Indicator) -> list[str]:
    return [str(one) for one in match_problems(series, found, "about.csv")]


def test_a_name_is_matched_by_its_title_or_the_longest_that_it_begins_with() -> None:
    told = Descriptions([BAD, WORSE])
    assert told["health,  BAD"] is BAD
    assert told["Health, bad | Percentage"] is BAD
    assert told["Health, bad or very bad (best-fit)"] is WORSE
    for name in ("Health, badly", "Health", ""):
        with pytest.raises(KeyError):
            told[name]
    assert Descriptions([BAD])[""] is BAD


def test_one_description_is_of_the_only_indicator_whatever_it_is_called() -> None:
    assert said(["Something else"], BAD) == []
    assert said(["Something else", "Health, bad"], BAD) == [
        "about.csv: the figures of Something else are not described"
    ]


def test_two_indicators_are_not_given_one_description() -> None:
    assert said(["Health, bad | Count", "Health, bad | Share"], BAD, WORSE) == [
        "about.csv: Health, bad fits Health, bad | Count, and others as well",
        "about.csv: Health, bad fits Health, bad | Share, and others as well",
        "about.csv: Health, bad or very bad is described, and there are no figures of it",
    ]


def test_what_a_description_leaves_out_is_filled_and_what_it_says_stays() -> None:
    form = Indicator("x", "X", Kind.COUNT, Polarity.LOW_IS_GOOD, source="Form", licence="OGL v3")
    told = filled(Indicator("A key", "Title", Kind.PROPORTION, source="File"), form)
    assert (told.key, told.title, told.kind) == ("a-key", "Title", Kind.PROPORTION)
    assert (told.source, told.licence, told.polarity) == ("File", "OGL v3", Polarity.LOW_IS_GOOD)
