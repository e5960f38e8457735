"""Questions in plain words to 35 indicators as their publisher describes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.made_up.questions import NOT_OF_ENGLAND, OF_ENGLAND, mean_reciprocal_rank, missed, of_england

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.search import search


def keys(words: str, indicators: Sequence[Indicator]) -> list[str]:
    return [one.indicator.key for one in search(words, indicators).found]


@pytest.mark.open_data
def test_published_indicators_are_found_in_plain_words(open_data: Path) -> None:
    listed = of_england(open_data)
    assert len(listed) == 35
    assert missed(keys, OF_ENGLAND, listed) == []
    assert mean_reciprocal_rank(keys, OF_ENGLAND, listed) > 0.9
    assert [words for words in NOT_OF_ENGLAND if keys(words, listed)] == []
