"""By what a person is found in an index, misspelt or in part, without a list of names: keyed hashes of what fits.

A token is a keyed hash of two or three things that a record says of somebody, such as surname and date of birth, or the
first letters of the surname and the postcode. One typing error spoils one of the things, and the others still
meet. The same definition makes the tokens of records, many at once, and those of a question.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product

import pyarrow as pa
from attrs import frozen

from joinedup.engine.linkage.nicknames import forename_roots
from joinedup.engine.linkage.standardise import memory_connection

HEX = 15  # hexadecimal digits of a token: 60 bits, so that it fits a signed number of 64

# what a part says of which field of the question, and how much that is worth: about as many bits as it tells people
# apart by in a population of a million
_SAYS: dict[str, tuple[str, int]] = {
    "number": ("number", 30), "number_nearly": ("number", 25),
    "surname": ("surname", 10), "surname_sound": ("surname", 8), "surname_begins": ("surname", 5),
    "surname_ends": ("surname", 5),
    "forename": ("forename", 7), "forename_begins": ("forename", 4), "forename_ends": ("forename", 4),
    "born": ("date_of_birth", 15), "born_nearly": ("date_of_birth", 11), "birthday": ("date_of_birth", 8),
    "born_year": ("date_of_birth", 6),
    "postcode": ("postcode", 15), "postcode_nearly": ("postcode", 11),
}  # fmt: skip
WHOLE = frozenset(("number", "surname", "forename", "born", "postcode"))

# which parts are hashed together; few people share any of these
KINDS: tuple[tuple[str, ...], ...] = (
    ("number",), ("number_nearly",),
    ("surname", "born"), ("surname_sound", "born"), ("surname_begins", "born"), ("surname_ends", "born"),
    ("forename", "born"), ("forename_begins", "born"), ("forename_ends", "born"), ("postcode", "born"),
    ("surname", "forename", "born_nearly"), ("surname", "forename", "born_year"),
    ("surname_sound", "forename", "born_year"),
    ("surname", "postcode"), ("surname_begins", "postcode"), ("surname_ends", "postcode"), ("forename", "postcode"),
    ("surname", "postcode", "forename_begins"), ("surname", "postcode", "forename_ends"),
    ("surname", "postcode", "born_year"), ("surname", "postcode", "birthday"),
    ("surname", "forename", "postcode_nearly"),
)  # fmt: skip

_VOWELS = "AEIOUYHW"
# the parts of a record, from what `standardise` made of it and the root of its forename
_SQL = {
    "number": "nhs_number",
    "surname": "family",
    "surname_sound": f"left(family, 1) || regexp_replace(substr(family, 2), '[{_VOWELS}]', '', 'g')",
    "surname_begins": "left(family, 3)",
    "surname_ends": "right(family, 3)",
    "forename": "root",
    "forename_begins": "left(given, 3)",
    "forename_ends": "right(given, 3)",
    "born": "substr(born_text, 7, 2) || substr(born_text, 5, 2) || left(born_text, 4)",  # as it is typed in the UK
    "birthday": "substr(born_text, 7, 2) || substr(born_text, 5, 2)",
    "born_year": "left(born_text, 4)",
    "postcode": "replace(postcode, ' ', '')",
}
# of these each way of leaving one sign out, and the whole: two that differ by one typing error share one of them
_NEARLY = {"number_nearly": "number", "born_nearly": "born", "postcode_nearly": "postcode"}


@frozen
class Question:
    """Whom somebody looks for: as much of it as they know. number: an NHS number, digits only or with spaces."""

    forename: str = ""
    surname: str = ""
    date_of_birth: date | None = None
    postcode: str = ""
    number: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What is given."""
        names = ("forename", "surname", "date_of_birth", "postcode", "number")
        return tuple(name for name in names if getattr(self, name))


@frozen
class Said:
    """What a token says of one field: how many bits, and whether all of the field fits as it was typed."""

    field: str
    bits: int
    whole: bool


def token_key(secret: bytes) -> str:
    """The key of the tokens of one index, as text."""
    return hmac.new(secret, b"search tokens", hashlib.sha256).hexdigest()


