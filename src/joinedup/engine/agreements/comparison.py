"""Two versions of an agreement side by side: which clauses changed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, Party
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, OPT_OUT
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.provisions import Provision
from joinedup.engine.agreements.law.questions import answered


@frozen
class Change:
    """One clause that is not the same. Empty `before`: it is new; empty `after`: it was taken out."""

    clause: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"


def clauses(agreement: Agreement) -> dict[str, str]:
    """Every clause in words, by its name, in the order of the text."""
    legal = agreement.legal
    found = {
        "Title": agreement.title,
        "Initiative": agreement.initiative,
        "Protocol": agreement.protocol,
        "Type of sharing": str(agreement.sharing_type),
        "Why a lower type would not do": agreement.why_not_lower,
        "Purposes": "; ".join(agreement.purposes),
        "Parties": "; ".join(_party(party) for party in agreement.parties),
        "Kept by": agreement.host,
        "Received by": "; ".join("everyone" if one == PUBLIC else one for one in agreement.recipients),
        "Power to disclose": _named(GATEWAYS, legal.gateway),
        "Lawful basis": _named(ARTICLE_6, legal.article_6),
        "Special category data": _named(CONDITIONS, legal.special_category),
        "Criminal offence data": _named(CONDITIONS, legal.criminal),
        "Confidentiality": _named(CONFIDENTIALITY, legal.confidentiality),
        "National Data Opt-out": _named(OPT_OUT, legal.opt_out),
        "Law enforcement (DPA 2018 Part 3)": "yes" if legal.law_enforcement else "no",
    }
    found |= _further(agreement)
    found |= {
        f"Items of {terms.supplier}'s {terms.dataset}": "; ".join(
            sorted(ITEMS[name].title if name in ITEMS else name for name in terms.items)
        )
        for terms in agreement.supplies
    }
    if agreement.least_count:
        found["Fewest people that a count may stand for"] = str(agreement.least_count)
    found |= {f"Score: {factor.name}": factor.words for factor in agreement.factors}
    found |= {
        "Impact assessment": agreement.dpia.value,
        "Starts": day_in_words(agreement.starts),
        "Ends": day_in_words(agreement.ends),
        "Review due": day_in_words(agreement.review_due),
        "Kept for": f"{agreement.retention_days} day{'s' if agreement.retention_days != 1 else ''}",
        "Draws on": "; ".join(agreement.draws_on),
    }
    return found


def changes(before: Agreement, after: Agreement) -> tuple[Change, ...]:
    """The clauses that differ, in the order of the later text; what is not in it any more comes last."""
    old, new = clauses(before), clauses(after)
    names = (*new, *(name for name in old if name not in new))
    return tuple(
        Change(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")
    )


def _named(table: Mapping[str, Provision], key: str) -> str:
    found = table.get(key)
    return f"{found.title} ({found.source})" if found is not None else key


def _party(party: Party) -> str:
    kind = ORGANISATIONS.get(party.kind)
    what = kind.title if kind is not None else party.kind
    return f"{party.partner} ({party.role.value}{f', {what}' if what else ''})"


def _further(agreement: Agreement) -> dict[str, str]:
    """The answers to further questions, by the question's words; by its key where nothing asks it any more."""
    return {
        question.words if question is not None else f"Answer: {key}": answer
        for key, question, answer in answered(agreement)
    }
