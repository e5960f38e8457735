"""Law enforcement: Part 3 of the Data Protection Act 2018 beside the general regime of Part 2."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.finding import (
    LegalFinding,
    kind_of,
    refusal,
    shares,
    suppliers_of,
    takers_of,
    warning,
)
from joinedup.engine.agreements.law.provisions import PROVISIONS
from joinedup.engine.agreements.law.questions import leaves_law_enforcement


def part_3_findings(agreement: Agreement) -> Iterator[LegalFinding]:
    """Whether Part 3 can apply, whether it was asked, and what it brings with it."""
    yield from _basis(agreement)
    suppliers = {name: kind_of(agreement, name) for name in suppliers_of(agreement)}
    known = {name: kind for name, kind in suppliers.items() if kind is not None}
    competent = sorted(name for name, kind in known.items() if kind.competent)
    if not agreement.legal.law_enforcement:
        if competent:
            words = f"Say whether {', '.join(competent)} collected the data for law enforcement: Part 3 would apply."
            yield warning("part-3-to-be-answered", words, "DPA 2018 Part 3", "law_enforcement")
        return
    partly = sorted(name for name, kind in known.items() if kind.offences)
    if suppliers and not competent and not partly and known.keys() == suppliers.keys():
        words = "No supplier is a competent authority, so Part 3 does not apply."
        yield refusal("part-3-not-applicable", words, "DPA 2018 ss29-31", "law_enforcement")
    if partly and not competent:
        words = f"Part 3 applies to {', '.join(partly)} only where it acts against offences itself."
        yield warning("part-3-offences-only", words, "DPA 2018 ss30-31, Schedule 7", "law_enforcement")
    if leaves_law_enforcement(agreement):
        words = "Whoever receives it for another purpose holds it under the general regime, Part 2."
        yield warning("part-3-left", words, "DPA 2018 s36(4)", "law_enforcement")
    if shares(agreement, Sensitivity.SPECIAL):
        words = "Sensitive processing for law enforcement needs an appropriate policy document."
        yield warning("part-3-policy-document", words, "DPA 2018 ss35, 42", "law_enforcement")
    words = "Say which data are of suspects, convicted, victims or witnesses, and which are facts, which assessments."
    yield warning("part-3-distinctions", words, "DPA 2018 s38(2)-(3)", "law_enforcement")


def _basis(agreement: Agreement) -> Iterator[LegalFinding]:
    """Part 3 in place of Article 6: only where it applies to whoever gives and to whoever receives."""
    basis, legal = PROVISIONS["article-6"]["law-enforcement"], agreement.legal
    if legal.article_6 != basis.key:
        return
    if not legal.law_enforcement:
        words = "It was not said that the data were collected for law enforcement."
        yield refusal("part-3-not-said", words, basis.source, "article_6")
    for name in dict.fromkeys((*suppliers_of(agreement), *takers_of(agreement))):
        kind = kind_of(agreement, name)
        if kind is not None and not kind.competent and not kind.offences:
            words = f"{name} is no competent authority and needs a lawful basis under Article 6."
            yield refusal("part-3-no-basis", words, basis.source, "article_6")
    if PUBLIC in agreement.recipients:
        words = "What is published is for everybody's use, so it needs a lawful basis under Article 6."
        yield refusal("part-3-no-basis", words, basis.source, "article_6")
