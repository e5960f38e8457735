"""The command `joinedup indicator`: check, load, find, profile, pockets, export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.areas.squares import row_of

from joinedup.cli.main import status_of

CODES = [f"E010000{number:02}" for number in range(1, 21)]


@pytest.fixture
def lookup(tmp_path: Path) -> Path:
    rows = [f"{code},Brook {code[-3:]}A,E0600000{1 + (n >= 10)}" for n, code in enumerate(CODES)]
    path = tmp_path / "lookup.csv"
    path.write_text("\n".join(["lsoa21cd,lsoa21nm,lad22cd", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def metadata(tmp_path: Path) -> Path:
    path = tmp_path / "metadata.csv"
    path.write_text(
        "Indicator,Definition,Source,Value type,Polarity,Theme\n"
        "Smoking,Adults who smoke,Made up,Proportion,Low is good,Health\n"
        "Poverty,Families with low income,Made up,Proportion,Low is good,Income\n",
        encoding="utf-8",
    )
    return path


def figures(tmp_path: Path, *more: str, codes: list[str] = CODES) -> Path:
    rows = [
        f"{code},{series},2019,{n if series == 'Smoking' else 2 * n},100"
        for n, code in enumerate(codes)
        for series in ("Smoking", "Poverty")
    ]
    path = tmp_path / "figures.csv"
    lines = ["area_code,indicator,period,value,denominator", *rows, *more]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    status = status_of(["indicator", *map(str, words)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_records_are_counted_by_the_line_that_was_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.geojson").write_text(json.dumps(row_of(3)), encoding="utf-8")
    drawn = {
        "type": "Polygon",
        "coordinates": [[[-1.99, 53], [-1.975, 53], [-1.975, 53.01], [-1.99, 53.01], [-1.99, 53]]],
    }
    feature = {"type": "Feature", "properties": {"name": "Old town"}, "geometry": drawn}
    own = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "own.geojson").write_text(json.dumps(own), encoding="utf-8")
    (tmp_path / "lookup.csv").write_text("lsoa,ward\nE01999001,W\nE01999002,W\nE01999003,W\n", encoding="utf-8")
    records = tmp_path / "records.csv"
    where = [
        *["-1.985,53.005"] * 20,
        *["-1.977,53.005"] * 12,
        *["-1.973,53.005"] * 15,
        *["-1.965,53.005"] * 9,
        "-,-",
        "-3,53",
    ]
    records.write_text("\n".join(["longitude,latitude", *where]) + "\n", encoding="utf-8")
    options = ["--areas", tmp_path / "own.geojson", "--boundaries", tmp_path / "small.geojson"]
    options += ["--lookup", tmp_path / "lookup.csv"]
    status, told = run(capsys, "count", records, tmp_path / "out.csv", *options)
    assert status == 0
    assert "Old town: 32, exact" in told
    assert "row 58: it has no coordinates" in told
    assert "1 records lie in none of the small areas" in told
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "area,count,how",
        "Old town,32,exact",
    ]
    status, told = run(capsys, "count", records, tmp_path / "out.csv", *options)
    assert (status, "file-exists" in told) == (2, True)
    (tmp_path / "lookup.csv").write_text("lsoa,ward\nE01999001,W\n", encoding="utf-8")
    status, told = run(capsys, "count", records, tmp_path / "other.csv", *options)
    assert (status, "E01999002 among them" in told, (tmp_path / "other.csv").exists()) == (2, True, False)


def test_a_line_drawn_a_little_further_does_not_tell_the_strip_between_nor_in_a_later_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.geojson").write_text(json.dumps(row_of(3)), encoding="utf-8")
    (tmp_path / "lookup.csv").write_text("lsoa,ward\nE01999001,W\nE01999002,V\nE01999003,U\n", encoding="utf-8")
    for name, top in (("A", 53.007), ("B", 53.009)):  # B has one more of the first square, and one of the second
        corners = [[-1.99, 53.001], [-1.975, 53.001], [-1.975, top], [-1.99, top], [-1.99, 53.001]]
        drawn = {"type": "Polygon", "coordinates": [corners]}
        feature = {"type": "Feature", "properties": {"name": name}, "geometry": drawn}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (tmp_path / f"{name}.geojson").write_text(text, encoding="utf-8")
    where = ["-1.985,53.005"] * 20 + ["-1.977,53.005"] * 12 + ["-1.985,53.008", "-1.977,53.008"]
    where += ["-1.973,53.005"] * 15 + ["-1.985,53.0095"] * 9
    records = tmp_path / "records.csv"
    records.write_text("\n".join(["longitude,latitude", *where]) + "\n", encoding="utf-8")
    common = ["--boundaries", tmp_path / "small.geojson", "--lookup", tmp_path / "lookup.csv"]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    _, told = run(capsys, "count", records, first, "--areas", tmp_path / "A.geojson", *common)
    assert "A: 32, exact" in told
    _, told = run(capsys, "count", records, tmp_path / "alone.csv", "--areas", tmp_path / "B.geojson", *common)
    assert "B: 34, exact" in told
    status, told = run(capsys, "count", records, second, "--areas", tmp_path / "B.geojson", *common, "--beside", first)
    assert (status, "34" in told) == (0, False)
    assert "a few people would follow from it and A (first.csv)" in told
    (tmp_path / "first.csv-areas.geojson").unlink()
    again = ["count", records, tmp_path / "third.csv", "--areas", tmp_path / "B.geojson", *common, "--beside", first]
    status, told = run(capsys, *again)
    assert (status, "own-areas-unreadable" in told, (tmp_path / "third.csv").exists()) == (2, True, False)


def test_a_good_file_is_loaded_found_looked_at_and_given_on(
    tmp_path: Path, lookup: Path, metadata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    common = ["--lookup", lookup, "--metadata", metadata]
    status, told = run(capsys, "check", figures(tmp_path), *common)
    assert status == 0
    assert "40 figures, 20 areas (LSOA 2021), 1 period." in told
    status, told = run(capsys, "load", figures(tmp_path), "--store", store, "--about", "published", *common)
    assert status == 0
    assert "Loaded 40 values" in told
    assert "smoking" in run(capsys, "find", "cigarettes", "--store", store)[1]
    status, told = run(capsys, "find", "xylophone", "--store", store)
    assert status == 0
    assert "No indicator here is about: xylophone." in told
    assert "No indicator fits these words. Try other words." in told
    told = run(capsys, "find", "xylophones", "for", "families", "--store", store)[1]
    assert "Try families." in told
    assert "“smokign” was taken for “smoking”" in run(capsys, "find", "smokign", "--store", store)[1]
    status, told = run(capsys, "profile", CODES[3], "--store", store, "--beside", CODES[0])
    assert status == 0
    assert "Brook 004A" in told
    assert "Smoking: 3.0% in 2019" in told
    status, told = run(capsys, "pockets", "lsoa-2021", "--store", store, "--json")
    assert {one["code"] for one in json.loads(told)} == set(CODES[-2:])
    out = tmp_path / "smoking.csv"
    assert run(capsys, "export", "smoking", "lsoa-2021", out, "--store", store)[0] == 0
    assert json.loads((tmp_path / "smoking.csv-metadata.json").read_text(encoding="utf-8"))["url"] == "smoking.csv"
    assert run(capsys, "export", "smoking", "lsoa-2021", tmp_path / "s.json", "--store", store)[0] == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["class"] == "dataset"


def test_a_wrong_file_is_refused_by_row_and_nothing_of_it_is_loaded(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = figures(tmp_path, "E01000001,Smoking,2020,12;5,100")
    status, told = run(capsys, "check", wrong, "--lookup", lookup, "--json")
    answer = json.loads(told)
    assert status == 1
    assert not answer["may_be_loaded"]
    assert [(one["code"], one["row"], one["area"]) for one in answer["defects"] if one["stops"]] == [
        ("not-a-number", 42, "E01000001")
    ]
    status, told = run(capsys, "load", wrong, "--store", tmp_path / "store", "--lookup", lookup)
    assert status == 2
    assert "indicator-file-wrong" in told
    assert not (tmp_path / "store").exists()


def test_a_gap_is_a_warning(tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = run(capsys, "check", figures(tmp_path, codes=CODES[:18]), "--lookup", lookup)
    assert status == 0
    assert "2 of 20 areas (LSOA 2021) have no figure" in told


def test_what_is_not_there_or_cannot_be_meant_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", tmp_path / "none.csv")[0] == 2
    status, told = run(capsys, "check", figures(tmp_path), "--period", "soon")
    assert (status, "--period" in told) == (2, True)
    assert run(capsys, "profile", "E01999999", "--store", tmp_path / "store")[0] == 2
    assert run(capsys, "pockets", "lsoa-2021", "--store", tmp_path / "store")[0] == 2


def test_each_of_several_indicators_keeps_its_own_description(
    tmp_path: Path, lookup: Path, metadata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    longer = tmp_path / "longer.csv"
    longer.write_text(figures(tmp_path).read_text("utf-8").replace("Smoking", "Smoking | Percentage"), "utf-8")
    common = ["--lookup", lookup, "--metadata", metadata]
    assert run(capsys, "load", longer, "--store", store, "--about", "published", *common)[0] == 0
    for key, definition in (("smoking", "Adults who smoke"), ("poverty", "Families with low income")):
        told = json.loads((store / "figures" / key / "indicator.json").read_text("utf-8"))
        assert told["definition"] == definition


def test_one_description_is_not_given_to_every_indicator_of_a_file(
    tmp_path: Path, lookup: Path, metadata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = metadata.read_text("utf-8").splitlines()
    metadata.write_text("\n".join(lines[:2]) + "\n", "utf-8")
    common = ["--lookup", lookup, "--metadata", metadata]
    status, told = run(capsys, "check", figures(tmp_path), *common)
    assert (status, "the figures of Poverty are not described" in told) == (1, True)
    status, told = run(capsys, "load", figures(tmp_path), "--store", tmp_path / "store", *common)
    assert (status, "indicator-file-wrong" in told) == (2, True)
    assert not (tmp_path / "store").exists()


def test_two_indicators_that_would_be_kept_as_one_are_refused(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alike = tmp_path / "alike.csv"
    alike.write_text(figures(tmp_path).read_text("utf-8").replace("Poverty", "Smoking (%)"), "utf-8")
    status, told = run(capsys, "load", alike, "--store", tmp_path / "store", "--lookup", lookup)
    assert (status, "Smoking and Smoking (%) would have one key" in told) == (2, True)
    assert not (tmp_path / "store").exists()


def test_two_tiers_are_told_who_sees_what(
    tmp_path: Path, lookup: Path, metadata: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.engine.indicators.store import Store

    store = tmp_path / "store"
    loading = ["indicator", "load", str(figures(tmp_path)), "--store", str(store), "--lookup", str(lookup)]
    loading += ["--about", "published"]
    assert status_of([*loading, "--metadata", str(metadata)]) == 0
    said = ["indicator", "tiers", "smoking", "--store", str(store), "--lookup", str(lookup), "--whole", "county"]
    capsys.readouterr()
    assert status_of([*said, "--district", "one=E06000009"]) == 2
    assert "E06000009 is no district of the lookup" in capsys.readouterr().err
    assert Store(store).tiers().indicators == frozenset()
    assert status_of([*said, "--district", "one=E06000001"]) == 0
    assert "one: sees the 10 smaller areas of E06000001" in capsys.readouterr().out
    seen = Store(store).seen_by("one")
    assert [seen.sees("smoking", code) for code in (CODES[0], CODES[-1], "E06000002")] == [True, False, True]
    assert "Poverty is new here" not in run(capsys, *loading[1:])[1]  # it was open before anything was shared
    named = tmp_path / "Families in work.csv"
    named.write_text("area_code,2026/27\n" + "".join(f"{code},40\n" for code in CODES), encoding="utf-8")
    more = ["load", named, *loading[3:]]
    assert "Families in work is new here: a district's partner sees its own" in run(capsys, *more)[1]
    assert Store(store).tiers().indicators == {"smoking", "families-in-work"}
    other = named.rename(tmp_path / "Families in work at home.csv")
    assert run(capsys, "load", other, *loading[3:], "--for-all-partners")[0] == 0
    assert Store(store).tiers().indicators == {"smoking", "families-in-work"}
    assert (
        "every partner sees all areas of them: Families in work."
        in run(capsys, *said[1:], "--district", "one=E06000001")[1]
    )


def test_a_later_edition_is_the_indicator_of_its_title_with_its_history(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.engine.indicators.store import Store

    store, meta = tmp_path / "store", tmp_path / "meta.csv"
    meta.write_text("Key,Indicator,Definition,Value type\nhb,Who claims,Claims,Proportion\n", encoding="utf-8")
    for year, more in (("2024/25", ["--metadata", meta]), ("2025/26", []), ("2026/27", ["--whole"])):
        lines = "".join(f"{code},{year},{n},100\n" for n, code in enumerate(CODES))
        (tmp_path / "who claims.csv").write_text(f"area_code,period,value,denominator\n{lines}", encoding="utf-8")
        status, _ = run(
            capsys,
            "load",
            tmp_path / "who claims.csv",
            "--store",
            store,
            "--lookup",
            lookup,
            "--about",
            "nobody",
            *more,
        )
        assert status == 0
        [kept] = Store(store).indicators()
        assert (kept.key, kept.title, kept.definition) == ("hb", "Who claims", "Claims")
        periods = [one.period.label for one in Store(store).slices("hb", "lsoa-2021")]
        assert periods == {"2024/25": ["2024/25"], "2025/26": ["2024/25", "2025/26"]}.get(year, ["2026/27"])
