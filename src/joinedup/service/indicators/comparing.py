"""Areas found by name, code or postcode, and put side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from joinedup.engine.areas.area_set import AreaSet, kind_of, plain_name
from joinedup.engine.indicators.profile import Beside, Row, side_by_side
from joinedup.engine.indicators.wording import said
from joinedup.service.areas.queries import are_installed, areas_of_postcode, names_of
from joinedup.service.documents.pdf import Paper
from joinedup.service.indicators import queries
from joinedup.service.indicators.goals import goals
from joinedup.service.indicators.map_page import why_none
from joinedup.service.indicators.packs import ALL, Choice
from joinedup.service.indicators.paper import ACROSS, in_full, on_one_page

_PAPER = "indicators/compare-paper.html"
MOST_AREAS = 8  # side by side: what fits one page
MOST_FOUND = 12
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) *(\d[A-Z]{2})\b", re.IGNORECASE)
_LEAST_NAME = 4  # letters: shorter names are also words


@frozen
class Place:
    """An area that was found. `kind`: as the store calls it; `title`: of its kind."""

    kind: str
    code: str
    name: str
    title: str


@frozen
class Postcode:
    """A postcode that was asked for. `lies_in`: (kind, code, name) of its areas, the smallest first, none where it is
    not known; `installed`: whether there is a directory of postcodes.
    """

    postcode: str
    lies_in: tuple[tuple[str, str, str], ...]
    installed: bool


@frozen
class SideBySide:
    """Areas in the order asked for, and a row for each indicator."""

    title: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    beside: str
    rows: tuple[Row, ...]


def areas_found(words: str) -> tuple[Place, ...]:
    """Areas with figures whose name holds the words, and those whose name, code or postcode stands in them."""
    postcode = _postcode(words)
    codes = set(words.upper().split()) | (areas_of_postcode(postcode) if postcode else set())
    wanted, found = words.casefold(), []
    spoken = f" {' '.join(re.sub(r'[?!.,;:]', ' ', wanted).split())} "
    for areas, kind in sorted(((queries.store().areas(kind), kind) for kind in queries.kinds()), key=_size):
        for code, name in areas.names.items():
            own = name.casefold()
            named = len(own) >= _LEAST_NAME and f" {own} " in spoken
            if code in codes or named or (len(wanted) > 2 and wanted in own):
                found.append(Place(kind, code, name, areas.title.removesuffix(" 0")))
    return tuple(found[:MOST_FOUND])


def _postcode(words: str) -> str:
    found = _POSTCODE.search(words.upper())
    return f"{found[1]} {found[2]}" if found else ""


def postcode_asked(words: str) -> Postcode | None:
    """Where the postcode in a question lies, whether or not there are figures there; None where there is none in it."""
    postcode = _postcode(words)
    if not postcode:
        return None
    codes = areas_of_postcode(postcode)
    named, order = names_of(codes), ("LSOA", "MSOA", "ward", "district")
    lies_in = sorted(
        ((kind_of(code), code, named.get(code, code)) for code in codes),
        key=lambda one: (order.index(one[0]) if one[0] in order else len(order), one[1]),
    )
    return Postcode(postcode, tuple(lies_in), are_installed())


def without_areas(words: str, places: Sequence[Place]) -> str:
    """A question without its postcode and the areas that were found in it; whole where it names areas only."""
    left = _POSTCODE.sub(" ", words)
    if not left.strip() and not places:
        return ""  # a postcode is about no indicator
    for one in places:
        left = re.sub(rf"\b({re.escape(one.name)}|{re.escape(one.code)})(?!\w)", " ", left, flags=re.IGNORECASE)
    return " ".join(left.split()) or words


def areas_listed(areas: AreaSet, codes: Sequence[str], listed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the codes of a kind that were chosen or listed by name or code, each once; what is not known)."""
    by_name = areas.by_name()
    found, unknown = [code for code in codes if code in areas.names], []
    for word in (one.strip() for one in re.split(r"[,;\n]", listed)):
        code = word.upper() if word.upper() in areas.names else by_name.get(plain_name(word), "")
        if code:
            found.append(code)
        elif word:
            unknown.append(word)
    return tuple(dict.fromkeys(found)), tuple(unknown)


def comparison(kind: str, codes: Sequence[str], choice: Choice = ALL) -> SideBySide:
    """Areas side by side; no rows without areas. Raises `store-areas-unknown`, and as `Choice.of` does."""
    kept = queries.store()
    areas, told = kept.areas(kind), queries.beside_of(kind, codes)
    larger = Beside(*told) if told else None
    keys = [one.key for one in choice.of(one for one in kept.indicators() if kept.has(one.key, kind))]
    whole = [key for key in keys if any(not one.group for one in kept.slices(key, kind))]
    rows = tuple(side_by_side(kept, kind, codes, whole, larger, goals())) if codes else ()
    names = tuple(areas.names[code] for code in codes)
    return SideBySide(areas.title.removesuffix(" 0"), names, tuple(codes), larger.title if larger else "", rows)


def comparison_on_paper(kind: str, codes: Sequence[str], choice: Choice = ALL) -> Paper:
    """The same as a tagged PDF, on one page as long as that can be read."""
    made = comparison(kind, codes, choice)
    named = choice.named(row.indicator for row in made.rows)
    shown = {"made": made, "said": said, "why_none": why_none, "chosen": named}
    if choice.full:
        return in_full(_PAPER, shown, ACROSS)
    return on_one_page(_PAPER, shown, ACROSS, len(made.rows))


def _size(one: tuple[AreaSet, str]) -> int:
    return len(one[0].names)
