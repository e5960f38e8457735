"""Every door: each way to a partner's data is tried with a lapsed agreement, and a new one must be declared here.

A door is a function of the service that takes the gate, a step of an exemplar, or a command. One that is not
declared below fails these tests.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import Agreement, LegalAnswers
from joinedup.engine.gate.gate import Gate, RefusedError
from joinedup.engine.gate.movement import Kind
from joinedup.engine.pseudonyms.date_shift import disguise_of
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.victim import COUNTS, PLANTED, write_extracts

SHAPE = {"type": "Polygon", "coordinates": [[[-2.5, 53.5], [-2.4, 53.5], [-2.4, 53.6], [-2.5, 53.5]]]}
AREA = {"type": "Feature", "properties": {"LSOA21CD": "E01999001"}, "geometry": SHAPE}
SOURCE = Path(__file__).resolve().parents[2] / "src" / "joinedup"
BY = "somebody"

ONE = COUNTS
TWO = evolve(
    COUNTS, reference="A-2", sharing_type=2, recipients=("council",),
    legal=LegalAnswers("cda-1998-s115", "public-task", "anonymised"),
)  # fmt: skip
THREE = evolve(
    TWO, reference="A-3", sharing_type=3, legal=LegalAnswers("care-act-2014-s6", "public-task", "implied-consent")
)


def _receive(gate: Gate, agreement: Agreement, supplier: str, extracts: Path) -> None:
    from joinedup.service.supplies.actions import receive

    terms = next(terms for terms in agreement.supplies if terms.supplier == supplier)
    receive(
        gate, by=BY, agreement=agreement.reference, supplier=supplier, dataset=terms.dataset, items=terms.items,
        purpose=agreement.purposes[0], recipient="council", path=extracts / f"{terms.dataset}.csv", on=TODAY,
    )  # fmt: skip


def _link(gate: Gate, agreement: Agreement) -> None:
    from joinedup.service.linkage.actions import link_supplies

    lookup = {f"ZY1 {digit}A{letter}": "E01999001" for digit in range(10) for letter in "ABD"}
    link_supplies(gate, by=BY, agreement=agreement, postcode_lookup=lookup, secret=b"s" * 32)


def _publish(gate: Gate) -> None:
    from joinedup.service.releases.publishing import publish_counts

    areas = pl.DataFrame({"lsoa": ["E01999001"], "lad": ["E09999001"]})
    publish_counts(
        gate, agreements=[ONE], title="Counts", edges=[0, 40], levels=["lsoa", "lad"], areas=areas,
        boundaries={"type": "FeatureCollection", "features": [AREA]}, by=BY, on=TODAY,
    )  # fmt: skip


def _lend_index(gate: Gate) -> None:
    from joinedup.service.releases.lending import IndexNow, lend_index

    lend_index(gate, IndexNow("A-2"), agreement=TWO, kind=Kind.DELIVER, recipient="council", by=BY)


def _lend_items(gate: Gate) -> None:
    from joinedup.service.releases.lending import lend_items
    from joinedup.service.supplies.queries import held

    supply = next(supply for supply in held("A-2") if supply.supplier == "nhs")
    lend_items(
        gate, supply.name, agreement=TWO, supplier="nhs", dataset="community", items=("sex",), kind=Kind.DELIVER,
        recipient="council", by=BY,
    )  # fmt: skip


def _lend_linked(gate: Gate) -> None:
    from joinedup.service.releases.delivering import lend_linked

    lend_linked(gate, agreement=TWO, items={"community": ["sex"]}, recipient="council", by=BY)


def _deliver(gate: Gate) -> None:
    from joinedup.service.releases.delivering import deliver_extract

    areas = pl.DataFrame({"lsoa": ["E01999001"], "msoa": ["E02999001"], "lad": ["E09999001"]})
    deliver_extract(
        gate, agreement=TWO, title="Extract", items={"community": ["sex"]}, edges=[0, 40], areas=areas, k=5,
        recipient="council", by=BY, disguise=disguise_of(b"s" * 32, "A-2"), on=TODAY,
    )  # fmt: skip


def _count(gate: Gate) -> None:
    from joinedup.engine.clients.score import Factor
    from joinedup.service.releases.counting import count_cohort

    asked = [Factor("women", "community", "sex", 0, one_of=("F",))]
    count_cohort(gate, agreement=TWO, conditions=asked, recipient="council", by=BY)


def _rank(gate: Gate) -> None:
    from joinedup.engine.agreements.factor import Factor
    from joinedup.service.releases.scoring import prepare_ranking

    scored = evolve(TWO, factors=(Factor("women", "community", "sex", 1, one_of=("F",)),))
    prepare_ranking(gate, agreement=scored, title="Households", top=5, recipient="council", by=BY)


def _listed(gate: Gate) -> None:
    from joinedup.service.releases.models import Release
    from joinedup.service.releases.reidentifying import listed_in

    made = Release.objects.filter(agreement="A-2").first()
    assert made is not None
    listed_in(gate, made, first=TWO, by=BY)


def _reidentify(gate: Gate) -> None:
    """The second agreement stands for itself here; that it has to draw on the first is a rule of the gate's own."""
    from joinedup.service.releases.lending import IndexNow
    from joinedup.service.releases.reidentifying import Listed, reidentify

    index = IndexNow("A-3")
    listed = Listed(index.name, "A-3", "client", {"somebody": "a client"})
    reidentify(
        gate, listed, "somebody", agreement=THREE, partner="council", dataset="community", by=BY, reason="an offer"
    )


