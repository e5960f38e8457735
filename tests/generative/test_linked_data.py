"""Whatever an agreement says, its document gives that very version back; and whatever is read, it is judged."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up.agreements import PROTOCOL, agreement

from joinedup.engine.agreements.agreement import (
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    PartyRole,
    SupplyTerms,
    version_hash,
)
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.linked_data import as_linked_data, from_linked_data
from joinedup.engine.errors import JoinedupError

BASE = "https://share.example/agreements/"
texts = st.text(max_size=12)
several = st.lists(texts, max_size=3).map(tuple)
days = st.dates(date.min, date.max)
legal = st.builds(
    LegalAnswers,
    gateway=st.sampled_from([*GATEWAYS]) | texts,
    article_6=st.sampled_from([*ARTICLE_6]) | texts,
    confidentiality=texts,
    special_category=st.sampled_from([*CONDITIONS]) | texts,
    criminal=texts,
    opt_out=texts,
    law_enforcement=st.booleans(),
    further=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)
items = st.lists(st.sampled_from([*ITEMS]) | texts, max_size=4).map(tuple)
agreements = st.builds(
    Agreement,
    reference=texts,
    version=st.integers(),
    protocol=texts,
    title=texts,
    sharing_type=st.integers(-1, 5),
    purposes=several,
    parties=st.lists(st.builds(Party, texts, st.sampled_from(PartyRole), texts), max_size=3).map(tuple),
    host=texts,
    supplies=st.lists(st.builds(SupplyTerms, texts, texts, items), max_size=3).map(tuple),
    recipients=several,
    legal=legal,
    dpia=st.sampled_from(DpiaOutcome),
    starts=days,
    ends=days,
    review_due=days,
    retention_days=st.integers(-5, 10**6),
    draws_on=several,
    initiative=texts,
    why_not_lower=texts,
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
VALUE = json.loads(json.dumps(as_linked_data(agreement(), base=BASE, protocol=PROTOCOL)))


@given(agreed=agreements)
def test_the_version_that_was_exported_comes_back(agreed: Agreement) -> None:
    plain = json.loads(json.dumps(as_linked_data(agreed, base=BASE)))
    assert version_hash(from_linked_data(plain)) == version_hash(agreed)


@given(plain=anything)
def test_whatever_is_read_is_judged_and_no_traceback_comes(plain: Any) -> None:
    with pytest.raises(JoinedupError):
        from_linked_data(plain)


@given(data=st.data())
def test_any_part_with_something_else_in_it_is_refused(data: st.DataObject) -> None:
    # what is known to the register only, and the words of the library, are left aside; so are they here
    part = data.draw(st.sampled_from(sorted(VALUE.keys() - {"joinedup:signature", "dct:isPartOf"})))
    other = data.draw(anything.filter(lambda one: json.dumps(one) != json.dumps(VALUE[part])))
    with pytest.raises(JoinedupError):
        from_linked_data({**VALUE, part: other})


@given(data=st.data())
def test_a_field_of_the_value_with_something_else_in_it_is_refused(data: st.DataObject) -> None:
    value = VALUE["joinedup:value"]["@value"]
    field = data.draw(st.sampled_from(sorted(value)))
    other = data.draw(anything.filter(lambda one: json.dumps(one) != json.dumps(value[field])))
    with pytest.raises(JoinedupError):
        from_linked_data({**VALUE, "joinedup:value": {"@type": "@json", "@value": {**value, field: other}}})
