"""Modules of training, and the accesses that are open once they have been completed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen


@frozen
class Training:
    """What opens an access: for each level the modules that must have been completed."""

    needed: Mapping[str, frozenset[str]]

    def lacking(self, level: str, completed: Collection[str]) -> tuple[str, ...]:
        """The modules that are still to be done for a level; none where it is open. Raises KeyError for no level."""
        return tuple(sorted(self.needed[level] - set(completed)))

    def levels(self, completed: Collection[str]) -> tuple[str, ...]:
        """The levels that are open."""
        return tuple(level for level in self.needed if not self.lacking(level, completed))
