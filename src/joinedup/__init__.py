"""Joinedup: an agreement in force is the only way for data to move.

As a library: `from joinedup import link` finds the rows that are one person in Arrow, Polars or pandas tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinedup.engine.linkage.link import link as link

__version__ = "0.1.0"
__all__ = ["__version__", "link"]


def __getattr__(name: str) -> Any:
    # asked for only: the commands start without loading the whole of linkage
    if name == "link":
        from joinedup.engine.linkage.link import link

        return link
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
