"""Who lies outside the funnel, and how much the most deprived differ, from figures that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.indicators.made_up import csv_file

from joinedup.cli.main import status_of
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.spread import funnel, slope
from joinedup.engine.indicators.store import Store

CODES = [f"E010000{n:02}" for n in range(1, 41)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Forty areas of 2,000 people; the share falls evenly from 30 % where the score is highest, but in one area."""
    share = ["area code,period,numerator,denominator,percentage"]
    score = ["area code,period,IMD score"]
    for n, code in enumerate(CODES):
        top = 1000 if n == 20 else 600 - 10 * n
        share.append(f"{code},2024,{top},2000,{top / 20}")
        score.append(f"{code},2024,{80 - n}.5")
    for name, lines in (("smoking percent", share), ("imd score", score)):
        path = csv_file(tmp_path, *lines, name=f"{name}.csv")
        assert status_of(["indicator", "load", str(path), "--store", str(tmp_path / "kept")]) == 0
    return tmp_path / "kept"


def test_areas_outside_the_funnel_and_the_slope_are_told_by_the_command(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [one.key for one in Store(store).indicators()]
    kind = Store(store).kinds(keys[0])[0]
    capsys.readouterr()
    assert status_of(["indicator", "funnel", "smoking-percent", kind, "--store", str(store)]) == 0
    said = capsys.readouterr().out
    very_high = next(line for line in said.splitlines() if "very high" in line)
    assert CODES[20] in very_high
    assert CODES[19] not in said  # a quarter below the common figure's limits would be named, this is as expected
    assert status_of(["indicator", "slope", "smoking-percent", kind, "--by", "imd-score", "--store", str(store)]) == 0
    assert "most deprived first: 29.2, 27." in capsys.readouterr().out


def test_an_even_fall_has_its_own_slope(store: Path) -> None:
    kept = Store(store)
    kind = kept.kinds("smoking-percent")[0]
    one, figures = kept.indicator("smoking-percent"), kept.figures("smoking-percent", kind)
    scores = {code: 80.0 - n for n, code in enumerate(CODES) if n != 20}  # without the odd area
    made = slope(one, figures, scores)
    assert made.inequality.slope == pytest.approx(-20, abs=0.6)
    limits = made.inequality.slope_interval
    assert limits.lower is not None
    assert limits.upper is not None
    assert limits.lower < made.inequality.slope < limits.upper < 0
    assert made.left_out == 1
    with pytest.raises(JoinedupError, match="fewer than 10 areas"):
        slope(one, figures, dict.fromkeys(CODES[:9], 1.0))
    with pytest.raises(JoinedupError, match="neither funnel nor slope"):
        funnel(Indicator("s", "S", Kind.INDEX), kept.figures("imd-score", kind))
