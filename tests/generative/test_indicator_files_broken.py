"""Whatever a file holds, it is read or refused with words: never a crash, never half of it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.engine.areas.boundaries import read_boundaries
from joinedup.engine.areas.hierarchy import read_hierarchy
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.metadata_file import read_metadata
from joinedup.engine.indicators.reading import read_indicator_file

GOOD = "area_code,period,count,population,value\n" + "".join(
    f"E0100000{n},2019/20,{n},100,{n}.0\n" for n in range(1, 9)
)
PARTS = [
    "E01000001",
    "2019",
    "NA",
    "*",
    "12,5",
    '"',
    "\n",
    ",",
    ";",
    "-1",
    "1e400",
    "nan",
    "Total",
    "\x00",
    "é",
    "=1+1",
]
spoilt = st.lists(st.tuples(st.integers(0, len(GOOD)), st.sampled_from(PARTS)), max_size=6)


def told(content: bytes, name: str) -> None:
    """Every reader either reads it or says why not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for read in (read_indicator_file, read_metadata, read_hierarchy, read_boundaries):
            try:
                found = read(path)
            except JoinedupError as refused:
                assert refused.do  # noqa: PT017 (what to do is what is asserted)
            else:
                if read is read_indicator_file:
                    assert found.may_be_loaded != any(one.stops for one in found.defects)  # type: ignore[attr-defined]
                    assert found.may_be_loaded or found.table.is_empty()  # type: ignore[attr-defined]


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt)
def test_a_good_file_spoilt_here_and_there(changes: list[tuple[int, str]]) -> None:
    text = GOOD
    for place, part in changes:
        text = text[:place] + part + text[place:]
    told(text.encode(), "figures.csv")


MAGIC = [b"", b"PK\x03\x04", b"PAR1", b"SQLite format 3\x00", b"\x00\x00\x27\x0a", b"\x1f\x8b"]


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(MAGIC))
def test_bytes_of_any_kind(content: bytes, start: bytes) -> None:
    told(start + content, "figures")


KEYS = ["type", "features", "arcs", "objects", "geometries", "properties", "geometry", "crs", "transform"]
KINDS = st.sampled_from(["Topology", "FeatureCollection", "Polygon"])
leaves = st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9) | KINDS
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_json_of_any_kind(value: object) -> None:
    told(json.dumps(value).encode(), "areas.json")
