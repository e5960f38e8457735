"""Steps about data coming in: made-up extracts, receiving, linking, measuring, and movements that are refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import RefusedError
from joinedup.engine.gate.movement import INDEX, Kind, Movement
from joinedup.engine.gate.opt_out import NOT_OPTED_OUT
from joinedup.engine.linkage.evaluate import quality
from joinedup.engine.population import export_extracts, make_borough
from joinedup.engine.population.casualties import CASUALTY_SYSTEMS
from joinedup.engine.population.systems import SYSTEMS
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.areas.actions import install, install_people
from joinedup.service.areas.queries import postcode_lookup
from joinedup.service.initiatives.world import BY, World
from joinedup.service.linkage.actions import link_supplies
from joinedup.service.linkage.queries import latest
from joinedup.service.project.secret import secret
from joinedup.service.releases.lending import agreed_items
from joinedup.service.supplies.actions import receive as receive_supply
from joinedup.service.supplies.queries import held


def made_up_supplies(world: World, step: Mapping[str, Any]) -> None:
    """The population is made, and each system exports what it sees. The truth is kept apart, for measuring only.

    With several districts, a district's systems belong to the partner `<partner>-<district>` where there is one.
    extracts: false for the place and its people alone.
    """
    plan = world.exemplar
    known = {partner.key for partner in plan.partners}
    named = {terms.dataset for agreement in plan.agreements for terms in agreement.supplies}
    systems = (*SYSTEMS, *(system for system in CASUALTY_SYSTEMS if system.name in named))
    rows = 0
    for district in range(1, plan.districts + 1):
        with world.listener.progress(f"Making up {plan.people:,} people") as advance:
            borough = make_borough(plan.people, world.seed + district, world.on, district=district)
            advance(1, 1)
        world.boroughs[district] = borough
        folder = world.home.folder / "made-up" / f"district-{district}"
        if not step.get("extracts", True):
            continue
        for extract in export_extracts(borough, folder / "extracts", folder / "truth", systems=systems):
            owner = f"{extract.partner}-{district}" if f"{extract.partner}-{district}" in known else extract.partner
            if owner in known:
                world.extracts[owner, extract.system] = extract.path
                world.truths[owner, extract.system] = extract.truth
                rows += extract.rows
    everywhere = pl.concat([borough.postcode_lookup for borough in world.boroughs.values()])
    features = [feature for borough in world.boroughs.values() for feature in borough.boundaries["features"]]
    install(everywhere, {"type": "FeatureCollection", "features": features}, by=BY)
    living = pl.concat(
        [borough.people.filter(pl.col("date_of_death").is_null()) for borough in world.boroughs.values()]
    )
    source = f"The made-up borough, {day_in_words(world.on)}"
    install_people(dict(living.group_by("lsoa").len().iter_rows()), source, by=BY)
    if not rows:
        world.listener.say(f"{plan.people * plan.districts:,} made-up people, and where they live.")
        return
    world.listener.say(
        f"{plan.people * plan.districts:,} made-up people are seen by {len(world.extracts)} back-office systems "
        f"in {rows:,} records, each system with its own layout and its own mistakes."
    )
    world.listener.fact("records", rows)


def receive(world: World, step: Mapping[str, Any]) -> None:
    """Receive every data set of an agreement. `datasets`: only these."""
    agreement = world.agreement(step)
    for terms in agreement.supplies:
        if step.get("datasets") and terms.dataset not in step["datasets"]:
            continue
        path = world.extract(terms.supplier, terms.dataset)
        with world.listener.progress(f"Receiving {path.name}") as advance:
            name, received = receive_supply(
                world.gate,
                by=f"{terms.supplier}'s supplier",
                agreement=agreement.reference,
                supplier=terms.supplier,
                dataset=terms.dataset,
                items=terms.items,
                purpose=agreement.purposes[0],
                recipient=agreement.host,
                path=path,
                on=world.on,
                advance=advance,
            )
        report = received.report
        world.listener.say(
            f"{path.name}: {received.rows:,} rows sealed as {name}. Agreed items kept: {len(report.columns)}; "
            f"columns not agreed, never stored: {len(report.not_kept)}. Quality: {report.state}. {report.why}"
        )
        told = {"dataset": terms.dataset, "rows": received.rows, "quality": report.state}
        world.listener.fact(f"received {name}", told)


def check_opt_outs(world: World, step: Mapping[str, Any]) -> None:
    """The answer of NHS England's checking service, made up: the NHS numbers of those who have not opted out.

    share: of the people, who have. The answer is received as the partner's data set `not_opted_out`.
    """
    partner, share = str(step["partner"]), float(step["share"])
    people = pl.concat([borough.people for borough in world.boroughs.values()])
    numbers = people["nhs_number"].drop_nulls().filter(people["nhs_number"].drop_nulls() != "").unique().sort()
    objecting = numbers.sample(fraction=share, seed=world.seed)
    answer = numbers.filter(~numbers.is_in(objecting.implode()))
    path = world.home.folder / "made-up" / f"{partner}-{NOT_OPTED_OUT}.csv"
    write_csv(path, ("NHS number", "Answer"), ((number, "may be used") for number in answer))
    world.extracts[partner, NOT_OPTED_OUT] = path
    world.listener.say(f"{partner} asks NHS England's service who has opted out: {answer.len():,} numbers come back.")
    world.listener.fact("opted out", {"numbers": numbers.len(), "came back": answer.len()})


def link(world: World, step: Mapping[str, Any]) -> None:
    """Link the agreement's supplies into people."""
    agreement = world.agreement(step)
    with world.listener.progress("Linking") as advance:
        run = link_supplies(
            world.gate,
            by=BY,
            agreement=agreement,
            postcode_lookup=postcode_lookup(),
            secret=secret(f"index {agreement.reference}"),
            on=world.on,
            advance=advance,
        )
    records = run.linked.people.num_rows
    world.listener.say(f"{records:,} records are {run.clients:,} people. The index {run.name} holds no names.")
    world.listener.fact(f"linked {agreement.reference}", {"records": records, "clients": run.clients})


