"""Run an exemplar from its supplies to its outcome: its steps in order, by the platform's own verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import evolve

from joinedup.engine.agreements.lifecycle import diagram
from joinedup.engine.errors import error
from joinedup.engine.exemplars.exemplar import Exemplar
from joinedup.service.agreements import actions as agreement_actions
from joinedup.service.audit.queries import last_link
from joinedup.service.gatehouse.verify import findings
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.initiatives import agreeing, campaigning, mapping, moving, releasing
from joinedup.service.initiatives.telling import Listener
from joinedup.service.initiatives.world import BY, World
from joinedup.service.project.home import Home


def heading(world: World, step: Mapping[str, Any]) -> None:
    """A new part of the story."""


def propose_protocol(world: World, step: Mapping[str, Any]) -> None:
    """Put the overarching protocol to the partners, who have not signed it yet."""
    agreement_actions.propose_protocol(by=BY, protocol=world.exemplar.protocol)
    world.listener.say(f"{world.exemplar.protocol.title} is proposed. Nobody has signed it yet.")


def lifecycle(world: World, step: Mapping[str, Any]) -> None:
    """Draw the life of an agreement from its own table of states."""
    path = world.home.folder / "agreements" / "lifecycle.mmd"
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(diagram(), encoding="utf-8")
    world.listener.say(f"The life of an agreement, drawn from its table of states: {path}")


def verify(world: World, step: Mapping[str, Any]) -> None:
    """Walk the audit chain and all that it attests. It is an error if anything does not hold."""
    found = list(findings(world.gate))
    last = last_link()
    events = last.sequence if last else 0
    world.listener.fact("chain", {"events": events, "findings": len(found)})
    if found:
        raise error("chain-broken", problem=f"{found[0].where}: {found[0].words}")
    world.listener.say(f"The audit chain is whole: {events} events, every row, sealed, released and kept file.")


VERBS: dict[str, Callable[[World, Mapping[str, Any]], None]] = {
    "heading": heading,
    "made-up-supplies": moving.made_up_supplies,
    "join": agreeing.join,
    "propose-protocol": propose_protocol,
    "protocol": agreeing.protocol,
    "propose": agreeing.propose,
    "sign": agreeing.sign_agreement,
    "withdraw": agreeing.withdraw,
    "lifecycle": lifecycle,
    "receive": moving.receive,
    "link": moving.link,
    "measure": moving.measure,
    "refuse": moving.refuse,
    "publish": releasing.publish,
    "extract": releasing.extract,
    "look-up": releasing.single_view,
    "score": releasing.score,
    "cohort": releasing.count_cohort,
    "made-up-incidents": mapping.made_up_incidents,
    "incident-map": mapping.incident_layers,
    "made-up-segments": campaigning.made_up_segments,
    "campaign": campaigning.campaign,
    "request-queue": campaigning.request_queue,
    "under-reporting": releasing.count_under_reporting,
    "check-opt-outs": moving.check_opt_outs,
    "reidentify": releasing.reidentify,
    "subscriptions": releasing.subscriptions,
    "verify": verify,
}


def run(
    exemplar: Exemplar, place: Home, *, on: date, listener: Listener, people: int | None = None, seed: int = 1
) -> World:
    """Walk through the exemplar in an empty installation; its world as it is then.

    Raises `exemplar-wrong` for a verb that there is not.
    """
    if people is not None:
        exemplar = evolve(exemplar, people=people)
    unknown = sorted({step.do for step in exemplar.steps} - set(VERBS))
    if unknown:
        raise error("exemplar-wrong", where=exemplar.name, problem=f"no verb {', '.join(unknown)}")
    world = World(exemplar=exemplar, gate=gate(), home=place, on=on, seed=seed, listener=listener)
    for step in exemplar.steps:
        if step.do == "heading":
            listener.heading(step.say)
            continue
        if step.say:
            listener.say(step.say + ".")
        VERBS[step.do](world, {"say": step.say, **step.takes})
    return world
