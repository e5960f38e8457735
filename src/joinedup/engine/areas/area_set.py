"""Areas of one kind and year: their codes and names, so that a file's codes can be told to be of another year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

# the first three characters of a Government Statistical Service code (ONS, Register of Geographic Codes)
KINDS = {
    "E00": "OA", "W00": "OA", "E01": "LSOA", "W01": "LSOA", "E02": "MSOA", "W02": "MSOA", "E05": "ward", "W05": "ward",
    "E06": "district", "E07": "district", "E08": "district", "E09": "district", "W06": "district", "S12": "district",
    "N09": "district", "E10": "county", "E11": "county", "E12": "region", "E47": "combined authority", "E92": "country",
    "W92": "country", "S92": "country", "N92": "country", "E54": "integrated care board", "S01": "data zone",
    "S02": "intermediate zone", "K02": "country", "K03": "country", "K04": "country", "S13": "ward", "N08": "ward",
}  # fmt: skip
_CODE = re.compile(r"[EWSNKJ]\d{8}")


@frozen(eq=False)
class AreaSet:
    """Areas of one kind in one year. `names`: name of each code; `kind`: LSOA, ward, district …

    `parents`: the area above each (its district), so that a file about some districts is asked for all areas of those.
    """

    kind: str
    year: int
    names: Mapping[str, str] = field(repr=False)
    parents: Mapping[str, str] = field(factory=dict, repr=False)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every area's code."""
        return frozenset(self.names)

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """Every area's code in the order of the names."""
        return tuple(sorted(self.names, key=lambda code: (self.names[code], code)))

    @property
    def title(self) -> str:
        """Kind and year: "LSOA 2021"; the kind alone where the year is not known."""
        return f"{self.kind} {self.year}" if self.year else self.kind

    def within(self, codes: Iterable[str]) -> frozenset[str]:
        """All areas of the districts in which these lie; every area where the areas above are not known."""
        if not self.parents:
            return self.codes
        above = {self.parents[code] for code in codes if code in self.parents}
        return frozenset(code for code in self.names if self.parents.get(code) in above)

    def by_name(self) -> dict[str, str]:
        """The code of each name that is borne by one area only; names compared without capitals."""
        found: dict[str, str | None] = {}
        for code, name in self.names.items():
            plain = plain_name(name)
            found[plain] = None if plain in found else code
        return {name: code for name, code in found.items() if code is not None}


def plain_name(name: str) -> str:
    """A name for comparing: no capitals, "&" as "and", one blank between words."""
    return " ".join(name.casefold().replace("&", " and ").replace(",", " ").split())


def is_code(text: str) -> bool:
    """Whether a text has the form of a Government Statistical Service code."""
    return _CODE.fullmatch(text.strip()) is not None


def as_code(text: str) -> str:
    """A code as it is written rightly, from one in small letters or with blanks around it; "" for none."""
    plain = text.strip().upper()
    return plain if _CODE.fullmatch(plain) else ""


def kind_of(code: str) -> str:
    """The kind of area of a code, "" where it is not known."""
    return KINDS.get(code[:3], "")


def best_set(codes: Iterable[str], known: Sequence[AreaSet]) -> AreaSet | None:
    """The set that holds most of the codes, the smallest of equals; None where none holds half of them."""
    wanted = frozenset(codes)
    if not wanted or not known:
        return None
    best = max(known, key=lambda one: (len(wanted & one.codes), -len(one.names)))
    return best if len(wanted & best.codes) * 2 >= len(wanted) else None