def measure(world: World, step: Mapping[str, Any]) -> None:
    """How good the linkage was, against the truth that only made-up people have."""
    agreement = world.agreement(step)
    index = latest(agreement.reference)
    if index is None:
        raise error("no-index", where=agreement.reference)
    asked = Movement(
        kind=Kind.LINK,
        agreement=agreement.reference,
        source=index.name,
        supplier=agreement.host,
        dataset=INDEX,
        columns=("source", "source_row", "client"),
        purpose=agreement.purposes[0],
        recipient=agreement.host,
        by=BY,
    )
    with world.gate.lend(asked) as table:
        made = pl.DataFrame(table)
    truths = []
    for supply in held(agreement.reference):
        if supply.dataset == NOT_OPTED_OUT:
            continue  # numbers, not records: nothing of it was linked
        truth = pl.read_parquet(world.truths[supply.supplier, supply.dataset])
        truths.append(truth.select(pl.lit(supply.name).alias("source"), "row_number", "person_id"))
    known = pl.concat(truths)
    both = made.join(known, left_on=["source", "source_row"], right_on=["source", "row_number"], how="inner")
    found = quality(both["client"].to_list(), both["person_id"].to_list())
    world.listener.say(
        f"Measured against the truth: precision {found.precision:.4f}, recall {found.recall:.4f}, "
        f"F1 {found.f1:.4f} over {both.height:,} records."
    )
    measured = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    world.listener.fact(f"quality {agreement.reference}", measured)


def refuse(world: World, step: Mapping[str, Any]) -> None:
    """Ask for a movement that must be refused, and tell every reason. It is an error if it is let through.

    kind, agreement, dataset, supplier, and as wanted: columns, recipient, purpose, subject; of: the agreement whose
    supply is asked for, where that is another.
    """
    agreement = world.agreement(step)
    kind = Kind(str(step["kind"]))
    supplier, dataset = str(step["supplier"]), str(step["dataset"])
    terms = agreement.terms_for(supplier, dataset)
    holding = world.exemplar.agreement(str(step["of"])) if "of" in step else agreement
    source = _source_for(holding, supplier, dataset, kind)
    held_items = agreed_items(agreement, source, supplier, dataset)
    movement = Movement(
        kind=kind,
        agreement=agreement.reference,
        source=source,
        supplier=supplier,
        dataset=dataset,
        columns=tuple(step.get("columns") or held_items or (terms.items if terms else ("surname",))),
        purpose=str(step.get("purpose", agreement.purposes[0])),
        recipient=str(step.get("recipient", agreement.host)),
        by=str(step.get("asks", BY)),
        subject=str(step.get("subject", "")),
    )
    before = _everything(world.home.folder)
    try:
        if kind is Kind.RECEIVE:
            with world.gate.receive(movement):
                pass
        else:
            with world.gate.lend(movement):
                pass
    except RefusedError as refused:
        world.listener.say(f"Refused, as it must be: {refused.decision.words}")
        codes = [reason.code for reason in refused.decision.reasons]
        leaked = sorted(_everything(world.home.folder) - before)
        world.listener.fact("refused", {"asked": step.get("say", ""), "reasons": codes, "files left": leaked})
        if leaked:
            raise error("leak", where=str(step.get("say", ""))) from None
        return
    raise error("leak", where=str(step.get("say", "")))


def _source_for(agreement: Agreement, supplier: str, dataset: str, kind: Kind) -> str:
    if kind is Kind.RECEIVE:
        return f"{agreement.reference.lower()}-refused"
    for reference in (agreement.reference, *agreement.draws_on):
        for supply in held(reference):
            if (supply.supplier, supply.dataset) == (supplier, dataset):
                return supply.name
    return f"{agreement.reference.lower()}-{dataset}".replace("_", "-")


def _everything(folder: Path) -> set[str]:
    """The files of the vault and the releases: what a leak would add to."""
    places = (folder / "vault" / "data", folder / "vault" / "keys", folder / "releases")
    return {str(path.relative_to(folder)) for place in places if place.exists() for path in place.rglob("*")}
