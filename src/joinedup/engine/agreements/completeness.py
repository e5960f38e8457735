"""What is still missing before an agreement can be put to its signatories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from joinedup.engine.agreements.agreement import INDEX, PAIRS, PUBLIC, SEARCH, Agreement
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, OPT_OUT
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.commencement import NO_SWITCHES
from joinedup.engine.agreements.law.findings import findings

MOST_LEAST = 1000  # a least count above this hides everything of a borough


def missing(agreement: Agreement, switches: Mapping[str, date] = NO_SWITCHES) -> tuple[str, ...]:
    """Everything that must be answered or put right, in words; empty where the agreement is complete.

    switches: the day on which a provision commences, as the partnership entered it.
    """
    return (
        *_legal(agreement, switches),
        *_parties(agreement),
        *_items(agreement),
        *_releases(agreement),
        *_dates(agreement),
    )


def _legal(agreement: Agreement, switches: Mapping[str, date]) -> list[str]:
    legal, found = agreement.legal, []
    if legal.gateway not in GATEWAYS:
        found.append("a gateway from the legal library")
    if legal.article_6 not in ARTICLE_6:
        found.append("a lawful basis under Article 6")
    if legal.confidentiality not in CONFIDENTIALITY:
        found.append("an answer on confidentiality")
    shared = {ITEMS[name].sensitivity for terms in agreement.supplies for name in terms.items if name in ITEMS}
    if Sensitivity.SPECIAL in shared and legal.special_category not in CONDITIONS:
        found.append("a condition for special category data (Article 9)")
    if Sensitivity.CRIMINAL in shared and legal.criminal not in CONDITIONS:
        found.append("a condition for criminal offence data (Article 10)")
    for kind, answer in (("special category", legal.special_category), ("criminal offence", legal.criminal)):
        if answer and answer not in CONDITIONS:
            found.append(f"a condition for {kind} data that the legal library knows")
    if legal.opt_out and legal.opt_out not in OPT_OUT:
        found.append("an answer on the opt-out that the legal library knows")
    found += [
        f"what the law allows: {one.words} ({one.citation})" for one in findings(agreement, switches) if one.refuses
    ]
    return found


def _parties(agreement: Agreement) -> list[str]:
    found = []
    names = [party.partner for party in agreement.parties]
    if len(names) < 2:
        found.append("at least two parties")
    if len(set(names)) != len(names):
        found.append("each party once only")
    if PUBLIC in names:
        found.append(f"parties by their own names ('{PUBLIC}' is everyone)")
    if agreement.host not in names:
        found.append("a host that is a party")
    found += [f"supplier {t.supplier} as a party" for t in agreement.supplies if t.supplier not in names]
    if not agreement.recipients:
        found.append("at least one recipient")
    for recipient in agreement.recipients:
        if recipient == PUBLIC:
            if agreement.sharing_type != 1:
                found.append("recipients by name (only type 1 may be published)")
        elif recipient not in names:
            found.append(f"recipient {recipient} as a party")
    return found


def _items(agreement: Agreement) -> list[str]:
    found = []
    if not agreement.purposes or not all(purpose.strip() for purpose in agreement.purposes):
        found.append("a purpose")
    if agreement.sharing_type not in (1, 2, 3, 4):
        found.append("a type of sharing from 1 to 4")
    if not agreement.supplies:
        found.append("the items that each supplier gives")
    for terms in agreement.supplies:
        if not terms.items:
            found.append(f"the items of {terms.supplier}'s {terms.dataset}")
        unknown = [name for name in terms.items if name not in ITEMS]
        if unknown:
            found.append(f"items from the vocabulary ({', '.join(unknown)} are not)")
        if terms.dataset in (INDEX, SEARCH, PAIRS):
            found.append(f"another name for {terms.supplier}'s data set ('{terms.dataset}' is what linkage makes)")
    pairs = [(terms.supplier, terms.dataset) for terms in agreement.supplies]
    if len(set(pairs)) != len(pairs):
        found.append("each data set once only")
    return found


def _releases(agreement: Agreement) -> list[str]:
    found = []
    if agreement.least_count and (agreement.sharing_type not in (1, 2) or not 0 < agreement.least_count <= MOST_LEAST):
        found.append(f"a least count of 1 to {MOST_LEAST}, for type 1 or 2 only")
    if agreement.factors and agreement.sharing_type != 2:
        found.append("no score, which is for type 2 only")
    given = {(terms.dataset, item) for terms in agreement.supplies for item in terms.items}
    for factor in agreement.factors:
        if (factor.dataset, factor.item) not in given:
            found.append(f"an item that is supplied for the factor {factor.name}")
        if factor.points < 1 or (factor.at_least is None) == (not factor.one_of):
            found.append(f"points, and one test, for the factor {factor.name}")
    names = [factor.name for factor in agreement.factors]
    if len(set(names)) != len(names) or not all(name.strip() for name in names):
        found.append("a name of its own for each factor")
    return found


def _dates(agreement: Agreement) -> list[str]:
    found = []
    if agreement.ends < agreement.starts:
        found.append("an end on or after the start")
    if not agreement.starts <= agreement.review_due:
        found.append("a review after the start")
    if agreement.retention_days < 1:
        found.append("how many days a supply is kept")
    return found
