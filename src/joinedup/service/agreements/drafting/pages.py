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
from joinedup.service.agreements.drafting import actions, forms
from joinedup.service.agreements.drafting.questions import asked
from joinedup.service.agreements.listing import protocols
from joinedup.service.agreements.models import Draft
from joinedup.service.initiatives.queries import partners_of


@frozen
class Written:
    """A draft with what it amounts to so far. titles: partners' names."""

    draft: Draft
    agreement: Agreement
    dpia: Dpia
    titles: Mapping[str, str]

    def remove(self, what: str, place: int, seen: int) -> None:
        """Take a data set or a risk out. Raises `changed-meanwhile`."""
        if what == "supplies":
            kept = [one for at, one in enumerate(self.draft.content.get("supplies", [])) if at != place]
            actions.answer(self.draft.pk, seen, supplies=kept)
        elif place < len(self.dpia.risks):
            gone = self.dpia.risks[place].key
            actions.assess(
                self.draft.pk, seen,
                evolve(self.dpia, risks=tuple(r for r in self.dpia.risks if r.key != gone),
                       measures=tuple(m for m in self.dpia.measures if m.risk != gone)),
            )  # fmt: skip


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
    return Page(title, form, lambda f, seen: actions.answer(written.draft.pk, seen, **f.cleaned_data), again)


def _title(written: Written, title: str) -> Page:
    return _plain(lambda data: forms.TitleForm(data, initial={"title": written.agreement.title}), written, title)


def _protocol(written: Written, title: str) -> Page:
    there = [(row.reference, f"{row.reference} ({row.state})") for row in protocols()]
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
        return actions.answer(written.draft.pk, seen, sharing_type=chosen, why_not_lower=why, type_answers=told)

    return Page(title, lambda data: forms.TypeForm(data, initial=start), keep)


def _parties(written: Written, title: str) -> Page:
    partners = {key: written.titles.get(key, key) for key in partners_of(written.draft.initiative)}
    start = written.draft.content.get("parties", {})

    def keep(form: Form, seen: int) -> object:
        chosen = {partner: role for partner, role in form.cleaned_data.items() if role}
        return actions.answer(written.draft.pk, seen, parties=chosen)

    return Page(title, lambda data: forms.PartiesForm(data, partners=partners, initial=start), keep)


def _supplies(written: Written, title: str) -> Page:
    def form(data: Any) -> Form:
        return forms.SupplyForm(data, agreement=written.agreement, titles=written.titles)

    def keep(form: Form, seen: int) -> object:
        told = form.cleaned_data
        others = [
            one for one in written.draft.content.get("supplies", [])
            if (one["supplier"], one["dataset"]) != (told["supplier"], told["dataset"])
        ]  # fmt: skip
        return actions.answer(written.draft.pk, seen, supplies=[*others, dict(told)])

    return Page(title, form, keep, again=True)


def _host(written: Written, title: str) -> Page:
    choices = [(p.partner, written.titles.get(p.partner, p.partner)) for p in written.agreement.parties]
    hint = _("The party whose installation this is: it keeps the supplies sealed.")
    return Page(
        title,
        lambda data: forms.OneOfForm(
            data, label=title, choices=choices, hint=hint, initial={"chosen": written.agreement.host}
        ),
        lambda form, seen: actions.answer(written.draft.pk, seen, host=form.cleaned_data["chosen"]),
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
        return actions.answer(written.draft.pk, seen, retention_days=told["retention_days"], **days)

    return Page(title, lambda data: forms.DatesForm(data, initial=start), keep)


def _law_enforcement(written: Written, title: str) -> Page:
    held = written.draft.content.get("legal", {}).get("law_enforcement")
    start = {"chosen": "" if held is None else "yes" if held else "no"}
    hint = _("By the police, or by a council that investigates offences: then Part 3 of the DPA 2018 applies there.")
    return Page(
        title,
        lambda data: forms.OneOfForm(data, label=title, choices=forms.YES_NO, hint=hint, initial=start),
        lambda form, seen: actions.answer_law(
            written.draft.pk, seen, "law_enforcement", form.cleaned_data["chosen"] == "yes"
        ),
    )


def _law(written: Written, title: str, key: str) -> Page:
    offered = offers(written.agreement, key)
    start = {"chosen": getattr(written.agreement.legal, key)}
    return Page(
        title,
        lambda data: forms.LawForm(data, label=title, offers=offered, initial=start),
        lambda form, seen: actions.answer_law(written.draft.pk, seen, key, form.cleaned_data["chosen"]),
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
        lambda form, seen: actions.answer_further(written.draft.pk, seen, key, form.cleaned_data["answer"]),
    )


def _assessment(written: Written, title: str, key: str) -> Page | None:
    if key == "risks":
        return Page(title, lambda data: forms.RiskForm(data), lambda form, seen: _keep_risk(written, form, seen), True)
    if key == "advice":
        held = written.dpia
        start = {"followed": "no" if held.dpo_overruled else "yes", "overruled_because": held.overruled_because,
                 "consulted_on": held.consulted_on, "consultation_answer": held.consultation_answer}  # fmt: skip
        return Page(
            title, lambda data: forms.AdviceForm(data, initial=start), lambda f, seen: _keep_advice(written, f, seen)
        )
    name = key.removeprefix("dpia-")
    hint = next((hint for step in STEPS for one, _words, hint in step.questions if one == name), None)
    if hint is None:
        return None

    def keep(form: Form, seen: int) -> object:
        others = tuple(pair for pair in written.dpia.answers if pair[0] != name)
        answers = (*others, (name, form.cleaned_data["words"]))
        return actions.assess(written.draft.pk, seen, evolve(written.dpia, answers=answers))

    start = {"words": written.dpia.answer(name)}
    return Page(title, lambda data: forms.WordsForm(data, label=title, hint=hint, initial=start), keep)


def _keep_risk(written: Written, form: Form, seen: int) -> object:
    told, held = form.cleaned_data, written.dpia
    key = f"risk-{max([0, *(int(risk.key.split('-')[1]) for risk in held.risks)]) + 1}"
    risk = Risk(key, told["source"], Likelihood(told["likelihood"]), Severity(told["severity"]))
    measure = Measure(key, told["option"], told["effect"], Level(told["residual"]), told["approved"])
    more = evolve(held, risks=(*held.risks, risk), measures=(*held.measures, measure))
    return actions.assess(written.draft.pk, seen, more)


def _keep_advice(written: Written, form: Form, seen: int) -> object:
    told = form.cleaned_data
    return actions.assess(
        written.draft.pk, seen,
        evolve(written.dpia, dpo_overruled=told["followed"] == "no", overruled_because=told["overruled_because"],
               consulted_on=told["consulted_on"], consultation_answer=told["consultation_answer"]),
    )  # fmt: skip


_PLAIN: dict[str, Callable[[Written, str], Page]] = {
    "title": _title, "protocol": _protocol, "purposes": _purposes, "type": _type, "parties": _parties,
    "supplies": _supplies, "host": _host, "recipients": _recipients, "dates": _dates,
    "law_enforcement": _law_enforcement,
}  # fmt: skip
