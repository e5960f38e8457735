"""Look a person up; review, defer; write down consents; keep people out of sight."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from joinedup.engine.clients.index import search_key
from joinedup.engine.clients.search_tokens import Question
from joinedup.engine.clients.single_view import SingleView
from joinedup.engine.errors import error
from joinedup.service.accounts.queries import people_in_role, today
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate, gate_at_one_moment
from joinedup.service.linkage.queries import latest
from joinedup.service.lookups import queries
from joinedup.service.lookups.models import Consent, Deferral, LookUp, Review, SafetyMarker, Told
from joinedup.service.notices.actions import tell
from joinedup.service.project.secret import secret
from joinedup.service.releases.looking_up import find_client, look_up
from joinedup.service.releases.searching import Asked

LEAST_WORDS = 20  # letters of an explanation: a sentence, not a word


@frozen
class Looked:
    """What a practitioner sees: the single view, and the terms under which they see it."""

    view: SingleView
    choice: queries.Choice
    purpose: str
    reason: str
    emergency: bool


def usable(acting: Acting, reference: str, purpose: str) -> queries.Choice:
    """The agreement, where somebody may look people up under it today. Raises `agreement-not-yours`, `not-usable`."""
    choice = next((one for one in queries.choices(acting, today()) if one.agreement.reference == reference), None)
    if choice is None or purpose not in choice.agreement.purposes:
        raise error("agreement-not-yours", where=reference)
    if choice.reasons:
        raise error("not-usable", where=reference, reasons=" ".join(reason.words for reason in choice.reasons))
    return choice


def look_somebody_up(
    acting: Acting,
    *,
    reference: str,
    purpose: str,
    question: Question,
    reason: str,
    emergency: bool = False,
    explanation: str = "",
    picked: str = "",
) -> Looked:
    """The single view of one person. Not one transaction: the gate commits each movement before a byte is read.

    picked: the client chosen among those nearly meant, whom the same question must find again.

    Raises `may-not`, `agreement-not-yours`, `not-usable`, `explanation-short`, `too-many-look-ups`, and the errors of
    `look_up`. An emergency changes neither who may see nor what: only consent that was never asked for is not awaited.
    """
    if not acting.may(May.LOOK_UP) or (emergency and not acting.may(May.BREAK_GLASS)):
        raise error("may-not", role=acting.role.title)
    choice = usable(acting, reference, purpose)
    if emergency and len(explanation.strip()) < LEAST_WORDS:
        raise error("explanation-short", least=LEAST_WORDS)
    made = queries.within_the_hour(acting.person)
    if made >= queries.MOST_AN_HOUR and not emergency:
        raise error("too-many-look-ups", most=queries.MOST_AN_HOUR)
    if made + 1 == queries.MOST_AN_HOUR:
        _tell_reviewers(acting, f"{acting.by} has made {queries.MOST_AN_HOUR} look-ups within an hour: ask them why.")
    if emergency:
        _tell_reviewers(acting, f"{acting.by} made an emergency look-up. Somebody else reviews it now.")
    asked = Asked(
        question, acting.by, acting.partner, reason, purpose=purpose, emergency=emergency,
        explanation=explanation, person=acting.person, role=acting.role.title, picked=picked,
    )  # fmt: skip
    view = look_up(
        gate_at_one_moment(), agreement=choice.agreement, asked=asked, secret=secret(f"index {reference}"), on=today()
    )
    return Looked(view, choice, purpose, reason, emergency)


def _tell_reviewers(acting: Acting, words: str) -> None:
    reviewers = {
        *people_in_role("service-manager", acting.partner, acting.initiative),
        *people_in_role("ig-lead", acting.partner, acting.initiative),
    } - {acting.person}
    tell(sorted(reviewers), words, reverse("look-ups-to-review"))


@transaction.atomic
def alert(number: int) -> bool:
    """Tell those who keep somebody out of sight that they were looked for; once. False where nobody was."""
    row = LookUp.objects.get(pk=number)
    hit = queries.markers_hit(row)
    if not hit or Told.objects.filter(look_up=row).exists():
        return False
    Told.objects.create(look_up=row)
    people = {person for marker in hit for person in people_in_role("ig-lead", marker.partner)}
    words = (
        f"Somebody whom you keep out of sight was looked for by {row.by} (look-up {row.pk}). They were shown nobody."
    )
    tell(sorted(people | {marker.person for marker in hit}), words, reverse("safety-markers"))
    append("safety-alert", by="the service", subject=f"look-up {row.pk}")
    return True


@transaction.atomic
def review(acting: Acting, number: int, *, justified: bool, words: str) -> Review:
    """Judge somebody else's emergency look-up, once.

    Raises `may-not`, `look-up-unknown`, `own-look-up`, `reviewed-already`.
    """
    row = _reviewable(acting, number)
    if row.person == acting.person:
        raise error("own-look-up", where=f"look-up {number}")
    if not row.emergency or Review.objects.filter(look_up=row).exists():
        raise error("reviewed-already", where=f"look-up {number}")
    made = Review.objects.create(
        look_up=row, at=timezone.now(), person=acting.person, looked=row.person, by=acting.by, justified=justified,
        words=words,
    )  # fmt: skip
    found = "justified" if justified else "not justified"
    append(
        "look-up-reviewed", by=acting.by, subject=f"look-up {number}", found=found,
        hash=queries.review_fingerprint(made),
    )  # fmt: skip
    if row.person:
        tell([row.person], f"Your emergency look-up {number} was reviewed: {found}.", reverse("my-look-ups"))
    return made


def _reviewable(acting: Acting, number: int) -> LookUp:
    if not acting.may(May.REVIEW_LOOK_UPS):
        raise error("may-not", role=acting.role.title)
    row = queries.look_up_of(acting, number)
    if row is None:
        raise error("look-up-unknown", where=f"look-up {number}")
    return row


def _protecting(acting: Acting) -> None:
    # who may keep people out of sight, and look-ups from them, is the information-governance lead alone
    if acting.role_key != "ig-lead":
        raise error("may-not", role=acting.role.title)


@transaction.atomic
def defer(acting: Acting, number: int, *, until: date, reason: str) -> Deferral:
    """The person looked up is not told before a day (UK GDPR Article 23; DPA 2018 Schedule 2 paragraph 2).

    Raises `may-not`, `look-up-unknown`.
    """
    _protecting(acting)
    row = _reviewable(acting, number)
    made = Deferral.objects.create(look_up=row, at=timezone.now(), by=acting.by, until=until, reason=reason)
    append(
        "look-up-deferred", by=acting.by, subject=f"look-up {number}", until=until.isoformat(),
        hash=queries.deferral_fingerprint(made),
    )  # fmt: skip
    return made


@transaction.atomic
def _keep_consent(acting: Acting, reference: str, client: str, given: bool, on: date, how: str) -> Consent:
    row = Consent.objects.create(
        at=timezone.now(), agreement=reference, client=client, given=given, on=on, how=how, by=acting.by,
        partner=acting.partner,
    )  # fmt: skip
    append(
        "consent-recorded", by=acting.by, subject=f"consent {row.pk}", agreement=reference,
        word="given" if given else "withdrawn", hash=queries.consent_fingerprint(row),
    )  # fmt: skip
    return row


def record_consent(
    acting: Acting, *, reference: str, surname: str, date_of_birth: date, given: bool, on: date, how: str
) -> Consent:
    """Write down that a person gave or withdrew consent. The person is found in the index; nothing of them is read.

    Raises `may-not`, `agreement-not-yours`, `not-usable`, `nobody-found`, `several-found`, RefusedError.
    """
    if not acting.may(May.LOOK_UP):
        raise error("may-not", role=acting.role.title)
    choice = next((one for one in queries.choices(acting, today()) if one.agreement.reference == reference), None)
    if choice is None:
        raise error("agreement-not-yours", where=reference)
    if choice.reasons:
        raise error("not-usable", where=reference, reasons=" ".join(reason.words for reason in choice.reasons))
    found = find_client(
        gate(), agreement=choice.agreement, surname=surname, date_of_birth=date_of_birth, by=acting.by,
        secret=secret(f"index {reference}"),
    )  # fmt: skip
    shown = found.clients - queries.marked(reference, found.key, found.clients)
    if not shown:
        raise error("nobody-found", where=reference)
    if len(shown) > 1:
        raise error("several-found", where=reference, count=len(shown))
    (client,) = shown
    return _keep_consent(acting, reference, client, given, on, how)


@transaction.atomic
def _keep_marker(acting: Acting, reference: str, key: str, client: str, reason: str) -> SafetyMarker:
    row = SafetyMarker.objects.create(
        agreement=reference, key=key, client=client, person=acting.person, by=acting.by, partner=acting.partner,
        reason=reason, set_on=today(),
    )  # fmt: skip
    append("safety-marker-set", by=acting.by, subject=f"marker {row.pk}", agreement=reference)
    return row


def keep_out_of_sight(acting: Acting, *, surname: str, date_of_birth: date, reason: str) -> list[SafetyMarker]:
    """Hide one person from look-ups under every agreement of type 3 of the partner. Nothing of them is read or shown.

    A person who is in no index yet is hidden by their search key, for the day when they are. Raises `may-not`.
    """
    _protecting(acting)
    made = []
    for choice in queries.choices(acting, today()):
        reference = choice.agreement.reference
        key = search_key(secret(f"index {reference}"), surname, date_of_birth.isoformat())
        clients: frozenset[str] = frozenset()
        if latest(reference) is not None and not [one for one in choice.reasons if one.code != "not-a-recipient"]:
            clients = find_client(
                gate(), agreement=as_agreement(agreement_row(reference)), surname=surname,
                date_of_birth=date_of_birth, by=acting.by, secret=secret(f"index {reference}"),
            ).clients  # fmt: skip
        made += [_keep_marker(acting, reference, key, client, reason) for client in sorted(clients) or [""]]
    return made


@transaction.atomic
def lift_marker(acting: Acting, number: int) -> None:
    """The person may be found again. Raises `may-not`, `marker-unknown`."""
    _protecting(acting)
    row = SafetyMarker.objects.filter(pk=number, partner=acting.partner, lifted_on__isnull=True).first()
    if row is None:
        raise error("marker-unknown", where=f"marker {number}")
    SafetyMarker.objects.filter(pk=number).update(lifted_on=today())
    append("safety-marker-lifted", by=acting.by, subject=f"marker {number}")
