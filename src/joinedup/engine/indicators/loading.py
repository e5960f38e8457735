"""Which areas a file's figures are kept for: a set for each kind that is in it, and none of them twice."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.engine.areas.area_set import AreaSet, kind_of
from joinedup.engine.indicators.reading import Reading
from joinedup.engine.indicators.store import Store


def areas_of(reading: Reading) -> tuple[AreaSet, ...]:
    """The known set, and one for each other kind in the file: England's figure beside the small areas'."""
    known = reading.area_set
    codes = set(reading.table["area"].unique().to_list())
    sets = [known] if known is not None else []
    others: dict[str, dict[str, str]] = {}
    for code in sorted(codes - (known.codes if known is not None else frozenset())):
        others.setdefault(kind_of(code) or "area", {})[code] = reading.names.get(code, code)
    return (*sets, *(AreaSet(kind, 0, names) for kind, names in sorted(others.items())))


def settled(areas: AreaSet, kept: Sequence[AreaSet]) -> AreaSet:
    """The areas under which figures are kept: those that are there already where a lookup was known for one file only.

    The same file, once with and once without a lookup, is then kept once. Two years that are both known stay apart.
    """
    alike = (one for one in kept if one.kind == areas.kind and bool(one.year) != bool(areas.year))
    there = any(one.kind == areas.kind and one.year == areas.year for one in kept)
    return areas if there else next((one for one in alike if areas.codes <= one.codes), areas)


def kept_twice(store: Store, key: str, own: AreaSet) -> list[tuple[str, int]]:
    """Other kinds of area under which an indicator has figures of the same areas, and how many: [("lsoa", 139)].

    own: those that it is, or will be, kept for. Of two years that are both known the areas that did not change are in
    both rightly.
    """
    found = []
    for other in store.kinds(key):
        there = store.areas(other)
        if there.kind == own.kind and bool(there.year) != bool(own.year):
            same = len(own.codes & there.codes)
            found += [(other, same)] if same else []
    return found
