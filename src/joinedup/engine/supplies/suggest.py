"""A layout suggested from headings and from values, with a confidence and a reason for every column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.supplies.dates import StyleFound, find_style
from joinedup.engine.supplies.headings import date_part, items_said, words_of
from joinedup.engine.supplies.layout import DATE_PARTS, Column, Layout, fitted
from joinedup.engine.supplies.shapes import SHAPES, is_null
from joinedup.engine.supplies.source import Source
from joinedup.engine.supplies.value_maps import map_for

ACCEPTED = 0.55  # below this a column is left alone, and the reason says what it might be
_MOST_VALUES = 400
_MANY_COLUMNS = 60


@frozen
class _Fit:
    """The shape that an item's values have, in words; what is left of the confidence where they have not."""

    shape: str
    words: str
    least: float = 0.8
    otherwise: float = 0.55
    alone: float = 0.0  # confidence from the values alone, whatever the heading


_FITS: dict[str, _Fit] = {
    "postcode": _Fit("postcode", "UK postcodes", 0.6, 0.75, alone=0.85),
    "nhs_number": _Fit("nhs number", "NHS numbers by their check digit", 0.8, 0.6, alone=0.9),
    "upn": _Fit("upn", "UPNs by their check letter", 0.8, 0.6, alone=0.9),
    "national_insurance_number": _Fit("national insurance number", "National Insurance numbers", 0.8, 0.6, alone=0.85),
    "email": _Fit("e-mail", "e-mail addresses", 0.8, 0.6, alone=0.9),
    "telephone": _Fit("telephone", "UK telephone numbers", 0.7, 0.7, alone=0.7),
    "uprn": _Fit("uprn", "numbers as long as UPRNs", 0.8, 0.6),
    "lsoa": _Fit("lsoa", "ONS codes of such areas", 0.8, 0.5, alone=0.9),
    "msoa": _Fit("msoa", "ONS codes of such areas", 0.8, 0.5, alone=0.9),
    "lad": _Fit("lad", "ONS codes of districts", 0.8, 0.5, alone=0.85),
    "ward": _Fit("ward", "ONS codes of wards", 0.8, 0.7, alone=0.85),
    "gp_practice": _Fit("gp practice", "ODS codes of practices", 0.8, 0.6),
    "school_urn": _Fit("school number", "six-digit numbers of schools", 0.8, 0.5),
    "sex": _Fit("sex", "codes or words for the sexes", 0.9, 0.5),
    "title": _Fit("title", "titles", 0.8, 0.5, alone=0.8),
    "council_tax_band": _Fit("council tax band", "bands A to I", 0.9, 0.5),
    "year_group": _Fit("school year", "school years", 0.9, 0.5),
    "forename": _Fit("words", "words", 0.8, 0.6),
    "middle_names": _Fit("words", "words", 0.7, 0.6),
    "surname": _Fit("words", "words", 0.8, 0.6),
    "previous_surname": _Fit("words", "words", 0.8, 0.6),
    "full_name": _Fit("words", "words", 0.7, 0.6),
    **{
        name: _Fit("whole number", "whole numbers", 0.9, 0.5)
        for name, item in ITEMS.items()
        if item.type is ItemType.INTEGER
    },
    **{name: _Fit("number", "numbers", 0.9, 0.5) for name, item in ITEMS.items() if item.type is ItemType.NUMBER},
}
# Texts that several columns can make together, put one behind the other.
_JOINED = ("forename", "middle_names", "surname", "address_line_1")


@frozen
class _Profile:
    heading: str
    values: tuple[str, ...]  # distinct, trimmed, not null
    shares: dict[str, float]
    style: StyleFound | None


def suggest(source: Source, remembered: Iterable[Layout] = ()) -> Layout:
    """The layout of a source: a remembered one with the same headings, or a new one with reasons.

    Never two columns for one item unless they are its parts (day, month and year; house number and street).
    """
    for layout in remembered:
        if layout.fits(source.headings) and len(layout.columns) == len(source.headings):
            return fitted(layout, source.headings, source.format, source.name)
    return suggest_columns(source)


def suggest_columns(source: Source) -> Layout:
    """A new layout from the headings and the sample of values."""
    most = _MOST_VALUES if len(source.headings) <= _MANY_COLUMNS else _MOST_VALUES // 8
    profiles = [_profile(heading, place, source.sample, most) for place, heading in enumerate(source.headings)]
    parts = _date_parts(profiles)
    candidates = [
        (column.confidence, -place, column)
        for place, profile in enumerate(profiles)
        if place not in parts
        for column in _candidates(profile)
    ]
    chosen = dict(parts)
    taken = {column.item: place for place, column in parts.items()}
    for confidence, negative, column in sorted(candidates, key=lambda c: (-c[0], -c[1])):
        place = -negative
        if place in chosen or confidence < ACCEPTED:
            continue
        if column.item not in taken:
            taken[column.item], chosen[place] = place, column
        elif _are_parts(chosen[taken[column.item]], column, place - taken[column.item]):
            _join(chosen, taken[column.item], place, column)
    columns = [chosen.get(place) or _left(profile, taken) for place, profile in enumerate(profiles)]
    return Layout(source.format, tuple(columns))


