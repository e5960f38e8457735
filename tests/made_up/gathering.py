"""Run an exemplar and remember what it showed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from joinedup.engine.exemplars.exemplar import load
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY


class Gathering:
    """Listens and remembers."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.facts: dict[str, Any] = {}
        self.refusals: list[dict[str, Any]] = []

    def heading(self, words: str) -> None:
        self.sentences.append(words)

    def say(self, words: str) -> None:
        self.sentences.append(words)

    def progress(self, label: str) -> AbstractContextManager[Any]:
        return nullcontext(lambda *done: None)

    def fact(self, name: str, value: Any) -> None:
        if name == "refused":
            self.refusals.append(value)
        else:
            self.facts[name] = value


def run_exemplar(name: str, home: Home, people: int) -> Gathering:
    from joinedup.service.initiatives.run import run

    gathering = Gathering()
    run(load(name, TODAY), home, on=TODAY, listener=gathering, people=people)
    return gathering
