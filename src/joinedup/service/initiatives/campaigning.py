"""Steps about campaigns: segments made up and joined to need, and the queue of requests for more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from joinedup.engine.clients.request_queue import Request, queue
from joinedup.engine.clients.segments import campaign_targets
from joinedup.engine.gate.movement import Kind
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.areas.queries import hierarchy, postcode_lookup
from joinedup.service.initiatives.world import BY, World
from joinedup.service.releases.lending import agreed_items, lend_items
from joinedup.service.releases.making import make_delivery
from joinedup.service.supplies.queries import held

_SEGMENTS = ("Hard-pressed smokers", "Young and carefree", "Comfortable retirement", "Busy families")


def made_up_segments(world: World, step: Mapping[str, Any]) -> None:
    """Households by segment in every postcode sector, and admissions by small area."""
    draw = np.random.default_rng(world.seed)
    sectors = sorted({postcode[:-2] for postcode in postcode_lookup()})
    rows = [(sector, segment, int(draw.integers(40, 400))) for sector in sectors for segment in _SEGMENTS]
    path = world.home.folder / "made-up" / "segments.csv"
    path.parent.mkdir(exist_ok=True)
    write_csv(path, ("Postcode sector", "Lifestyle segment", "Number of households"), rows)
    world.extracts["council", "segments"] = path
    events = []
    for area in hierarchy()["lsoa"].unique().sort().to_list():
        number = int(draw.integers(5, 120))
        events += [(area, (world.on - timedelta(int(day))).isoformat()) for day in draw.integers(1, 365, number)]
    path = world.home.folder / "made-up" / "admissions.csv"
    write_csv(path, ("LSOA code", "Event date"), events)
    world.extracts["nhs", "admissions"] = path
    world.listener.say(f"Segments of {len(sectors)} postcode sectors, and {len(events):,} admissions by small area.")


def campaign(world: World, step: Mapping[str, Any]) -> None:
    """The sectors that a campaign aims at, delivered as a list without a person in it."""
    agreement = world.agreement(step)
    recipient = agreement.recipients[0]
    lent = {
        supply.dataset: lend_items(
            world.gate, supply.name, agreement=agreement, supplier=supply.supplier, dataset=supply.dataset,
            items=agreed_items(agreement, supply.name, supply.supplier, supply.dataset), kind=Kind.DELIVER,
            recipient=recipient, by=BY,
        )
        for supply in held(agreement.reference)
    }  # fmt: skip
    targets = campaign_targets(
        lent["segments"], lent["admissions"], postcode_lookup(), risky=step["risky"], top=int(step["top"])
    )
    release = make_delivery(
        agreement, by=BY, title=str(step["title"]), on=world.on,
        facts={"recipient": recipient, "sectors": targets.height},
        write=lambda folder: write_csv(folder / "targets.csv", targets.columns, targets.iter_rows()),
    )  # fmt: skip
    for row in targets.iter_rows(named=True):
        world.listener.say(
            f"    {row['rank']}. {row['postcode_sector']}: {row['at_risk']} of {row['households']} households at risk, "
            f"most of all {row['segment'].lower()}; admissions: {row['need'] or 'not shown'}"
        )
    world.listener.fact(f"aimed {agreement.reference}", {"release": release.name, "columns": targets.columns})


def request_queue(world: World, step: Mapping[str, Any]) -> None:
    """Requests in their order; who asks for too much at once waits. days: from today."""
    asked = [
        Request(one["key"], one["partner"], world.on + timedelta(days=int(one["days"])), int(one["priority"]))
        for one in step["requests"]
    ]
    placed = queue(asked, most_each=int(step["most_each"]))
    for one in placed:
        world.listener.say(f"    {one.place or 'not yet'}: {one.request.key} ({one.request.partner}), {one.why}")
    world.listener.fact("queue", [[one.request.key, one.place] for one in placed])
