"""Which kept indicator figures are of: the one of their title, whatever its key is, so that none is kept twice.

What holds by key (who may see small areas, targets, history) then holds for a later edition that somebody loads by its
title alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from attrs import evolve

from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.metadata_file import key_from


def known_as(one: Indicator, kept: Sequence[Indicator], shared: Collection[str] = ()) -> Indicator:
    """The indicator under the key that it is kept by, with breaks of method that it does not tell again.

    shared: keys that two tiers share; of several kept of one title, as earlier releases allowed, such a one. Raises
    `indicator-title-taken` where the title is another's, and `indicator-key-taken` where a key made from the title is.
    """
    key, title = key_from(one.key), _plain(one.title)
    of_key = next((other for other in kept if other.key == key), None)
    of_title = [other for other in kept if _plain(other.title) == title]
    if not of_title:
        if of_key is not None and key == key_from(one.title):  # nobody named it: two titles happen to make one key
            raise error("indicator-key-taken", where=key, title=one.title, other=of_key.title)
        return _after(one, key, of_key)
    if of_key is not None and of_key not in of_title and key != key_from(one.title):
        raise error("indicator-title-taken", where=key, title=one.title, other=of_title[0].key)
    best = min(of_title, key=lambda other: (other.key not in shared, other.key != key, other.key))
    return _after(one, best.key, best)


def check_form(one: Indicator, kept: Sequence[Indicator], *, whole: bool) -> None:
    """That figures are of the form (a count, a share, a rate per so many) of those kept beside which they will stand.

    whole: none of those stay. Raises `indicator-form-differs`: one trend of both would say nothing.
    """
    before = next((other for other in kept if other.key == one.key), None)
    if before is not None and not whole and _form(one) != _form(before):
        raise error("indicator-form-differs", where=one.key, title=one.title, form=_form(one), other=_form(before))


def _form(one: Indicator) -> str:
    return f"{one.kind} per {one.per:,.10g}" if one.kind.has_denominator and one.per != 1 else str(one.kind)


def _after(one: Indicator, key: str, before: Indicator | None) -> Indicator:
    return evolve(one, key=key, breaks=one.breaks or (before.breaks if before is not None else ()))


@lru_cache(maxsize=10_000)  # each title of a file is held against each that is kept
def _plain(title: str) -> str:
    """Without capitals and with one blank between words; signs stay: "> 10 minutes" is not "< 10 minutes"."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
