"""The words of errors about indicators and their files, areas' lookups and targets."""

from __future__ import annotations

from joinedup.engine.errors.entry import Entry

WORDS_OF_INDICATORS: dict[str, Entry] = {
    # figures
    "figure-impossible": Entry("The figure cannot be worked out: {problem}.", "Check numerator and denominator."),
    "goal-without-direction": Entry(
        "The indicator has no good direction, so that no figure of it is red or green.",
        "Say whether low or high is good, or compare without judging.",
    ),
    "target-impossible": Entry("The target cannot be: {problem}.", "Correct its figures or its days."),
    # files
    "indicator-file-wrong": Entry(
        "{count} things are wrong with the file, so that nothing of it was loaded. First: {first}.",
        "Correct the file, or ask its owner to, and load it again.",
    ),
}
