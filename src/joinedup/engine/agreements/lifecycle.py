"""The life of an agreement version as a table of states, which draws its own diagram.

Whether a signed agreement is in force on a day is not a state: it follows from signatures, dates, review
and the protocol above it (see `in_force`), so nobody has to remember to switch it.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from joinedup.engine.errors import error


class State(StrEnum):
    """Where a version of a protocol or an agreement stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


@frozen
class Transition:
    """A verb that takes a version from one state to another, and why it exists."""

    verb: str
    before: State
    after: State
    because: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition("proposed", State.DRAFT, State.PROPOSED, "the text is complete and goes to the signatories"),
    Transition("abandoned", State.DRAFT, State.ABANDONED, "it is not wanted any more"),
    Transition("abandoned", State.PROPOSED, State.ABANDONED, "a party will not sign"),
    Transition("signed", State.PROPOSED, State.SIGNED, "the last party has signed this very version"),
    Transition("suspended", State.SIGNED, State.SUSPENDED, "a party asks for a stop, at once"),
    Transition("resumed", State.SUSPENDED, State.SIGNED, "the cause of the stop is put right"),
    Transition("ended", State.SIGNED, State.ENDED, "the sharing is over before its end date"),
    Transition("ended", State.SUSPENDED, State.ENDED, "the sharing will not resume"),
    Transition("superseded", State.SIGNED, State.SUPERSEDED, "a later version has been signed by all"),
    Transition("superseded", State.SUSPENDED, State.SUPERSEDED, "a later version has been signed by all"),
    Transition("superseded", State.PROPOSED, State.SUPERSEDED, "the text was changed before all had signed"),
)


def after(state: State, verb: str) -> State:
    """The state that follows. Raises `transition-impossible` where the table has no such row."""
    for row in TRANSITIONS:
        if (row.before, row.verb) == (state, verb):
            return row.after
    raise error("transition-impossible", state=state.value, verb=verb)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {row.before.value} --> {row.after.value}: {row.verb}" for row in TRANSITIONS]
    leaving = {row.before for row in TRANSITIONS}
    lines += [f"    {state.value} --> [*]" for state in State if state not in leaving]
    return "\n".join(lines) + "\n"
