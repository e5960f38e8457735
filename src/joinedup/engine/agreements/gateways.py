"""Gateways: the legal powers and duties to disclose that an agreement can name.

Facts with their sources, checked in November 2026 from public copies; not legal advice. `from_day` is the
first day on which the gateway may be relied on, where that is known to matter.
"""

# ruff: noqa: E501 -- a table of law reads best one row a line
from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen
class Gateway:
    """One power or duty. `types`: the types of sharing it can carry. `duty` False means a power."""

    title: str
    source: str
    types: tuple[int, ...]
    duty: bool = False
    limits: str = ""
    from_day: date | None = None


GATEWAYS: dict[str, Gateway] = {
    "cda-1998-s17a": Gateway("Depersonalised information for community safety", "Crime and Disorder Act 1998 s17A; SI 2007/1831", (1,), True),
    "cda-1998-s115": Gateway("Disclosure for any provision of the Act", "Crime and Disorder Act 1998 s115", (1, 2, 3, 4), limits="does not set aside data protection or confidence"),
    "dea-2017-s35-multiple-disadvantages": Gateway("People and households with two or more disadvantages", "Digital Economy Act 2017 s35; SI 2018/912", (1, 2, 3), limits="specified persons only; English NHS bodies are not among them"),
    "dea-2017-s64": Gateway("Research by accredited people", "Digital Economy Act 2017 s64", (2,), limits="not data of health and adult social care bodies about those functions"),
    "care-act-2014-s6": Gateway("Co-operation on care and support", "Care Act 2014 ss6-7", (1, 2, 3, 4), True),
    "children-act-2004-s10": Gateway("Co-operation to improve children's well-being", "Children Act 2004 s10", (1, 2, 3, 4), True, "implies a power; no express override of confidence"),
    "hsca-2012-s251b": Gateway("Sharing for direct care", "Health and Social Care Act 2012 s251B", (3,), True, "direct care only; not where the person objects"),
    "frsa-2004-s6": Gateway("Promoting fire safety", "Fire and Rescue Services Act 2004 s6", (1, 2, 3), True, "implied"),
    "localism-2011-s1": Gateway("General power of competence", "Localism Act 2011 s1", (1, 2, 3), limits="English local authorities; bounded by other law, never an override"),
    "lga-1972-s111": Gateway("What is incidental to a council's functions", "Local Government Act 1972 s111", (1, 2, 3), limits="weak; beside another power"),
}  # fmt: skip
