"""Listen to a run on the command line: words and progress for people, facts for `--json`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from joinedup.cli import say
from joinedup.cli.say import Advance


class Terminal:
    """Prints as the run goes on, unless `quiet`, and gathers the facts."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self.facts: dict[str, Any] = {}
        self.refusals: list[Any] = []

    def heading(self, words: str) -> None:
        """A heading with a line of its own."""
        if not self._quiet:
            say.out.print()
            say.out.print(words, style="bold", markup=False)

    def say(self, words: str) -> None:
        """A sentence, indented below its heading."""
        if not self._quiet:
            say.words(f"  {words}")

    def progress(self, label: str) -> AbstractContextManager[Advance]:
        """A progress bar on standard error."""
        return say.progress(label)

    def fact(self, name: str, value: Any) -> None:
        """Keep a fact; refusals are a list, because there are several."""
        if name == "refused":
            self.refusals.append(value)
        else:
            self.facts[name] = value

    def as_plain(self) -> dict[str, Any]:
        """Everything gathered."""
        return {**self.facts, "refusals": self.refusals}
