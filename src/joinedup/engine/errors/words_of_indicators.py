"""The words of errors about indicators and their files, areas' lookups and targets."""

from __future__ import annotations

from joinedup.engine.errors.entry import Entry

WORDS_OF_INDICATORS: dict[str, Entry] = {
    "figure-impossible": Entry("The figure cannot be worked out: {problem}.", "Check numerator and denominator."),
}