def _look_up(gate: Gate) -> None:
    from datetime import date

    from joinedup.engine.clients.search_tokens import Question
    from joinedup.service.releases.looking_up import look_up
    from joinedup.service.releases.searching import Asked

    asked = Asked(Question("", PLANTED[0], date(1960, 1, 1)), "A practitioner", "council", "in front of me")
    look_up(gate, agreement=THREE, asked=asked, secret=b"s" * 32, on=TODAY)


def _find_client(gate: Gate) -> None:
    from datetime import date

    from joinedup.service.releases.looking_up import find_client

    find_client(
        gate, agreement=THREE, surname=PLANTED[0], date_of_birth=date(1960, 1, 1), by="A coordinator", secret=b"s" * 32
    )


# every function of the service that takes the gate → how it is tried, or why it needs no trial
DOORS: dict[str, Callable[[Gate, Path], None] | str] = {
    "service/supplies/actions.py:receive": lambda gate, extracts: _receive(gate, TWO, "nhs", extracts),
    "service/releases/publishing.py:prepare_counts": lambda gate, extracts: _publish(gate),
    "service/releases/delivering.py:prepare_extract": lambda gate, extracts: _deliver(gate),
    "service/releases/giving.py:give": "tried in a browser (tests/pages/test_releases.py); it asks lend_index first",
    "service/linkage/actions.py:link_supplies": lambda gate, extracts: _link(gate, TWO),
    "service/releases/searching.py:search": lambda gate, extracts: _look_up(gate),
    "service/releases/searching.py:_to_the_letter": lambda gate, extracts: _look_up(gate),
    "service/linkage/graphs.py:shown": "lent by the gate twice, the index and the pairs (test_reviewing_pairs)",
    "service/linkage/reviewing.py:shown": "each record by lend_items, which asks first (test_reviewing_pairs)",
    "service/linkage/reviewing.py:_record": "each record by lend_items, which asks first (test_reviewing_pairs)",
    "service/linkage/actions.py:_make_search": "link_supplies asks it, once the index is kept",
    "service/linkage/actions.py:_keep_pairs": "link_supplies asks it, once the index is kept",
    "service/linkage/actions.py:_ids_before": "link_supplies asks it, once every supply has been lent",
    "service/releases/publishing.py:publish_counts": lambda gate, extracts: _publish(gate),
    "service/releases/lending.py:lend_index": lambda gate, extracts: _lend_index(gate),
    "service/releases/lending.py:lend_items": lambda gate, extracts: _lend_items(gate),
    "service/releases/delivering.py:lend_linked": lambda gate, extracts: _lend_linked(gate),
    "service/releases/delivering.py:deliver_extract": lambda gate, extracts: _deliver(gate),
    "service/releases/scoring.py:prepare_ranking": lambda gate, extracts: _rank(gate),
    "service/releases/counting.py:_counted": lambda gate, extracts: _count(gate),
    "service/releases/counting.py:count_cohort": lambda gate, extracts: _count(gate),
    "service/releases/reidentifying.py:listed_in": lambda gate, extracts: _listed(gate),
    "service/releases/reidentifying.py:who_is_it": "listed_in and reidentify, tried below",
    "service/releases/reidentifying.py:reidentify": lambda gate, extracts: _reidentify(gate),
    "service/releases/looking_up.py:look_up": lambda gate, extracts: _look_up(gate),
    "service/releases/looking_up.py:_records": lambda gate, extracts: _look_up(gate),
    "service/releases/looking_up.py:find_client": lambda gate, extracts: _find_client(gate),
    "service/gatehouse/verify.py:findings": "hashes sealed files; opens none",
    "service/gatehouse/verify.py:_sealed_findings": "hashes sealed files; opens none",
    "service/gatehouse/destroying.py:destroy": "destroys; opens none",
    "service/gatehouse/destroying.py:finish_destroyed": "destroys; opens none",
    "service/gatehouse/destroying.py:destroy_what_is_over": "destroys; opens none",
    "service/gatehouse/destroying.py:_carry_out": "destroys; opens none",
}

