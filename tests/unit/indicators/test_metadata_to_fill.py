"""A file of metadata to be filled in says what it was made from when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.metadata_file import read_metadata
from joinedup.engine.indicators.metadata_to_fill import HEADINGS, to_fill

EMPTY = Path(__file__).parents[3] / "src/joinedup/service/indicators/static/indicators/what-is-measured.csv"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("polarity", Polarity)
def test_every_sort_of_figure_is_read_as_it_was_written(tmp_path: Path, kind: Kind, polarity: Polarity) -> None:
    told = Indicator("a-rate", "=A rate, 3", kind, polarity, 1000, "%", "What", "Top", "Bottom", "Whence", "Who",
                     "OGL", "Yearly", "Care", "Homes")  # fmt: skip
    file = tmp_path / "about.csv"
    file.write_text(to_fill([told, Indicator("b", "Another")]), encoding="utf-8")
    first, second = read_metadata(file).indicators
    assert first == Indicator("a-rate-3", *[getattr(told, name) for name in Indicator.__slots__[1:15]])  # type: ignore[attr-defined]
    assert second.title == "Another"


def test_the_empty_file_has_the_same_headings() -> None:
    assert EMPTY.read_text(encoding="utf-8").strip() == ",".join(HEADINGS)
