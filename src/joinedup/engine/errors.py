"""Every error: a code, what happened, where, what to do.

One class and one catalogue. A code is raised with `error("supply-empty", where="housing.csv")`; the words
come from the catalogue below, so that they are written, read and translated in one place, and so that the
reference can be generated from it. Details put into the words are counts, positions, column names and
identifiers of the register, never a value of somebody's data.
"""

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


def error(code: str, where: str = "", **details: object) -> JoinedupError:
    """The error with this code, ready to raise. Raises KeyError for a code that is not in the catalogue."""
    return JoinedupError(code, CATALOGUE[code], where, details)


CATALOGUE: dict[str, Entry] = {
    # the command line
    "usage": Entry("{what}", "Run the command with --help to see what it takes."),
    "file-missing": Entry("There is no such file.", "Check the name, and that you may read it."),
    "file-exists": Entry("That file is already there.", "Choose another name, or remove it first."),
    "file-unwritable": Entry("The file cannot be written.", "Check the folder exists and that you may write to it."),
    "text-unwritable": Entry(
        "A text holds a character that cannot be written to a CSV file.", "Correct that text in the input."
    ),
    "unexpected": Entry(
        "Something went wrong inside Joinedup ({kind}). Nothing was released.",
        "Run it again; if it happens again, report it with this code and the command, without the data.",
    ),
    # the gate
    "refused": Entry("Refused. {reasons}", "Put each reason right, then ask again.", REFUSED),
    # agreements
    "agreement-unknown": Entry("There is no agreement {reference} in the register.", "Check its reference."),
    "agreement-incomplete": Entry("The agreement cannot be proposed: {missing}.", "Complete it and propose it again."),
    "not-a-party": Entry("{partner} is not a party to {reference}.", "Only a party can sign, suspend or withdraw."),
    "signature-invalid": Entry(
        "The signature of {partner} does not fit this version of {reference}.",
        "Sign the very version in the register; a changed text is a new version.",
    ),
    "transition-impossible": Entry(
        "An agreement that is {state} cannot be {verb}.", "See the lifecycle for what can follow."
    ),
    # the vault
    "vault-key-missing": Entry(
        "The key of {name} is gone, so its data cannot be read again.", "Ask the partner for a new supply.", REFUSED
    ),
    "vault-damaged": Entry(
        "The sealed file {name} is missing, changed or damaged.",
        "Restore it from a backup, or ask the partner for a new supply; then run 'joinedup audit verify'.",
        REFUSED,
    ),
    "master-key-wrong": Entry(
        "The master key is not the one that this vault was made with.", "Put the right master key in place."
    ),
    # the audit chain
    "chain-broken": Entry("The audit chain does not hold: {problem}", "Keep a copy, and find out who wrote.", REFUSED),
}