# every step of an exemplar → the door it goes through, or why it goes through none
STEPS = {
    "heading": "words only", "made-up-supplies": "makes people up", "join": "the register only",
    "propose-protocol": "the register only", "protocol": "the register only", "propose": "the register only",
    "sign": "the register only", "withdraw": "the register only", "lifecycle": "draws a diagram",
    "receive": "receive", "link": "link_supplies", "measure": "the gate itself", "refuse": "the gate itself",
    "publish": "publish_counts", "extract": "deliver_extract", "look-up": "look_up", "score": "prepare_ranking",
    "made-up-incidents": "makes incidents up", "incident-map": "lend_items",
    "made-up-segments": "makes segments up", "campaign": "lend_items", "request-queue": "opens no data",
    "cohort": "count_cohort", "under-reporting": "lend_linked",
    "check-opt-outs": "makes up an answer of NHS England's service",
    "reidentify": "listed_in, reidentify", "subscriptions": "sizes of partners only", "verify": "opens no data",
}  # fmt: skip

# every command → whether it can reach a partnership's data
COMMANDS = {
    "areas": "which postcode lies in which area; no data of people",
    "serve": "the pages, each a door of its own (test_every_address)",
    "work": "the jobs, each through its door (test_every_address)",
    "watch": "Gate.receive, as the page does",
    "demo": "made-up data in a folder of its own, by the steps above",
    "check": "the analyst's own file; no register",
    "link": "the analyst's own files; no register",
    "protect": "the analyst's own file; no register",
    "protect-amounts": "the analyst's own file; no register",
    "rules show": "rule sets; no register",
    "attack": "published tables; no register",
    "audit verify": "opens no data",
    "audit attest": "open figures and boundaries, by their hashes; no data of people",
    "backup": "copies sealed files and their wrapped keys as they lie; opens none",
    "restore": "puts sealed files back as they were; opens none",
    "retention": "destroys; opens none",
    "doctor": "opens no data",
    "enrol": "the register only",
    "indicator services": "where public services are; no data of people",
    "indicator count": "where records of the analyst's own file lie; only counts are written; no register",
    **dict.fromkeys(
        (
            "indicator check",
            "indicator carry",
            "indicator funnel",
            "indicator slope",
            "indicator standardise",
            "indicator tiers",
            "indicator load",
            "indicator find",
            "indicator profile",
            "indicator pockets",
            "indicator packs",
            "indicator export",
        ),
        "the analyst's own files of figures by area; no data of people, no register",
    ),
    "indicator load": "the analyst's own file of figures by area; about people, small counts are hidden; no register",
    "encode share": "random numbers",
    "encode file": "the analyst's own file; no register",
    "encode match": "encoded files, which say nothing of anybody; no register",
    "exemplar list": "configuration",
    "exemplar run": "made-up data in a folder of its own, by the steps above",
}


