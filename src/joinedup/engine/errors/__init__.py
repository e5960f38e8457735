"""Every error: a code, what happened, where, what to do.

One class and one catalogue. A code is raised with `error("supply-empty", where="housing.csv")`; the words come from the
catalogue, so that they are written, read and translated in one place, and the reference can be generated from it.
Details put into the words are counts, positions, column names and identifiers of the register, never a value of
somebody's data.
"""

from __future__ import annotations

from joinedup.engine.errors.entry import BAD_INPUT, DONE, REFUSED, Entry, JoinedupError
from joinedup.engine.errors.words import WORDS
from joinedup.engine.errors.words_of_disclosure import WORDS_OF_DISCLOSURE
from joinedup.engine.errors.words_of_indicators import WORDS_OF_INDICATORS
from joinedup.engine.errors.words_of_supplies import WORDS_OF_SUPPLIES

__all__ = ["BAD_INPUT", "CATALOGUE", "DONE", "REFUSED", "Entry", "JoinedupError", "error"]

CATALOGUE: dict[str, Entry] = {**WORDS, **WORDS_OF_SUPPLIES, **WORDS_OF_INDICATORS, **WORDS_OF_DISCLOSURE}


def error(code: str, where: str = "", **details: object) -> JoinedupError:
    """The error with this code, ready to raise. Raises KeyError for a code that is not in the catalogue."""
    return JoinedupError(code, CATALOGUE[code], where, details)
