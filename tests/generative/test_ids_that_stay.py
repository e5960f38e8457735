"""Whatever befalls records, ids stay with people."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.linkage.stable import keep_ids


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | st.sampled_from("abcd"), st.integers(0, 4)), max_size=30))
def test_whatever_happens_a_group_has_one_id_an_id_has_one_group_and_each_change_is_an_event(
    rows: list[tuple[str | None, int]],
) -> None:
    numbers = count(1)
    before, group = [old for old, _ in rows], [new for _, new in rows]
    kept = keep_ids(before, group, lambda: f"new-{next(numbers)}")
    assert len(set(zip(kept.ids, group, strict=True))) == len(set(kept.ids)) == len(set(group))
    told = {name for event in kept.events for name in (*event.before, *event.after)}
    assert all(old in (None, new) or {old, new} <= told for old, new in zip(before, kept.ids, strict=True))
