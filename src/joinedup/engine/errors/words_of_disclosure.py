"""Errors about rule sets and the ways in which counts are made safe to publish."""

from __future__ import annotations

from joinedup.engine.errors.entry import REFUSED, Entry

WORDS_OF_DISCLOSURE: dict[str, Entry] = {
    "rules-unreadable": Entry("The rule set cannot be read: {problem}.", "Correct its file; the guide shows one."),
    "rules-without-threshold": Entry(
        "This body names no threshold, so that its rules cannot be applied to a table.",
        "Take another rule set, or write the threshold of your publication into one of your own.",
    ),
    "people-needed": Entry(
        "The rule set asks that no area of fewer than {least} people is shown by itself, and nobody says how many live "
        "in each.",
        "Give the people of each area with --people, or choose another rule set.",
    ),
    "areas-too-small": Entry(
        "{number} areas hold fewer people than the {least} that the rule set asks for: {areas}.",
        "Join them with their neighbours, or take the next larger areas.",
        REFUSED,
    ),
}
