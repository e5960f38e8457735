"""Provisions are in force from their day, or from the day that a partnership enters, and not before."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from tests.unit.agreements.law.between import PLAIN, between, refused

from joinedup.engine.agreements.law.commencement import SWITCHES, commenced, commenced_on, regulator
from joinedup.engine.agreements.law.provisions import PROVISIONS, in_force

LATER = date(2027, 4, 1)


def test_a_known_day_is_the_first_day() -> None:
    assert not commenced("duaa-2025-main", date(2026, 2, 4))
    assert commenced("duaa-2025-main", date(2026, 2, 5))
    assert commenced_on("duaa-2025-s103") == date(2026, 6, 19)


@pytest.mark.parametrize("key", [key for key, switch in SWITCHES.items() if switch.starts is None])
def test_a_provision_whose_day_was_not_seen_is_off_until_it_is_entered(key: str) -> None:
    assert not commenced(key, date(2099, 1, 1))
    assert not commenced(key, date(2027, 3, 31), {key: LATER})
    assert commenced(key, LATER, {key: LATER})


def test_the_day_entered_goes_before_the_day_kept_here() -> None:
    assert not commenced("duaa-2025-main", date(2026, 6, 1), {"duaa-2025-main": LATER})


def test_another_key_is_no_switch() -> None:
    with pytest.raises(KeyError):
        commenced("the-act-of-nobody", LATER)


def test_the_regulator_changes_its_name_on_the_day_and_not_before() -> None:
    entered = {"information-commission": LATER}
    assert regulator(date(2027, 3, 31), entered) == "Information Commissioner"
    assert regulator(LATER, entered) == "Information Commission"
    assert regulator(LATER) == "Information Commissioner"


def test_every_switch_says_where_it_was_read_and_when() -> None:
    for key, switch in SWITCHES.items():
        assert switch.key == key
        assert switch.title
        assert switch.source
        assert switch.checked >= date(2026, 1, 1)
        assert (switch.certainty == "uncertain") == (switch.starts is None)


def test_a_provision_ends_after_its_last_day() -> None:
    ended = evolve(PROVISIONS["gateway"]["cda-1998-s115"], starts=date(2020, 1, 1), ends=date(2026, 12, 31))
    assert not in_force(ended, date(2019, 12, 31), {})
    assert in_force(ended, date(2020, 1, 1), {})
    assert in_force(ended, date(2026, 12, 31), {})
    assert not in_force(ended, date(2027, 1, 1), {})


def test_an_agreement_is_within_the_law_on_its_first_and_on_its_last_day() -> None:
    legal = evolve(PLAIN, article_6="recognised-interest", further=(("annex-1", "crime"),))
    asked = between("charity", "housing-association", legal)
    assert "not-in-force" not in refused(asked)
    assert "not-in-force" in refused(evolve(asked, starts=date(2026, 2, 4)))


def test_a_duty_of_type_3_that_commences_within_the_agreement_is_not_in_force_from_its_start() -> None:
    asked = between("academy", "unitary-council", evolve(PLAIN, gateway="children-act-2004-s16la"))
    assert "not-in-force" in refused(asked, {"children-act-2004-s16la": date(2027, 1, 1)})
    assert "not-in-force" not in refused(asked, {"children-act-2004-s16la": asked.starts})
