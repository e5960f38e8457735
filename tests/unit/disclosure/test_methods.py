"""Methods beside leaving out: rounding, cell keys, coarser tables, and what each would cost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.cell_keys import KEYS, cell_keys, noise_table, record_keyer
from joinedup.engine.disclosure.changed import perturb_table, round_table
from joinedup.engine.disclosure.choices import compare, make_safe
from joinedup.engine.disclosure.coarser import coarser, small_counts
from joinedup.engine.disclosure.cube import Cube, cube, sums_of
from joinedup.engine.disclosure.published_file import read_published, write_published
from joinedup.engine.disclosure.rounding import base_for, controlled_rounding
from joinedup.engine.disclosure.rules import DEFAULT, RULES
from joinedup.engine.errors import JoinedupError

LOTS = np.random.default_rng(5)
COUNTS = LOTS.negative_binomial(2, 0.25, size=(12, 4, 2))
ROWS = [
    ((f"L{a}", f"M{a // 4}"), (age, sex), int(COUNTS[a, i, j]))
    for a in range(12)
    for i, age in enumerate(("0-4", "5-17", "18-64", "65+"))
    for j, sex in enumerate("FM")
]


@pytest.fixture(scope="module")
def table() -> Cube:
    return cube(ROWS, ["age", "sex"], ["lsoa", "msoa"])


def keys_of(table: Cube, people: dict[tuple[str, tuple[str, ...]], list[str]]) -> np.ndarray:
    key = record_keyer(b"k" * 32, "LA-1")
    return cell_keys(table, {cell: sum(map(key, names)) for cell, names in people.items()})


PEOPLE = {(areas[0], values): [f"{areas[0]}{values}{n}" for n in range(count)] for areas, values, count in ROWS}


@pytest.mark.parametrize("base", [3, 5, 10])
def test_rounded_figures_are_multiples_beside_their_counts_and_add_up(table: Cube, base: int) -> None:
    made = controlled_rounding(table, base)
    assert not (made.counts % base).any()
    assert (sums_of(table, made.counts) == made.counts.reshape(-1)).all()
    assert made.not_beside == 0
    assert np.abs(made.counts - table.counts).max() < base
    same = table.counts % base == 0
    assert (made.counts[same] == table.counts[same]).all()  # zeros and other multiples stay
    assert (controlled_rounding(table, base).counts == made.counts).all()


def test_the_base_is_above_what_is_small_and_fits_the_body() -> None:
    assert {name: base_for(RULES[name]) for name in ("counts-under-5", "ons-deaths", "opensafely", "acro")} == {
        "counts-under-5": 5, "ons-deaths": 3, "opensafely": 10, "acro": 10,
    }  # fmt: skip


def test_a_rounded_table_withstands_the_attack_over_the_whole_range(table: Cube) -> None:
    made = round_table(table, DEFAULT, 5)
    assert (made.attack.pinned, made.attack.unchecked, made.attack.narrow) == (0, 0, 0)
    assert made.small == small_counts(table, DEFAULT)
    with pytest.raises(JoinedupError, match="Round to more than 4"):
        round_table(table, DEFAULT, 4)


def test_rounding_does_not_help_where_a_count_was_published_before(table: Cube) -> None:
    made = round_table(table, DEFAULT, 5).published
    other = make_safe(table, DEFAULT, "leave-out").published
    found = attack([made, other])
    assert all(r.low <= r.high for r in found.readings if r.high is not None)
    assert found.narrow > 0  # two methods on one table tell more than either


@pytest.mark.parametrize(("most", "variance"), [(3, 1.2), (5, 2.0), (10, 4.0)])
def test_the_table_of_noise_is_unbiased_with_the_variance_asked_for(most: int, variance: float) -> None:
    noise = noise_table(most, variance)
    for count, row in enumerate(noise.up_to[1:], start=1):
        chances = np.diff([0.0, *row])
        steps = np.arange(-most, most + 1)
        assert abs(chances @ steps) < 1e-5
        assert abs(chances @ steps**2 - variance) < 1e-5
        assert (chances[: max(most - count, 0)] == 0).all()  # no figure below zero
    with pytest.raises(JoinedupError, match="no table of noise"):
        noise_table(most, float(most))


def test_the_same_people_give_the_same_figure_in_every_table_and_zeros_stay(table: Cube) -> None:
    noise = noise_table(5, 2.0)
    figures = table.counts + noise.of(table.counts, keys_of(table, PEOPLE))
    assert (figures[table.counts == 0] == 0).all()
    assert np.abs(figures - table.counts).max() <= 5
    plain = cube([(a, (), n) for a, _, n in ROWS], [], ["lsoa", "msoa"])  # another table of the same people
    merged: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (area, _values), names in PEOPLE.items():
        merged.setdefault((area, ()), []).extend(names)
    others = plain.counts + noise.of(plain.counts, keys_of(plain, merged))
    assert (others[:, 0] == figures[:, -1]).all()


def test_noise_follows_its_table_over_many_cells() -> None:
    noise = noise_table(5, 2.0)
    drawn = noise.of(np.full(200_000, 40), LOTS.integers(0, KEYS, 200_000))
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.var() - 2.0) < 0.05


def test_a_table_with_noise_is_attacked_and_written_and_read_again(table: Cube, tmp_path: Path) -> None:
    made = perturb_table(table, DEFAULT, keys_of(table, PEOPLE), noise_table(5, 2.0), "noise.csv")
    assert made.attack.safe
    assert not made.additive
    write_published(tmp_path / "noise.csv", made)
    again = read_published(tmp_path / "noise.csv")
    assert (again.cells, again.within, again.method) == (made.published.cells, 5, "cell-keys")
    (tmp_path / "noise.csv-metadata.json").unlink()
    with pytest.raises(JoinedupError) as refused:  # nobody says any more how far its figures may be off
        read_published(tmp_path / "noise.csv")
    assert refused.value.code == "table-metadata-wrong"


def test_record_keys_differ_by_agreement_and_need_a_real_secret() -> None:
    one, other = record_keyer(b"k" * 32, "LA-1"), record_keyer(b"k" * 32, "LA-2")
    assert one("a") == record_keyer(b"k" * 32, "LA-1")("a")
    assert one("a") != other("a")
    for secret, reference in ((b"short", "LA-1"), (b"k" * 32, " ")):
        with pytest.raises(JoinedupError):
            record_keyer(secret, reference)


def test_a_cell_without_record_keys_is_refused(table: Cube) -> None:
    with pytest.raises(JoinedupError) as refused:
        cell_keys(table, {})
    assert refused.value.code == "keys-missing"


def test_coarser_tables_say_how_many_small_counts_are_left(table: Cube) -> None:
    found = {one.name: one for one in coarser(table, DEFAULT)}
    assert set(found) == {
        "larger-areas", "categories-in-pairs-age", "without-age", "without-sex",
    }  # fmt: skip
    assert found["categories-in-pairs-age"].table.categories[0] == ("0-4 and 5-17", "18-64 and 65+", "Total")
    assert found["larger-areas"].table.levels == ("msoa",)
    for one in found.values():
        assert one.table.counts[-1, -1] == table.counts[-1, -1]
        assert one.small == small_counts(one.table, DEFAULT) < one.before == small_counts(table, DEFAULT)


def test_what_each_method_would_cost_stands_side_by_side(table: Cube) -> None:
    ticks = iter(range(100))
    choices = compare(table, DEFAULT, lambda: float(next(ticks)), keys_of(table, PEOPLE))
    by = {one.name: one for one in choices}
    assert [one.name for one in choices][:3] == ["leave-out", "three-values", "whole-range"]
    assert "larger-areas" in by
    assert sum(one.suggested for one in choices) == 1
    assert by["leave-out"].hidden >= by["leave-out"].small > 0
    assert by["leave-out"].changed == by["round"].hidden == 0
    assert by["round"].total_change < 5
    assert all(one.exact == 0 and one.seconds == 1.0 for one in choices)
    with pytest.raises(JoinedupError, match="leave-out, three-values, whole-range, round, larger-areas"):
        make_safe(table, DEFAULT, "none")


def test_what_cannot_be_had_says_why_and_is_not_suggested() -> None:
    alone = cube([(("L1",), ("a",), 3), (("L1",), ("b",), 0)], ["age"], ["lsoa"])
    by = {one.name: one for one in compare(alone, DEFAULT, lambda: 0.0)}
    assert by["leave-out"].refused or by["leave-out"].exact == 0
    assert any(one.suggested and not one.refused for one in by.values())


def test_the_command_compares_rounds_and_reads_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts, out = tmp_path / "counts.csv", tmp_path / "safe.csv"
    key = record_keyer(b"k" * 32, "LA-1")
    lines = [
        f"{a[0]},{a[1]},{v[0]},{v[1]},{n},{sum(map(key, PEOPLE[a[0], v]))}" for a, v, n in ROWS
    ]  # fmt: skip
    counts.write_text("lsoa,msoa,age,sex,n,key\n" + "\n".join(lines) + "\n")
    command = ["protect", str(counts), "--count", "n", "--by", "age,sex", "--hierarchy", "lsoa,msoa"]
    assert status_of([*command, "--compare"]) == 0
    said = capsys.readouterr().out
    assert "(suggested)" in said
    assert "Nothing was written" in said
    assert status_of([*command, "--compare", "--keys", "key", "--json"]) == 0
    assert "cell-keys" in {one["name"] for one in json.loads(capsys.readouterr().out)}
    assert status_of([*command, "--out", str(out), "--method", "round"]) == 0
    assert "Figures add up" in capsys.readouterr().out
    assert status_of(["attack", str(out)]) == 0
    assert "changed where the count may be small" in capsys.readouterr().out
    assert status_of([*command, "--out", str(out), "--method", "cell-keys", "--keys", "key", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["within"] == 5
    assert status_of([*command, "--out", str(out), "--method", "larger-areas"]) == 0
    assert "lsoa" not in out.read_text()
    for wrong in (["--method", "none"], ["--method", "cell-keys"], ["--method", "round", "--no-lone"]):
        assert status_of([*command, "--out", str(out), *wrong]) == 2
    assert status_of(command) == 2
