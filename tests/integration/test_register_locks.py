"""The database's own locks hold even where the software above forgets: on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from joinedup.service.project.home import Home
from tests.made_up.partnership import AGREEMENT, FAR_AHEAD, PROTOCOL, TODAY, Partnership, discussed, in_force, receive


def _force_a_movement(**changed: object) -> None:
    from joinedup.service.gatehouse.models import Movement

    fields = {
        "agreement": "A-3",
        "version": 1,
        "supplier": "nhs",
        "recipient": "council",
        "allowed": True,
        "content": "{}",
        **changed,
    }
    Movement.objects.create(**fields)


def _refused(**changed: object) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="joinedup: no agreement in force"):
        _force_a_movement(**changed)


def test_a_movement_under_an_agreement_in_force_is_let_through(installation: Home) -> None:
    in_force()
    _force_a_movement()
    _force_a_movement(recipient="public")


def test_no_movement_before_the_last_signature(installation: Home) -> None:
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose()
    _refused()
    partnership.sign(AGREEMENT, "council")
    _refused()
    partnership.sign(AGREEMENT, "nhs")
    _force_a_movement()


@pytest.mark.parametrize(
    "lapse",
    [
        {"starts": TODAY - timedelta(days=30), "ends": TODAY - timedelta(days=2)},
        {"starts": TODAY + timedelta(days=2)},
        {"review_due": TODAY - timedelta(days=2)},
    ],
    ids=["ended", "not started", "review overdue"],
)
def test_no_movement_outside_the_agreement_s_days(installation: Home, lapse: dict[str, object]) -> None:
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    agreement = evolve(AGREEMENT, **{"starts": TODAY - timedelta(days=60), **lapse})
    partnership.propose(agreement)
    partnership.sign(agreement)
    _refused()


@pytest.mark.parametrize(
    "lapse",
    [
        {"ends": TODAY - timedelta(days=2)},
        {"starts": TODAY + timedelta(days=2)},
        {"review_due": TODAY - timedelta(days=2)},
    ],
    ids=["ended", "not started", "review overdue"],
)
def test_no_movement_where_the_protocol_above_has_lapsed(installation: Home, lapse: dict[str, object]) -> None:
    partnership = Partnership("council", "nhs")
    partnership.protocol(evolve(PROTOCOL, **lapse))
    partnership.propose()
    partnership.sign()
    _refused()


def test_no_movement_of_a_stranger_or_of_a_partner_that_withdrew(installation: Home) -> None:
    from joinedup.service.agreements.actions import withdraw

    in_force()
    _refused(supplier="police")
    _refused(recipient="police")
    withdraw(by="nhs", reference="A-3", partner="nhs", on=TODAY)
    _refused()


def test_no_movement_under_a_version_that_is_not_the_signed_one(installation: Home) -> None:
    partnership = in_force()
    partnership.propose(evolve(AGREEMENT, version=2, ends=FAR_AHEAD + timedelta(days=1)))
    _refused(version=2)
    _force_a_movement(version=1)


def test_no_movement_while_suspended_and_again_after(installation: Home) -> None:
    from joinedup.service.agreements.actions import resume, suspend

    in_force()
    suspend(by="nhs", reference="A-3", reason="a breach is looked into")
    _refused()
    resume(by="nhs", reference="A-3")
    _force_a_movement()


def test_a_refused_movement_may_always_be_written_down(installation: Home) -> None:
    _force_a_movement(agreement="none", version=None, allowed=False)


_NUMBERS = count(1)  # each another: who looks is not who reviews


def _a_row(model: Any) -> Any:
    """Any row of this table, and of those that it points to."""
    any_value = {
        "TextField": "x", "DateField": TODAY, "DateTimeField": datetime.now(UTC),
        "BooleanField": True, "JSONField": {}, "BinaryField": b"x",
    }  # fmt: skip
    values = {}
    for field in model._meta.concrete_fields:
        if field.is_relation:
            values[field.name] = field.related_model.objects.first() or _a_row(field.related_model)
        elif not (field.primary_key or field.has_default() or field.null):
            kind, number = field.get_internal_type(), next(_NUMBERS)
            word = field.choices[0][0] if field.choices else f"x{number:05}"  # in the order of the fields
            values[field.name] = word if kind in ("CharField", "SlugField") else any_value.get(kind, number)
    return model.objects.create(**values)


# without an allowed movement there is no such row: tried where supplies are
_THROUGH_THE_GATE = {"linkage_linkagerun", "releases_release"}


def _every_kept_row() -> None:
    from django.apps import apps

    from joinedup.service.gatehouse.triggers import KEPT

    discussed()
    receive()
    models = {model._meta.db_table: model for model in apps.get_models()}
    for kept in KEPT:
        if kept.table not in _THROUGH_THE_GATE and not models[kept.table].objects.exists():
            _a_row(models[kept.table])


def test_what_is_written_refuses_update_and_delete(installation: Home) -> None:
    from django.db import DatabaseError, connection

    from joinedup.service.gatehouse.triggers import KEPT

    _every_kept_row()
    with connection.cursor() as cursor:
        for kept in KEPT:
            cursor.execute(f"SELECT count(*) FROM {kept.table}")
            (rows,) = cursor.fetchone()
            if not rows:
                assert kept.table in _THROUGH_THE_GATE, f"{kept.table} was not tried"
                continue
            for column in kept.columns:
                with pytest.raises(DatabaseError, match="joinedup: what is written stays"):
                    cursor.execute(f'UPDATE {kept.table} SET "{column}" = "{column}"')
            with pytest.raises(DatabaseError, match="joinedup: what is written stays"):
                cursor.execute(f"DELETE FROM {kept.table}")
            if connection.vendor == "postgresql":
                with pytest.raises(DatabaseError, match=r"joinedup: what is written stays|foreign key"):
                    cursor.execute(f"TRUNCATE {kept.table}")


def test_every_column_is_either_kept_or_named_as_changeable(installation: Home) -> None:
    """A column added later must be thought about: nothing is changeable by forgetting."""
    from django.apps import apps

    from joinedup.service.gatehouse.triggers import FREE, KEPT

    kept = {table.table: table for table in KEPT}
    assert not kept.keys() & FREE.keys()
    for model in apps.get_models():
        if not model.__module__.startswith("joinedup."):
            continue
        if model._meta.db_table in FREE:
            continue
        table = kept[model._meta.db_table]
        columns = {field.column for field in model._meta.concrete_fields} - {"id"}
        assert columns == set(table.columns) | set(table.changeable)


def test_nothing_is_held_that_no_movement_let_in(installation: Home) -> None:
    from django.db import DatabaseError

    from joinedup.service.releases.models import Release

    in_force()
    _force_a_movement(allowed=False)
    for movement in (1, 99):
        with pytest.raises(DatabaseError, match="joinedup: no allowed movement"):
            Release.objects.create(
                name=f"r-{movement}",
                agreement="A-3",
                sharing_type=1,
                title="",
                by="",
                made_on=TODAY,
                movement=movement,
                files=[],
                facts={},
            )
