"""People in the index of the small partnership: by surname and date of birth, as a practitioner asks for them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from attrs import evolve

from joinedup.engine.agreements.agreement import INDEX, Agreement, SupplyTerms
from joinedup.engine.gate.movement import INDEX_COLUMNS, Kind
from tests.made_up.partnership import AGREEMENT, RECEIVE, Partnership, receive

BORN = date(1980, 3, 31)
ALONE, TWIN, HIDDEN = "Planted", "Twin", "Sheltered"  # surnames: one person, two people, somebody at risk
ITEMS = ("forename", "surname", "date_of_birth", "nhs_number")
VIEW = evolve(AGREEMENT, supplies=(SupplyTerms("nhs", "community", ITEMS),))
PEOPLE = ((ALONE, "client-alone"), (TWIN, "client-twin-1"), (TWIN, "client-twin-2"), (HIDDEN, "client-hidden"))


def rows() -> pa.Table:
    """One record of each of them."""
    return pa.table(
        {
            "row_number": [1, 2, 3, 4],
            "forename": ["Alex", "Bo", "Cai", "Dee"],
            "surname": [surname for surname, _ in PEOPLE],
            "date_of_birth": [BORN] * 4,
            "nhs_number": ["9990000018", "9990000026", "9990000034", "9990000042"],
        }
    )


def index(agreement: Agreement) -> pa.Table:
    """The index that linkage would make of them."""
    from joinedup.engine.clients.index import search_key
    from joinedup.service.project.secret import secret

    key = secret(f"index {agreement.reference}")
    return pa.table(
        {
            "row_number": [1, 2, 3, 4],
            "source": [f"{agreement.reference.lower()}-community-1"] * 4,
            "source_row": [1, 2, 3, 4],
            "client": [client for _, client in PEOPLE],
            "match_probability": [1.0] * 4,
            "birth_year": [BORN.year] * 4,
            "sex": ["1"] * 4,
            "lsoa": ["E01999001"] * 4,
            "household": ["h"] * 4,
            "search_key": [search_key(key, surname, BORN.isoformat()) for surname, _ in PEOPLE],
            "record_key": ["r1", "r2", "r3", "r4"],
        }
    )


def stocked(agreement: Agreement = VIEW) -> Partnership:
    """A partnership with this agreement in force, one supply received and an index made."""
    from joinedup.service.gatehouse.wiring import gate

    partnership = Partnership("council", "nhs", "school")
    partnership.protocol()
    partnership.propose(agreement)
    partnership.sign(agreement)
    name = f"{agreement.reference.lower()}-community-1"
    receive(evolve(RECEIVE, agreement=agreement.reference, source=name, columns=ITEMS), rows())
    linking = evolve(
        RECEIVE,
        kind=Kind.LINK,
        agreement=agreement.reference,
        source=f"{agreement.reference.lower()}-index-1",
        supplier="council",
        dataset=INDEX,
        columns=INDEX_COLUMNS,
    )
    with gate().receive(linking) as incoming:
        incoming.connection.register("rows", index(agreement))
        incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM rows")
        incoming.facts.update(supplies={name: ["nhs", "community"]}, records=4, clients=4)
    return partnership
