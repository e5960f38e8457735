"""A data protection impact assessment in the seven steps of the ICO's guide (UK GDPR Articles 35 and 36).

Risk that stays high after every measure stops the agreement until the regulator has been consulted and has answered,
and for good where it answers that it must not be; the data protection officer may be overruled, and then it is written
down why.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen
from cattrs.preconf.json import make_converter

from joinedup.engine.agreements.agreement import DpiaOutcome


class Likelihood(StrEnum):
    """How likely harm is."""

    REMOTE = "remote"
    POSSIBLE = "possible"
    PROBABLE = "probable"


class Severity(StrEnum):
    """How bad harm would be."""

    MINIMAL = "minimal"
    SIGNIFICANT = "significant"
    SEVERE = "severe"


class Level(StrEnum):
    """A risk, or what is left of it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Effect(StrEnum):
    """What a measure does about a risk."""

    ELIMINATED = "eliminated"
    REDUCED = "reduced"
    ACCEPTED = "accepted"


@frozen
class Step:
    """One step of the assessment and the questions that it asks, one a page: key, question, hint."""

    key: str
    title: str
    questions: tuple[tuple[str, str, str], ...]


STEPS = (
    Step("need", "Why an assessment is needed", (
        ("need", "What is the sharing to achieve, and why is an assessment needed?",
         "What makes it risky: many people, sensitive data, linking, people who cannot easily say no"),)),
    Step("description", "What is done with the data", (
        ("nature", "How are the data collected, used, kept and destroyed?", "From whom, to whom, by which systems"),
        ("scope", "How much of what data, about how many people, where and for how long?", "Say what is sensitive"),
        ("context", "What do these people expect?", "Their relationship with the partners, children, earlier worries"),
        ("purposes", "What should become better, and for whom?", "Benefits for people, for partners, for others"))),
    Step("consultation", "Who was asked", (
        ("consultation", "Who was asked, how, and what did they say?",
         "People or those who speak for them, staff, processors, security experts; or why not"),)),
    Step("necessity", "Necessity and proportion", (
        ("necessity", "Why will less not do?", "Less data, fewer people, a lower type of sharing, another way"),
        ("rights", "How are people told, and how can they use their rights?", "Access, objection, complaint"),)),
    Step("risks", "Risks", ()),
    Step("measures", "Measures", ()),
    Step("sign-off", "Advice and decision", (
        ("dpo_advice", "What does the data protection officer advise?", "In their words"),)),
)  # fmt: skip
QUESTIONS = {key: words for step in STEPS for key, words, _ in step.questions}


@frozen
class Risk:
    """One way in which somebody could be harmed."""

    key: str
    source: str
    likelihood: Likelihood
    severity: Severity

    @property
    def level(self) -> Level:
        """Low, medium or high, by likelihood and severity: a severe harm is never low, a remote one never high."""
        score = list(Likelihood).index(self.likelihood) + list(Severity).index(self.severity)
        if self.severity is Severity.SEVERE and self.likelihood is not Likelihood.REMOTE:
            return Level.HIGH
        return (Level.LOW, Level.LOW, Level.MEDIUM, Level.HIGH)[score]


@frozen
class Measure:
    """What is done about a risk, named by its key. effect: an `Effect` or its word; residual: what is left."""

    risk: str
    option: str
    effect: Effect = field(converter=Effect)
    residual: Level
    approved: bool = False


@frozen
class Dpia:
    """An assessment as far as it is. answers: by the keys of `QUESTIONS`.

    dpo_overruled: the officer's advice is not followed; overruled_because: why. consulted_on, consultation_answer: the
    regulator's prior consultation (Article 36), where risk stays high; forbidden: it answered that this must not be.
    """

    answers: tuple[tuple[str, str], ...] = ()
    risks: tuple[Risk, ...] = ()
    measures: tuple[Measure, ...] = ()
    dpo_overruled: bool = False
    overruled_because: str = ""
    consulted_on: date | None = None
    consultation_answer: str = ""
    forbidden: bool = False

    def answer(self, key: str) -> str:
        """The answer to a question, empty where there is none."""
        return dict(self.answers).get(key, "")

    def residual(self, risk: Risk) -> Level:
        """What is left of a risk after the approved measures: the least of them, the risk itself without any."""
        left = [one.residual for one in self.measures if one.risk == risk.key and one.approved]
        order = list(Level)
        return min((*left, risk.level), key=order.index)


def missing(dpia: Dpia) -> tuple[str, ...]:
    """What is still to be answered or put right, in words; empty where the assessment is complete."""
    found = [words for key, words in QUESTIONS.items() if not dpia.answer(key).strip()]
    if not dpia.risks:
        found.append("At least one risk")
    risks = {risk.key: risk for risk in dpia.risks}
    if len(risks) < len(dpia.risks):
        found.append("Each risk once, under a key of its own")
    for risk in dpia.risks:
        if risk.level is not Level.LOW and not any(one.risk == risk.key for one in dpia.measures):
            found.append(f"A measure against: {risk.source}")
    for measure in dpia.measures:
        against = risks.get(measure.risk)
        if against is None:
            found.append(f"The risk that is met by: {measure.option}")
        elif (contradiction := _contradiction(against, measure)) is not None:
            found.append(f"{contradiction}: {measure.option}")
        elif not measure.approved:
            found.append(f"A decision on the measure: {measure.option}")
    if dpia.dpo_overruled and not dpia.overruled_because.strip():
        found.append("Why the data protection officer is overruled")
    return tuple(found)


def _contradiction(risk: Risk, measure: Measure) -> str | None:
    order = list(Level)
    if measure.effect is Effect.ELIMINATED and measure.residual is not Level.LOW:
        return "A risk that is taken away leaves little behind"
    if measure.effect is Effect.ACCEPTED and measure.residual is not risk.level:
        return "A risk that is accepted stays as it is"
    if order.index(measure.residual) > order.index(risk.level):
        return "A measure cannot leave more risk than there was"
    return None


def high_risks(dpia: Dpia) -> tuple[Risk, ...]:
    """The risks that stay high."""
    return tuple(risk for risk in dpia.risks if dpia.residual(risk) is Level.HIGH)


def outcome(dpia: Dpia) -> DpiaOutcome:
    """How it ends as it is now.

    What the regulator forbade stays refused, also with less risk, until it is asked again. A high risk that stays is
    accepted only after the regulator was asked and has answered.
    """
    if missing(dpia):
        return DpiaOutcome.NOT_DONE
    if dpia.forbidden:
        return DpiaOutcome.REFUSED
    if high_risks(dpia) and (dpia.consulted_on is None or not dpia.consultation_answer.strip()):
        return DpiaOutcome.CONSULT_REGULATOR
    return DpiaOutcome.ACCEPTED


_converter = make_converter(omit_if_default=False)
_converter.register_unstructure_hook(date | None, lambda day: day.isoformat() if day else None)
_converter.register_structure_hook(date | None, lambda text, _: date.fromisoformat(text) if text else None)


def as_plain(dpia: Dpia) -> dict[str, object]:
    """The assessment as plain JSON types."""
    plain: dict[str, object] = _converter.unstructure(dpia)
    return plain


def dpia_from(plain: dict[str, object]) -> Dpia:
    """The reverse of `as_plain`. Raises cattrs.BaseValidationError for another shape."""
    return _converter.structure(plain, Dpia)
