"""Read what pages show: what is due, late, on its way and received, for those who may see it and no further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement, SupplyTerms
from joinedup.service.agreements.listing import Entry, entries, may_see
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.supplies.due import Rhythm, days_late, due
from joinedup.service.supplies.models import Arrival, Judgement, Schedule, Supply
from joinedup.service.supplies.queries import held_under

A_PAGE = 20  # agreements


@frozen
class Line:
    """One agreed data set: when it is due, what is on its way, what was received last, how that was judged."""

    terms: SupplyTerms
    schedule: Schedule | None
    due: date | None
    late: int
    arrival: Arrival | None
    supply: Supply | None
    judgement: Judgement | None
    may_send: bool

    @property
    def quality(self) -> str:
        """The state in the quality report of the last supply, empty without one."""
        return str(self.supply.facts.get("report", {}).get("state", "")) if self.supply else ""


@frozen
class Part:
    """One agreement with its data sets."""

    entry: Entry
    lines: tuple[Line, ...]


def may_see_supplies(acting: Acting) -> bool:
    """Whether the role sees supplies at all."""
    return acting.may(Permission.SUPPLY) or acting.may(Permission.SEE_SUPPLIES)


def _sees_all(acting: Acting) -> bool:
    return acting.may(Permission.SEE_SUPPLIES)


def parts(acting: Acting, on: date, *, words: str = "", page: int = 1) -> tuple[list[Part], int]:
    """A page of agreements with their data sets, and how many pages there are. A supplier sees their own only."""
    found, total = entries(acting, on, words=words, first=(page - 1) * A_PAGE, count=A_PAGE)
    references = [entry.agreement.reference for entry in found]
    reading = _Reading(references)
    shown = [Part(entry, tuple(reading.lines(acting, entry, on))) for entry in found]
    return [part for part in shown if part.lines], max(1, -(-total // A_PAGE))


class _Reading:
    """What the register holds under some agreements, read once."""

    def __init__(self, references: Sequence[str]) -> None:
        rows = Schedule.objects.filter(agreement__in=references)
        self.schedules = {(row.agreement, row.supplier, row.dataset): row for row in rows}
        latest: dict[tuple[str, str, str], Supply] = {}
        for supply in Supply.objects.filter(agreement__in=references).order_by("movement"):
            latest[supply.agreement, supply.supplier, supply.dataset] = supply
        self.supplies = latest
        self.good = {
            (row.agreement, row.supplier, row.dataset): row for rows in held_under(references).values() for row in rows
        }
        open_ones = Arrival.objects.filter(agreement__in=references, state__in=Arrival.OPEN).order_by("begun_at")
        self.arrivals = {(row.agreement, row.supplier, row.dataset): row for row in open_ones}
        names = [supply.name for supply in latest.values()]
        self.judgements = {row.supply: row for row in Judgement.objects.filter(supply__in=names)}

    def lines(self, acting: Acting, entry: Entry, on: date) -> Iterable[Line]:
        for terms in entry.agreement.supplies:
            own = terms.supplier == acting.partner
            if not own and not _sees_all(acting):
                continue
            which = (entry.agreement.reference, terms.supplier, terms.dataset)
            schedule, supply, good = self.schedules.get(which), self.supplies.get(which), self.good.get(which)
            day = _due(schedule, good.received_on if good else None)
            yield Line(
                terms, schedule, day, days_late(day, on), self.arrivals.get(which), supply,
                self.judgements.get(supply.name) if supply else None,
                own and acting.may(Permission.SUPPLY) and entry.in_force,
            )  # fmt: skip


def _due(schedule: Schedule | None, last: date | None) -> date | None:
    return due(Rhythm(schedule.every, schedule.starts, schedule.days), last) if schedule else None


def last_received(references: Iterable[str]) -> dict[tuple[str, str, str], date]:
    """When each data set was received last, of what was not sent back."""
    found = held_under(list(references))
    return {(row.agreement, row.supplier, row.dataset): row.received_on for rows in found.values() for row in rows}


def entry_for(acting: Acting, reference: str, on: date) -> Entry | None:
    """One agreement that somebody may see, or None."""
    if "\0" in reference or not may_see(acting, reference):  # which no database takes
        return None
    return next((one for one in entries(acting, on, words=reference)[0] if one.agreement.reference == reference), None)


def arrival(acting: Acting, key: str) -> Arrival | None:
    """An upload of the asker's own partner, or None."""
    row = Arrival.objects.filter(key=key).first()
    mine = row is not None and bool(acting.partner) and row.supplier == acting.partner
    return row if mine and row is not None and may_see(acting, row.agreement) else None


def supply(acting: Acting, name: str) -> Supply | None:
    """A supply that somebody may see, without the data: of their own partner, or of an agreement of theirs."""
    row = Supply.objects.filter(name=name).first()
    if row is None or not may_see(acting, row.agreement):
        return None
    own = acting.may(Permission.SUPPLY) and row.supplier == acting.partner
    return row if own or _sees_all(acting) else None


def judgements(name: str) -> list[Judgement]:
    """What was said about a supply, in order."""
    return list(Judgement.objects.filter(supply=name))


def may_judge(acting: Acting, agreement: Agreement) -> bool:
    """Whether somebody accepts supplies under this agreement: the partner that receives them."""
    return acting.may(Permission.ACCEPT_SUPPLY) and acting.partner in ("", agreement.host)


def schedule(reference: str, supplier: str, dataset: str) -> Schedule | None:
    """How often a data set is due, or None where nobody has said."""
    return Schedule.objects.filter(agreement=reference, supplier=supplier, dataset=dataset).first()
