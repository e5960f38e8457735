"""Counts are conserved whatever the boundaries: shared out and brought together, they add up to what they were."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.engine.areas.change import Overlaps, move_counts, move_rates, move_scores

codes = st.text("ABCDEF", min_size=1, max_size=2)
weights = st.dictionaries(codes, st.floats(0.001, 1e6), min_size=1, max_size=5)
overlaps = st.dictionaries(codes, weights, min_size=1, max_size=6).map(Overlaps)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(overlaps, st.data())
def test_whole_counts_stay_whole_and_add_up(overlap: Overlaps, data: st.DataObject) -> None:
    counts = {code: data.draw(st.integers(0, 10**9)) for code in overlap.people}
    moved = move_counts(counts, overlap)
    assert all(value == int(value) >= 0 for value in moved.values.values())
    assert sum(int(value) for value in moved.values.values()) == sum(counts.values())
    assert not moved.unplaced


@given(overlaps, st.data())
def test_no_area_gets_more_than_its_share_and_one(overlap: Overlaps, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(overlap.people)))
    count = data.draw(st.integers(0, 10**6))
    moved = move_counts({old: count}, overlap)
    people = overlap.people[old]
    everybody = sum(map(Fraction, people.values()))
    for code, value in moved.values.items():
        assert abs(Fraction(value) - count * Fraction(people[code]) / everybody) < 1


@given(overlaps, st.data())
def test_a_rate_of_moved_counts_lies_between_the_rates_it_came_from(overlap: Overlaps, data: st.DataObject) -> None:
    tops = {code: data.draw(st.integers(0, 1000)) + 0.5 for code in overlap.people}  # halves are shared out exactly
    bottoms = {code: tops[code] + data.draw(st.integers(1, 10_000)) + 0.25 for code in overlap.people}
    rates = {code: tops[code] / bottoms[code] for code in tops}
    for code, (_, _, rate) in move_rates(tops, bottoms, overlap).items():
        from_ = [rates[old] for old, new in overlap.people.items() if code in new]
        assert rate is not None
        assert min(from_) - 1e-9 <= rate <= max(from_) + 1e-9


@given(overlaps, st.data())
def test_a_score_is_kept_or_left_out_and_never_changed(overlap: Overlaps, data: st.DataObject) -> None:
    scores = {code: data.draw(st.floats(-1e6, 1e6)) for code in overlap.people}
    kept, left_out = move_scores(scores, overlap)
    assert kept.items() <= scores.items()
    assert set(kept) | set(left_out) == set(scores)
    assert not set(kept) & set(left_out)
