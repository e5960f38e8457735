"""In which larger areas an area lies, as lookups say; and of which country it is, as its code says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from joinedup.service.areas.queries import known

# which letters the codes of a country's areas begin with (ONS, Register of Geographic Codes)
_COUNTRIES = {"E92": "E", "W92": "W", "S92": "S", "N92": "N", "K02": "EWSN", "K03": "EWS", "K04": "EW"}


def within_all(codes: Collection[str], more: Sequence[Mapping[str, str]] = ()) -> frozenset[str]:
    """Every area in which all of these lie, by the lookups that are installed. more: other areas above areas."""
    above = [*(one.parents for one in known()), *more]
    common: frozenset[str] | None = None
    for code in codes:
        own = _within(code, above)
        common = own if common is None else common & own
        if not common:
            break
    return common or frozenset()


def countries_of(codes: Collection[str], among: Iterable[str]) -> frozenset[str]:
    """Which of other areas are a country, or several of the United Kingdom, in which all of these lie."""
    letters = {code[:1] for code in codes}
    begins = tuple(begin for begin, of in _COUNTRIES.items() if letters and letters <= set(of))
    return frozenset(one for one in among if one.startswith(begins)).difference(codes)


def _within(code: str, above: Sequence[Mapping[str, str]]) -> frozenset[str]:
    found: set[str] = set()
    todo = [code]
    while todo:
        one = todo.pop()
        parents = {parent for each in above if (parent := each.get(one)) and parent != one} - found
        found |= parents
        todo.extend(parents)
    return frozenset(found)
