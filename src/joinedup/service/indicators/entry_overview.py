"""How far all partners are with their figures: for the page, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.indicators.entry import Standing
from joinedup.engine.spreadsheet_safe import Cell
from joinedup.service.accounts.queries import who_may
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators.entering import Due, dues
from joinedup.service.partners.queries import titles

WORST = (Standing.LATE, Standing.DUE, Standing.ENTERED, Standing.WAITING, Standing.NOT_YET)
HEADER = ("partner", "indicator", "theme", "due_for", "last_day", "how_far", "days_late", "people_who_may_enter")


@frozen
class Partner:
    """How far one partner is. `standing`: of the figure that is furthest behind; `days_late`: of the latest.

    `able`: how many of its people may enter figures now, with the training for it.
    """

    title: str
    standing: Standing
    days_late: int
    able: int
    dues: tuple[Due, ...]


def partners(today: date) -> list[Partner]:
    """Every partner that owns an indicator, the late first."""
    named, people = titles(), who_may(May.LOAD_FIGURES, today)
    own: dict[str, list[Due]] = {}
    for one in dues(today):
        own.setdefault(one.owner, []).append(one)
    found = [
        Partner(
            named.get(key, key), min((one.standing for one in there), key=WORST.index),
            max(one.days_late(today) for one in there), sum(people.get(key, {}).values()), tuple(there),
        )
        for key, there in own.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (WORST.index(one.standing), -one.days_late, one.title))


def as_rows(found: Sequence[Partner], today: date) -> Iterator[Sequence[Cell]]:
    """The same as the rows of a file, its header first."""
    yield HEADER
    for partner in found:
        for one in partner.dues:
            label, by = (one.period.label, one.by.isoformat()) if one.period and one.by else ("", "")
            title, theme = one.indicator.title, one.indicator.theme
            yield (
                partner.title, title, theme, label, by, str(one.standing), one.days_late(today), partner.able
            )  # fmt: skip
