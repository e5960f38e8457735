"""Releases in the background: prepared for the checker, and made when somebody else has approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import asdict
from django.urls import reverse

from joinedup.engine.disclosure.cell_words import closest
from joinedup.engine.disclosure.rules import DEFAULT, own_rules, rule_named
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.pseudonyms.date_shift import disguise_of
from joinedup.engine.pseudonyms.diversity import Diversity
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.areas.queries import boundaries, hierarchy
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.project.home import home
from joinedup.service.project.secret import secret
from joinedup.service.releases import asking
from joinedup.service.releases.delivering import LEAST_VALUES, Extract, deliver, prepare_extract
from joinedup.service.releases.layers import areas_for, named
from joinedup.service.releases.making import release_name
from joinedup.service.releases.publishing import Counts, prepare_counts, publish
from joinedup.service.releases.queries import ReleaseRequest, release, request
from joinedup.service.releases.scoring import Ranked, deliver_ranking, prepare_ranking
from joinedup.service.work.kinds import Work

CLOSEST = 8  # cells left out of which a checker reads what an intruder could say
SHOWN_ROWS = 400  # of a table, for the checker; the whole of it is checked by its digest


def _make(
    row: ReleaseRequest, by: str, advance: Callable[..., None], *, side_by_side: bool = False
) -> Counts | Extract | Ranked:
    agreement, asks = as_agreement(agreement_row(row.agreement)), row.asks
    if "top" in asks:
        return prepare_ranking(
            gate(), agreement=agreement, title=row.title, top=int(asks["top"]), recipient=asks["recipient"], by=by
        )
    areas = hierarchy()
    if row.sharing_type == 1:
        areas = areas_for(asks["levels"], asks.get("own", ()))
        levels = [level for level in asks["levels"] if level in areas.columns]
        return prepare_counts(
            gate(), agreements=[agreement], title=row.title, edges=asks["edges"], levels=levels, areas=areas, by=by,
            on=row.asked_on, method=asks.get("method") or row.facts.get("method", ""), side_by_side=side_by_side,
            advance=advance,
            rule=rule_named(asks.get("rules", DEFAULT.name), own_rules(home().rules)),
        )  # fmt: skip
    return prepare_extract(
        gate(), agreement=agreement, title=row.title, items=asks["items"], edges=asks["edges"], areas=areas,
        k=int(asks["k"]), recipient=asks["recipient"], by=by,
        disguise=disguise_of(secret("pseudonyms"), agreement.reference), on=row.asked_on,
        diverse=int(asks.get("diverse", LEAST_VALUES)), counting=Diversity(asks.get("counting", Diversity.DISTINCT)),
        close=float(asks.get("close", 1)),
    )  # fmt: skip


def _rows(made: Counts | Extract | Ranked) -> list[Any]:
    """What a checker sees: of counts the first cells; of an extract no person's row, only how it is made up."""
    if isinstance(made, Counts):
        cells = made.protected.published.cells[:SHOWN_ROWS]
        return [
            [c.key.level, c.key.area, *c.key.values, c.count] for c in cells
        ]  # fmt: skip
    return [[name, str(dtype), made.table[name].n_unique()] for name, dtype in made.table.schema.items()]


def prepare(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Protect and attack what was asked for. Nothing leaves: only what a checker needs is kept."""
    row = request(int(work.takes["request"]))
    if row.state == ReleaseRequest.ASKED:
        try:
            before = row.facts.get("choices", [])  # prepared again by another method: what each costs is known
            made = _make(row, work.by, advance, side_by_side=not before)
        except JoinedupError as failure:
            asking.failed(row, f"{failure.what} {failure.do}")
            raise
        choices = [asdict(one) for one in made.choices] if isinstance(made, Counts) else []
        facts = {**made.facts, "choices": choices or before} if choices or before else made.facts
        if isinstance(made, Counts):  # for who checks, not for who reads the release
            table = made.protected.published
            names = named({cell.key.area for cell in table.cells})
            facts = {
                **facts,
                "closest": closest(made.protected.attack, [table], CLOSEST, names),
                "told_cells": made.told_before,
            }
        asking.prepared(row, facts=facts, shown=_rows(made), digest=made.digest)
    return {"address": reverse("release-request", args=[row.pk])}


def make(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Make the release that was approved, from the data as they are now: it must be what was checked.

    Raises `release-changed` where it is not.
    """
    row = request(int(work.takes["request"]))
    name = release_name(row.sharing_type, row.asked_on, f"{row.pk:06d}")
    if release(name) is None:
        if row.state != ReleaseRequest.APPROVED:
            raise error("transition-impossible", where=name, state=row.state, verb="made")
        made = _make(row, row.by, advance)
        if made.digest != row.digest:
            changed = error("release-changed", where=asking.subject(row))
            asking.failed(row, f"{changed.what} {changed.do}")
            raise changed
        if isinstance(made, Counts):
            publish(made, boundaries=boundaries(), by=row.by, on=today(), name=name)
        elif isinstance(made, Ranked):
            deliver_ranking(made, by=row.by, on=today(), name=name)
        else:
            deliver(made, by=row.by, on=today(), name=name)
    asking.made(row, name)
    return {"release": name, "address": reverse("release", args=[name])}
