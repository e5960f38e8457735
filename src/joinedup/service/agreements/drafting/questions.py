"""The questions of the form, in order: which there are for a draft as it is, and what was answered, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.dpia import STEPS, Dpia, high_risks
from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.confidence import is_patient_information
from joinedup.engine.agreements.law.finding import PARTS, shares
from joinedup.engine.agreements.law.provisions import PROVISIONS
from joinedup.engine.agreements.law.questions import answered, questions
from joinedup.engine.agreements.wording import TYPES
from joinedup.service.pages.environment import day

NO_TITLES: Mapping[str, str] = MappingProxyType({})


@frozen
class Asked:
    """One page of the form. `section`: under which heading of the task list; `answer`: so far, in words."""

    key: str
    section: str
    title: str
    answer: str

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answer)


def asked(
    agreement: Agreement, content: Mapping[str, Any], dpia: Dpia, titles: Mapping[str, str] = NO_TITLES
) -> list[Asked]:
    """Every question for this draft, in order. titles: partners' names."""
    return [*_what(agreement, content, titles), *_law(agreement, content), *_assessment(content, dpia)]


def _what(one: Agreement, content: Mapping[str, Any], titles: Mapping[str, str]) -> list[Asked]:
    what = _("What and why")

    def called(partner: str) -> str:
        return _("everyone: it is published") if partner == PUBLIC else titles.get(partner, partner)

    gives = [
        f"{called(s.supplier)}: {s.dataset.replace('_', ' ')} "
        f"({ngettext('{count} item', '{count} items', len(s.items)).format(count=len(s.items))})"
        for s in one.supplies
    ]
    kept = ngettext("kept {count} day", "kept {count} days", one.retention_days).format(count=one.retention_days)
    dates = f"{day(one.starts)} – {day(one.ends)}; {_('review by')} {day(one.review_due)}; {kept}"
    kind = f"{one.sharing_type}. {TYPES[one.sharing_type]}" if one.sharing_type in TYPES else ""
    return [
        Asked("title", what, _("What is it called?"), one.title),
        Asked("protocol", what, _("Under which protocol does it stand?"), one.protocol),
        Asked("purposes", what, _("What is it for?"), "; ".join(one.purposes)),
        Asked("type", what, _("Which type of sharing is it?"), kind),
        Asked("parties", what, _("Who are the parties?"),
              "; ".join(f"{called(p.partner)} ({p.role.value})" for p in one.parties)),
        Asked("supplies", what, _("What does each supplier give?"), "; ".join(gives)),
        Asked("host", what, _("Who keeps it?"), called(one.host)),
        Asked("recipients", what, _("Who receives?"), "; ".join(called(partner) for partner in one.recipients)),
        *_releases(one, what, content),
        Asked("dates", what, _("From when until when?"), dates if content.get("starts") else ""),
    ]  # fmt: skip


def _releases(one: Agreement, what: str, content: Mapping[str, Any]) -> list[Asked]:
    """What is asked about what leaves: of types 1 and 2 only. Neither needs an answer."""
    found = []
    if one.sharing_type in (1, 2):
        least = _("{count} people").format(count=one.least_count) if one.least_count else ""
        none = _("Left to the rule set") if "least_count" in content else _unanswered(required=False)
        found.append(Asked("least", what, _("How many people must a released count stand for?"), least or none))
    if one.sharing_type == 2:
        words = "; ".join(factor.words for factor in one.factors)
        title = _("By which points may people or households be put in order?")
        found.append(Asked("factors", what, title, words or _unanswered(required=False)))
    return found


def _law(one: Agreement, content: Mapping[str, Any]) -> list[Asked]:
    law, legal = _("By which law"), one.legal

    def chosen(question: str) -> str:
        provision = PROVISIONS[PARTS[question]].get(getattr(legal, question))
        return f"{provision.title} ({provision.source})" if provision is not None else ""

    enforcement = (_("Yes") if legal.law_enforcement else _("No")) if "law_enforcement" in _legal(content) else ""
    wanted = [
        ("gateway", _("Which power or duty lets it be disclosed?"), True),
        ("article_6", _("What is the lawful basis?"), True),
        ("special_category", _("Which condition lets special category data be shared?"),
         shares(one, Sensitivity.SPECIAL)),
        ("criminal", _("Which condition lets criminal offence data be shared?"), shares(one, Sensitivity.CRIMINAL)),
        ("confidentiality", _("How is the duty of confidence met?"), True),
        ("opt_out", _("How is the National Data Opt-out met?"), is_patient_information(one)),
    ]  # fmt: skip
    words = {key: said for key, _question, said in answered(one)}
    return [
        Asked("law_enforcement", law, _("Was any of it collected for law enforcement?"), enforcement),
        *(Asked(key, law, title, chosen(key)) for key, title, is_asked in wanted if is_asked),
        *(
            Asked(f"further-{ask.key}", law, ask.words, words.get(ask.key, "") or _unanswered(ask.required))
            for ask in questions(one)
        ),
    ]


def _unanswered(required: bool) -> str:
    return "" if required else _("Not needed")


def _assessment(content: Mapping[str, Any], dpia: Dpia) -> list[Asked]:
    assessment = _("Impact assessment")
    found = []
    for step in STEPS:
        found += [Asked(f"dpia-{key}", assessment, words, dpia.answer(key)) for key, words, _hint in step.questions]
        if step.key == "risks":
            risks = "; ".join(f"{risk.source} ({risk.level}, {_('then')} {dpia.residual(risk)})" for risk in dpia.risks)
            found.append(Asked("risks", assessment, _("What could harm somebody, and what is done about it?"), risks))
    decided = {"yes": _("Followed"), "no": f"{_('Overruled')}: {dpia.overruled_because}"}
    advice = decided.get(str(content.get("advice", "")), "")
    found.append(Asked("advice", assessment, _("Is the data protection officer's advice followed?"), advice))
    if high_risks(dpia) or dpia.consulted_on is not None:
        title = _("High risk stays: what did the regulator answer?")
        said = f"{day(dpia.consulted_on)}: {dpia.consultation_answer}" if dpia.consulted_on is not None else ""
        found.append(Asked("regulator", assessment, title, said))
    return found


def _legal(content: Mapping[str, Any]) -> Mapping[str, Any]:
    legal = content.get("legal", {})
    return legal if isinstance(legal, dict) else {}