def _profile(heading: str, place: int, sample: Sequence[Sequence[str]], most: int) -> _Profile:
    counts = Counter(row[place].strip() for row in sample if place < len(row))
    pairs = [(value, count) for value, count in counts.most_common() if not is_null(value)][:most]
    total = sum(count for _, count in pairs)
    shares = {
        shape: sum(count for value, count in pairs if matches(value.upper())) / total
        for shape, matches in SHAPES.items()
        if total
    }
    values = tuple(value for value, _ in pairs)
    return _Profile(heading, values, shares, find_style(values) if values else None)


def _candidates(profile: _Profile) -> list[Column]:
    said = items_said(profile.heading)
    columns = [_weighed(profile, item, likelihood, reason) for item, likelihood, reason in said]
    named = {item for item, _, _ in said}
    for item, fit in _FITS.items():
        share = profile.shares.get(fit.shape, 0.0)
        if fit.alone and item not in named and share >= 0.9:
            reason = f"the heading does not say so, but {share:.0%} of the values are {fit.words}"
            columns.append(_dressed(profile, item, fit.alone * share, reason))
    return columns


def _weighed(profile: _Profile, item: str, likelihood: float, reason: str) -> Column:
    """The heading's word weighed against the values."""
    if not profile.values:
        return _dressed(profile, item, likelihood * 0.8, f"{reason}; there are no values to compare")
    if ITEMS[item].type is ItemType.DATE:
        if profile.style is None:
            return _dressed(profile, item, likelihood * 0.4, f"{reason}, but the values are not dates")
        sure = 0.4 if profile.style.sure else 0.9
        return _dressed(profile, item, 1 - (1 - likelihood) * sure, f"{reason}, and {profile.style.reason}")
    fit = _FITS.get(item)
    if fit is None:
        return _dressed(profile, item, likelihood, reason)
    share = profile.shares[fit.shape]
    if share >= fit.least:
        return _dressed(
            profile, item, 1 - (1 - likelihood) * 0.4, f"{reason}, and {share:.0%} of the values are {fit.words}"
        )
    but = f"{reason}, but only {share:.0%} of the values are {fit.words}" if share else f"{reason}, but no value is"
    return _dressed(profile, item, likelihood * fit.otherwise, but if share else f"{but} among {fit.words}")


def _dressed(profile: _Profile, item: str, confidence: float, reason: str) -> Column:
    """The column with how its values are to be read."""
    style = profile.style.style.name if profile.style and ITEMS[item].type is ItemType.DATE else ""
    order = ""
    if item == "full_name" and _surname_first(profile.values):
        order, reason = "surname first", f"{reason}; surnames come first"
    values, says = map_for(item, profile.values)
    reason = f"{reason}; {says}" if says else reason
    return Column(profile.heading, item, "", style, order, values, round(confidence, 2), reason)


def _surname_first(values: Sequence[str]) -> bool:
    with_comma = sum("," in value for value in values)
    capitals_first = sum(_capitals_first(value.split()) for value in values)
    return len(values) > 0 and max(with_comma, capitals_first) > 0.6 * len(values)


def _capitals_first(words: Sequence[str]) -> bool:
    return len(words) > 1 and len(words[0]) > 1 and words[0].isupper() and not words[-1].isupper()


def _date_parts(profiles: Sequence[_Profile]) -> dict[int, Column]:
    """Three columns that are day, month and year of one date."""
    stems: dict[str, dict[str, int]] = {}
    for place, profile in enumerate(profiles):
        found = date_part(profile.heading)
        if found and profile.shares.get("whole number", 0) + profile.shares.get("words", 0) > 0.9:
            stems.setdefault(found[0], {}).setdefault(found[1], place)
    columns: dict[int, Column] = {}
    for stem, places in stems.items():
        items = [
            item for item, likelihood, _ in items_said(stem) if ITEMS[item].type is ItemType.DATE and likelihood > 0.6
        ]
        if set(places) == set(DATE_PARTS) and items:
            for part, place in places.items():
                reason = f"{ITEMS[items[0]].title} in three columns: this is the {part}"
                columns[place] = Column(profiles[place].heading, items[0], part, confidence=0.93, reason=reason)
    return columns


def _are_parts(first: Column, second: Column, apart: int) -> bool:
    """Whether two columns side by side make an item together: house number and street, surname 1 and surname 2."""
    if first.item not in _JOINED or apart not in (-1, 1) or first.part:
        return False
    words = [[w for w in words_of(c.heading) if len(w) > 1 and not w.isdigit()] for c in (first, second)]
    house = first.item == "address_line_1" and any("number" in some or "house" in some for some in words)
    return house or words[0] == words[1]


def _join(chosen: dict[int, Column], first: int, second: int, column: Column) -> None:
    front, back = sorted((first, second))
    both = {first: chosen[first], second: column}
    for part, place in (("1", front), ("2", back)):
        reason = f"{both[place].reason}; part {part} of two columns that make it"
        chosen[place] = evolve(both[place], part=part, reason=reason)


def _left(profile: _Profile, taken: dict[str | None, int]) -> Column:
    """A column that is not kept, and why."""
    best = max(_candidates(profile), key=lambda column: column.confidence, default=None)
    if best is None:
        return Column(profile.heading, reason="nothing in the vocabulary is like it")
    if best.item in taken and best.confidence >= ACCEPTED:
        return Column(profile.heading, reason=f"{best.item} is taken from another column")
    return Column(profile.heading, confidence=best.confidence, reason=f"perhaps {best.item}: {best.reason}")
