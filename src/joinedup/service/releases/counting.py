"""Count a cohort of linked people: the filters run inside, the counts come out, and that they did is an event.

What was counted is kept, and a count that would give somebody away beside those shown before is not shown: those of
other agreements that share a data set among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve
from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.answers import Asked
from joinedup.engine.clients.cohort import Narrowed, cohort
from joinedup.engine.clients.score import Factor, flags
from joinedup.engine.gate.gate import Gate
from joinedup.service.audit.actions import append
from joinedup.service.linkage.queries import sharing_data_with
from joinedup.service.releases.delivering import lend_linked
from joinedup.service.releases.lending import IndexNow, agreed_items
from joinedup.service.releases.models import CohortQuestion

_TRIES = 5


class _Meanwhile(IntegrityError):
    """Somebody else's question came in between."""


def count_cohort(
    gate: Gate, *, agreement: Agreement, conditions: Sequence[Factor], recipient: str, by: str
) -> tuple[Narrowed, ...]:
    """Everybody linked under the agreement, narrowed condition by condition; small counts and steps are not shown.

    conditions: factors, whose points do not count. Raises RefusedError, and `no-index` before anything is linked.
    """
    for _ in range(_TRIES - 1):
        try:
            return _counted(gate, agreement, conditions, recipient, by)
        except IntegrityError:  # somebody else's question came in between: it is a former one now
            continue
    return _counted(gate, agreement, conditions, recipient, by)


def _counted(
    gate: Gate, agreement: Agreement, conditions: Sequence[Factor], recipient: str, by: str
) -> tuple[Narrowed, ...]:
    # a condition is of a data set: whoever meets it is the same person under every agreement that shares the set
    alike = sharing_data_with(agreement.reference)
    before = list(CohortQuestion.objects.filter(agreement__in=alike))
    asked = [_test(one) for one in conditions]
    former = [[_of(one) for one in row.conditions] for row in before]
    lendable = _lendable(agreement)
    again = (one for each in former for one in each if (one.dataset, one.item) in lendable)
    tests = {_name(one): one for one in (*asked, *again)}
    index, tables = lend_linked(gate, agreement=agreement, items=_items(tests.values()), recipient=recipient, by=by)
    flagged = flags([evolve(one, name=name) for name, one in tests.items()], tables, index)
    told: set[Asked] = set()
    elsewhere: set[Asked] = set()
    for row, each in zip(before, former, strict=True):
        names = [_name(one) for one in each]
        known = {frozenset(names[:n]) for n in row.shown if tests.keys() >= set(names[:n])}
        if row.agreement == agreement.reference:
            told |= known
        else:
            elsewhere |= {one for one in known if one}  # everybody there may be others than everybody here
    narrowed = cohort(flagged, [_name(one) for one in asked], told, agreement.least_count, elsewhere)
    own = sum(row.agreement == agreement.reference for row in before)
    with transaction.atomic():
        append("cohort-counted", by=by, subject=agreement.reference, conditions=len(conditions))
        # to append waits until whoever appended before has committed: what they counted meanwhile is seen here
        if CohortQuestion.objects.filter(agreement__in=alike).count() > len(before):
            raise _Meanwhile
        CohortQuestion.objects.create(
            agreement=agreement.reference, number=own + 1, partner=recipient, by=by, at=timezone.now(),
            conditions=[_kept(one) for one in asked],
            shown=[n for n, step in enumerate(narrowed) if step.people is not None],
        )  # fmt: skip
    words = ["everybody", *(one.name for one in conditions)]
    return tuple(evolve(step, condition=word) for step, word in zip(narrowed, words, strict=True))


def _test(condition: Factor) -> Factor:
    """The condition without what does not change who meets it."""
    least = None if condition.at_least is None else float(condition.at_least)
    one_of = tuple(sorted({value.lower() for value in condition.one_of}))
    return Factor("", condition.dataset, condition.item, 0, at_least=least, one_of=one_of)


def _name(test: Factor) -> str:
    return f"{test.dataset}.{test.item} {test.at_least} {'|'.join(test.one_of)}"


def _kept(test: Factor) -> dict[str, object]:
    return {"dataset": test.dataset, "item": test.item, "at_least": test.at_least, "one_of": list(test.one_of)}


def _of(kept: Mapping[str, Any]) -> Factor:
    return Factor("", kept["dataset"], kept["item"], 0, at_least=kept["at_least"], one_of=tuple(kept["one_of"]))


def _lendable(agreement: Agreement) -> set[tuple[str, str]]:
    """The data sets and items that every supply of the index has and the agreement lends.

    What was counted by others cannot be counted again, and is not held against what is asked now.
    """
    held: dict[str, set[str]] = {}
    for supply, (supplier, dataset) in IndexNow(agreement.reference).supplies.items():
        items = set(agreed_items(agreement, supply, supplier, dataset))
        held[dataset] = held.get(dataset, items) & items
    return {(dataset, item) for dataset, items in held.items() for item in items}


def _items(tests: Iterable[Factor]) -> dict[str, list[str]]:
    items: dict[str, list[str]] = {}
    for one in tests:
        if one.item not in items.setdefault(one.dataset, []):
            items[one.dataset].append(one.item)
    return items
