"""How a run tells what it does while it does it; the command line and the tests each listen in their way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

Advance = Callable[..., None]


class Listener(Protocol):
    """What a run needs of whoever listens."""

    def heading(self, words: str) -> None:
        """A new part begins."""
        ...

    def say(self, words: str) -> None:
        """One sentence."""
        ...

    def progress(self, label: str) -> AbstractContextManager[Advance]:
        """A progress bar for long work: the value is called with (done, total)."""
        ...

    def fact(self, name: str, value: Any) -> None:
        """A result, by name, for machines and for tests."""
        ...
