"""Rule sets: which counts are too small to publish, as data with a source and the day it was last read.

A rule says which counts are primary (`smallest` to `largest`) and whether zeros are published. Bodies change
their rules: "last checked" is the day somebody read the source, not a promise that it is in force.
"""

from __future__ import annotations

from attrs import frozen

from joinedup.engine.errors import error


@frozen
class Rule:
    """Counts from `smallest` to `largest` are left out. `smallest` is 0 where zeros are left out too."""

    name: str
    title: str
    smallest: int
    largest: int
    source: str
    last_checked: str  # ISO date
    note: str = ""

    @property
    def zeros_published(self) -> bool:
        """Whether anyone can infer that a suppressed cell is not zero."""
        return self.smallest > 0


_READ = "2026-11-23"

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "counts-under-5", "Counts 1 to 4 are left out, zeros are published", 1, 4,
            "Ofqual statistics, gov.uk, 30 October 2025: 1 to 4 are shown as 'fewer than 5', 0 stays", _READ,
            "Ofqual also rounds other counts to the nearest 5; that is not done here.",
        ),
        Rule(
            "nhs-hes-2018", "Counts 1 to 5 are left out, zeros are published", 1, 5,
            "NHS England, Hospital Episode Statistics, disclosure change page, digital.nhs.uk (method of 2018)", _READ,
            "A later third-party copy gives 1 to 7 with rounding to 5, not confirmed in the official text.",
        ),
        Rule(
            "opensafely", "Counts 1 to 7 are left out, zeros are published", 1, 7,
            "OpenSAFELY documentation, statistical disclosure control: redact counts of 7 or fewer", _READ,
            "OpenSAFELY then rounds to the nearest 5 and sums the rounded counts; that is not done here.",
        ),
        Rule(
            "ons-deaths", "Counts 1 and 2 are left out, zeros are published", 1, 2,
            "ONS births and deaths policy, FOI/2021/3301: no crude rate on fewer than 3 deaths", _READ,
            "No age-standardised rate on fewer than 10.",
        ),
        Rule(
            "nhs-sde", "Counts 1 to 9 are left out, zeros are published", 1, 9,
            "NHS England secure data environment (staging copy): suppress below 10, round above to 5", _READ,
            "The rounding is not done here.",
        ),
        Rule(
            "acro", "Counts 0 to 9 are left out, zeros included", 0, 9,
            "ACRO defaults: threshold 10, zeros are disclosive", _READ,
            "ACRO's dominance rules are for amounts, not counts.",
        ),
    )
}  # fmt: skip

DEFAULT = RULES["counts-under-5"]


def rule_named(name: str) -> Rule:
    """The rule set of this name. Raises `rules-unknown`, which lists those there are."""
    if name not in RULES:
        raise error("rules-unknown", there_are=", ".join(sorted(RULES)))
    return RULES[name]
