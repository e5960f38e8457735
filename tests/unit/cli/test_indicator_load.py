"""`joinedup indicator load` asks what figures are about as the page does, and hides what must be hidden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.indicators.parts import rows_of
from joinedup.engine.indicators.store import Store

CODES = [f"E0100000{number}" for number in range(1, 7)]
WARDS = ("E05000001", "E05000002")


@pytest.fixture
def lookup(tmp_path: Path) -> Path:
    rows = [f"{code},Brook {code[-1]},{WARDS[n // 3]}" for n, code in enumerate(CODES)]
    return written(tmp_path, "lookup.csv", "lsoa21cd,lsoa21nm,wd22cd", *rows)


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def counts(folder: Path, *numbers: float, wards: tuple[float, ...] = ()) -> Path:
    rows = [f"{code},{number}" for code, number in zip((*CODES, *WARDS), (*numbers, *wards), strict=bool(wards))]
    return written(folder, "helped.csv", "area code,2019/20", *rows)


def load(capsys: pytest.CaptureFixture[str], file: Path, store: Path, *more: object) -> tuple[int, str]:
    status = status_of(["indicator", "load", str(file), "--store", str(store), *map(str, more)])
    told = capsys.readouterr()
    return status, told.out + told.err


def hidden(store: Path, kind: str = "lsoa-2021") -> set[str]:
    return set(rows_of(Store(store), "helped", kind).filter(note=SUPPRESSED)["area"])


def test_small_counts_of_which_nobody_says_what_they_are_about_are_not_loaded(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = load(capsys, counts(tmp_path, 30, 4, 25, 40, 50, 60), tmp_path / "store", "--lookup", lookup)
    assert status == 1
    assert "figures-about-unknown: It was not said what helped is about: 1 of its figures show 1 to 4" in told
    assert "Say it with --about. people:" in told
    assert not (tmp_path / "store").exists()


def test_where_it_makes_no_difference_nobody_is_asked(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = load(capsys, counts(tmp_path, 30, 0, 25, 40, 50, 60), tmp_path / "store", "--lookup", lookup)
    assert (status, "Loaded 6 values" in told) == (0, True)


def test_shares_without_their_counts_are_asked_about(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "helped percent.csv", "area code,period,percentage", f"{CODES[0]},2020,0.2")
    status, told = load(capsys, file, tmp_path / "store", "--lookup", lookup)
    assert (status, "figures-about-unknown" in told, "come without their counts" in told) == (1, True, True)
    assert load(capsys, file, tmp_path / "store", "--lookup", lookup, "--about", "published")[0] == 0


def test_about_people_what_is_small_is_hidden_and_what_would_tell_it(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    file = counts(tmp_path, 30, 4, 25, 40, 50, 60, wards=(59, 150))
    status, told = load(capsys, file, store, "--lookup", lookup, "--about", "people")
    assert status == 0
    assert "helped: hidden, small: 1; hidden beside them, so that those cannot be worked out: 1" in told
    gone = hidden(store)
    assert CODES[1] in gone
    assert len(gone) == 2
    assert gone < set(CODES[:3])  # of the same ward, whose sum is shown
    assert hidden(store, "ward") == set()


def test_a_correction_is_made_safe_beside_what_was_seen(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, about = tmp_path / "store", ("--lookup", lookup, "--about", "people")
    assert load(capsys, counts(tmp_path, 30, 12, 25, 40, 50, 60, wards=(67, 150)), store, *about)[0] == 0
    assert hidden(store) == set()
    assert load(capsys, counts(tmp_path, 30, 3, 25, 40, 50, 60, wards=(58, 150)), store, *about)[0] == 0
    # 30 and 25 were seen, so that hiding one of them beside the 3 does not do: the sum is hidden
    assert (hidden(store), hidden(store, "ward")) == ({CODES[1]}, {WARDS[0]})


def test_larger_areas_of_which_nobody_knows_what_lies_in_them_are_refused_as_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = counts(tmp_path, 30, 4, 25, 40, 50, 60, wards=(59, 150))
    status, told = load(capsys, file, tmp_path / "store", "--about", "people")
    assert (status, "figures-unchecked" in told) == (2, True)
    assert "which areas lie in which ward is not known" in told
    assert not (tmp_path / "store").exists()


def test_what_is_not_about_people_is_loaded_as_it_is(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    file = counts(tmp_path, 3, 1, 2, 40, 50, 60)
    assert load(capsys, file, store, "--lookup", lookup, "--about", "nobody")[0] == 0
    assert rows_of(Store(store), "helped", "lsoa-2021")["value"].to_list() == [3, 1, 2, 40, 50, 60]


def test_what_published_figures_tell_is_said(tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = load(
        capsys, counts(tmp_path, 3, 10, 20, 40, 50, 60), tmp_path / "store", "--lookup", lookup, "--about", "published"
    )
    assert status == 0
    assert "told by these figures: helped: 1 figure shows a count of 1 to 4 people" in told
    written_as = json.loads((tmp_path / "store" / "figures" / "helped" / "indicator.json").read_text("utf-8"))
    assert written_as["kind"] == "count"


def test_what_would_tell_a_hidden_figure_is_asked_about_though_none_of_it_is_small(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    file = counts(tmp_path, 30, 4, 25, 40, 50, 60)
    assert load(capsys, file, store, "--lookup", lookup, "--about", "people")[0] == 0
    wards = written(tmp_path, "helped.csv", "area code,2019/20", f"{WARDS[0]},59", f"{WARDS[1]},150")
    status, told = load(capsys, wards, store, "--lookup", lookup)
    assert (status, "figures-about-unknown" in told, "a hidden one may be worked out" in told) == (1, True, True)
    assert Store(store).kinds("helped") == ("lsoa-2021",)


def test_wards_under_another_name_are_held_against_small_areas_by_the_lookup_that_came_with_those(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [f"E01{n:06}" for n in range(12)]
    wards = {code: f"E05{at // 3:06}" for at, code in enumerate(codes)}
    above = written(tmp_path, "above.csv", "lsoa21cd,wd22cd", *(f"{code},{ward}" for code, ward in wards.items()))
    rare = dict(zip(codes, (3, 60, 71, 82, 93, 54, 65, 76, 87, 98, 59, 70), strict=True))
    small = written(tmp_path, "rare.csv", "lsoa21cd,2022", *(f"{code},{count}" for code, count in rare.items()))
    sums = {ward: sum(rare[code] for code in codes if wards[code] == ward) for ward in wards.values()}
    larger = written(tmp_path, "by_ward.csv", "wd22cd,2022", *(f"{ward},{count}" for ward, count in sums.items()))
    store = tmp_path / "store"
    assert load(capsys, small, store, "--about", "people", "--lookup", above)[0] == 0
    left_out = rows_of(Store(store), "rare", "lsoa-2021").filter(note=SUPPRESSED)["area"]
    assert [code for code in left_out if wards[code] == "E05000000"] == [codes[0]]
    status, told = load(capsys, larger, store, "--about", "people")
    assert status == 2
    assert "by subtraction they tell what is hidden of E05000000" in told


def test_of_a_score_about_people_it_is_said_that_nothing_was_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = written(tmp_path, "meaning.csv", "title,definition,type of figure", "helped,How well it goes,score")
    file = counts(tmp_path, 30, 2, 25, 40, 50, 60)
    status, told = load(capsys, file, tmp_path / "store", "--about", "people", "--metadata", kind)
    assert status == 0
    assert "helped: small numbers were not looked for" in told
