"""Which form asks which question, what it starts with, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen
from django.forms import Form
from django.utils.translation import gettext as _

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.dpia import STEPS, Dpia, Level, Likelihood, Measure, Risk, Severity
from joinedup.engine.agreements.law.choices import Offer, offers
from joinedup.engine.agreements.law.finding import PARTS
from joinedup.engine.agreements.law.questions import questions
from joinedup.engine.agreements.lifecycle import State
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.drafting import actions, assessment_forms, forms
from joinedup.service.agreements.drafting.questions import asked
from joinedup.service.agreements.listing import standing_protocols
from joinedup.service.agreements.models import Draft
from joinedup.service.agreements.queries import as_protocol, switches
from joinedup.service.authorization.acting import Acting
from joinedup.service.initiatives.queries import partners_of


@frozen
class Written:
    """A draft with what it amounts to so far, and who writes. titles: partners' names.

    change: the place of the data set, factor or risk that is being changed, None where one is added.
    """

    draft: Draft
    agreement: Agreement
    dpia: Dpia
    titles: Mapping[str, str]
    by: Acting
    change: int | None = None

    def remove(self, what: str, place: int, seen: int) -> None:
        """Take a data set, a factor or a risk out. Raises `changed-meanwhile`."""
        if what in ("supplies", "factors"):
            kept = [one for at, one in enumerate(self.draft.content.get(what, [])) if at != place]
            actions.answer(self.by, self.draft.pk, seen, **{what: kept})
        elif place < len(self.dpia.risks):
            gone = self.dpia.risks[place].key
            self.assess(
                seen,
                risks=tuple(r for r in self.dpia.risks if r.key != gone),
                measures=tuple(m for m in self.dpia.measures if m.risk != gone),
            )

    def keep(self, seen: int, **answers: Any) -> Draft:
        """Keep answers. Raises `changed-meanwhile`."""
        return actions.answer(self.by, self.draft.pk, seen, **answers)

    def assess(self, seen: int, **changes: Any) -> Draft:
        """Keep what changed in the assessment. Raises `changed-meanwhile`."""
        return actions.assess(self.by, self.draft.pk, seen, evolve(self.dpia, **changes))


@frozen
class Page:
    """One page. again: several answers are collected on it; refused: what the law refuses here, with why."""

    title: str
    form: Callable[[Any], Form]
    keep: Callable[[Form, int], object]
    again: bool = False
    refused: tuple[Offer, ...] = ()


def page_for(written: Written, key: str) -> Page | None:
    """The page of a question that this draft has, or None."""
    there = {one.key: one for one in asked(written.agreement, written.draft.content, written.dpia)}
    if key not in there:
        return None
    title = there[key].title
    if key in _PLAIN:
        return _PLAIN[key](written, title)
    if key in PARTS:
        return _law(written, title, key)
    if key.startswith("further-"):
        return _further(written, title, key.removeprefix("further-"))
    return _assessment(written, title, key)


def _plain(form: Callable[[Any], Form], written: Written, title: str, *, again: bool = False) -> Page:
    return Page(title, form, lambda f, seen: written.keep(seen, **f.cleaned_data), again)


def _title(written: Written, title: str) -> Page:
    return _plain(lambda data: forms.TitleForm(data, initial={"title": written.agreement.title}), written, title)


def _protocol(written: Written, title: str) -> Page:
    signing = {True: "", False: f", {_('still being signed')}"}
    there = [
        (row.reference, f"{as_protocol(row).title} ({row.reference}{signing[row.state == State.SIGNED]})")
        for row in standing_protocols(today())
    ]
    start = {"protocol": written.agreement.protocol}
    return _plain(lambda data: forms.ProtocolForm(data, protocols=there, initial=start), written, title)


def _purposes(written: Written, title: str) -> Page:
    start = {"purposes": "\n".join(written.agreement.purposes)}
    return _plain(lambda data: forms.PurposesForm(data, initial=start), written, title)


def _type(written: Written, title: str) -> Page:
    content = written.draft.content
    start = {**content.get("type_answers", {}), "sharing_type": content.get("sharing_type"),
             "why_not_lower": content.get("why_not_lower", "")}  # fmt: skip

    def keep(form: Form, seen: int) -> object:
        told = dict(form.cleaned_data)
        chosen, why = told.pop("sharing_type"), told.pop("why_not_lower")
        return written.keep(seen, sharing_type=chosen, why_not_lower=why, type_answers=told)

    return Page(title, lambda data: forms.TypeForm(data, initial=start), keep)


def _parties(written: Written, title: str) -> Page:
    there = partners_of(written.draft.initiative) or sorted(written.titles)
    partners = {key: written.titles.get(key, key) for key in there}
    start = written.draft.content.get("parties", {})

    def keep(form: Form, seen: int) -> object:
        chosen = {partner: role for partner, role in form.cleaned_data.items() if role}
        return written.keep(seen, parties=chosen)

    return Page(title, lambda data: forms.PartiesForm(data, partners=partners, initial=start), keep)


def _supplies(written: Written, title: str) -> Page:
    held = list(written.draft.content.get("supplies", []))
    start = held[written.change] if written.change is not None and written.change < len(held) else {}

    def form(data: Any) -> Form:
        return forms.SupplyForm(data, agreement=written.agreement, titles=written.titles, initial=start)

    def keep(form: Form, seen: int) -> object:
        terms = form.cleaned_data["terms"]
        named = (terms["supplier"], terms["dataset"])
        others = [one for one in held if one is not start and (one["supplier"], one["dataset"]) != named]
        return written.keep(seen, supplies=[*others, terms])

    return Page(title, form, keep, again=True)


def _least(written: Written, title: str) -> Page:
    start = {"least_count": written.agreement.least_count or None}
    return _plain(lambda data: forms.LeastForm(data, initial=start), written, title)


def _factors(written: Written, title: str) -> Page:
    held = list(written.draft.content.get("factors", []))
    start = held[written.change] if written.change is not None and written.change < len(held) else {}

    def keep(form: Form, seen: int) -> object:
        told = form.cleaned_data["factor"]
        others = [one for one in held if one is not start and one["name"] != told["name"]]
        return written.keep(seen, factors=[*others, told])

    return Page(
        title, lambda data: forms.FactorForm(data, agreement=written.agreement, initial=start), keep, again=True
    )


def _host(written: Written, title: str) -> Page:
    choices = [(p.partner, written.titles.get(p.partner, p.partner)) for p in written.agreement.parties]
    hint = _("The party whose installation this is: it keeps the supplies sealed.")
    return Page(
        title,
        lambda data: forms.OneOfForm(
            data, label=title, choices=choices, hint=hint, initial={"chosen": written.agreement.host}
        ),
        lambda form, seen: written.keep(seen, host=form.cleaned_data["chosen"]),
    )


def _recipients(written: Written, title: str) -> Page:
    start = {"recipients": list(written.agreement.recipients)}
    return _plain(
        lambda data: forms.RecipientsForm(data, agreement=written.agreement, titles=written.titles, initial=start),
        written,
        title,
    )


def _dates(written: Written, title: str) -> Page:
    one = written.agreement
    start = {"starts": one.starts, "ends": one.ends, "review_due": one.review_due}
    start["retention_days"] = one.retention_days or 90  # type: ignore[assignment]

    def keep(form: Form, seen: int) -> object:
        told = form.cleaned_data
        days = {name: told[name].isoformat() for name in ("starts", "ends", "review_due")}
        return written.keep(seen, retention_days=told["retention_days"], **days)

    return Page(title, lambda data: forms.DatesForm(data, initial=start), keep)


def _law_enforcement(written: Written, title: str) -> Page:
    held = written.draft.content.get("legal", {}).get("law_enforcement")
    start = {"chosen": "" if held is None else "yes" if held else "no"}
    hint = _("By the police, or by a council that investigates offences: then Part 3 of the DPA 2018 applies there.")
    return Page(
        title,
        lambda data: forms.OneOfForm(data, label=title, choices=forms.YES_NO, hint=hint, initial=start),
        lambda form, seen: actions.answer_law(
            written.by, written.draft.pk, seen, "law_enforcement", form.cleaned_data["chosen"] == "yes"
        ),
    )


def _law(written: Written, title: str, key: str) -> Page:
    offered = offers(written.agreement, key, switches())
    start = {"chosen": getattr(written.agreement.legal, key)}
    return Page(
        title,
        lambda data: forms.LawForm(data, label=title, offers=offered, initial=start),
        lambda form, seen: actions.answer_law(written.by, written.draft.pk, seen, key, form.cleaned_data["chosen"]),
        refused=tuple(offer for offer in offered if offer.refused),
    )


def _further(written: Written, title: str, key: str) -> Page | None:
    found = next((one for one in questions(written.agreement) if one.key == key), None)
    if found is None:
        return None
    start = {"answer": written.agreement.legal.answer(key)}
    return Page(
        title,
        lambda data: forms.FurtherForm(data, question=found, initial=start),
        lambda form, seen: actions.answer_further(written.by, written.draft.pk, seen, key, form.cleaned_data["answer"]),
    )


def _assessment(written: Written, title: str, key: str) -> Page | None:
    name = key.removeprefix("dpia-")
    hint = next((hint for step in STEPS for one, _words, hint in step.questions if one == name), None)
    if hint is None:
        return None

    def keep(form: Form, seen: int) -> object:
        others = tuple(pair for pair in written.dpia.answers if pair[0] != name)
        return written.assess(seen, answers=(*others, (name, form.cleaned_data["words"])))

    start = {"words": written.dpia.answer(name)}
    return Page(title, lambda data: assessment_forms.WordsForm(data, label=title, hint=hint, initial=start), keep)


def _risks(written: Written, title: str) -> Page:
    held = written.dpia
    old = held.risks[written.change] if written.change is not None and written.change < len(held.risks) else None
    met = next((one for one in held.measures if old is not None and one.risk == old.key), None)
    start: dict[str, object] = {}
    if old is not None:
        start = {"source": old.source, "likelihood": old.likelihood.value, "severity": old.severity.value}
    if met is not None:
        start |= {"option": met.option, "effect": met.effect.value, "residual": met.residual.value,
                  "approved": met.approved}  # fmt: skip

    def keep(form: Form, seen: int) -> object:
        told = form.cleaned_data
        numbers = [int(risk.key.removeprefix("risk-")) for risk in held.risks]
        key = old.key if old is not None else f"risk-{max([0, *numbers]) + 1}"
        risk = Risk(key, told["source"], Likelihood(told["likelihood"]), Severity(told["severity"]))
        measure = Measure(key, told["option"], told["effect"], Level(told["residual"]), told["approved"])
        risks = tuple(risk if one.key == key else one for one in held.risks)
        others = tuple(one for one in held.measures if one.risk != key)
        return written.assess(seen, risks=risks if old else (*risks, risk), measures=(*others, measure))

    return Page(title, lambda data: assessment_forms.RiskForm(data, initial=start), keep, again=True)


def _advice(written: Written, title: str) -> Page:
    start = {"followed": written.draft.content.get("advice", ""), "overruled_because": written.dpia.overruled_because}

    def keep(form: Form, seen: int) -> object:
        overruled = form.cleaned_data["followed"] == "no"
        because = form.cleaned_data["overruled_because"] if overruled else ""
        return actions.decide_on_advice(
            written.by, written.draft.pk, seen, evolve(written.dpia, dpo_overruled=overruled, overruled_because=because)
        )

    return Page(title, lambda data: assessment_forms.AdviceForm(data, initial=start), keep)


def _regulator(written: Written, title: str) -> Page:
    held = written.dpia
    allowed = "" if held.consulted_on is None else "no" if held.forbidden else "yes"
    start = {"consulted_on": held.consulted_on, "consultation_answer": held.consultation_answer, "allowed": allowed}

    def keep(form: Form, seen: int) -> object:
        told = form.cleaned_data
        return written.assess(
            seen, consulted_on=told["consulted_on"], consultation_answer=told["consultation_answer"],
            forbidden=told["allowed"] == "no",
        )  # fmt: skip

    return Page(title, lambda data: assessment_forms.RegulatorForm(data, initial=start), keep)


_PLAIN: dict[str, Callable[[Written, str], Page]] = {
    "title": _title, "protocol": _protocol, "purposes": _purposes, "type": _type, "parties": _parties,
    "supplies": _supplies, "host": _host, "recipients": _recipients, "least": _least, "factors": _factors,
    "dates": _dates, "law_enforcement": _law_enforcement, "risks": _risks, "advice": _advice, "regulator": _regulator,
}  # fmt: skip
