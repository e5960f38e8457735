"""An owner signs an indicator's figures off by a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

from joinedup.engine.indicators.periods import Period


class Signed(StrEnum):
    """Where a sign-off stands."""

    DONE = "signed off"
    WAITING = "waiting"
    OVERDUE = "overdue"


@frozen
class SignOff:
    """An owner signs an indicator's figures off by a day; `signed` is None until then."""

    indicator: str
    period: Period
    owner: str
    due: date
    signed: date | None = None

    def standing(self, today: date) -> Signed:
        """Signed, waiting, or overdue: the owner is then told."""
        if self.signed is not None:
            return Signed.DONE
        return Signed.OVERDUE if today > self.due else Signed.WAITING

    def words(self, today: date) -> str:
        """What is told."""
        standing = self.standing(today)
        if standing is Signed.DONE and self.signed is not None:
            return f"{self.owner} signed it off on {self.signed.day} {self.signed:%B %Y}."
        days = abs((today - self.due).days)
        since = f"overdue by {days} days" if standing is Signed.OVERDUE else f"due in {days} days"
        return f"{self.owner} has not signed it off: {since}."
