"""Finding indicators in plain words: what people call things, other forms of a word, and misspellings."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from attrs import frozen
from rapidfuzz import fuzz, process

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.sayings import SAID, STOP

_WEIGHTS = (
    ("title", 4.0),
    ("theme", 2.0),
    ("definition", 1.5),
    ("numerator", 1.0),
    ("denominator", 0.5),
    ("source", 0.5),
)
_SAYING = 0.6  # what a word stands for counts less than the word itself
_ALIKE = 84  # of 100: misspelt words that are taken for known ones


@frozen
class Found:
    """An indicator that fits. `because`: the words of its description that did it."""

    indicator: Indicator
    score: float
    because: tuple[str, ...]


def stem(word: str) -> str:
    """A word without its ending, so that "smokers", "smoker" and "smoking" meet."""
    for ending, put in (
        ("iness", "y"), ("ies", "y"), ("ments", "ment"), ("ings", ""), ("ing", ""), ("ation", "at"), ("ers", ""),
        ("er", ""), ("ity", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + put
    return word


def search(words: str, indicators: Sequence[Indicator], most: int = 20) -> tuple[Found, ...]:
    """The indicators that fit, best first; none for words that nothing has."""
    asked = [word for word in _words(words) if word not in STOP]
    if not asked or not indicators:
        return ()
    fields = [
        [(weight, {stem(w): w for w in _words(getattr(one, name))}) for name, weight in _WEIGHTS] for one in indicators
    ]
    vocabulary = {word for own in fields for _, held in own for word in held}
    rare = _rarity(fields, vocabulary)
    wanted = [_meant(word, vocabulary) for word in asked]
    found = []
    for indicator, own in zip(indicators, fields, strict=True):
        score, because, met = 0.0, dict[str, None](), 0
        for meant in wanted:
            best = 0.0
            for word, share in meant.items():
                for weight, held in own:
                    if word in held:
                        because[held[word]] = None
                        best = max(best, weight * share * rare[word])
            score += best
            met += best > 0
        if met:
            found.append(Found(indicator, score * met / len(asked), tuple(because)))
    found.sort(key=lambda one: (-one.score, one.indicator.title))
    return tuple(found[:most])


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold().replace("'", ""))


def _rarity(fields: Iterable[Sequence[tuple[float, dict[str, str]]]], vocabulary: Iterable[str]) -> dict[str, float]:
    """How much a word tells: more the fewer indicators have it."""
    listed = list(fields)
    counts: dict[str, int] = dict.fromkeys(vocabulary, 0)
    for own in listed:
        for word in {word for _, held in own for word in held}:
            counts[word] += 1
    return {word: 1 + math.log(len(listed) / count) for word, count in counts.items()}


def _meant(word: str, vocabulary: set[str]) -> dict[str, float]:
    """What a word may stand for, and how surely: itself, what statistics call it, or a known word spelt like it."""
    own = stem(word)
    meant = {own: 1.0} if own in vocabulary else {}
    sayings = {stem(said): other for said, other in SAID.items()}
    for other in sayings.get(own, ()):
        if stem(other) in vocabulary:
            meant.setdefault(stem(other), _SAYING)
    if not meant and len(own) >= 4:
        known = [(other, alike) for other, alike, _ in process.extract(own, vocabulary, scorer=fuzz.ratio, limit=3)]
        known += [(other, fuzz.ratio(own, other)) for other in sayings]
        for other, alike in known:
            for one in (other, *map(stem, sayings.get(other, ()))):
                if alike >= _ALIKE and one in vocabulary:
                    meant.setdefault(one, _SAYING * alike / 100)
    return meant
