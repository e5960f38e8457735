"""Exemplars are configuration that fits the platform: complete agreements, known verbs, dates that move on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from joinedup.engine.agreements.completeness import missing
from joinedup.engine.errors import JoinedupError
from joinedup.engine.exemplars.exemplar import load, names

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", names())
def test_every_agreement_of_every_exemplar_is_complete(name: str) -> None:
    for agreement in load(name, TODAY).agreements:
        assert missing(agreement) == ()


@pytest.mark.parametrize("name", names())
def test_dates_move_with_the_day(name: str) -> None:
    later = TODAY + timedelta(days=500)
    for then, now in zip(load(name, TODAY).agreements, load(name, later).agreements, strict=True):
        assert now.starts - then.starts == timedelta(days=500)


def test_the_first_exemplars_are_there() -> None:
    assert {"made-up-borough", "slough-families", "gmac"} <= set(names())


@pytest.mark.parametrize("name", ["nothing", "../../../etc/passwd", "", "slough-families.toml"])
def test_an_exemplar_that_is_not_there_is_said_so(name: str) -> None:
    with pytest.raises(JoinedupError) as told:
        load(name, TODAY)
    assert told.value.code == "exemplar-unknown"
