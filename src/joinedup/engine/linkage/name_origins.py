"""Where a name is mostly found, so that it is seen whether linkage misses people of some names more often.

It groups names, never people: it is used for counts of a whole linkage and is kept with nobody's record. The names
are those that a compiled list of common surnames by country (CC0) and the made-up borough's lists have.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from joinedup.engine.population.names import names_of_communities

OTHER = "all other names"
_GROUPS = {
    "Pakistani": "South Asian, Arabic and Somali names", "Bangladeshi": "South Asian, Arabic and Somali names",
    "Punjabi": "South Asian, Arabic and Somali names", "Gujarati": "South Asian, Arabic and Somali names",
    "Somali": "South Asian, Arabic and Somali names", "Polish": "Eastern European names",
    "Romanian": "Eastern European names", "Irish": "Irish names", "West African": "West African names",
    "Portuguese": "Portuguese names",
}  # fmt: skip
_BY_FORENAME = "South Asian, Arabic and Somali names"  # forenames that hardly anybody else in the UK bears
_ENDINGS = {"SKI": "Eastern European names", "SKA": "Eastern European names", "WICZ": "Eastern European names",
            "CZYK": "Eastern European names", "ESCU": "Eastern European names"}  # fmt: skip

# names of the Irish list that are among the commonest of the whole UK say nothing of where somebody's name is from
_EVERYWHERE = frozenset(("KELLY", "KENNEDY", "MOORE", "MURPHY", "MURRAY", "SMITH", "WALSH"))


def name_origin(forename: str | None, surname: str | None) -> str:
    """The group of a name as `standardise` writes it; `OTHER` where neither part tells."""
    surnames, forenames = _lists()
    told = surnames.get(surname or "") or next(
        (group for ending, group in _ENDINGS.items() if (surname or "").endswith(ending)), None
    )
    return told or forenames.get(forename or "", OTHER)


@cache
def _lists() -> tuple[dict[str, str], dict[str, str]]:
    surnames: dict[str, str] = {}
    forenames: dict[str, str] = {}
    for community, (first, last, womens) in names_of_communities().items():
        group = _GROUPS[community]
        told = (_plain(name) for name in (*last, *womens))
        surnames.update((name, group) for name in told if community != "Irish" or name not in _EVERYWHERE)
        if group == _BY_FORENAME:
            forenames.update((_plain(name), group) for name in first)
    return surnames, forenames


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.upper().translate(str.maketrans("ØŁĐ", "OLD")))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha())
