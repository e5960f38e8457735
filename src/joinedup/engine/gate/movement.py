"""A movement: one request for data to move, with everything that a decision needs to know about it."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from joinedup.engine.agreements.agreement import INDEX as INDEX
from joinedup.engine.agreements.agreement import PAIRS as PAIRS
from joinedup.engine.agreements.agreement import SEARCH as SEARCH

# What an index holds beside row numbers. Nothing in it says who a person is.
SEARCH_KEY = "search_key"  # a keyed hash, by which one person can be found without a list of names
RECORD_KEY = "record_key"  # a keyed hash, by which a record is known again when it is received again
CLIENT_IDS = (RECORD_KEY, "client")  # all that linkage needs of an earlier index, so that people keep their ids
INDEX_COLUMNS = (
    "source",
    "source_row",
    "client",
    "match_probability",
    "birth_year",
    "sex",
    "lsoa",
    "household",
    SEARCH_KEY,
    RECORD_KEY,
)


# What the search beside an index holds: keyed hashes of what is said of somebody, and whose row of the index it is.
TOKEN = "token"  # noqa: S105 (the name of a column)
SEARCH_COLUMNS = (TOKEN, "index_row")
# What is kept beside an index of how its people were put together: rows of the index, and how alike each two are.
PAIRS_COLUMNS = ("index_row", "other_row", "odds", "code")
# what linkage makes and the host keeps, and what each holds
MADE_HERE = {INDEX: INDEX_COLUMNS, SEARCH: SEARCH_COLUMNS, PAIRS: PAIRS_COLUMNS}


class Kind(StrEnum):
    """How data move: into the vault, into a linkage, to a recipient, to everyone."""

    RECEIVE = "receive"
    LINK = "link"
    DELIVER = "deliver"
    PUBLISH = "publish"


@frozen
class Movement:
    """One request. `source` is the supply or the index; `supplier` and `dataset` say whose data it is.

    columns: the data items asked for. recipient: a partner, or PUBLIC. by: who asks, as the register
    knows them. subject: the client looked up (type 3), else empty. consent: the reference of a recorded
    consent, where the agreement rests on consent. least: the fewest people that a count made of it will stand for; 0
    promises nothing.
    """

    kind: Kind
    agreement: str
    source: str
    supplier: str
    dataset: str
    columns: tuple[str, ...]
    purpose: str
    recipient: str
    by: str
    subject: str = ""
    consent: str = ""
    least: int = 0
