"""People as keyed bit patterns, for linking without names leaving the partner (privacy-preserving linkage).

What a record says of who somebody is (pairs of letters of names, digits of the birth date and of the number) sets bits
of a Bloom filter by keyed hashes (Schnell, Bachteler and Reiher 2009). Hardened: the key is salted with the birth year,
so that equal names of different years share nothing; every bit handed on is the sum, modulo 2, of several bits of the
balanced filter and its complement (Armknecht, Heng and Schnell 2023), so that no bit tells of one pair of letters.
A second pattern, salted with the day and month, meets where a year was written wrongly; a third, with the postcode,
where there is no birth date. Blocks are keyed hashes that few people share; they say which patterns to compare.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import error

Bits = npt.NDArray[np.uint64]

LENGTH, SUMMED = 1024, 3  # bits of a pattern; bits of the filter that each is the sum of
WORDS = LENGTH // 64
LEAST_ROWS = 1000  # fewer patterns, and whoever knows who is in the file knows which is whose
MOST_WITHOUT = 0.2  # share of rows without anything to salt by, above which the file is refused
PATTERNS = ("by_year", "by_day", "by_place")
BLOCKS = ("born_forename", "born_surname", "names_year", "number", "place_initials")
# hashes a token: what tells people apart sets more bits
_HASHES = {"forename": 14, "surname": 10, "born": 10, "sex": 6, "postcode": 5, "number": 6}
_CHUNK = 20_000


@frozen
class Encoded:
    """table: `record` (a keyed pseudonym), the patterns (128 bytes, null without their salt) and the blocks (int64).

    left_out: rows with nothing to salt by. mark: fingerprint of key, agreement and method.
    """

    table: pa.Table
    left_out: int
    mark: str


def mark_of(key: bytes) -> str:
    """What two encoded files have in common that may be compared: the same key and the same method."""
    method = f"joinedup encoding 1|{LENGTH}|{SUMMED}|{sorted(_HASHES.items())}"
    return hmac.new(key, method.encode(), hashlib.sha256).hexdigest()[:32]


def encode(
    standardised: pa.Table, names: list[str], key: bytes, *, roots: pa.Table, least: int = LEAST_ROWS
) -> Encoded:
    """The records of one partner as patterns.

    standardised: a table of `linkage.standardise`; names: of each row its own name at the partner (kept as a keyed
    pseudonym); key: of one agreement (see ceremony); roots: `form` and `root` of forenames. Raises
    `encoding-few-rows`, and `encoding-unsalted` where too many rows have nothing to salt by.
    """
    rows = pl.DataFrame(standardised)
    if rows.height < least:
        raise error("encoding-few-rows", least=least, rows=rows.height)
    rows = rows.join(pl.DataFrame(roots), left_on="forename", right_on="form", how="left", maintain_order="left")
    rows = rows.with_columns(
        pl.coalesce("root", "forename").alias("root"),
        pl.col("born_text").str.slice(0, 4).alias("year"),
        pl.col("born_text").str.slice(4).alias("day"),
        pl.col("postcode").str.replace_all(" ", "").alias("whole_postcode"),
    )
    salts = {"by_year": pl.col("year"), "by_day": pl.col("day"), "by_place": pl.col("whole_postcode")}
    usable = rows.select(pl.any_horizontal(salt.is_not_null() for salt in salts.values()).alias("usable"))["usable"]
    if (~usable).mean() > MOST_WITHOUT:  # type: ignore[operator]
        raise error("encoding-unsalted", share=f"{100 * float((~usable).mean()):.0f}")  # type: ignore[arg-type]
    tokens = _tokens(rows)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {"record": pa.array([record_name(name, key) for name in names])}
    for name in PATTERNS:
        salt = rows.select(salts[name].alias("salt"))["salt"]
        patterns = _patterns(tokens, salt, key, f"{name}|")
        present = salt.is_not_null().to_list()
        columns[name] = pa.array(
            [one.tobytes() if there else None for one, there in zip(patterns, present, strict=True)], pa.binary()
        )
    for name, words in _blocks(rows).items():
        columns[name] = _block(words, key, name)
    table = pa.table(columns).filter(pa.array(usable.to_list()))
    order = np.argsort(table["record"].to_numpy(zero_copy_only=False))  # so that the order of rows says nothing
    return Encoded(table.take(pa.array(order)), int((~usable).sum()), mark_of(key))


def record_name(name: str, key: bytes) -> str:
    """What a row is called in an encoded file: a keyed pseudonym of its own name at the partner."""
    return _keyed(key, f"record|{name}")[:16].hex()


def _keyed(key: bytes, text: str) -> bytes:
    return hashlib.blake2b(text.encode(), key=key, digest_size=64).digest()


def _tokens(rows: pl.DataFrame) -> pl.DataFrame:
    """place (of the row), field, token: everything that sets bits."""
    parts = [
        *(_pairs(rows, field, column) for field, column in (("forename", "forename"), ("surname", "surname"))),
        _pairs(rows, "surname", "previous_surname"),
        _signs(rows, "born", "born_text"),
        _whole(rows, "sex", "sex"),
        _pairs(rows, "postcode", "whole_postcode"),
        _pairs(rows, "number", "nhs_number"),
        _pairs(rows, "number", "other_identifier"),
    ]
    return pl.concat(parts).unique()


def _exploded(rows: pl.DataFrame, field: str, tokens: pl.Expr) -> pl.DataFrame:
    return (
        rows.with_row_index("place")
        .select(pl.col("place").cast(pl.Int64), pl.lit(field).alias("field"), tokens.alias("token"))
        .explode("token")
        .drop_nulls()
    )


def _pairs(rows: pl.DataFrame, field: str, column: str) -> pl.DataFrame:
    """Pairs of neighbouring signs, the ends included."""
    padded = pl.concat_str(pl.lit("_"), pl.col(column), pl.lit("_"))
    longest = rows.select(pl.col(column).str.len_chars().max())[column][0] or 0
    pairs = [
        pl.when(pl.col(column).str.len_chars() + 1 > at).then(padded.str.slice(at, 2)) for at in range(longest + 1)
    ]
    told = pl.concat_list(pairs) if pairs else pl.lit([], dtype=pl.List(pl.String))
    return _exploded(rows, field, pl.when(pl.col(column) != "").then(told))


def _signs(rows: pl.DataFrame, field: str, column: str) -> pl.DataFrame:
    """Each sign with its place."""
    return pl.concat(
        [
            _whole(rows, field, column, pl.concat_str(pl.lit(f"{at}:"), pl.col(column).str.slice(at, 1)))
            for at in range(8)
        ]
    )


def _whole(rows: pl.DataFrame, field: str, column: str, token: pl.Expr | None = None) -> pl.DataFrame:
    told = token if token is not None else pl.col(column)
    return (
        rows.with_row_index("place")
        .select(
            pl.col("place").cast(pl.Int64),
            pl.lit(field).alias("field"),
            pl.when(pl.col(column) != "").then(told).alias("token"),
        )
        .drop_nulls()
    )


def _patterns(tokens: pl.DataFrame, salt: pl.Series, key: bytes, kind: str) -> Bits:
    salted = tokens.join(
        pl.DataFrame({"place": np.arange(salt.len()), "salt": salt}), on="place", how="left"
    ).drop_nulls()  # fmt: skip
    each = salted.select("field", "token", "salt").unique(maintain_order=True).with_row_index("hash")
    digests = np.frombuffer(
        b"".join(_keyed(key, f"{kind}{s}|{f}|{t}") for f, t, s in each.select("field", "token", "salt").iter_rows()),
        dtype=np.uint16,
    ).reshape(-1, 32)
    where = salted.join(each, on=["field", "token", "salt"]).sort("place")
    place, which = where["place"].to_numpy(), where["hash"].to_numpy()
    count = where["field"].replace_strict(_HASHES, return_dtype=pl.Int64).to_numpy()
    chosen, flipped = _sums(key, kind)
    out = np.zeros((salt.len(), WORDS), dtype=np.uint64)
    for begin in range(0, salt.len(), _CHUNK):
        end = min(begin + _CHUNK, salt.len())
        first, last = np.searchsorted(place, [begin, end])
        bits = np.zeros((end - begin, LENGTH), dtype=np.uint8)
        for number in range(max(_HASHES.values())):
            on = count[first:last] > number
            at = place[first:last][on] - begin
            bits[at, digests[which[first:last][on], number] % LENGTH] = 1
        summed = np.bitwise_xor.reduce(bits[:, chosen], axis=2) ^ flipped
        out[begin:end] = np.ascontiguousarray(np.packbits(summed, axis=1)).view(np.uint64)
    return out


def _sums(key: bytes, kind: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Which bits of the balanced filter each bit handed on is the sum of; of how many the complement, modulo 2."""
    dice = np.random.Generator(np.random.PCG64(int.from_bytes(_keyed(key, f"sums|{kind}")[:16], "big")))
    picked = np.stack([dice.permutation(LENGTH) for _ in range(SUMMED)], axis=1)
    return picked, np.asarray(dice.integers(0, 2, LENGTH), dtype=np.uint8)


def _blocks(rows: pl.DataFrame) -> Mapping[str, pl.Series]:
    initial, begins = pl.col("forename").str.slice(0, 1), pl.col("surname").str.slice(0, 1)
    sound = pl.concat_str(begins, pl.col("surname").str.slice(1).str.replace_all("[AEIOUYHW ]", ""))
    made = rows.select(
        pl.concat_str("born_text", initial, separator="|").alias("born_forename"),
        pl.concat_str("born_text", begins, separator="|").alias("born_surname"),
        pl.concat_str("root", sound, "year", separator="|").alias("names_year"),
        pl.coalesce("nhs_number", "other_identifier").alias("number"),
        pl.concat_str("whole_postcode", initial, begins, separator="|").alias("place_initials"),
    )
    return {name: made[name] for name in BLOCKS}


def _block(words: pl.Series, key: bytes, name: str) -> pa.Array:
    each = words.drop_nulls().unique()
    known = {word: int.from_bytes(_keyed(key, f"block|{name}|{word}")[:8], "big", signed=True) for word in each}
    return pa.array([known.get(word) for word in words], pa.int64())
