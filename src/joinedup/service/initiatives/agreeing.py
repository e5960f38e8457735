"""Steps about agreeing: partners join, a protocol and agreements are proposed, signed and left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joinedup.engine.agreements.agreement import Agreement, Protocol, version_hash
from joinedup.engine.agreements.bases import ARTICLE_6, CONFIDENTIALITY
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.in_force import day_in_words, reasons_not_in_force
from joinedup.engine.agreements.sign_off import TITLES, lacking
from joinedup.engine.agreements.signing import Signature, new_private_key, public_key_of, sign
from joinedup.engine.agreements.wording import TYPES, text
from joinedup.service.agreements import actions
from joinedup.service.agreements.queries import standing
from joinedup.service.initiatives.world import BY, World
from joinedup.service.partners.actions import join as join_partnership


def join(world: World, step: Mapping[str, Any]) -> None:
    """Partners join the partnership, each with its signatory's key. `partners`: which; all where not given."""
    wanted = step.get("partners") or [plan.key for plan in world.exemplar.partners]
    for plan in world.exemplar.partners:
        if plan.key in wanted:
            world.keys[plan.key] = new_private_key()
            join_partnership(
                by=BY,
                key=plan.key,
                title=plan.title,
                kind=plan.kind,
                signatory=plan.signatory,
                public_key=public_key_of(world.keys[plan.key]),
            )
    titles = [plan.title for plan in world.exemplar.partners if plan.key in wanted]
    world.listener.say(f"{len(titles)} join: {', '.join(titles)}.")


def _signature(world: World, partner: str, version: Agreement | Protocol) -> Signature:
    plan = next(plan for plan in world.exemplar.partners if plan.key == partner)
    return sign(
        world.keys[partner],
        partner=partner,
        signatory=plan.signatory,
        version_hash=version_hash(version),
        signed_on=world.on,
    )


def protocol(world: World, step: Mapping[str, Any]) -> None:
    """The overarching protocol is proposed. `by`: who signs it; all partners where not given."""
    above = world.exemplar.protocol
    if step.get("propose", True):
        actions.propose_protocol(by=BY, protocol=above)
    for partner in step.get("by") or list(world.keys):
        actions.join_protocol(by=partner, reference=above.reference, signature=_signature(world, partner, above))
    signers = step.get("by") or list(world.keys)
    world.listener.say(f"{above.title} ({above.reference}): signed by {', '.join(signers)}.")


def propose(world: World, step: Mapping[str, Any]) -> None:
    """Put an agreement to its signatories, and keep its text beside the releases for reading."""
    agreement = world.agreement(step)
    actions.propose(by=BY, agreement=agreement)
    path = world.home.agreement_text(agreement.reference, agreement.version)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(text(agreement), encoding="utf-8")
    legal = agreement.legal
    world.listener.say(
        f"{agreement.reference}, type {agreement.sharing_type} ({TYPES[agreement.sharing_type].lower()}): "
        f"{agreement.title}. Power: {GATEWAYS[legal.gateway].source}. Basis: {ARTICLE_6[legal.article_6].source}. "
        f"Confidence: {CONFIDENTIALITY[legal.confidentiality].title.lower()}. "
        f"Data sets: {len(agreement.supplies)}, items: {sum(len(t.items) for t in agreement.supplies)}, "
        f"until {day_in_words(agreement.ends)}."
    )


def sign_agreement(world: World, step: Mapping[str, Any]) -> None:
    """Parties sign the very version. `by`: who; all parties where not given."""
    agreement = world.agreement(step)
    signers = step.get("by") or [party.partner for party in agreement.parties]
    for partner in signers:
        for needed in lacking(agreement, (), partner):
            actions.sign_off(
                by=f"{TITLES[needed.role]} of {partner}", reference=agreement.reference, version=agreement.version,
                partner=partner, role=needed.role, approved=True, words="", on=world.on,
            )  # fmt: skip
        actions.sign(
            by=partner,
            reference=agreement.reference,
            version=agreement.version,
            signature=_signature(world, partner, agreement),
        )
    held = standing(agreement.reference)
    reasons = reasons_not_in_force(held, world.on) if held else ()
    state = "In force." if not reasons else f"Not in force: {' '.join(reason.words for reason in reasons)}"
    world.listener.say(f"{agreement.reference} signed by {', '.join(signers)}. {state}")


def withdraw(world: World, step: Mapping[str, Any]) -> None:
    """One partner leaves an agreement."""
    agreement = world.agreement(step)
    partner = str(step["partner"])
    actions.withdraw(by=partner, reference=agreement.reference, partner=partner, on=world.on)
    world.listener.say(f"{partner} withdraws from {agreement.reference}: its data and views stop, the others' go on.")
