"""Whose counts a table holds, as readers may take it: by the index, and by the data sets that it is made of."""

from __future__ import annotations

from attrs import frozen

from joinedup.service.linkage.queries import sources_of

_IN, _WITHOUT = " in ", " without "


@frozen
class People:
    """The people of one index in one year (ages are those of the year). sources: (partner, data set) of each supply.

    without: a mark of the objections that were applied, empty for none: with others the people are others.
    """

    index: str
    year: int
    without: str
    sources: frozenset[tuple[str, str]]

    @property
    def name(self) -> str:
        """As a release keeps it."""
        return f"{self.index}{_WITHOUT * bool(self.without)}{self.without}{_IN}{self.year}"

    def alike(self, other: People) -> bool:
        """Whether they are linked from the same data sets of the same partners, in the same year."""
        return bool(self.sources) and (self.sources, self.year) == (other.sources, other.year)

    def overlaps(self, other: People) -> bool:
        """Whether some of them may be the same people, whatever the year."""
        return bool(self.sources & other.sources)


def people_of(index: str, year: int, without: str) -> People:
    """The people of an index, whether or not it has been destroyed since."""
    return People(index, year, without, sources_of(index))


def people_named(name: str) -> People:
    """The same from the name that a release keeps."""
    who, _, year = name.rpartition(_IN)
    index, _, without = who.partition(_WITHOUT)
    return people_of(index, int(year), without)
