"""Steps about places: incidents made up, and shown as layers of safe points to the team of each patch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from joinedup.engine.clients.incident_layers import IncidentMap, incident_map
from joinedup.engine.gate.movement import Kind
from joinedup.engine.spreadsheet_safe import write_csv
from joinedup.service.areas.queries import boundaries, hierarchy
from joinedup.service.initiatives.world import BY, World
from joinedup.service.releases.lending import lend_items
from joinedup.service.releases.making import make_delivery
from joinedup.service.supplies.queries import held

_KINDS = {
    "council": ("Noise", "Fly-tipping", "Abandoned vehicle"),
    "housing": ("Nuisance", "Damage"),
    "fire": ("Bin fire", "Dwelling fire", "Hoax call"),
    "ambulance": ("Assault", "Fall", "Intoxication"),
}


def made_up_incidents(world: World, step: Mapping[str, Any]) -> None:
    """Incidents of the partners named, by small area: a few everywhere, many around one place."""
    areas = hierarchy()["lsoa"].unique().sort().to_list()
    draw = np.random.default_rng(world.seed)
    weights = np.ones(len(areas))
    weights[: max(1, len(areas) // 8)] = 8.0
    folder = world.home.folder / "made-up"
    folder.mkdir(exist_ok=True)
    for partner in step["partners"]:
        number = 30 * len(areas)
        chosen = draw.choice(len(areas), size=number, p=weights / weights.sum())
        days, kinds = draw.integers(1, 365, number), draw.integers(0, len(_KINDS[partner]), number)
        dates = [(world.on - timedelta(int(day))).isoformat() for day in days]
        rows = [
            (f"{partner[:1].upper()}{one:06}", areas[area], dates[one], _KINDS[partner][kind])
            for one, (area, kind) in enumerate(zip(chosen, kinds, strict=True))
        ]
        path = folder / f"{partner}-incidents.csv"
        write_csv(path, ("Reference", "LSOA code", "Incident date", "Incident category"), rows)
        world.extracts[partner, f"{partner}_incidents"] = path
    world.listener.say(f"{len(step['partners'])} services note incidents in {len(areas)} small areas.")


def incident_layers(world: World, step: Mapping[str, Any]) -> None:
    """A map for each team: the layers on safe points and the hot spots, of its own patch only."""
    agreement = world.agreement(step)
    recipient = agreement.recipients[0]
    layers = {
        supply.dataset: lend_items(
            world.gate, supply.name, agreement=agreement, supplier=supply.supplier, dataset=supply.dataset,
            items=("lsoa", "event_date"), kind=Kind.DELIVER, recipient=recipient, by=BY,
        )
        for supply in held(agreement.reference)
    }  # fmt: skip
    whole = incident_map(layers, boundaries())
    areas_of_all = hierarchy()["lsoa"].unique().sort().to_list()
    patches = {
        f"team-{number + 1}": [str(area) for area in own]
        for number, own in enumerate(np.array_split(areas_of_all, int(step["teams"])))
    }
    told = {}
    for team, areas in patches.items():
        own = whole.patch(areas)
        release = make_delivery(
            agreement, by=BY, title=f"{step['title']}: {team}", on=world.on,
            facts={"recipient": recipient, "team": team, "areas": len(areas), "hot": own.hot.height},
            write=partial(_write, own=own),
        )  # fmt: skip
        kept_back = own.points["incidents"].null_count()
        spots = "1 hot spot" if own.hot.height == 1 else f"{own.hot.height} hot spots"
        world.listener.say(
            f"    {team}: {own.points.height} points in {len(areas)} areas of its patch, {kept_back} counts kept "
            f"back, {spots}."
        )
        told[team] = {"release": release.name, "areas": sorted(areas), "hot": own.hot["area"].to_list()}
    world.listener.fact(f"mapped {agreement.reference}", told)


def _write(folder: Path, own: IncidentMap) -> None:
    write_csv(folder / "points.csv", own.points.columns, own.points.iter_rows())
    write_csv(folder / "hot-spots.csv", own.hot.columns, own.hot.iter_rows())
