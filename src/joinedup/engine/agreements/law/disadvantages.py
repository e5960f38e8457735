"""The two-factor test of the Digital Economy Act 2017, section 35, objective "multiple disadvantages" (SI 2018/912)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

FACTORS = frozenset(
    (
        "anti-social behaviour", "care leaver", "child in need", "criminal offending", "domestic violence",
        "financial exclusion", "disability", "homelessness", "ill-health", "irregular school attendance",
        "not in education or training", "substance misuse", "unemployment",
    )
)  # fmt: skip
AT_LEAST = 2  # "multiple"


def has_multiple_disadvantages(members: Iterable[Collection[str]]) -> bool:
    """Whether a household is within the objective: two different factors, of one member or of several.

    members: the factors of each. Raises ValueError for a factor that the regulations do not name.
    """
    found: set[str] = set()
    for factors in members:
        unknown = set(factors) - FACTORS
        if unknown:
            raise ValueError(f"{len(unknown)} factor(s) are not among the thirteen of SI 2018/912")
        found |= set(factors)
    return len(found) >= AT_LEAST
