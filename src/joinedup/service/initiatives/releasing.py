"""Steps about what leaves: counts published, extracts delivered, families scored, one person looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.benefits.shares import subscription
from joinedup.engine.clients.cohort import in_words
from joinedup.engine.clients.households import factor_shares
from joinedup.engine.clients.score import Factor
from joinedup.engine.clients.search_tokens import Question
from joinedup.engine.clients.under_reporting import under_reporting
from joinedup.engine.errors import error
from joinedup.engine.pseudonyms.date_shift import disguise_of
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.areas.queries import boundaries, hierarchy
from joinedup.service.initiatives.world import BY, World
from joinedup.service.project.secret import secret
from joinedup.service.releases.counting import count_cohort as count_linked
from joinedup.service.releases.delivering import deliver_extract, lend_linked
from joinedup.service.releases.looking_up import find_client, look_up
from joinedup.service.releases.making import make_delivery
from joinedup.service.releases.publishing import publish_counts
from joinedup.service.releases.queries import Release, releases
from joinedup.service.releases.reidentifying import listed_in
from joinedup.service.releases.reidentifying import reidentify as reidentify_one
from joinedup.service.releases.scoring import deliver_ranking, prepare_ranking
from joinedup.service.releases.searching import Asked


def publish(world: World, step: Mapping[str, Any]) -> None:
    """Publish protected counts of clients by area, age and sex, under one agreement or several."""
    agreements = [world.exemplar.agreement(str(reference)) for reference in step["agreements"]]
    with world.listener.progress("Protecting and attacking the table") as advance:
        release = publish_counts(
            world.gate,
            agreements=agreements,
            title=str(step["title"]),
            edges=step["edges"],
            levels=step["levels"],
            areas=hierarchy(),
            boundaries=boundaries(),
            by=BY,
            on=world.on,
        )
        advance(1, 1)
    facts = release.facts
    world.listener.say(
        f"{release.title}: {facts['cells']:,} cells, {facts['primary']:,} small counts suppressed and "
        f"{facts['secondary']:,} more so that none can be worked out from the totals. Attacked before it left: "
        f"{facts['pinned']} cell(s) could be worked out. Files in {world.home.releases / release.name}."
    )
    world.listener.fact(f"published {' '.join(step['agreements'])}", facts)


def extract(world: World, step: Mapping[str, Any]) -> None:
    """Deliver a linked, pseudonymised extract that is k-anonymous."""
    agreement = world.agreement(step)
    release = deliver_extract(
        world.gate,
        agreement=agreement,
        title=str(step["title"]),
        items=step["items"],
        edges=step["edges"],
        areas=hierarchy(),
        k=int(step["k"]),
        recipient=agreement.recipients[0],
        by=f"{agreement.recipients[0]}'s analyst",
        disguise=disguise_of(secret("pseudonyms"), agreement.reference),
        on=world.on,
    )
    facts = release.facts
    coarser = ", ".join(f"{name} {how}" for name, how in facts["steps"].items())
    world.listener.say(
        f"{release.title}: {facts['rows']:,} people without names, each like at least {facts['k'] - 1} others "
        f"in age, sex and area ({coarser}); {facts['left_out']:,} ({facts['share_left_out']:.1%}) "
        f"left out because they would stand out. {facts['unique_before']:,} were the only one of their kind before. "
        f"Detail lost (normalised certainty penalty, 0 to 1): {facts['loss']:.3f}. "
        f"Their pseudonyms fit no other agreement. File in {world.home.releases / release.name}."
    )
    world.listener.fact(f"delivered {agreement.reference}", facts)


def single_view(world: World, step: Mapping[str, Any]) -> None:
    """A practitioner looks up one person: here the made-up person known to most systems of the agreement."""
    agreement = world.agreement(step)
    surname, born = _somebody(world, agreement)
    view = look_up(
        world.gate,
        agreement=agreement,
        asked=Asked(
            Question("", surname, born), str(step["practitioner"]), str(step["recipient"]), str(step["reason"])
        ),
        secret=secret(f"index {agreement.reference}"),
        on=world.on,
    )
    world.listener.say(
        f"{step['practitioner']} ({step['recipient']}) looks up one person. Purpose: {agreement.purposes[0]}. "
        f"Reason: {step['reason']}. Found {len(view.entries)} records, only from the systems of {agreement.reference}:"
    )
    for entry in view.entries:
        told = "; ".join(f"{title}: {value}" for title, value in entry.values)
        world.listener.say(f"    {entry.dataset} ({entry.partner}): {told}")
    for difference in view.differences:
        said = ", ".join(f"{dataset}: {value}" for dataset, value in difference.said)
        world.listener.say(f"    They differ in {difference.item.lower()}: {said}")
    systems = sorted({entry.dataset for entry in view.entries})
    world.listener.fact("looked up", {"systems": systems, "differences": len(view.differences)})


def _somebody(world: World, agreement: Agreement) -> tuple[str, date]:
    """Who the practitioner has in front of them: from the truth, as a real practitioner knows by asking.

    Known to as many systems as anybody whom linkage made one person of: of two people it would be asked which.
    """
    people = world.boroughs[1].people
    known = world.truths
    counts: dict[str, int] = {}
    terms = {(t.supplier, t.dataset) for t in agreement.supplies}
    for key in sorted(terms):
        for person in pl.read_parquet(known[key])["person_id"].unique().to_list():
            counts[person] = counts.get(person, 0) + 1
    alone = people.filter(pl.struct("surname", "date_of_birth").is_unique() & pl.col("date_of_death").is_null())
    rows = alone.select("person_id", "surname", "date_of_birth").iter_rows()
    for _, surname, born in sorted(rows, key=lambda row: (counts.get(row[0], 0), row[0]), reverse=True):
        found = find_client(
            world.gate, agreement=agreement, surname=surname, date_of_birth=born, by=BY,
            secret=secret(f"index {agreement.reference}"),
        )  # fmt: skip
        if len(found.clients) == 1:
            return surname, born
    raise error("nobody-found", where=agreement.reference)


def score(world: World, step: Mapping[str, Any]) -> None:
    """Score households by the agreed factors, and list the first of them without names."""
    agreement = world.agreement(step)
    signed = as_agreement(agreement_row(agreement.reference))
    ranked = prepare_ranking(
        world.gate, agreement=signed, title=str(step["title"]), top=int(step["top"]), recipient=signed.recipients[0],
        by=BY,
    )  # fmt: skip
    release, facts, listed = deliver_ranking(ranked, by=BY, on=world.on), ranked.facts, ranked.table
    world.listener.say(
        f"{facts['households']:,} households scored by {len(signed.factors)} agreed factors; the first "
        f"{listed.height} listed without names in {world.home.releases / release.name}. "
        f"Costs to services: £{facts['cost']:,.0f} a year."
    )
    for name, share in sorted(factor_shares(listed, signed.factors).items(), key=lambda pair: -pair[1]):
        world.listener.say(f"    {name}: {share:.0%} of the points")
    world.listener.say(
        f"Households with two or more of the thirteen factors of the Digital Economy Act: {in_words(ranked.multiple)}. "
        "A score orders a list that people look at; it decides about nobody."
    )
    world.listener.fact(f"scored {agreement.reference}", {**facts, "release": release.name, "columns": listed.columns})


def count_cohort(world: World, step: Mapping[str, Any]) -> None:
    """Narrow a cohort inside, condition by condition; only counts come out. conditions: by name, as factors are."""
    agreement = world.agreement(step)
    conditions = [Factor(points=0, **{**one, "one_of": tuple(one.get("one_of", ()))}) for one in step["conditions"]]
    narrowed = count_linked(
        world.gate, agreement=agreement, conditions=conditions, recipient=agreement.recipients[0], by=BY
    )
    told = "; of these ".join(f"{one.condition}: {in_words(one.people)}" for one in narrowed)
    world.listener.say(f"{step['title']}. {told}.")
    world.listener.fact(f"cohort {agreement.reference}", {one.condition: one.people for one in narrowed})


def count_under_reporting(world: World, step: Mapping[str, Any]) -> None:
    """How many one system misses that another knows of, by kind; the first supplier's feedback pack is released."""
    agreement = world.agreement(step)
    item, first, second = str(step["item"]), str(step["first"]), str(step["second"])
    index, tables = lend_linked(
        world.gate, agreement=agreement, items={first: [item], second: [item]}, recipient=agreement.recipients[0], by=BY
    )
    kinds = under_reporting(index, (first, tables[first]), (second, tables[second]), item)
    header = ("kind", f"known to {first}", f"known to {second}", "known to both", "share reported", "estimate of all")
    rows = [(one.kind, one.first, one.second, one.both, one.share, one.truth) for one in kinds]
    release = make_delivery(
        agreement, by=BY, title=str(step["title"]), on=world.on,
        facts={"recipient": agreement.recipients[0], "kinds": len(rows)},
        write=lambda folder: write_csv(folder / "feedback.csv", header, rows),
    )  # fmt: skip
    for one in kinds:
        share = "not shown" if one.share is None else f"{one.share:.0%}"
        world.listener.say(
            f"    {one.kind}: {second} knows {in_words(one.second)}, of whom {first} knows {share}; "
            f"in truth {in_words(one.truth)} (Chapman's estimate)"
        )
    world.listener.say(f"Feedback for the supplier, counts only: {world.home.releases / release.name}.")
    told = {one.kind: {"second": one.second, "share": one.share, "truth": one.truth} for one in kinds}
    world.listener.fact(f"reported {agreement.reference}", told)