def _functions_with_a_gate() -> set[str]:
    found = set()
    for path in (SOURCE / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if any(argument.annotation and ast.unparse(argument.annotation) == "Gate" for argument in arguments):
                found.add(f"{path.relative_to(SOURCE).as_posix()}:{node.name}")
    return found


def test_every_function_that_takes_the_gate_is_declared() -> None:
    assert _functions_with_a_gate() == set(DOORS)


def test_every_step_is_declared(migrated_sqlite: Path) -> None:
    from joinedup.service.initiatives.run import VERBS

    assert set(VERBS) == set(STEPS)


def test_every_command_is_declared() -> None:
    import typer

    from joinedup.cli.main import application

    def commands(group: Any, before: str = "") -> set[str]:
        found: set[str] = set()
        for name, command in group.commands.items():
            found |= commands(command, f"{name} ") if hasattr(command, "commands") else {before + name}
        return found

    assert commands(typer.main.get_command(application())) == set(COMMANDS)


@pytest.fixture
def stocked(installation: Home, tmp_path: Path) -> tuple[Gate, Path]:
    """Three agreements in force, each with two supplies and an index."""
    from joinedup.service.gatehouse.wiring import gate

    extracts = tmp_path / "extracts"
    write_extracts(extracts, rows=150)
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    door = gate()
    for agreement in (ONE, TWO, THREE):
        partnership.propose(agreement)
        partnership.sign(agreement)
        for supplier in ("council", "nhs"):
            _receive(door, agreement, supplier, extracts)
        _link(door, agreement)
    return door, extracts


def test_every_door_is_shut_when_the_agreement_has_lapsed_and_open_before(
    stocked: tuple[Gate, Path],
    installation: Home,
) -> None:
    from joinedup.engine.errors import JoinedupError
    from joinedup.service.agreements.actions import suspend

    door, extracts = stocked
    for name, tried in DOORS.items():
        if callable(tried):
            try:
                tried(door, extracts)
            except RefusedError as refused:
                pytest.fail(f"{name} was refused while in force: {refused.decision.words}")
            except JoinedupError as nothing:
                if nothing.code != "nobody-found":
                    raise
    for agreement in (ONE, TWO, THREE):
        suspend(by="nhs", reference=agreement.reference, reason="a breach is looked into")
    before = {path for path in installation.folder.rglob("*") if "work" not in path.parts}
    for name, tried in DOORS.items():
        if callable(tried):
            with pytest.raises(RefusedError) as refused:
                tried(door, extracts)
            assert "not-signed" in {reason.code for reason in refused.value.decision.reasons}, name
    after = {path for path in installation.folder.rglob("*") if "work" not in path.parts}
    assert {path.name for path in after - before} <= {"register.sqlite3-wal", "register.sqlite3-shm"}


def test_when_one_partner_withdraws_its_data_stop_everywhere_and_the_others_go_on(
    stocked: tuple[Gate, Path],
) -> None:
    from joinedup.service.agreements.actions import withdraw
    from joinedup.service.linkage.queries import latest

    door, extracts = stocked
    for agreement in (ONE, TWO, THREE):
        withdraw(by="nhs", reference=agreement.reference, partner="nhs", on=TODAY)
    shut = {
        "receive": lambda: _receive(door, TWO, "nhs", extracts),
        "lend_items": lambda: _lend_items(door),
        # the index was made from its data too
        "publish_counts": lambda: _publish(door),
        "lend_index": lambda: _lend_index(door),
        "lend_linked": lambda: _lend_linked(door),
        "deliver_extract": lambda: _deliver(door),
        "look_up": lambda: _look_up(door),
    }
    for name, tried in shut.items():
        with pytest.raises(RefusedError) as refused:
            tried()
        codes = {reason.code for reason in refused.value.decision.reasons}
        assert codes & {"withdrawn", "made-from-withdrawn"}, name
    # the council's go on: linked again without the other's
    _receive(door, ONE, "council", extracts)
    _link(door, ONE)
    index = latest("A-1")
    assert index is not None
    assert {supplier for supplier, _ in index.facts["supplies"].values()} == {"council"}
    _publish(door)
