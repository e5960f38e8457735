"""A process to be killed: it receives, links and releases in an installation, over and over.

python -m tests.made_up.victim HOME EXTRACTS
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path
from random import Random

from attrs import evolve

from joinedup.engine.agreements.agreement import PUBLIC, LegalAnswers, SupplyTerms
from tests.made_up.partnership import AGREEMENT, Partnership

PLANTED = ("Plantagenetta", "Quizzlebury", "Thistlewaite-Zorn")
ITEMS = ("record_id", "forename", "surname", "date_of_birth", "sex", "postcode")
COUNTS = evolve(
    AGREEMENT,
    reference="A-1",
    sharing_type=1,
    purposes=("count people by area",),
    supplies=(SupplyTerms("nhs", "community", ITEMS), SupplyTerms("council", "libraries", ITEMS)),
    recipients=(PUBLIC,),
    legal=LegalAnswers("care-act-2014-s6", "public-task", "anonymised"),
)
HEADINGS = ("Record ID", "First Name", "Last Name", "Date of Birth", "Sex", "Postcode")


def write_extracts(folder: Path, rows: int = 1500) -> None:
    """Two extracts in which every row carries a planted name."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(7)
    people = [
        (
            f"{chance.choice(PLANTED)}{number % 40}",
            f"{chance.choice(PLANTED)}{number}",
            date(1940 + chance.randrange(70), chance.randrange(1, 13), chance.randrange(1, 28)),
            chance.choice("FM"),
            f"ZY1 {chance.randrange(10)}A{chance.choice('ABD')}",
        )
        for number in range(rows)
    ]
    for name in ("community", "libraries"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            for number, (forename, surname, born, sex, postcode) in enumerate(people, 1):
                writer.writerow((f"{name}-{number}", forename, surname, born.isoformat(), sex, postcode))


def begin(home: Path) -> None:
    """Bring the agreement into force."""
    from joinedup.service.project.start import start

    start(home)
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose(COUNTS)
    partnership.sign(COUNTS)


def once(extracts: Path) -> None:
    """Receive both extracts, link them, publish counts."""
    import polars as pl

    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies
    from joinedup.service.releases.publishing import publish_counts
    from joinedup.service.supplies.actions import receive

    door = gate()
    for terms in COUNTS.supplies:
        receive(
            door,
            by="a supplier",
            agreement="A-1",
            supplier=terms.supplier,
            dataset=terms.dataset,
            items=terms.items,
            purpose=COUNTS.purposes[0],
            recipient="council",
            path=extracts / f"{terms.dataset}.csv",
            on=date.today(),
        )
    postcodes = {f"ZY1 {digit}A{letter}": f"E0190000{1 + digit % 3}" for digit in range(10) for letter in "ABD"}
    link_supplies(door, by="an analyst", agreement=COUNTS, postcode_lookup=postcodes, secret=b"s" * 32)
    areas = pl.DataFrame({"lsoa": sorted(set(postcodes.values()))}).with_columns(pl.lit("E09999001").alias("lad"))
    square = [[-1, 52], [-1, 53], [0, 53], [-1, 52]]
    boundaries = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"LSOA21CD": lsoa},
                "geometry": {"type": "Polygon", "coordinates": [square]},
            }
            for lsoa in areas["lsoa"]
        ],
    }
    publish_counts(
        door,
        agreements=[COUNTS],
        title="People by area",
        edges=[0, 40, 65],
        levels=["lsoa", "lad"],
        areas=areas,
        boundaries=boundaries,
        by="an analyst",
        on=date.today(),
    )


if __name__ == "__main__":
    from joinedup.service.project.start import start

    start(Path(sys.argv[1]))
    sys.stdout.write("started\n")
    sys.stdout.flush()
    once(Path(sys.argv[2]))
    sys.stdout.write("done\n")
