"""Gaps: where need is above the whole's and provision, measured by that need, is below it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class Gap:
    """One area. need: its share of people in need, 0 to 1, None where not shown. services: in it, of all kinds.

    per_thousand: services for every thousand people in need, None where not shown. gap: need above the whole's and
    services per thousand below it.
    """

    area: str
    need: float | None
    services: int
    per_thousand: float | None
    gap: bool

    @property
    def words(self) -> str:
        """The area in a sentence, without its name."""
        if self.need is None or self.per_thousand is None:
            return f"need not shown, {self.services} services"
        told = f"{self.need:.1%} in need, {self.services} services, {self.per_thousand:.1f} for every thousand in need"
        return f"{told}: a gap" if self.gap else told


def gaps(need: Mapping[str, tuple[int | None, int]], services: Mapping[str, int]) -> tuple[Gap, ...]:
    """Every area beside the whole, the greatest need first, those not shown last.

    need: by area, people in need (None where the count is kept back) and all people. services: by area; none is 0.
    The whole is all areas that are shown.
    """
    known = {area: (people, everybody) for area, (people, everybody) in need.items() if people is not None}
    people = sum(one for one, _ in known.values())
    everybody = sum(all_of_them for _, all_of_them in known.values())
    of_all = people / everybody if everybody else 0.0
    per_thousand_of_all = 1000 * sum(services.get(area, 0) for area in known) / people if people else 0.0
    found = []
    for area, (count, size) in need.items():
        there = services.get(area, 0)
        if count is None or not size:
            found.append(Gap(area, None, there, None, gap=False))
            continue
        per_thousand = 1000 * there / count if count else float("inf")
        is_gap = count / size > of_all and per_thousand < per_thousand_of_all
        found.append(Gap(area, count / size, there, per_thousand, gap=is_gap))
    return tuple(sorted(found, key=lambda one: (one.need is None, -(one.need or 0.0), one.area)))
