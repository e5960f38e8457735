"""Figures for other people's software, and metadata from partners' files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, LSOA_2011, csv_file, long_lines

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.exchange import csv_on_the_web, json_stat, json_stat_text
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.metadata_file import key_from, read_metadata
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.store import Store

SHARE = Indicator(
    "share", "Share", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%", "What it is", source="Made up",
    owner="The partnership", licence="OGL v3", caveat="Small numbers jump about",
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    names = {**LSOA_2011.names, CODES_2011[7]: "=HYPERLINK(1)"}
    kind = made.put_areas(AreaSet("LSOA", 2011, names))
    lines = ["code,period,numerator,denominator,value"]
    lines += [f"{code},{year},{place},100,{place}" for year in (2019, 2018) for place, code in enumerate(CODES_2011)]
    lines[3] = f"{CODES_2011[2]},2019,*,100,*"
    made.put(SHARE, kind, read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures())
    return made


def test_json_stat_has_every_figure_where_its_dimensions_say(store: Store) -> None:
    told = json_stat(store, "share", "lsoa-2011")
    assert (told["version"], told["class"]) == ("2.0", "dataset")
    assert told["id"] == ["area", "period", "measure"]
    areas, periods, measures = (told["dimension"][name]["category"]["index"] for name in told["id"])
    assert told["size"] == [len(areas), len(periods), len(measures)] == [8, 2, 3]
    assert len(told["value"]) == 48

    def at(area: str, period: int, measure: str) -> float | None:
        place = (areas.index(area) * 2 + period) * 3 + measures.index(measure)
        value: float | None = told["value"][place]
        return value

    assert periods[0] == "2018-01-01/2018-12-31"
    assert at(CODES_2011[5], 0, "value") == 5
    assert at(CODES_2011[5], 1, "denominator") == 100
    assert at(CODES_2011[2], 1, "value") is None
    assert told["status"] == {str((2 * 2 + 1) * 3): "c"}
    assert told["extension"]["metadata"]["lacking"] == ["denominator"]
    assert json_stat(store, "share", "lsoa-2011", codes=CODES_2011[:2])["size"] == [2, 2, 3]


def test_what_is_sent_as_json_stat_is_the_same_data_set(store: Store) -> None:
    assert json.loads(json_stat_text(store, "share", "lsoa-2011")) == json_stat(store, "share", "lsoa-2011")
    assert b'"value":[0,0,100,' in json_stat_text(store, "share", "lsoa-2011")  # whole numbers as such


def test_one_time_can_be_asked_for(store: Store) -> None:
    last = max(one.period for one in store.slices("share", "lsoa-2011"))
    told = json_stat(store, "share", "lsoa-2011", period=last)
    assert told["size"] == [8, 1, 3]
    assert told["dimension"]["period"]["category"]["index"] == ["2019-01-01/2019-12-31"]
    assert told["status"] == {str(2 * 3): "c"}
    rows = list(csv.DictReader(io.StringIO(csv_on_the_web(store, "share", "lsoa-2011", "x.csv", period=last).text)))
    assert {row["period"] for row in rows} == {"2019"}
    assert len(rows) == 8


def test_areas_that_are_put_later_are_in_what_is_sent(store: Store) -> None:
    before = json.loads(json_stat_text(store, "share", "lsoa-2011"))
    store.put_areas(AreaSet("LSOA", 2011, {"E01099999": "Later"}))
    after = json.loads(json_stat_text(store, "share", "lsoa-2011"))
    assert after["size"][0] == before["size"][0] + 1
    assert after["dimension"]["area"]["category"]["label"]["E01099999"] == "Later"


def test_csv_on_the_web_says_what_each_column_is(store: Store) -> None:
    made = csv_on_the_web(store, "share", "lsoa-2011", "share.csv")
    rows = list(csv.DictReader(io.StringIO(made.text)))
    columns = [one["name"] for one in made.metadata["tableSchema"]["columns"]]
    assert list(rows[0]) == columns
    assert len(rows) == 16
    hidden = [row for row in rows if row["status"]]
    assert [(row["area_code"], row["value"], row["status"]) for row in hidden] == [(CODES_2011[2], "", "c")]
    assert made.metadata["url"] == "share.csv"
    assert made.metadata["dc:license"]["@id"].startswith("https://www.nationalarchives.gov.uk/")
    assert made.metadata["notes"][0]["value"] == SHARE.caveat
    key = [tuple(row[name] for name in made.metadata["tableSchema"]["primaryKey"]) for row in rows]
    assert len(set(key)) == len(rows)


def test_a_name_is_never_a_formula(store: Store) -> None:
    assert "\n,=" not in csv_on_the_web(store, "share", "lsoa-2011", "share.csv").text
    assert "'=HYPERLINK(1)" in csv_on_the_web(store, "share", "lsoa-2011", "share.csv").text


def test_what_is_exported_can_be_read_again(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    path.write_text(csv_on_the_web(store, "share", "lsoa-2011", "again.csv").text, encoding="utf-8")
    again = read_indicator_file(path, known=KNOWN).figures()
    for one in store.slices("share", "lsoa-2011"):
        kept = store.figures("share", "lsoa-2011", one.period)
        own = again.filter(again["starts"] == one.period.starts).sort("area")
        assert own["value"].to_list() == [None if v != v else v for v in kept.values.tolist()]


def test_metadata_with_a_row_an_indicator(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "Indicator,Description,Source,Value type,Polarity,Unit,Owner,Licence,Denominator",
        "Smoking in adults,Adults who smoke,Survey,Proportion,Low is good,%,Public health,OGL,Adults",
        'Deaths,Deaths under 75,ONS,Directly standardised rate,Low is good,"per 100,000",ONS,OGL,',
        "Five GCSEs,Pupils with five,DfE,percentage,High,%,,,",
        name="metadata.csv",
    )
    described = read_metadata(path)
    smoking, deaths, gcse = described.indicators
    assert (smoking.key, smoking.kind, smoking.polarity, smoking.per) == (
        "smoking-in-adults", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100,
    )  # fmt: skip
    assert (deaths.kind, deaths.per) == (Kind.DIRECTLY_STANDARDISED, 100_000)
    assert gcse.polarity is Polarity.HIGH_IS_GOOD
    assert described.lacking == {"Five GCSEs": ("owner", "licence", "denominator")}


def test_metadata_as_headings_and_texts(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Title:,Fear of crime", "Source:,Residents' survey", "Notes:,One year in two")
    (one,) = read_metadata(path).indicators
    assert (one.title, one.source, one.caveat) == ("Fear of crime", "Residents' survey", "One year in two")


def test_a_file_that_describes_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError, match="metadata-unreadable"):
        read_metadata(csv_file(tmp_path, *long_lines(range(8))))
    assert key_from("Year 6 obesity (%)") == "year-6-obesity"


@pytest.mark.open_data
def test_real_metadata_is_read(open_data: Path) -> None:
    found = [one for file in sorted((open_data / "indicators" / "ward_meta").glob("*.csv")) for one in read_metadata(file).indicators]  # fmt: skip  # noqa: E501
    assert len(found) > 20
    assert all(one.definition and one.source for one in found)
    polarity = read_metadata(open_data / "fingertips" / "indicators_polarity_benchmark_method.csv")
    assert {one.polarity for one in polarity.indicators} == set(Polarity)
