"""People as keyed bit patterns: one person's meet, strangers' do not, and nobody without the key reads them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from tests.integration.test_ids_stay import made_up

from joinedup.engine.errors import JoinedupError
from joinedup.engine.linkage.encoded import match
from joinedup.engine.linkage.evaluate import quality
from joinedup.engine.linkage.nicknames import forename_roots
from joinedup.engine.linkage.standardise import standardise
from joinedup.engine.pseudonyms.ceremony import key_from, new_share
from joinedup.engine.pseudonyms.encoding import BLOCKS, PATTERNS, Encoded, encode, record_name
from joinedup.engine.pseudonyms.frequency_attack import guesses

SHARES = ("11" * 32, "22" * 32, "33" * 32)
KEY = key_from(SHARES, "LA-1")


def encoded(rows: pl.DataFrame, source: str = "a", key: bytes = KEY, least: int = 1000) -> Encoded:
    """These people, encoded."""
    table = rows.with_row_index("row_number", 1).cast({"row_number": pl.Int64}).to_arrow()
    names = [f"{source}|{row}" for row in range(1, rows.height + 1)]
    return encode(standardise(table), names, key, roots=forename_roots(), least=least)


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    """1,200 of them."""
    return made_up(1200)


def slipped(rows: pl.DataFrame) -> pl.DataFrame:
    """The same people with a slip in every second record: a letter, a year, a move."""
    kind = pl.int_range(pl.len()) % 6
    return rows.with_columns(
        pl.when(kind == 1).then(pl.col("surname").str.replace("a|e|i|o|u", "y")).otherwise("surname").alias("surname"),
        pl.when(kind == 3).then(pl.col("date_of_birth").dt.offset_by("1y")).otherwise("date_of_birth")
        .alias("date_of_birth"),
        pl.when(kind == 5).then(pl.lit("ZY9 9ZZ")).otherwise("postcode").alias("postcode"),
    )  # fmt: skip


def test_two_partners_find_the_people_they_have_in_common_by_their_encodings_alone(people: pl.DataFrame) -> None:
    files = {"a": encoded(people).table, "b": encoded(slipped(people), "b").table}
    found = match(files, patterns=PATTERNS, blocks=BLOCKS).people
    who = {record_name(f"{source}|{row}", KEY): row for source in files for row in range(1, people.height + 1)}
    measured = quality(found["person_id"].to_pylist(), [who[record] for record in found["record"].to_pylist()])
    assert measured.precision > 0.995
    assert measured.recall > 0.95


def test_the_order_of_the_shares_makes_no_other_key_and_every_share_and_agreement_does() -> None:
    assert key_from(tuple(reversed(SHARES)), "LA-1") == KEY
    others = {key_from(SHARES[:2], "LA-1"), key_from((*SHARES, new_share()), "LA-1"), key_from(SHARES, "LA-2")}
    assert len(others) == 3
    assert KEY not in others


@pytest.mark.parametrize("shares", [(), ("11" * 32,), ("11" * 32, "11" * 32), ("11" * 32, "2"), ("11" * 32, "x" * 64)])
def test_no_key_is_made_of_too_few_or_wrong_shares(shares: tuple[str, ...]) -> None:
    with pytest.raises(JoinedupError) as refused:
        key_from(shares, "LA-1")
    assert refused.value.code == "encoding-share-wrong"


def test_few_people_and_people_without_a_salt_are_refused(people: pl.DataFrame) -> None:
    with pytest.raises(JoinedupError) as few:
        encoded(people.head(999))
    assert few.value.code == "encoding-few-rows"
    bare = people.with_columns(date_of_birth=pl.lit(None, pl.Date), postcode=pl.lit(None, pl.String))
    with pytest.raises(JoinedupError) as unsalted:
        encoded(pl.concat([people.head(800), bare.head(400)]))
    assert unsalted.value.code == "encoding-unsalted"
    assert encoded(pl.concat([people.head(1100), bare.head(100)])).left_out == 100


def test_with_another_key_nothing_is_the_same_and_patterns_of_one_person_are_like_strangers(
    people: pl.DataFrame,
) -> None:
    ours, others = encoded(people), encoded(people, key=key_from(SHARES, "LA-2"))
    assert ours.mark != others.mark
    for name in ("record", *PATTERNS, *BLOCKS):
        assert not set(ours.table[name].drop_null().to_pylist()) & set(others.table[name].drop_null().to_pylist())


def test_equal_names_of_different_years_share_nothing_and_bits_are_balanced(people: pl.DataFrame) -> None:
    twice = pl.concat([people, people.with_columns(pl.col("date_of_birth").dt.offset_by("1y"))])
    table = encoded(twice).table
    bits = np.unpackbits(
        np.frombuffer(b"".join(table["by_year"].drop_null().to_pylist()), dtype=np.uint8).reshape(-1, 128), axis=1
    )
    row = {record: place for place, record in enumerate(table["record"].to_pylist())}
    apart = [
        float((bits[row[record_name(f"a|{n}", KEY)]] != bits[row[record_name(f"a|{n + 1200}", KEY)]]).mean())
        for n in range(1, 200)
    ]
    assert 0.45 < float(np.mean(apart)) < 0.55
    assert 0.47 < float(bits.mean()) < 0.53


def test_how_often_values_occur_gives_hardly_anybody_away(people: pl.DataFrame) -> None:
    # names as unequal as in life: the first makes up a tenth
    common = [f"Name{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}" for n in range(100)]
    weights = 1 / np.arange(1, 101)
    drawn = np.random.default_rng(1).choice(common, people.height, p=weights / weights.sum())
    rows = people.with_columns(pl.Series("surname", drawn))
    table = encoded(rows).table
    truth = {record_name(f"a|{n}", KEY): name for n, name in enumerate(drawn, start=1)}
    most = [name for name, _ in Counter(drawn).most_common()]
    clear = pa.chunked_array([pa.array(drawn)])
    assert np.mean([one == name for one, name in zip(guesses(clear, most), drawn, strict=True)]) > 0.5
    for column in (*PATTERNS, *BLOCKS):
        told = zip(guesses(table[column], most), table["record"].to_pylist(), strict=True)
        right = sum(guess == truth[record] for guess, record in told if guess)
        assert right / people.height < 0.01, column
