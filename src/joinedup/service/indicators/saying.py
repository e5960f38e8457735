"""What figures are about, as whoever loaded them said: written into the chain with the fingerprint of the figures.

So whoever said "published already" of figures about people can be held to it, for exactly these figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from joinedup.service.audit.actions import append
from joinedup.service.audit.keeping import sha256_of
from joinedup.service.audit.queries import links_about
from joinedup.service.indicators.queries import whole_store

EVENT = "figures-about"
NOT_SAID = "not said, and it makes no difference"  # no count is small, and none follows


@frozen
class Said:
    """What somebody said of figures, and when. `period`: of one time that was entered, "" for a whole file."""

    about: str
    by: str
    at: datetime
    period: str


def keep_word(
    parts: Iterable[tuple[str, str]], about: str, *, by: str, said_by: str, source: str, period: str = ""
) -> None:
    """Write into the chain what the figures of indicators and kinds of area are about, once they are kept.

    by: who brought them into use; source: the loading, or the file's name. Raises outside a transaction.
    """
    kept = whole_store()
    for key, kind in parts:
        append(
            EVENT, by=by, subject=key, areas=kind, about=about, said_by=said_by, source=source, period=period,
            sha256=sha256_of(kept.figures_file(key, kind)),
        )  # fmt: skip


def words_of(key: str, kind: str) -> list[Said]:
    """What was said of the figures that are kept now: of their last file, and of what was entered since.

    Nothing where nobody said it, or where others have been put in their place without a word.
    """
    found: list[Said] = []
    last = ""
    for link in links_about(EVENT, [key]):
        told = {name: str(value) for name, value in link.told.items()}
        if told["areas"] != kind:
            continue
        one = Said(told["about"], told["said_by"], datetime.fromisoformat(link.at), told["period"])
        before = [each for each in found if each.period != one.period] if one.period else []
        found, last = [*before, one], told["sha256"]
    return found if found and last == sha256_of(whole_store().figures_file(key, kind)) else []
