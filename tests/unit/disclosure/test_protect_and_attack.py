"""`joinedup protect` and `joinedup attack`, as an analyst runs them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of

HEADER = "lsoa,msoa,age,count"
ROWS = [
    f"L{area},M{area // 3},{age},{count}"
    for area, counts in enumerate([(2, 9, 30), (7, 3, 0), (12, 8, 41), (1, 6, 22), (5, 5, 5), (9, 0, 17)])
    for age, count in zip(("0-15", "16-64", "65+"), counts, strict=True)
]


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n")
    return path


def run_protect(counts: Path, out: Path, *more: str) -> int:
    options = ["--count", "count", "--by", "age", "--hierarchy", "lsoa,msoa", "--out", str(out)]
    return status_of(["protect", str(counts), *options, *more])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_inner_cell_and_margin_is_there_and_safe(counts: Path, tmp_path: Path) -> None:
    out = tmp_path / "safe.csv"
    assert run_protect(counts, out) == 0
    rows = table(out)
    assert list(rows[0]) == ["level", "area", "age", "count", "status"]
    assert len(rows) == (6 + 2 + 1) * 4
    assert [r["level"] for r in rows] == ["lsoa"] * 24 + ["msoa"] * 8 + ["all"] * 4
    assert rows[-1] == {"level": "all", "area": "Total", "age": "Total", "count": "182", "status": "shown"}
    assert {r["status"] for r in rows} == {"shown", "suppressed"}
    assert all((r["count"] == "") == (r["status"] != "shown") for r in rows)
    assert not any(r["count"] in ("1", "2", "3", "4") for r in rows)


def last_words(said: str) -> list[str]:
    return said.splitlines()[-1:]


def test_what_protect_says_last_is_what_attack_says_of_the_file_with_one_mark_or_two(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, metadata = tmp_path / "safe.csv", tmp_path / "safe.csv-metadata.json"
    assert run_protect(counts, out) == 0
    protected = capsys.readouterr().out
    assert status_of(["attack", str(out), "--truth", str(counts)]) == 0
    said = capsys.readouterr().out
    assert last_words(protected) == last_words(said) == ["Safe: no cell left out can be worked out."]
    assert "tells which cells are small" not in said
    assert "Of the cells left out, whether small or not" in said

    assert run_protect(counts, out, "--two-marks") == 0
    protected = capsys.readouterr().out
    assert "never for the public" in protected
    assert {r["status"] for r in table(out)} == {"shown", "suppressed-primary", "suppressed-secondary"}
    assert status_of(["attack", str(out), "--truth", str(counts)]) == 1
    said = capsys.readouterr().out
    assert last_words(protected) == last_words(said) == ["Not safe: do not publish this table."]
    worked_out = next(line for line in said.splitlines() if line.startswith("Worked out exactly"))
    assert worked_out in protected
    assert "tells which cells are small" in said
    assert "follow only from it" in said
    assert "Small counts known more closely than '1 to 4'" in said
    assert json.loads(metadata.read_text())["joinedup:attack"]["safe"] is False
    assert "dc:license" not in metadata.read_text()

    assert run_protect(counts, out, "--two-marks", "--json") == 0
    assert json.loads(capsys.readouterr().out)["safe"] is False
    assert run_protect(counts, out, "--two-marks", "--certificate", str(tmp_path / "proof.json")) == 2
    assert run_protect(counts, out, "--two-marks", "--method", "round") == 2


def test_metadata_lie_beside_the_table(counts: Path, tmp_path: Path) -> None:
    out = tmp_path / "safe.csv"
    run_protect(counts, out)
    said = json.loads((tmp_path / "safe.csv-metadata.json").read_text())
    assert said["joinedup:rules"]["name"] == "counts-under-5"
    assert said["joinedup:rules"]["source"]
    assert said["joinedup:attack"]["safe"] is True
    assert said["joinedup:lookup"] == {
        "levels": ["lsoa", "msoa"], "areas": [[f"L{n}", f"M{n // 3}"] for n in range(6)],
    }  # fmt: skip
    assert [c["name"] for c in said["tableSchema"]["columns"]] == ["level", "area", "age", "count", "status"]


def test_the_same_input_gives_the_same_bytes(counts: Path, tmp_path: Path) -> None:
    run_protect(counts, tmp_path / "safe.csv")
    once = (tmp_path / "safe.csv").read_bytes(), (tmp_path / "safe.csv-metadata.json").read_bytes()
    run_protect(counts, tmp_path / "safe.csv")
    assert once == ((tmp_path / "safe.csv").read_bytes(), (tmp_path / "safe.csv-metadata.json").read_bytes())


def test_rows_with_the_same_keys_are_added_and_absent_ones_are_zero(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(f"{HEADER}\nL1,M1,young,3\nL1,M1,young,4\nL2,M1,old,8\n")
    run_protect(path, tmp_path / "safe.csv")
    found = {(r["area"], r["age"]): r["count"] for r in table(tmp_path / "safe.csv") if r["level"] == "lsoa"}
    assert found[("L1", "young")] == "7"
    assert found[("L1", "old")] == "0"


def test_one_area_at_the_top_and_all_are_left_out_together(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(f"{HEADER}\nL1,M1,young,3\nL1,M1,old,9\nL2,M1,young,0\nL2,M1,old,7\n")
    assert run_protect(path, tmp_path / "safe.csv") == 0
    rows = {(r["level"], r["age"]): r["status"] for r in table(tmp_path / "safe.csv") if r["level"] != "lsoa"}
    for age in ("young", "old", "Total"):
        assert rows[("msoa", age)] == rows[("all", age)]
    assert rows[("all", "young")] == "suppressed"


def test_counts_as_a_spreadsheet_shows_them_are_read_and_what_was_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(f'{HEADER}\nL1,M1,young,"1,204"\nL1,M1,old,9\nL2,M1,Young,7\n')
    assert run_protect(path, tmp_path / "safe.csv") == 0
    found = {(r["area"], r["age"]): r["count"] for r in table(tmp_path / "safe.csv") if r["level"] == "lsoa"}
    assert found[("L1", "young")] == "1204"
    said = capsys.readouterr().out
    assert "Read: areas 2 lsoa, 1 msoa." in said
    assert "age: Young, old, young" in said
    assert "3 of 6 combinations are 0 or have no row, and count as nobody." in said


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("L0,M0,0-15,-1", "count-invalid"),
        ("L0,M0,0-15,1.5", "count-invalid"),
        ("L0,M0,0-15,", "count-invalid"),
        ("L0,M0,0-15,many", "count-invalid"),
        ("L0,M0,0-15,*", "count-invalid"),
        ('L0,M0,0-15,"12,34"', "count-invalid"),
        ("L0,M0,0-15,99999999999999999999", "count-invalid"),
        ("L0,M0,0-15,²", "count-invalid"),
        ("L0,,0-15,1", "key-invalid"),
        ("Total,M0,0-15,1", "key-invalid"),
        ("L0,M0,Total,1", "key-invalid"),
        ("L0,M1,0-15,1", "areas-not-nested"),
        ("L0,M0,0-15", "table-unreadable"),
        ('L0,M0,"0-15,1', "table-unreadable"),
    ],
)
def test_a_bad_row_is_refused_without_its_value(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, code: str
) -> None:
    counts.write_text(counts.read_text() + line + "\n")
    assert run_protect(counts, tmp_path / "safe.csv", "--json") == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == code
    assert "many" not in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "safe.csv").exists()
    assert not (tmp_path / "safe.csv-metadata.json").exists()


@pytest.mark.parametrize(
    ("header", "code"),
    [("lsoa,msoa,age,age", "table-unreadable"), ("lsoa,msoa,age,n", "column-missing"), ("", "column-missing")],
)
def test_a_bad_header_is_refused(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str, code: str
) -> None:
    counts.write_text(f"{header}\n")
    assert run_protect(counts, tmp_path / "safe.csv", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"] == code


def test_a_missing_column_is_told_in_the_words_of_the_command_that_was_given(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts.write_text("lsoa,msoa,age,n\n")
    assert run_protect(counts, tmp_path / "safe.csv") == 2
    assert "attack" not in capsys.readouterr().err
    assert status_of(["attack", str(counts)]) == 2
    assert "table-not-protected" in capsys.readouterr().err


def test_bytes_that_are_no_text_and_a_missing_file(counts: Path, tmp_path: Path) -> None:
    counts.write_bytes(b"\xff\xfe\x00")
    assert run_protect(counts, tmp_path / "safe.csv") == 2
    assert run_protect(tmp_path / "none.csv", tmp_path / "safe.csv") == 2
    counts.write_text(HEADER + "\n")
    assert run_protect(counts, tmp_path / "safe.csv") == 2


def test_the_counts_themselves_are_never_overwritten(counts: Path) -> None:
    before = counts.read_bytes()
    assert run_protect(counts, counts) == 2
    assert counts.read_bytes() == before


def test_an_unknown_rule_set_lists_those_there_are(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_protect(counts, tmp_path / "safe.csv", "--rules", "none") == 2
    assert "counts-under-5" in capsys.readouterr().err


def test_codes_that_look_like_formulas_are_safe_and_can_still_be_attacked(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(f"{HEADER}\n=A1,M1,@x,3\n=A1,M1,-y,9\nL2,M2,@x,8\nL2,M2,-y,2\n")
    out = tmp_path / "safe.csv"
    assert run_protect(path, out) == 0
    assert not any(cell[:1] in "=+-@" for row in table(out) for cell in row.values() if cell)
    assert status_of(["attack", str(out)]) == 0


def test_a_table_with_only_small_counts_left_out_is_found_out(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a spreadsheet user does: blank the small cells and publish the totals."""
    out = tmp_path / "safe.csv"
    run_protect(counts, out, "--two-marks")
    true = {tuple(r.split(",")[i] for i in (0, 2)): r.split(",")[3] for r in ROWS}
    rows = table(out)
    for row in rows:
        if row["status"] == "suppressed-secondary":
            inner = row["level"] == "lsoa" and row["age"] != "Total"
            areas = [r.split(",") for r in ROWS]
            parts = [
                int(n) for a, m, age, n in areas
                if row["area"] in (a, m, "Total") and row["age"] in (age, "Total")
            ]  # fmt: skip
            row["count"] = true[row["area"], row["age"]] if inner else str(sum(parts))
            row["status"] = "shown"
    with out.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert status_of(["attack", str(out), "--truth", str(counts), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["safe"]
    assert said["pinned"] == said["truth"]["recovered"] == said["truth"]["recovered_rightly"] > 0
    assert said["truth"]["published_counts"] == said["truth"]["published_counts_that_agree"]
    assert any(c["pinned"] and c["low"] == c["high"] and c["age"] for c in said["suppressed_cells"])


def test_an_earlier_edition_that_shows_one_more_cell_gives_others_away(counts: Path, tmp_path: Path) -> None:
    """Differencing: what one edition shows is known in the other."""
    later, earlier = tmp_path / "later.csv", tmp_path / "earlier.csv"
    run_protect(counts, later, "--two-marks")
    hidden = next(r for r in table(later) if r["status"] == "suppressed-secondary")
    run_protect(counts, later)
    true = next(r.split(",")[3] for r in ROWS if r.startswith(f"{hidden['area']},") and f",{hidden['age']}," in r)
    earlier.write_text(f"level,area,age,count,status\nlsoa,{hidden['area']},{hidden['age']},{true},shown\n")
    assert status_of(["attack", str(later)]) == 0
    assert status_of(["attack", str(earlier)]) == 0
    assert status_of(["attack", str(later), str(earlier)]) == 1


def test_without_metadata_the_attack_says_what_it_needs(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "safe.csv"
    run_protect(counts, out)
    (tmp_path / "safe.csv-metadata.json").unlink()
    capsys.readouterr()
    assert status_of(["attack", str(out)]) == 2
    assert "--truth" in capsys.readouterr().err
    assert status_of(["attack", str(out), "--truth", str(counts)]) == 0
    (tmp_path / "safe.csv-metadata.json").write_text("{}")
    assert status_of(["attack", str(out)]) == 2


def test_sums_that_do_not_add_up_are_no_safe_table(counts: Path, tmp_path: Path) -> None:
    out = tmp_path / "safe.csv"
    run_protect(counts, out)
    text = out.read_text()
    out.write_text(text.replace("all,Total,Total,182,", "all,Total,Total,183,"))
    assert status_of(["attack", str(out)]) == 2


def test_the_protection_and_the_defence_of_the_lone_can_be_chosen(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "safe.csv"
    assert run_protect(counts, out, "--protection", "whole-range", "--no-lone", "--two-marks", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["protection"], said["lone_defended"]) == ("whole-range", False)
    listed = {(cell["level"], cell["area"], cell["age"]) for cell in said["nearer"]}
    small = {(r["level"], r["area"], r["age"]) for r in table(out) if r["status"] == "suppressed-primary"}
    assert run_protect(counts, out, "--protection", "whole-range", "--no-lone") == 0
    capsys.readouterr()
    assert status_of(["attack", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["suppressed_cells"]
    short = {
        (c["level"], c["area"], c["age"]) for c in found if c["low"] > 1 or (c["high"] is not None and c["high"] < 4)
    }
    assert small & short <= listed


def test_what_was_not_defended_is_said(counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_protect(counts, tmp_path / "safe.csv", "--no-lone") == 0
    assert "not defended against" in " ".join(capsys.readouterr().out.split())
