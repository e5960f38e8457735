"""The questions of the form, in order: which there are for a draft as it is, and which are answered."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.dpia import STEPS, Dpia
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.confidence import is_patient_information
from joinedup.engine.agreements.law.questions import questions


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


def asked(agreement: Agreement, content: dict[str, object], dpia: Dpia) -> list[Asked]:
    """Every question for this draft, in order."""
    legal, what, law = agreement.legal, _("What and why"), _("By which law")
    shared = {ITEMS[name].sensitivity for terms in agreement.supplies for name in terms.items if name in ITEMS}
    found = [
        Asked("title", what, _("What is it called?"), agreement.title),
        Asked("protocol", what, _("Under which protocol does it stand?"), agreement.protocol),
        Asked("purposes", what, _("What is it for?"), "; ".join(agreement.purposes)),
        Asked("type", what, _("Which type of sharing is it?"), str(agreement.sharing_type or "")),
        Asked("parties", what, _("Who are the parties?"), ", ".join(party.partner for party in agreement.parties)),
        Asked("supplies", what, _("What does each supplier give?"),
              ", ".join(f"{s.supplier}: {s.dataset} ({len(s.items)})" for s in agreement.supplies)),
        Asked("host", what, _("Who keeps it?"), agreement.host),
        Asked("recipients", what, _("Who receives?"), ", ".join(agreement.recipients)),
        Asked("dates", what, _("From when until when?"),
              f"{agreement.starts:%-d %B %Y} – {agreement.ends:%-d %B %Y}" if content.get("starts") else ""),
        Asked("law_enforcement", law, _("Was any of it collected for law enforcement?"),
              (_("Yes") if legal.law_enforcement else _("No")) if "law_enforcement" in _legal(content) else ""),
        Asked("gateway", law, _("Which power or duty lets it be disclosed?"), legal.gateway),
        Asked("article_6", law, _("What is the lawful basis?"), legal.article_6),
    ]  # fmt: skip
    if Sensitivity.SPECIAL in shared:
        title = _("Which condition lets special category data be shared?")
        found.append(Asked("special_category", law, title, legal.special_category))
    if Sensitivity.CRIMINAL in shared:
        found.append(Asked("criminal", law, _("Which condition lets criminal offence data be shared?"), legal.criminal))
    found.append(Asked("confidentiality", law, _("How is the duty of confidence met?"), legal.confidentiality))
    if is_patient_information(agreement):
        found.append(Asked("opt_out", law, _("How is the National Data Opt-out met?"), legal.opt_out))
    found += [
        Asked(f"further-{one.key}", law, one.words, legal.answer(one.key) or ("" if one.required else _("Not needed")))
        for one in questions(agreement)
    ]
    assessment = _("Impact assessment")
    for step in STEPS:
        for key, words, _hint in step.questions:
            found.append(Asked(f"dpia-{key}", assessment, words, dpia.answer(key)))
        if step.key == "risks":
            risks = ", ".join(f"{risk.source} ({dpia.residual(risk)})" for risk in dpia.risks)
            found.append(Asked("risks", assessment, _("What could harm somebody, and what is done about it?"), risks))
    decided = _("Overruled") if dpia.dpo_overruled else _("Followed")
    found.append(
        Asked(
            "advice", assessment, _("Is the officer's advice followed?"), decided if dpia.answer("dpo_advice") else ""
        )
    )
    return found


def _legal(content: dict[str, object]) -> dict[str, object]:
    legal = content.get("legal", {})
    return legal if isinstance(legal, dict) else {}
