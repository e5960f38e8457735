"""A person keeps their id when extracts are received again, and what was written down about them follows the id."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import polars as pl
import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import SupplyTerms
from joinedup.engine.linkage.stable import Event
from joinedup.service.project.home import Home
from tests.made_up.partnership import AGREEMENT, RECEIVE, Partnership, receive

ITEMS = ("record_id", "forename", "surname", "date_of_birth", "postcode", "nhs_number")
TERMS = evolve(AGREEMENT, supplies=(SupplyTerms("nhs", "community", ITEMS), SupplyTerms("council", "care", ITEMS)))
FORENAMES = ("Ada", "Ben", "Cyril", "Dora", "Edith", "Farah", "Gus", "Hana", "Ivo", "Jun", "Kay", "Lev", "Mo", "Noor")


def made_up(count: int, start: int = 0) -> pl.DataFrame:
    """People numbered from `start`, the same each time."""
    people = []
    for number in range(start, start + count):
        dice = random.Random(number)
        people.append(
            {
                "record_id": f"r{number}",
                "forename": dice.choice(FORENAMES),
                "surname": "".join(dice.choice("bdfgklmnprst") + dice.choice("aeiou") for _ in range(4)).title(),
                "date_of_birth": date(1940, 1, 1) + timedelta(days=dice.randrange(25_000)),
                "postcode": f"ZY{dice.randrange(1, 9)} {dice.randrange(1, 9)}A{dice.choice('ABD')}",
                "nhs_number": "",
            }
        )
    return pl.DataFrame(people)


def sent(supplier: str, dataset: str, rows: pl.DataFrame, mark: str) -> None:
    """Received, with row numbers in the order given."""
    movement = evolve(
        RECEIVE, source=f"a-3-{dataset}-{mark}", supplier=supplier, dataset=dataset, columns=ITEMS, by="supplier"
    )
    receive(movement, rows.with_row_index("row_number", 1).with_columns(pl.col("row_number").cast(pl.Int64)).to_arrow())


def linked(mark: str) -> dict[str, str]:
    """The client of each record key, after linking."""
    from joinedup.engine.gate.movement import CLIENT_IDS, INDEX, Kind
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies

    link_supplies(gate(), by="host", agreement=TERMS, postcode_lookup={}, secret=b"s" * 32, name=f"a-3-index-{mark}")
    reading = evolve(
        RECEIVE, kind=Kind.LINK, source=f"a-3-index-{mark}", supplier="council", dataset=INDEX, columns=CLIENT_IDS
    )
    with gate().lend(reading) as table:
        return dict(pl.DataFrame(table).select(CLIENT_IDS).iter_rows())


@pytest.fixture
def partnership(installation: Home) -> Partnership:
    """Two partners under one agreement in force."""
    made = Partnership("council", "nhs")
    made.protocol()
    made.propose(TERMS)
    made.sign(TERMS)
    return made


def test_extracts_received_again_in_another_order_and_grown_leave_every_id_as_it_was(partnership: Partnership) -> None:
    from joinedup.service.linkage.queries import latest

    sent("nhs", "community", made_up(120), "1")
    sent("council", "care", made_up(80), "1")
    before = linked("1")
    assert len(set(before.values())) < len(before), "some people are in both systems"
    sent("nhs", "community", pl.concat([made_up(30, 500), made_up(120).reverse()]), "2")
    after = linked("2")
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 30
    assert not {after[key] for key in after.keys() - before.keys()} & set(before.values())
    run = latest("A-3")
    assert run is not None
    assert run.facts["changes"] == []


def test_records_without_a_number_of_their_own_are_known_by_what_they_say(partnership: Partnership) -> None:
    nameless = made_up(100).with_columns(record_id=pl.lit(None, pl.String))
    sent("nhs", "community", pl.concat([nameless, nameless.head(5)]), "1")
    before = linked("1")
    assert len(before) == 105, "each of the copies is known too"
    sent("nhs", "community", pl.concat([nameless.reverse(), nameless.head(5)]), "2")
    assert linked("2") == before


def test_who_comes_together_or_apart_is_told_and_hidden_people_stay_hidden(partnership: Partnership) -> None:
    from joinedup.service.audit.queries import links
    from joinedup.service.linkage.queries import latest
    from joinedup.service.lookups.models import SafetyMarker

    rows = made_up(120)
    moved = rows.with_columns(
        pl.when(pl.col("record_id") == "r7").then(pl.lit("Otherwise")).otherwise("surname").alias("surname"),
        pl.when(pl.col("record_id") == "r7").then(pl.lit("ZY9 9ZZ")).otherwise("postcode").alias("postcode"),
        pl.when(pl.col("record_id") == "r7").then(date(1933, 3, 3)).otherwise("date_of_birth").alias("date_of_birth"),
    )
    sent("nhs", "community", rows, "1")
    sent("council", "care", moved.head(80), "1")
    before = linked("1")
    sent("council", "care", rows.head(80), "2")
    after = linked("2")
    run = latest("A-3")
    assert run is not None
    [(kind, olds, news)] = run.facts["changes"]
    assert kind == "merge"
    assert set(olds) <= set(before.values())
    assert set(news) <= set(after.values())
    [stayed] = news
    [gone] = set(olds) - {stayed}
    SafetyMarker.objects.create(
        agreement="A-3",
        key="k",
        client=stayed,
        person=1,
        by="lead",
        partner="nhs",
        reason="at risk",
        set_on=date.today(),
    )
    sent("council", "care", moved.head(80), "3")
    again = linked("3")
    run = latest("A-3")
    assert run is not None
    [(kind, olds, news)] = run.facts["changes"]
    assert (kind, olds) == ("split", [stayed])
    assert gone not in again.values(), "an id is never given a second time"
    assert set(SafetyMarker.objects.values_list("client", flat=True)) == set(news)
    assert [json.loads(link.details) for link in links() if link.kind == "ids-changed"] == [
        {"split": 0, "merged": 1}, {"split": 1, "merged": 0}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said", "holds"),
    [
        (Event("merge", ("a", "b"), ("a",)), {"a": True}, {"a": True}),
        (Event("merge", ("a", "b"), ("a",)), {"a": True, "b": False}, {"a": False}),
        (Event("merge", ("a", "b"), ("a",)), {"b": True}, {"a": True}),
        (Event("merge", ("a", "b"), ("a",)), {}, {"a": None}),
        (Event("split", ("a",), ("a", "c")), {"a": True}, {"a": False, "c": False}),
        (Event("split", ("a",), ("a", "c")), {}, {"a": None, "c": None}),
    ],
)
def test_consent_is_never_widened_by_a_change_of_ids(
    installation: Home, change: Event, said: dict[str, bool], holds: dict[str, bool | None]
) -> None:
    from django.utils import timezone

    from joinedup.service.lookups.following import follow_in_registers
    from joinedup.service.lookups.models import Consent
    from joinedup.service.lookups.queries import last_consent

    for client, given in said.items():
        Consent.objects.create(
            at=timezone.now(), agreement="A-3", client=client, given=given, on=date.today(), how="asked", by="worker"
        )
    follow_in_registers("A-3", [change])
    found = {client: last_consent("A-3", client) for client in holds}
    assert {client: one.given if one else None for client, one in found.items()} == holds
