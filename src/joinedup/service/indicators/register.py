"""Who looks at what, counted by partner and theme; and the register of analyses, with overlap flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from joinedup.engine.errors import error
from joinedup.engine.indicators.analyses import Analysis, Overlap, Stage, overlaps
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.usage import MONTHS, Usage, Visits, usage
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators.models import Analysis as AnalysisRow
from joinedup.service.indicators.models import Visit
from joinedup.service.notices.actions import tell, tell_once

WARNED = "analyst"  # the role whose people are told that use falls


def visited(acting: Acting, theme: str, on: date) -> None:
    """Count one look at a theme for somebody's partner. Who it was is not kept."""
    if not acting.partner:
        return
    with transaction.atomic():
        row, _new = Visit.objects.get_or_create(partner=acting.partner, theme=theme[:200], month=on.replace(day=1))
        Visit.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def count_visits(visits: Sequence[Visits], keys: Mapping[str, str]) -> None:
    """Counts from before this installation. `keys`: of partners, by how the counts call them."""
    for one in visits:
        row, _new = Visit.objects.get_or_create(
            partner=keys.get(one.partner, one.partner), theme=one.theme, month=one.month.starts
        )
        Visit.objects.filter(pk=row.pk).update(count=F("count") + one.count)


def usage_now(partners: dict[str, str], today: date) -> Usage:
    """What visits say, up to the month before this one. `partners`: key and title of those who should use it."""
    whole = Visit.objects.filter(month__lt=today.replace(day=1))
    told = [Visits(partners.get(v.partner, v.partner), v.theme, _month(v.month), v.count) for v in whole]
    found = usage(told, tuple(partners.values()))
    return found if len(found.months) >= MONTHS else evolve(found, silent=())  # too early to miss anybody


def visits_this_month(today: date) -> int:
    """Looks since the first of the month: it is not over, so that nothing is concluded from it."""
    return sum(Visit.objects.filter(month=today.replace(day=1)).values_list("count", flat=True))


def warn_of_falling_use(partners: dict[str, str], today: date) -> int:
    """Tell analysts once a month where use falls; returns how many are told now."""
    found = usage_now(partners, today)
    words = found.warning("the analysts", "this service")
    if not words or not found.months:
        return 0
    return tell_once(people_in_role(WARNED), words[:400], f"/indicators/usage/?month={found.months[-1].starts:%Y-%m}")


def _month(day: date) -> Period:
    found = read_period(f"{day:%Y}m{day:%m}")
    if found is None:
        raise ValueError("a month is a period")
    return found


@frozen
class Entry:
    """A piece of the register with what it overlaps with. `changed`: counts its changes."""

    number: int
    analysis: Analysis
    kind: str
    changed: int
    overlaps: tuple[Overlap, ...]


def register(titles: dict[str, str]) -> list[Entry]:
    """Every piece of work, those planned and under way first; overlap is looked for where it can still be avoided."""
    rows = list(AnalysisRow.objects.all())
    known = {row.pk: _as_analysis(row, titles) for row in rows}
    order = list(Stage)
    found = [
        Entry(
            row.pk, known[row.pk], row.kind, row.changed,
            overlaps(known[row.pk], list(known.values())) if known[row.pk].stage is not Stage.PUBLISHED else (),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (order.index(one.analysis.stage), one.analysis.ends, one.number))


def enter(acting: Acting, analysis: Analysis, kind: str, on: date, titles: dict[str, str]) -> int:
    """Enter a piece of work of one's partner; those whose work it overlaps with are told. Raises PermissionDenied."""
    _must(acting)
    there = [_as_analysis(row, titles) for row in AnalysisRow.objects.all()]
    alike = overlaps(analysis, there)
    with transaction.atomic():
        row = AnalysisRow.objects.create(
            question=analysis.question, partner=acting.partner, lead=analysis.lead, stage=analysis.stage,
            ends=analysis.ends, kind=kind, areas=sorted(analysis.areas), indicators=sorted(analysis.indicators),
            by=acting.by, entered_on=on,
        )  # fmt: skip
        append("analysis-entered", by=acting.by, subject=f"analysis {row.pk}", partner=acting.partner)
        by_title = {title: key for key, title in titles.items()}
        others = {by_title.get(one.existing.partner, one.existing.partner) for one in alike} - {acting.partner}
        people = [one for partner in sorted(others) for one in people_in_role(WARNED, partner)]
        if people:
            tell(people, f"Somebody plans an analysis like one of yours: {analysis.question}"[:400], "/analyses/")
    return int(row.pk)


@transaction.atomic
def move_on(acting: Acting, number: int, stage: Stage, seen: int) -> None:
    """Change how far a piece of one's partner is. Raises PermissionDenied, `changed-meanwhile`."""
    _must(acting)
    row = AnalysisRow.objects.select_for_update().get(pk=number)
    if row.partner != acting.partner:
        raise PermissionDenied
    if row.changed != seen:
        raise error("changed-meanwhile", where=f"analysis {number}")
    row.stage, row.changed = stage, row.changed + 1
    row.save(update_fields=["stage", "changed"])
    append(
        "analysis-changed", by=acting.by, subject=f"analysis {number}", partner=row.partner, stage=str(stage)
    )  # fmt: skip


def partner_of(number: int) -> str:
    """Whose piece of work it is, "" for none."""
    return AnalysisRow.objects.filter(pk=number).values_list("partner", flat=True).first() or ""


def _must(acting: Acting) -> None:
    if not acting.may(May.ENTER_ANALYSIS) or not acting.partner:
        raise PermissionDenied


def _as_analysis(row: AnalysisRow, titles: dict[str, str]) -> Analysis:
    return Analysis(
        str(row.pk), row.question, titles.get(row.partner, row.partner), row.lead, Stage(row.stage), row.ends,
        frozenset(row.areas), frozenset(row.indicators),
    )  # fmt: skip