def reidentify(world: World, step: Mapping[str, Any]) -> None:
    """The partner that holds the case gets its own record numbers back for those listed; nobody else does."""
    agreement, first = world.agreement(step), world.exemplar.agreement(str(step["list"]))
    partner, dataset = str(step["partner"]), str(step["dataset"])
    row = next((one for one in releases() if one.agreement == first.reference and one.sharing_type == 2), None)
    if row is None:
        raise error("no-index", where=first.reference)
    listed = listed_in(world.gate, row, first=first, by=BY)
    wanted = [one for one in listed.keys if one in _meeting(world, row, step.get("where"))]
    told = [
        reidentify_one(
            world.gate, listed, one, agreement=agreement, partner=partner, dataset=dataset,
            by=f"{partner}'s case lead", reason=agreement.purposes[0],
        ).height
        for one in wanted
    ]  # fmt: skip
    found = sum(1 for records in told if records)
    what = {"client": "people", "household": "households"}[listed.unit]
    world.listener.say(
        f"Under {agreement.reference}, {partner} gets {sum(told)} of its own record numbers back, in {found} of "
        f"the {len(wanted)} {what} asked about; those it does not hold stay unknown to it. Each is an event."
    )
    facts = {"partner": partner, "records": sum(told), what: found, "listed": len(wanted)}
    world.listener.fact("reidentified", facts)


def _meeting(world: World, row: Release, where: Mapping[str, Any] | None) -> set[str]:
    """The pseudonyms of a release's rows whose `column` is `at_least` so much; all of them without a condition."""
    name = next(str(one["name"]) for one in row.files if one["name"] in ("extract.csv", "households.csv"))
    rows = pl.read_csv(world.home.releases / row.name / name)
    if where is not None:
        rows = rows.filter(pl.col(str(where["column"])) >= where["at_least"])
    return set(rows["pseudonym" if "pseudonym" in rows.columns else "household"])


def subscriptions(world: World, step: Mapping[str, Any]) -> None:
    """Who pays what for the hub, by the formula agreed: part equal, part by the population served."""
    sizes = {plan.key: plan.size for plan in world.exemplar.partners if plan.size}
    parts = subscription(Decimal(str(step["total"])), sizes, Decimal(str(step["flat_part"])))
    world.listener.say(f"The hub costs £{step['total']:,} a year; every partner pays:")
    for name, part in sorted(parts.items(), key=lambda pair: -pair[1]):
        world.listener.say(f"    {name}: £{part:,.2f}")
    world.listener.fact("subscriptions", {name: str(part) for name, part in parts.items()})
