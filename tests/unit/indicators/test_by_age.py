"""Rates that allow for age, from a file by age band: UKHSA's published answers by way of the command."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.unit.indicators.made_up import csv_file

from joinedup.cli.main import status_of
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.by_age import standardise
from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.metadata_file import guessed
from joinedup.engine.indicators.reading import read_indicator_file

AREAS = {"big": "E06000001", "tiny": "E06000003"}


@pytest.mark.parametrize("bands", [["0-4", "10-14"], ["0-4", "0-9"], ["All ages"]])
def test_bands_with_a_gap_or_over_one_another_are_refused(tmp_path: Path, bands: list[str]) -> None:
    rows = [f"E06000001,2019,{band},20,1000" for band in bands]
    read = read_indicator_file(
        csv_file(tmp_path, "area code,period,age band,count,population", *rows, rows[0].replace("1,2", "2,2"))
    )
    with pytest.raises(JoinedupError, match="age-bands-wrong"):
        standardise(read.figures())


def test_direct_and_indirect_are_told_apart_by_their_names() -> None:
    assert guessed("Indirectly standardised ratio", whole=False).kind is Kind.INDIRECTLY_STANDARDISED
    assert guessed("Directly standardised rate", whole=False).kind is Kind.DIRECTLY_STANDARDISED


def _answers(oracle: Path, name: str, statistic: str) -> dict[str, dict[str, str]]:
    with (oracle / f"testdata_DSR_ISR__{name}.csv").open(encoding="utf-8-sig") as file:
        return {row["area"]: row for row in csv.DictReader(file) if statistic in row["statistic"]}


@pytest.mark.open_data
@pytest.mark.parametrize("indirect", [False, True])
def test_published_rates_come_out_of_the_command(
    open_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], indirect: bool
) -> None:
    oracle = open_data / "stats_oracle"
    with (oracle / "testdata_DSR_ISR__testdata_nonindepe.csv").open(encoding="utf-8-sig") as file:
        told = [
            f"{code},2019,{row['ageband']},{row['count']},{row['pop']}"
            for row in csv.DictReader(file)
            for size, code in AREAS.items()
            if row["area"] == f"testdata_nonind_{size}"
        ]
    assert len(told) == 2 * 19
    source = csv_file(tmp_path, "area code,period,age band,count,population", *told, name="admissions.csv")
    out = tmp_path / "out.csv"
    words = ["indicator", "standardise", str(source), str(out)]
    if indirect:
        reference = tmp_path / "reference.csv"
        text = (oracle / "testdata_DSR_ISR__refdata.csv").read_text(encoding="utf-8-sig")
        reference.write_text(text.replace("55-69", "55-59"), encoding="utf-8")
        words += ["--reference", str(reference)]
    assert status_of(words) != 0  # the published table has ages 55 to 69 where 55 to 59 are meant
    assert "those from 55 and 60 do not follow one another" in capsys.readouterr().err
    source.write_text(source.read_text(encoding="utf-8").replace("55-69", "55-59"), encoding="utf-8")
    assert status_of(words) == 0
    said = capsys.readouterr().out
    name, statistic = ("ISR", "indirectly standardised rate per 100000") if indirect else ("DSR", "dsr per 100000")
    answers = _answers(oracle, f"testresults_{name}", statistic)
    again = read_indicator_file(out).figures()
    for size, code in AREAS.items():
        value, lower, upper = again.filter(again["area"] == code).select("value", "lower", "upper").row(0)
        row = answers.get(f"testdata_{size}")
        if row is None or not row["value"]:
            assert value is None  # fewer than ten events
            assert f"{code}, 2019: no rate, fewer than ten events" in said
            continue
        wanted = [float(row[heading]) for heading in ("value", "lower95_0cl", "upper95_0cl")]
        assert [value, lower, upper] == pytest.approx(wanted, rel=1e-8)
