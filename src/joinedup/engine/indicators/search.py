"""Finding indicators in plain words: what people call things, other forms of a word, and misspellings.

Ranked by BM25 over several fields: Robertson and others, Okapi at TREC-3 (1994), and Robertson, Zaragoza and Taylor,
Simple BM25 extension to multiple weighted fields (2004). A rare word counts for more than a common one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import field, frozen
from rapidfuzz.distance import OSA

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.sayings import STOP
from joinedup.engine.indicators.search_terms import MEANT, SPOKEN, Asked, asked, held, written

# by field: what a word in it weighs, and by how much less where the field is longer than others' (0 to 1)
_FIELDS = {
    "title": (4.0, 0.3),
    "theme": (2.0, 0.0),
    "definition": (1.0, 0.75),
    "numerator": (0.5, 0.75),
    "denominator": (0.25, 0.75),
    "source": (0.5, 0.0),
}
_GUESSED = ("title", "theme")  # a misspelt word is looked for in these; longer texts hold a word like any other
_SATURATION = 2.0  # BM25's k1: how soon it no longer matters that a word is there again
_SAYING = 0.6  # what a word leads to counts less than the word itself
_MISSPELT = 0.5
_WEAK = 0.5  # of whom, and how counted
_ESSENTIAL = 0.33  # of the weight of what is asked and known here: an indicator with less of it is not shown


@frozen
class Found:
    """An indicator that fits. `because`: the words of its description that did it."""

    indicator: Indicator
    score: float
    because: tuple[str, ...]


@frozen
class Answer:
    """`found`: best first. `unknown`: words asked that no indicator has. `taken`: misspelt words, for what.

    `instead`: where nothing was found, the words of the question that would find something by themselves.
    """

    found: tuple[Found, ...] = ()
    unknown: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(factory=dict)
    instead: tuple[str, ...] = ()


@frozen(eq=False)
class _Held:
    """An indicator with the weight of each term in it, and how the term is written there."""

    indicator: Indicator
    weights: Mapping[str, float]
    told: Mapping[str, str]


@frozen(eq=False)
class _Wanted:
    """A part of the question with the terms that answer to it, how surely each, and how much the part tells."""

    asked: Asked
    terms: Mapping[str, float]
    rarity: float
    is_known: bool


@frozen(eq=False)
class _Collection:
    """All indicators, with what has to be known of them together."""

    held: tuple[_Held, ...]

    @cached_property
    def guessed(self) -> frozenset[str]:
        """The words that a misspelt one may be taken for."""
        texts = (getattr(one.indicator, name) for one in self.held for name in _GUESSED)
        return SPOKEN | STOP | {word for text in texts for word in written(text)}

    def wanted(self, part: Asked, share: float = 1) -> _Wanted:
        """What answers to a part of the question: the word itself, what it leads to, for an age the year below."""
        terms = dict.fromkeys(MEANT.get(part.term, ()), share * _SAYING) | {part.term: share}
        if part.younger_than:
            terms[str(int(part.term) - 1)] = share  # "under 18" is "aged 17 and under"
        having = sum(any(term in one.weights for term in terms) for one in self.held)
        rarity = math.log(1 + (len(self.held) - max(having, 1) + 0.5) / (max(having, 1) + 0.5))
        return _Wanted(part, terms, rarity, having > 0)


def search(words: str, indicators: Sequence[Indicator]) -> Answer:
    """The indicators that have what is essential of the question, best first."""
    parts = asked(words)
    if not parts or not indicators:
        return Answer()
    collection = _collection(indicators)
    wanted: list[_Wanted] = []
    taken: dict[str, str] = {}
    for part in parts:
        one = collection.wanted(part)
        if not one.is_known and part.term not in MEANT and (meant := _misspelt(part.said, collection.guessed)):
            if meant in STOP:
                continue
            taken[part.said] = meant
            one = collection.wanted(asked(meant)[0], _MISSPELT)
        wanted.append(one)
    telling = [one for one in wanted if one.asked.tells] or wanted
    needed = _ESSENTIAL * sum(one.rarity for one in telling if one.is_known)
    found = [
        _found(one, wanted)
        for one in collection.held
        if (met := [part for part in telling if part.terms.keys() & one.weights.keys()])
        and sum(part.rarity for part in met) >= needed
    ]
    found.sort(key=lambda one: (-one.score, one.indicator.title))
    unknown = tuple(one.asked.said for one in telling if not one.is_known)
    instead = () if found else tuple(one.asked.said for one in wanted if one.is_known)
    return Answer(tuple(found), unknown, taken, instead)


def _found(one: _Held, wanted: Sequence[_Wanted]) -> Found:
    score, because = 0.0, dict[str, None]()
    for part in wanted:
        fits = {
            term: share * one.weights[term] / (_SATURATION + one.weights[term])
            for term, share in part.terms.items()
            if term in one.weights
        }
        if fits:
            score += part.rarity * max(fits.values()) * (1 if part.asked.tells else _WEAK)
            because |= dict.fromkeys(one.told[term] for term in fits)
    return Found(one.indicator, score, tuple(because))


def _collection(indicators: Sequence[Indicator]) -> _Collection:
    texts = [{name: held(getattr(one, name)) for name in _FIELDS} for one in indicators]
    usual = {name: sum(len(own[name]) for own in texts) / len(texts) for name in _FIELDS}
    made = []
    for indicator, own in zip(indicators, texts, strict=True):
        weights: dict[str, float] = defaultdict(float)
        for name, (weight, less) in _FIELDS.items():
            length = 1 - less + less * len(own[name]) / usual[name] if usual[name] else 1
            for term, _ in own[name]:
                weights[term] += weight / length
        # the first word in the order of the fields is the one that is told
        told = {term: word for name in reversed(_FIELDS) for term, word in reversed(own[name])}
        made.append(_Held(indicator, dict(weights), told))
    return _Collection(tuple(made))


def _misspelt(word: str, known: frozenset[str]) -> str:
    """The known word that differs by one slip, from eight letters on by two, and begins alike; "" without one."""
    if len(word) < 5 or word.isdigit():
        return ""
    slips = 1 if len(word) < 8 else 2
    near = ((OSA.distance(word, one, score_cutoff=slips), one) for one in known if one[0] == word[0])
    return min(((far, one) for far, one in near if far <= slips), default=(0, ""))[1]
