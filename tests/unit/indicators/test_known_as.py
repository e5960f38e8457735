"""A later edition is the indicator of its title, whatever key that is kept by; no two are kept of one title."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak
from joinedup.engine.indicators.known_as import check_form, known_as
from joinedup.engine.indicators.metadata_file import key_from

CHANGE = (MethodBreak(date(2024, 4, 1), "asked otherwise"),)
KEPT = (Indicator("benefits", "Households that claim", breaks=CHANGE), Indicator("smokers", "Smokers (%)"))


def titled(title: str, key: str = "") -> Indicator:
    return known_as(Indicator(key or key_from(title), title), KEPT)


def test_a_title_that_is_kept_is_that_indicator_with_its_breaks() -> None:
    assert titled("Households  that claim").key == "benefits"
    assert titled("HOUSEHOLDS that claim", key="another").breaks == CHANGE
    assert titled("Households that claim help").key == "households-that-claim-help"


def test_a_key_that_metadata_name_may_have_another_title_but_not_that_of_another() -> None:
    assert titled("Claims, all households", key="benefits").key == "benefits"
    with pytest.raises(JoinedupError) as failure:
        titled("smokers (%)", key="benefits")
    assert failure.value.code == "indicator-title-taken"


@pytest.mark.parametrize("title", ["Benefits", "Smokers", "Smokers (£)"])
def test_a_title_whose_key_is_anothers_takes_the_place_of_nothing(title: str) -> None:
    with pytest.raises(JoinedupError) as failure:
        titled(title)
    assert failure.value.code == "indicator-key-taken"


def test_of_two_kept_of_one_title_the_one_that_tiers_share_is_meant() -> None:
    kept = (*KEPT, Indicator("households-that-claim", "Households that claim"))
    assert known_as(kept[-1], kept, {"benefits"}).key == "benefits"


def test_figures_of_another_form_do_not_stand_beside_those_kept() -> None:
    share = Indicator("smokers", "Smokers", Kind.PROPORTION, per=100)
    check_form(share, (share,), whole=False)
    for other in (Indicator("smokers", "Smokers"), Indicator("smokers", "Smokers", Kind.RATE, per=1000)):
        with pytest.raises(JoinedupError) as failure:
            check_form(other, (share,), whole=False)
        assert failure.value.code == "indicator-form-differs"
        check_form(other, (share,), whole=True)
    thousands = Indicator("smokers", "Smokers", Kind.RATE, per=1000)
    with pytest.raises(JoinedupError):
        check_form(Indicator("smokers", "Smokers", Kind.RATE, per=100_000), (thousands,), whole=False)
