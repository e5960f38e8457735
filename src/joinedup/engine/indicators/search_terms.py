"""The words of a question and of a description, in the one form in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from joinedup.engine.indicators.sayings import OF_WHOM_AND_HOW, SAID, STOP

_ENDINGS = (
    ("iness", "y"), ("ness", ""), ("ities", ""), ("ies", "y"), ("ments", ""), ("ment", ""), ("ings", ""), ("ing", ""),
    ("ations", "at"), ("ation", "at"), ("ers", ""), ("er", ""), ("ity", ""), ("ally", "al"), ("ed", ""),
    ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_IRREGULAR = {"children": "child", "women": "woman", "men": "man", "lives": "life", "teeth": "tooth", "feet": "foot"}


def stem(word: str) -> str:
    """A word without its ending, so that "smokers", "smoker" and "smoking" meet."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    plain = word[:-2] if word.endswith("sses") else word
    for ending, put in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3 and not (ending == "s" and plain.endswith("ss")):
            return plain[: -len(ending)] + put
    return plain


def written(text: str) -> list[str]:
    """The words as they are written, in small letters, without "'s" and without the s of ages ("75s")."""
    plain = re.sub(r"['’](s\b)?", "", text.casefold())
    return re.findall(r"[a-z0-9]+", re.sub(r"(\d)s\b", r"\1", plain))


def term(text: str) -> str:
    """A word or several that are read as one, each without its ending."""
    return " ".join(stem(word) for word in written(text))


def _meant() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for said, means in SAID.items():
        found[term(said)] = (*found.get(term(said), ()), *map(term, means))
    return found


MEANT: Mapping[str, tuple[str, ...]] = _meant()
WEAK = frozenset(map(stem, OF_WHOM_AND_HOW))
SPOKEN = frozenset(said for said in SAID if " " not in said)
_PHRASES = frozenset(one for known in (MEANT, *MEANT.values()) for one in known if " " in one)
_LONGEST = max(len(one.split()) for one in _PHRASES)
_BEGIN = frozenset(one.split()[0] for one in _PHRASES)


@frozen
class Asked:
    """One word of a question, or several read as one. `tells`: says what is looked for, not of whom or how counted.

    `younger_than`: it is an age, and those below it are asked for.
    """

    said: str
    term: str
    tells: bool = True
    younger_than: bool = False


def asked(text: str) -> tuple[Asked, ...]:
    """What a question asks for, without the words that tell nothing."""
    words = written(text)
    stems = [stem(word) for word in words]
    found: dict[str, Asked] = {}
    place = 0
    while place < len(words):
        taken = _phrase(stems, place, MEANT)
        said, own = " ".join(words[place : place + taken]), " ".join(stems[place : place + taken])
        if taken > 1 or said not in STOP:
            is_age = said.isdigit() and len(said) <= 3
            below = is_age and place > 0 and words[place - 1] in ("under", "below")
            found.setdefault(own, Asked(said, own, not (own in WEAK or said.isdigit()), below))
        place += taken
    return tuple(found.values())


def held(text: str) -> list[tuple[str, str]]:
    """(term, as written) of every word of a description that tells something, and of the known phrases in it."""
    words = written(text)
    stems = [stem(word) for word in words]
    found = [(own, word) for own, word in zip(stems, words, strict=True) if word not in STOP]
    for place in range(len(words)):
        taken = _phrase(stems, place, _PHRASES)
        if taken > 1:
            found.append((" ".join(stems[place : place + taken]), " ".join(words[place : place + taken])))
    return found


def _phrase(stems: Sequence[str], place: int, known: Mapping[str, object] | frozenset[str]) -> int:
    """How many words from this place on are read as one: the longest known phrase, or the word by itself."""
    longest = min(_LONGEST, len(stems) - place) if stems[place] in _BEGIN else 1
    for length in range(longest, 1, -1):
        if " ".join(stems[place : place + length]) in known:
            return length
    return 1