def tokens_of_records(standardised: pa.Table, secret: bytes) -> pa.Table:
    """token (int64), row (int64): by what each record is found, in the order of the tokens.

    standardised: `row` and the columns of `linkage.standardise`. A name before a marriage counts as a surname too.
    """
    with memory_connection() as connection:
        connection.register("roots", forename_roots())
        connection.register("standard", standardised)
        connection.execute("""
            CREATE TEMP TABLE records AS
            SELECT row, nhs_number, born_text, postcode, regexp_replace(surname, '[^A-Z]', '', 'g') AS family,
                regexp_replace(split_part(forename, ' ', 1), '[^A-Z]', '', 'g') AS given,
                coalesce(roots.root, given) AS root
            FROM (SELECT * FROM standard UNION ALL
                SELECT * REPLACE (previous_surname AS surname) FROM standard WHERE previous_surname IS NOT NULL)
            LEFT JOIN roots ON regexp_replace(split_part(forename, ' ', 1), '[^A-Z]', '', 'g') = roots.form
        """)
        each = " UNION ".join(_hashes(kind) for kind in KINDS)
        return connection.execute(
            f"SELECT token, row FROM ({each}) ORDER BY token, row", {"key": token_key(secret)}
        ).to_arrow_table()


def _hashes(kind: tuple[str, ...]) -> str:
    nearly = next((_SQL[_NEARLY[part]] for part in kind if part in _NEARLY), "''")
    parts = ["less" if part in _NEARLY else _SQL[part] for part in kind]
    text = " || '|' || ".join(("$key", f"'{'+'.join(kind)}'", *parts))
    there = " AND ".join(f"{part} <> ''" for part in parts)
    return (
        f"SELECT ('0x' || left(sha256({text}), {HEX}))::BIGINT AS token, row FROM (SELECT *, "
        f"unnest(list_distinct(list_append([left({nearly}, i - 1) || substr({nearly}, i + 1)"
        f" FOR i IN range(1, len({nearly}) + 1)], {nearly}))) AS less FROM records) WHERE {there}"
    )


def tokens_of_question(question: Question, secret: bytes) -> dict[int, tuple[Said, ...]]:
    """Each token that may find whom the question means, and what its match says.

    Forename and surname the wrong way round, and day and month, are tried as well; they say less, and nothing whole.
    """
    key, roots = token_key(secret), _roots()
    found: dict[int, tuple[Said, ...]] = {}
    for parts, less in _readings(question, roots):
        for kind in KINDS:
            said = tuple(Said(_SAYS[part][0], _SAYS[part][1] - less, part in WHOLE and not less) for part in kind)
            for words in product(*(parts[part] for part in kind)):
                text = "|".join((key, "+".join(kind), *words))
                found.setdefault(int(hashlib.sha256(text.encode()).hexdigest()[:HEX], 16), said)
    return found


def _readings(question: Question, roots: Mapping[str, str]) -> Iterator[tuple[dict[str, tuple[str, ...]], int]]:
    forename, surname = _letters(question.forename.split(" ")[0]), _letters(question.surname)
    yield _parts(question, forename, surname, question.date_of_birth, roots), 0
    if forename and surname:
        yield _parts(question, surname, forename, question.date_of_birth, roots), 2
    born = question.date_of_birth
    if born and born.day <= 12 and born.day != born.month:
        yield _parts(question, forename, surname, born.replace(month=born.day, day=born.month), roots), 2


def _parts(
    question: Question, forename: str, surname: str, born: date | None, roots: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    number = re.sub(r"\D", "", question.number)
    postcode = re.sub(r"[^A-Z0-9]", "", question.postcode.upper())
    day = born.strftime("%d%m%Y") if born else ""
    one = {
        "number": number, "born": day, "birthday": day[:4], "born_year": day[4:], "postcode": postcode,
        "surname": surname, "surname_sound": surname[:1] + re.sub(f"[{_VOWELS}]", "", surname[1:]),
        "surname_begins": surname[:3], "surname_ends": surname[-3:],
        "forename": roots.get(forename, forename), "forename_begins": forename[:3], "forename_ends": forename[-3:],
    }  # fmt: skip
    several = {name: _nearly(one[whole]) for name, whole in _NEARLY.items()}
    return {name: (word,) if word else () for name, word in one.items()} | several


def _nearly(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(word[:i] + word[i + 1 :] for i in range(len(word))), word))) if word else ()


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.upper().translate(str.maketrans("ØŁĐ", "OLD")))
    return re.sub("[^A-Z]", "", plain)


@cache
def _roots() -> dict[str, str]:
    table = forename_roots()
    return dict(zip(table["form"].to_pylist(), table["root"].to_pylist(), strict=True))
