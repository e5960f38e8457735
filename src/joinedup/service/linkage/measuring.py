"""How good a linkage is, without the truth: what it said of itself when it was made, and what people have judged since.

The register keeps counts and shares; no value of anybody's record is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import cattrs
import pyarrow as pa
from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.linkage.coverage import Covered, coverage
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.proving import Proof, Share, prove
from joinedup.engine.linkage.review import Uncertain
from joinedup.engine.linkage.sampling import Estimated, Layer, estimated
from joinedup.engine.spreadsheet_safe import Cell
from joinedup.service.linkage.models import LinkageRun
from joinedup.service.linkage.queries import runs_of
from joinedup.service.linkage.reviewing import decisions


@frozen
class Figure:
    """A figure of the last linkage. share: 0 to 1, or None where count is told; before: the linkage before's."""

    title: str
    now: float
    before: float | None
    is_share: bool


@frozen
class Report:
    """What is known of a linkage. proof: None where it was made without test records."""

    run: LinkageRun
    pairs: Estimated
    waiting: int
    proof: Proof | None
    coverage: tuple[Covered, ...]
    changes: tuple[Figure, ...]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The same as rows of a table: what, of what, share, low, high, count."""
        yield ("what", "of", "share", "low", "high", "counted")
        for name, one in (("precision", self.pairs.precision), ("recall", self.pairs.recall)):
            yield (name, "pairs compared", *(round(value, 4) for value in (one.share, one.low, one.high)),
                   self.pairs.judged)  # fmt: skip
        if self.proof is not None:
            for what, kinds in (("test copies found", self.proof.copies_by_kind),
                                ("strangers taken for somebody", self.proof.strangers_by_kind)):  # fmt: skip
                for kind, share in kinds:
                    yield (what, kind, *_rounded(share))
            for group in self.proof.groups:
                yield ("test copies found", f"{group.by}: {group.name}", *_rounded(group.copies))
        for covered in self.coverage:
            usable = covered.usable / covered.rows if covered.rows else 0.0
            yield ("usable", f"{covered.source}: {covered.item}", round(usable, 4), "", "", covered.rows)


def _rounded(share: Share) -> tuple[float, float, float, int]:
    low, high = share.interval()
    return round(share.share, 4), round(low, 4), round(high, 4), share.of


def quality_facts(
    found: PeopleIndex, tables: Mapping[str, pa.Table], as_kept: Callable[[Uncertain], list[object]], on: date | None
) -> dict[str, Any]:
    """What the register keeps. on: the day that ages are taken at; without it no test records are planted."""
    sample = found.linked.sample
    proof = prove(found, on=on) if on else None
    return {
        "layers": cattrs.unstructure(sample.layers),
        "drawn": [[one.layer, as_kept(one.pair)] for one in sample.pairs],
        "coverage": cattrs.unstructure(coverage(tables, found.linked.standard)),
        "proof": cattrs.unstructure(proof),
    }


def report(agreement: Agreement) -> Report | None:
    """What is known of the last linkage; None where nothing was linked, or it was long before this was kept."""
    runs = [run for run in runs_of(agreement.reference) if "quality" in run.facts]
    if not runs or runs[0].destroyed_on is not None:
        return None
    kept = runs[0].facts["quality"]
    told = _answers(agreement, kept)
    return Report(
        runs[0],
        estimated(_layers(kept), told),
        len(kept["drawn"]) - sum(len(answers) for answers in told.values()),
        _proof(kept),
        cattrs.structure(kept["coverage"], tuple[Covered, ...]),
        tuple(_changes(agreement, runs)),
    )


def _answers(agreement: Agreement, kept: Mapping[str, Any]) -> dict[int, list[bool]]:
    decided = decisions(agreement)
    told: dict[int, list[bool]] = {}
    for layer, (left, right, *_) in kept["drawn"]:
        if (left, right) in decided:
            told.setdefault(layer, []).append(decided[left, right])
    return told


def _layers(kept: Mapping[str, Any]) -> list[Layer]:
    return cattrs.structure(kept["layers"], list[Layer])


def _proof(kept: Mapping[str, Any]) -> Proof | None:
    return cattrs.structure(kept["proof"], Proof) if kept["proof"] else None


def _changes(agreement: Agreement, runs: list[LinkageRun]) -> Iterator[Figure]:
    """The figures of the last linkage beside those of the one before."""
    now, before = _figures(agreement, runs[0]), _figures(agreement, runs[1]) if len(runs) > 1 else {}
    for title, (value, is_share) in now.items():
        yield Figure(title, value, before[title][0] if title in before else None, is_share)


def _figures(agreement: Agreement, run: LinkageRun) -> dict[str, tuple[float, bool]]:
    kept = run.facts["quality"]
    pairs = estimated(_layers(kept), _answers(agreement, kept))
    found: dict[str, tuple[float, bool]] = {
        "Records": (run.facts["records"], False),
        "People": (run.facts["clients"], False),
        "Records a person": (run.facts["records"] / max(run.facts["clients"], 1), False),
        "Probability from which pairs are linked": (run.facts["threshold"], True),
        "Precision": (pairs.precision.share, True),
        "Recall": (pairs.recall.share, True),
    }
    proof = _proof(kept)
    if proof is not None:
        found["Test copies found"] = (proof.copies.share, True)
        found["Strangers taken for somebody"] = (proof.strangers.share, True)
    return found
