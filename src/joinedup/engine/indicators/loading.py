"""Which areas a file's figures are kept for: a set for each kind that is in it."""

from __future__ import annotations

from joinedup.engine.areas.area_set import AreaSet, kind_of
from joinedup.engine.indicators.reading import Reading


def areas_of(reading: Reading) -> tuple[AreaSet, ...]:
    """The known set, and one for each other kind in the file: England's figure beside the small areas'."""
    known = reading.area_set
    codes = set(reading.table["area"].unique().to_list())
    sets = [known] if known is not None else []
    others: dict[str, dict[str, str]] = {}
    for code in sorted(codes - (known.codes if known is not None else frozenset())):
        others.setdefault(kind_of(code) or "area", {})[code] = reading.names.get(code, code)
    return (*sets, *(AreaSet(kind, 0, names) for kind, names in sorted(others.items())))
