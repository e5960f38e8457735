"""A table that takes the place of another: what the former edition still says of the new one.

Who has both takes a count that is not seen to have changed for unchanged. So a count shown then holds now; and a sum
shown then holds once it is changed by as much as the parts that are seen to have changed. We take such a reader to be
right wherever they can be: of the former edition all is used that is true of the new one, and nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from attrs import evolve

from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.published import SHOWN, Cell, Key, Published


def said_before(new: Published, former: Published, true: Mapping[Key, int]) -> Published:
    """The former edition's shown counts as counts of the new one; both have the same levels.

    true: the new counts, of every cell with all margins.
    """
    then, now = _shown(former), _shown(new)
    above = {codes[0]: list(zip(new.levels, codes, strict=True)) for codes in new.lookup}
    changed: dict[Key, int] = {}
    for key in then.keys() & now.keys():
        if key.level == new.levels[0] and TOTAL not in key.values and then[key] != now[key]:
            for place in (*above[key.area], (ALL, TOTAL)):
                for values in itertools.product(*((value, TOTAL) for value in key.values)):
                    whole = Key(*place, values)
                    changed[whole] = changed.get(whole, 0) + now[key] - then[key]
    cells = [
        Cell(key, true[key], SHOWN)
        for key, count in then.items()
        if key in true and true[key] in (count, count + changed.get(key, 0))
    ]
    return evolve(former, cells=tuple(cells), lookup=new.lookup, name=f"{new.name}, as it was shown before")


def _shown(table: Published) -> dict[Key, int]:
    return {cell.key: cell.count for cell in table.cells if cell.status == SHOWN and cell.count is not None}
