"""Would a lower type of sharing do? Three questions find the lowest that does what is wanted."""

from __future__ import annotations

from attrs import frozen

QUESTIONS = (
    ("one_person", "Must somebody act for one person whom they know by name?"),
    ("joined", "Must records about the same person be put together?"),
    ("together", "Must professionals talk through single cases together?"),
)
COSTS = {
    1: "No person is shared: an agreement and protected tables are enough.",
    2: "Still personal data: supplies are linked, no names leave; an impact assessment and sign-offs are needed.",
    3: "Identifiable: every look-up has a reason and is shown to the person; the strictest law applies.",
    4: "Identifiable and spoken: who is in the room, what is written down and who acts must be agreed.",
}


@frozen
class Advice:
    """The lowest type that would do, and why, in words that also say what it asks."""

    lowest: int
    words: str

    def needs_reason(self, chosen: int) -> bool:
        """Whether a higher type was chosen than would do, so that it must be said why."""
        return chosen > self.lowest

    def cost_of(self, chosen: int) -> str:
        """What a higher type asks beyond the lowest, one sentence for each step up; empty where it is not higher."""
        return " ".join(f"Type {step}: {COSTS[step]}" for step in range(self.lowest + 1, chosen + 1))


def advise(*, one_person: bool, joined: bool, together: bool) -> Advice:
    """The lowest type for these answers. Who talks through single cases knows whose they are, whatever else is said."""
    if together:
        lowest, because = 4, "Professionals talk about single people."
    elif one_person:
        lowest, because = 3, "Somebody acts for one person."
    elif joined:
        lowest, because = 2, "Records are put together, and nobody needs to know whose they are."
    else:
        lowest, because = 1, "Counts by area answer it."
    return Advice(lowest, f"Type {lowest} would do. {because} {COSTS[lowest]}")
