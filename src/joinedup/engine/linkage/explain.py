"""Why two records are, or are not, taken to be of one person, in words that can be read out to that person."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen

from joinedup.engine.linkage.training import Trained


@frozen
class Reason:
    """What one comparison said. weight: in bits, positive for one person; each bit doubles the odds."""

    comparison: str
    words: str
    weight: float


@frozen
class Explanation:
    """Reasons with the strongest first. start: the weight before anything was compared; probability: 0 to 1."""

    reasons: tuple[Reason, ...]
    start: float
    probability: float

    def sentences(self) -> tuple[str, ...]:
        """One sentence a reason, without any value of the records."""
        told = tuple(f"{_capital(reason.words)}: {_strength(reason.weight)}." for reason in self.reasons)
        return (*told, f"Together: {self.probability:.1%} likely to be one person.")


def explain(model: Trained, grades: dict[str, int]) -> Explanation:
    """What the model makes of one pair. grades: by comparison, numbered from 0 (the worst); -1 or absent: missing."""
    names = [comparison.name for comparison in model.comparisons]
    nothing = dict.fromkeys(names, -1)
    home = {name: grade for name, grade in grades.items() if name == "place"}
    start = _odds(model, nothing | home)
    reasons = []
    for comparison in model.comparisons:
        grade = grades.get(comparison.name, -1)
        if grade < 0 or (comparison.name == "place" and math.isclose(start, _odds(model, nothing))):
            continue
        if comparison.name == "place":
            weight = start - _odds(model, nothing)
        else:
            weight = _odds(model, nothing | home | {comparison.name: grade}) - start
        words = comparison.grades[len(comparison.grades) - 1 - grade].words
        reasons.append(Reason(comparison.name, words, weight / math.log(2)))
    total = _odds(model, nothing | grades)
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.comparison))
    return Explanation(tuple(reasons), _odds(model, nothing) / math.log(2), 1 / (1 + math.exp(-max(total, -700))))


def _odds(model: Trained, grades: dict[str, int]) -> float:
    row = [[grades[comparison.name] for comparison in model.comparisons]]
    return float(model.log_odds(np.array(row, dtype=np.int64))[0])


def _strength(weight: float) -> str:
    how = "strongly" if abs(weight) >= 8 else "clearly" if abs(weight) >= 3 else "a little"
    return f"speaks {how} {'for' if weight >= 0 else 'against'} one person"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
