"""`joinedup protect-amounts`, and `joinedup attack` on what it writes, as an analyst runs them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.amounts_file import GREATEST_AMOUNT, read_amounts
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.errors import JoinedupError

OWN = """name = "ours"
title = "Counts 1 and 2 are left out, zeros are published"
smallest = 1
largest = 2
p_percent = 10
source = "Minutes of the board"
last_checked = 2026-11-23
"""
HEADER = "lsoa,msoa,service,provider,spend"
ROWS = [  # one home in L0, one great provider in L1, many in the others
    "L0,M0,home,Alder,120.5", "L0,M0,day,Birch,80", "L0,M0,day,Cedar,75.25", "L0,M0,day,Elm,60",
    "L1,M0,home,Alder,900", "L1,M0,home,Birch,40", "L1,M0,home,Cedar,30", "L1,M0,day,Elm,55",
    "L1,M0,day,Cedar,45", "L1,M0,day,Birch,50", "L2,M1,home,Birch,200", "L2,M1,home,Cedar,180",
    "L2,M1,home,Elm,170", "L2,M1,day,Alder,90", "L2,M1,day,Cedar,95", "L2,M1,day,Fir,85",
    "L3,M1,home,Fir,210", "L3,M1,home,Elm,190", "L3,M1,home,Birch,205", "L3,M1,day,Elm,65",
    "L3,M1,day,Fir,60", "L3,M1,day,Alder,70",
]  # fmt: skip


@pytest.fixture
def spending(tmp_path: Path) -> Path:
    (tmp_path / "ours.toml").write_text(OWN)
    path = tmp_path / "spending.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n")
    return path


def run(spending: Path, *more: str, rules: str = "") -> int:
    asked = ["protect-amounts", str(spending), "--amount", "spend", "--contributor", "provider", "--by", "service"]
    asked += ["--hierarchy", "lsoa,msoa", "--out", str(spending.with_name("safe.csv"))]
    return status_of([*asked, "--rules", rules or str(spending.with_name("ours.toml")), *more])


def written(spending: Path) -> list[dict[str, str]]:
    with spending.with_name("safe.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_table_is_written_with_its_decimals_and_says_why_cells_are_left_out(
    spending: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(spending, "--json", "--two-marks") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["few_contributors"], said["estimated"], said["primary"]) == (1, 3, 3)
    assert said["safe"] is False  # with two marks: what they tell is not attacked
    rows = written(spending)
    assert list(rows[0]) == ["level", "area", "service", "amount", "status"]
    assert len(rows) == (4 + 2 + 1) * 3
    assert rows[-1] == {"level": "all", "area": "Total", "service": "Total", "amount": "3075.75", "status": "shown"}
    status = {(row["area"], row["service"]): row["status"] for row in rows}
    assert status["L0", "home"] == status["L1", "home"] == status["M0", "home"] == "suppressed-primary"
    assert {row["amount"] for row in rows if row["area"] == "L2"} >= {"270.00"}
    assert run(spending, "--no-lone") == 0
    assert "alone in a cell was not defended against" in capsys.readouterr().out
    assert run(spending, "--two-marks") == 0
    words = capsys.readouterr().out
    assert "never for the public" in words
    assert status_of(["attack", str(spending.with_name("safe.csv"))]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == words.splitlines()[-1]
    assert run(spending, "--json") == 0
    assert json.loads(capsys.readouterr().out)["safe"] is True
    assert run(spending) == 0
    words = capsys.readouterr().out
    assert "1 have 2 contributors or fewer" in words
    assert "3 where the second greatest could estimate the greatest to within 10 %" in words


def test_what_was_written_can_be_attacked_again_and_tells_no_provider_and_no_p(
    spending: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(spending) == 0
    out = spending.with_name("safe.csv")
    assert {row["status"] for row in written(spending)} == {"shown", "suppressed"}
    metadata = json.loads(out.with_name("safe.csv-metadata.json").read_text())
    types = {column["name"]: column["datatype"] for column in metadata["tableSchema"]["columns"]}
    assert (types["amount"], types["area"]) == ("decimal", "string")
    assert metadata["joinedup:rules"]["p_percent"] == 0
    assert not any(name in out.read_text() + json.dumps(metadata) for name in ("Alder", "alder", "Birch", "birch"))
    read = read_published(out)
    assert read.decimals == 2
    capsys.readouterr()
    assert status_of(["attack", str(out)]) == 0
    assert "Amounts that a reader could guess to within 10 %" in capsys.readouterr().out
    assert status_of(["attack", str(out), "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["suppressed_cells"]
    assert all(float(cell["low"]) < float(cell["high"]) for cell in cells)


def test_an_attack_on_a_table_that_gives_an_amount_away_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The only cell left out of a ward follows from its total, also where sums are too great for floating point."""
    for nought in ("", "0" * 10):
        bare = tmp_path / f"bare{len(nought)}.csv"
        rows = [f"ward,A,a,,suppressed\nward,A,Total,70{nought}.25,shown", f"ward,A,b,40{nought}.2,shown"]
        rows += ["all,Total,a,,suppressed", f"all,Total,b,40{nought}.2,shown", f"all,Total,Total,70{nought}.25,shown"]
        bare.write_text("level,area,service,amount,status\n" + "\n".join(rows) + "\n")
        capsys.readouterr()
        assert status_of(["attack", str(bare), "--json"]) == 1
        said = json.loads(capsys.readouterr().out)
        assert said["safe"] is False
        assert said["pinned"] == said["suppressed"] == 2
        assert {cell["low"] for cell in said["suppressed_cells"]} == {f"30{nought}.05"}


