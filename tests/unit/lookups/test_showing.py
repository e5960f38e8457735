"""Who a person is, on one line a thing: nothing is left out, nothing is said twice."""

from __future__ import annotations

import os

import pytest

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.clients.single_view import Entry, SingleView


@pytest.fixture(autouse=True)
def settings() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
    django.setup()


def view(*records: dict[str, str]) -> SingleView:
    """A view of records, each item → value."""
    entries = tuple(
        Entry("council", f"system_{n}", tuple((ITEMS[item].title, value) for item, value in record.items()))
        for n, record in enumerate(records)
    )
    return SingleView("client-1", entries, ())


def lines(*records: dict[str, str]) -> dict[str, tuple[str, ...]]:
    from joinedup.service.lookups.showing import lines as shown

    return {line.title: line.said for line in shown(view(*records))}


def test_parts_are_put_together() -> None:
    told = lines(
        {"forename": "Alex", "surname": "Planted", "address_line_1": "82", "address_line_2": "High Street"},
        {"full_name": "Miss A Planted", "date_of_birth": "1980-03-31"},
    )
    assert told["Name"] == ("Alex Planted", "Miss A Planted")
    assert told["Address"] == ("82, High Street", "")
    assert told["Date of birth"] == ("", "31 March 1980")


def test_a_part_that_the_whole_holds_as_words_is_not_said_again_and_another_is() -> None:
    told = lines({"address": "82 High Street, ZY1 0AW", "address_line_1": "8", "postcode": "ZY1 0AW"})
    assert told["Address"] == ("82 High Street, ZY1 0AW, 8",)


def test_every_item_is_shown_once() -> None:
    from joinedup.service.lookups.showing import _is_who, _values

    record = {name: f"v{n}" for n, (name, item) in enumerate(ITEMS.items()) if item.type.value != "date"}
    told = " ".join(said for one in lines(record).values() for said in one)
    kept = _values(view(record).entries[0])
    assert set(kept) == set(record)
    for item, value in record.items():
        assert (value in told.replace(",", " ").split()) == _is_who(item), item
