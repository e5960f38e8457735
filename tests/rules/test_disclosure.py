"""Small numbers, in plain English."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from attrs import evolve

from joinedup.engine.disclosure.amounts import ProtectedAmounts, protect_amounts
from joinedup.engine.disclosure.amounts_file import Amounts
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.beside import make_beside
from joinedup.engine.disclosure.cell_keys import noise_table
from joinedup.engine.disclosure.choices import make_safe
from joinedup.engine.disclosure.contributions import contributions
from joinedup.engine.disclosure.cube import cube
from joinedup.engine.disclosure.differencing import Release, difference
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import (
    PRIMARY,
    SECONDARY,
    SHOWN,
    SUPPRESSED,
    Cell,
    Key,
    Published,
    tells_small_ones,
    with_one_mark,
)
from joinedup.engine.disclosure.reach import THREE_VALUES, WHOLE_RANGE
from joinedup.engine.disclosure.rules import DEFAULT, LIBRARY, Rule, check_people, read_rule, rule_named
from joinedup.engine.errors import JoinedupError


def one_area(*counts: int) -> Published:
    rows = [(("A",), (f"age {n}",), count) for n, count in enumerate(counts)]
    return protect(cube(rows, ["age"], ["ward"])).published


def shown(table: Published) -> dict[str, int | None]:
    return {cell.key.values[0]: cell.count for cell in table.cells if cell.key.level == "ward"}


def test_counts_of_1_to_4_are_left_out_and_zeros_and_5_are_shown() -> None:
    found = shown(one_area(0, 1, 4, 5, 30))
    assert found["age 0"] == 0
    assert found["age 1"] is None
    assert found["age 2"] is None
    assert found["age 4"] == 30


def test_one_small_count_takes_another_with_it_because_the_total_would_give_it_away() -> None:
    table = one_area(3, 9, 30)
    statuses = [cell.status for cell in table.cells if cell.key.level == "ward"]
    assert statuses == [PRIMARY, SECONDARY, SHOWN, SHOWN]


def test_the_public_is_not_told_which_of_the_cells_left_out_are_small() -> None:
    """Of a small count and another one that add up to 6, a reader who knew which is which would know both: 1 and 5."""
    table = one_area(1, 5, 30)
    assert tells_small_ones(table)
    for_the_public = with_one_mark(table)
    assert not tells_small_ones(for_the_public)
    assert {cell.status for cell in for_the_public.cells} == {SHOWN, SUPPRESSED}
    assert attack([for_the_public]).pinned == 0
    assert {r.low for r in attack([table]).readings if r.pinned} == {1, 5}


def test_two_marks_of_an_earlier_table_count_against_a_new_one() -> None:
    """Then it was told that a count is small and another is not; now a third one less makes them add up to 6."""

    def ward(name: str, *cells: tuple[str, int | None, str]) -> Release:
        made = tuple(Cell(Key("ward", "W", (age,)), count, status) for age, count, status in cells)
        return Release(Published(name, ("ward",), ("age",), made, (), DEFAULT), ("an index",))

    new = ward("now", ("c", 30, SHOWN))
    told = (("a", None, PRIMARY), ("b", None, SECONDARY), ("c", None, SECONDARY), ("Total", 36, SHOWN))
    assert [leak.cell() for leak in difference(new, [ward("then", *told)]).leaks] == ["ward W, age a"]
    untold = tuple((age, count, status if count else SUPPRESSED) for age, count, status in told)
    assert difference(new, [ward("then", *untold)]).safe


def test_what_earlier_tables_tell_by_themselves_is_named_and_does_not_stop_a_table_that_adds_nothing() -> None:
    then = Release(evolve(one_area(1, 5, 30), name="then"), ("an index",))  # with two marks
    found = difference(Release(with_one_mark(one_area(1, 5, 30)), ("an index",)), [then])
    assert found.safe
    assert "ward A, age age 0" in [leak.cell() for leak in found.before]


def test_a_table_made_beside_an_earlier_one_leaves_out_what_would_tell_a_small_count() -> None:
    """By other age bands: 40 children to 17, and now 37 to 15, are 3 of 16 and 17. So 37 is left out, and its rest."""
    cells = [("0-17", 40), ("18+", 60), ("Total", 100)]
    then = Published(
        "then", ("ward",), ("age",),
        tuple(Cell(Key("ward", "W", (age,)), count, SHOWN) for age, count in cells), (), DEFAULT,
    )  # fmt: skip
    table = cube([(("W",), ("0-15",), 37), (("W",), ("16+",), 63)], ["age"], ["ward"])
    made = make_beside(
        protect(table), lambda also: protect(table, also=also), ["all"], [Release(then, ("all",))], [], hide=True
    )
    assert shown(made.made.published) == {"0-15": None, "16+": None, "Total": 100}
    assert made.hidden == 4  # the ward's, and those of all areas, which are the ward


def test_two_ones_are_not_enough_because_a_total_of_two_gives_both_away() -> None:
    """Zeros are published, so a cell left out is at least 1, and 1 + 1 is the only way to make 2."""
    table = one_area(1, 1, 30)
    assert sum(count is None for count in shown(table).values()) > 2


def test_somebody_alone_in_a_cell_cannot_subtract_themselves() -> None:
    """Who knows that the 1 is theirs would know the 2 from their sum of 3; so a third cell is left out."""
    assert sum(count is None for count in shown(one_area(1, 2, 30, 9)).values()) == 3


def test_every_small_count_can_be_asked_to_look_like_any_other_small_count() -> None:
    rows = [(("A",), (f"age {n}",), count) for n, count in enumerate((3, 9, 30))]
    made = protect(cube(rows, ["age"], ["ward"]), protection=WHOLE_RANGE)
    reading = next(r for r in attack([made.published], marks=False).readings if r.primary)
    assert reading.low == 1
    assert reading.high is not None
    assert reading.high >= 4
    assert made.nearer == ()


def test_a_sum_of_three_counts_that_are_not_zero_cannot_look_smaller_than_3_and_is_listed() -> None:
    rows = [(("A",), (f"age {n}",), 1) for n in range(3)] + [(("B",), (f"age {n}",), 40) for n in range(3)]
    made = protect(cube(rows, ["age"], ["ward"]), protection=WHOLE_RANGE)
    assert Key("ward", "A", ("Total",)) in made.nearer


def test_three_values_leave_more_than_two() -> None:
    made = protect(
        cube([(("A",), (f"age {n}",), c) for n, c in enumerate((2, 1, 3, 9, 30))], ["age"], ["ward"]),
        protection=THREE_VALUES,
    )
    for reading in attack([made.published], marks=False).readings:
        assert reading.high is None or not reading.primary or reading.high - reading.low >= 2


def test_without_the_defence_of_the_lone_fewer_cells_are_left_out() -> None:
    table = cube([(("A",), (f"age {n}",), c) for n, c in enumerate((1, 2, 30, 9))], ["age"], ["ward"])
    assert protect(table, defend_lone=False).secondary < protect(table).secondary


def test_an_unknown_protection_is_refused() -> None:
    with pytest.raises(JoinedupError, match="whole-range"):
        protect(cube([(("A",), ("a",), 9)], ["age"], ["ward"]), protection="none")


def test_a_table_is_attacked_and_a_cell_that_can_be_worked_out_is_named_in_words() -> None:
    cells = [("A", 4, SHOWN), ("B", None, PRIMARY), ("Total", 7, SHOWN)]
    table = Published(
        "t", ("ward",), ("age",),
        tuple(Cell(Key("ward", "W", (age,)), count, status) for age, count, status in cells), (), DEFAULT,
    )  # fmt: skip
    found = attack([table])
    assert not found.safe
    assert [reading.in_words() for reading in found.readings] == ["this cell must have been 3"]


def test_a_cell_left_unchecked_is_never_called_safe() -> None:
    from joinedup.engine.disclosure.attack import Attack, Reading

    reading = Reading("t", Key("ward", "W", ("a",)), 1, 6, True, checked=False)
    assert not Attack((reading,), 1, 0).safe
    assert reading.in_words() == "this cell could have been 1 to 6"


@pytest.mark.parametrize("rule", LIBRARY, ids=lambda rule: rule.name)
def test_every_rule_set_names_its_body_its_source_and_the_day_it_was_read(rule: Rule) -> None:
    assert rule.body
    assert rule.source
    assert date.fromisoformat(rule.last_checked)
    assert not rule.has_threshold or 0 <= rule.smallest <= rule.largest


def test_a_body_that_names_no_number_is_listed_and_cannot_be_applied() -> None:
    assert "dfe" in {rule.name for rule in LIBRARY}
    with pytest.raises(JoinedupError) as refused:
        rule_named("dfe")
    assert refused.value.code == "rules-without-threshold"


def test_a_rule_set_that_is_not_yet_in_force_or_is_over_is_said() -> None:
    rule = evolve(DEFAULT, starts="2026-01-01", ends="2026-12-31")
    assert rule.standing(date(2025, 12, 31)) == "It is not in force before 1 January 2026."
    assert rule.standing(date(2026, 12, 31)) == ""
    assert "until 31 December 2026" in rule.standing(date(2027, 1, 1))


def test_a_rule_set_whose_source_nobody_has_read_for_a_year_is_said() -> None:
    rule = evolve(DEFAULT, last_checked="2026-11-23")
    assert rule.standing(date(2027, 11, 23)) == ""
    assert "read it again" in rule.standing(date(2027, 11, 24))


def test_an_area_of_fewer_people_than_the_rule_set_asks_for_is_not_shown() -> None:
    rule = evolve(DEFAULT, least_people=1000)
    check_people(DEFAULT, ["A"], None)
    check_people(rule, ["A"], {"A": 1000})
    for people, code in (({"A": 999}, "areas-too-small"), ({}, "areas-too-small"), (None, "people-needed")):
        with pytest.raises(JoinedupError) as refused:
            check_people(rule, ["A"], people)
        assert refused.value.code == code


def test_a_dominance_rule_may_not_reach_counts_that_are_published() -> None:
    acro = rule_named("acro")
    assert acro.dominated == 2  # with 3 of equal weight, the greatest two give 67 %
    text = 'name = "x"\ntitle = "x"\nsource = "x"\nlast_checked = 2026-01-01\nsmallest = 1\n'
    with pytest.raises(JoinedupError, match="dominance rule reaches"):
        read_rule(text + "largest = 1\np_percent = 10\n", "x.toml")


def test_an_unknown_rule_set_is_refused() -> None:
    with pytest.raises(JoinedupError, match="counts-under-5"):
        rule_named("no such rule")


def test_rounded_figures_add_up_and_never_tell_a_small_count() -> None:
    rows = [((ward,), (age,), n) for ward, age, n in (("A", "a", 3), ("A", "b", 41), ("B", "a", 12), ("B", "b", 7))]
    made = make_safe(cube(rows, ["age"], ["ward"]), DEFAULT, "round")
    figures = {cell.key: cell.count for cell in made.published.cells}
    assert all(count is not None and count % 5 == 0 for count in figures.values())
    for ward in ("A", "B"):
        parts = [figures[Key("ward", ward, (age,))] or 0 for age in "ab"]
        assert sum(parts) == figures[Key("ward", ward, ("Total",))]
    assert made.attack.safe
    assert made.attack.narrow == 0


def test_the_same_people_have_the_same_noise_in_every_table() -> None:
    noise = noise_table(5, 2.0)
    counts, keys = np.array([7, 7, 0]), np.array([123, 123, 123])
    first, second, zero = noise.of(counts, keys)
    assert first == second
    assert zero == 0


def test_what_was_withdrawn_was_public_and_counts_against_a_new_release() -> None:
    def ward(name: str, first: str, count: int, rest: str) -> Release:
        cells = tuple(Cell(Key("ward", "W", (age,)), n, SHOWN) for age, n in ((first, count), (rest, 100 - count)))
        return Release(Published(name, ("ward",), ("age",), cells, (), DEFAULT), ("an index",))

    found = difference(ward("new", "0-15", 37, "16+"), [ward("3 May, withdrawn", "0-17", 40, "18+")])
    assert [leak.with_tables for leak in found.leaks] == [("3 May, withdrawn",)]
    assert "37" not in found.leaks[0].in_words(DEFAULT)


SPENDING = Rule("p", "", 1, 2, "", "", p_percent=10)


def spending(**services: tuple[int, ...] | dict[str, int]) -> ProtectedAmounts:
    """One ward: for each service what providers give, by name or as so many different ones."""
    named = {
        service: given if isinstance(given, dict) else {f"{service} {n}": much for n, much in enumerate(given)}
        for service, given in services.items()
    }
    rows = [(who, ("A",), (service,), much) for service, given in named.items() for who, much in given.items()]
    table = cube([row[1:] for row in rows], ["service"], ["ward"])
    return protect_amounts(Amounts(table, contributions(table, rows), 0), SPENDING)


def left_out(made: ProtectedAmounts) -> set[str]:
    return {cell.key.values[0] for cell in made.published.cells if cell.key.level == "ward" and cell.count is None}


def test_an_amount_is_left_out_where_one_of_two_providers_could_work_out_the_other() -> None:
    made = spending(care=(70, 30), meals=(50, 40, 30, 20), visits=(30, 30, 30, 30))
    assert "care" in left_out(made)
    assert len(left_out(made)) == 2


def test_an_amount_of_many_providers_is_left_out_where_one_of_them_gives_nearly_all() -> None:
    made = spending(care=(900, 20, 10, 10, 10), meals=(250, 240, 230, 220), visits=(130, 130, 130, 130))
    assert (made.few, made.estimated) == (0, 2)  # in the ward, and in all areas
    assert "care" in left_out(made)


def test_nobody_estimates_a_providers_amount_to_within_the_rules_per_cent() -> None:
    made = spending(care=(70, 30), meals=(50, 40, 30, 20), visits=(30, 30, 30, 30))
    care = next(one for one in attack([made.published]).readings if one.key.values == ("care",))
    assert care.low <= 100 - 7
    assert care.high is not None
    assert care.high >= 100 + 7


def test_what_a_provider_is_alone_with_in_two_cells_does_not_follow_from_the_sum_of_both() -> None:
    """The total and the rest, shown, would tell what Alder has in both together, though neither by itself."""
    made = spending(care={"Alder": 100}, meals={"Alder": 80}, visits=(30, 30, 30, 30), transport=(50, 50, 50, 50))
    assert len(left_out(made)) > 2


def test_who_is_alone_in_one_cell_does_not_work_out_who_is_alone_in_another() -> None:
    """Two cells left out, one of Alder and one of Birch: the total and the rest would tell each what the other has."""
    made = spending(care={"Alder": 100}, meals={"Birch": 80}, visits=(30, 30, 30, 30), transport=(50, 50, 50, 50))
    assert len(left_out(made)) > 2


def test_amounts_are_not_made_safe_by_rules_that_are_for_counts_only() -> None:
    table = cube([(("A",), ("care",), 900)], ["service"], ["ward"])
    behind = contributions(table, [("Alder", ("A",), ("care",), 900)])
    with pytest.raises(JoinedupError, match="no dominance rule"):
        protect_amounts(Amounts(table, behind, 0), DEFAULT)