def test_the_same_input_in_another_order_gives_the_same_bytes(spending: Path) -> None:
    run(spending)
    first = spending.with_name("safe.csv").read_bytes()
    spending.write_text("\n".join([HEADER, *reversed(ROWS)]) + "\n")
    run(spending)
    assert spending.with_name("safe.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("row", "code", "where"),
    [
        ("L0,M0,home,Alder,", "amount-invalid", "row 2, column spend"),
        ("L0,M0,home,Alder,-5", "amount-invalid", "row 2, column spend"),
        ('L0,M0,home,Alder,"1,200"', "amount-invalid", "row 2, column spend"),
        ("L0,M0,home,Alder,1e5", "amount-invalid", "row 2, column spend"),
        ("L0,M0,home,Alder,0.1234567", "amount-invalid", "row 2, column spend"),
        ("L0,M0,home, ,5", "contributor-missing", "row 2, column provider"),
        ("L0,,home,Alder,5", "key-invalid", "row 2"),
        (f"L0,M0,home,Alder,{GREATEST_AMOUNT}.5", "counts-too-large", ""),
    ],
)
def test_bad_rows_are_named_and_nothing_is_written(
    spending: Path, row: str, code: str, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spending.write_text("\n".join([HEADER, row, *ROWS]) + "\n")
    assert run(spending, "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert said["error"] == code
    assert said["where"].endswith(where)
    assert not spending.with_name("safe.csv").exists()


def test_decimals_stay_as_they_are_written_and_capitals_are_no_other_contributor(tmp_path: Path) -> None:
    file = tmp_path / "hours.csv"
    file.write_text("ward,kind,carer,hours\nA,a,Ann Bell,7.50\nA,a,ANN  BELL,2\nA,a,Cy,3.0\n")
    read = read_amounts(file, "hours", "carer", ["kind"], ["ward"])
    assert read.decimals == 2
    assert read.table.counts.tolist() == [[1250, 1250], [1250, 1250]]
    assert set(read.behind.number().tolist()) == {2}


def test_rules_that_say_nothing_of_amounts_and_options_that_make_no_sense_are_refused(
    spending: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(spending, "--json", rules="counts-under-5") == 2
    assert json.loads(capsys.readouterr().out)["error"] == "rules-without-dominance"
    assert run(spending, "--count", "spend") == 2
    assert run(spending, "--out", str(spending)) == 2
    assert run(spending, "--amount", "provider") == 2
    assert not spending.with_name("safe.csv").exists()
    assert run(spending) == 0
    assert status_of(["attack", str(spending.with_name("safe.csv")), "--truth", str(spending)]) == 2


def test_areas_of_too_few_people_are_refused(spending: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spending.with_name("ours.toml").write_text(OWN + "least_people = 1000\n")
    people = spending.with_name("people.csv")
    people.write_text("area,people\n" + "".join(f"L{n},{990 + 20 * n}\n" for n in range(4)))
    assert run(spending) == 2
    assert run(spending, "--people", str(people), "--json") == 1
    assert "L0" in json.loads(capsys.readouterr().out.split("\n", 0)[-1])["what"]


def test_counts_and_amounts_are_not_attacked_together(spending: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spending) == 0
    counts, safe = spending.with_name("counts.csv"), spending.with_name("counts-safe.csv")
    counts.write_text("lsoa,msoa,age,n\nL0,M0,a,7\nL0,M0,b,9\n")
    asked = ["protect", str(counts), "--count", "n", "--by", "age", "--hierarchy", "lsoa,msoa", "--out", str(safe)]
    assert status_of(asked) == 0
    capsys.readouterr()
    assert status_of(["attack", str(spending.with_name("safe.csv")), str(safe), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "counts-and-amounts"


def test_a_table_that_gives_away_more_than_it_may_is_not_written(
    spending: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from joinedup.engine.disclosure import amounts
    from joinedup.engine.disclosure.suppression import Pattern, pattern

    def careless(*given: object, **asked: object) -> Pattern:
        found = pattern(*given, **asked)  # type: ignore[arg-type]
        return Pattern(given[1], (), found.unmet)  # type: ignore[arg-type]

    monkeypatch.setattr(amounts, "pattern", careless)
    assert run(spending, "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"] == "amounts-not-safe"
    assert not spending.with_name("safe.csv").exists()


def test_a_reserved_name_is_refused_for_a_category(spending: Path) -> None:
    with pytest.raises(JoinedupError, match="amount or status"):
        read_amounts(spending, "spend", "provider", ["amount"], ["lsoa"])
