"""One person's single view: what each system named by the agreement holds, side by side, with differences.

Nothing is merged away: a practitioner sees which system says what, so that a wrong address is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.items import ITEMS


@frozen
class Entry:
    """One record of the person in one system: item titles and values as text, empty ones left out."""

    partner: str
    dataset: str
    values: tuple[tuple[str, str], ...]


@frozen
class Difference:
    """Systems do not say the same: the item and who says what (partner's data set, value)."""

    item: str
    said: tuple[tuple[str, str], ...]


@frozen
class SingleView:
    """Everything about one person that the agreement lets this practitioner see."""

    client: str
    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...]


COMPARED = ("surname", "forename", "date_of_birth", "postcode", "telephone")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def single_view(client: str, records: Sequence[tuple[str, str, Mapping[str, object]]]) -> SingleView:
    """Build the view from (partner, data set, item → value) for each record of the person."""
    entries = tuple(
        Entry(
            partner,
            dataset,
            tuple((ITEMS[item].title, _as_text(value)) for item, value in row.items() if value not in (None, "")),
        )
        for partner, dataset, row in records
    )
    differences = []
    for item in COMPARED:
        said = [(dataset, _as_text(row[item])) for _, dataset, row in records if row.get(item) not in (None, "")]
        if len({value.casefold().replace(" ", "") for _, value in said}) > 1:
            differences.append(Difference(ITEMS[item].title, tuple(dict.fromkeys(said))))
    return SingleView(client, entries, tuple(differences))
