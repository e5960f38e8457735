"""What an error is: words with places for details, and an exit status."""

from __future__ import annotations

from attrs import frozen

DONE, REFUSED, BAD_INPUT = 0, 1, 2  # the exit statuses of every command


@frozen
class Entry:
    """What an error says. `status` is the command's exit status: 1 refused or not safe, 2 bad input."""

    what: str
    do: str
    status: int = BAD_INPUT


class JoinedupError(Exception):
    """An error a person can act on. Made by `error`, never directly."""

    def __init__(self, code: str, entry: Entry, where: str, details: dict[str, object]) -> None:
        self.code = code
        self.where = where
        self.what = entry.what.format(**details)
        self.do = entry.do.format(**details)
        self.status = entry.status
        self.details = details
        place = f" [{where}]" if where else ""
        super().__init__(f"{code}{place}: {self.what} {self.do}")

    def as_json(self) -> dict[str, object]:
        """The error as plain values, for `--json`."""
        return {"error": self.code, "what": self.what, "where": self.where, "do": self.do}
