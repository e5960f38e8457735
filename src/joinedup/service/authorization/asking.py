"""Who is asking now, for what reads figures: said once at the door, so that no page can forget to say it.

Where nobody has said it (a job, a page for everybody) nobody is asking, and what is for some partners' eyes stays shut.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from joinedup.service.authorization.acting import Acting

_ASKING: ContextVar[Acting | None] = ContextVar("asking", default=None)


def partner_asking() -> str:
    """The partner for which somebody is asking; "" for nobody, and for somebody of none."""
    acting = _ASKING.get()
    return acting.partner if acting else ""


@contextmanager
def asked_by(acting: Acting | None) -> Iterator[None]:
    """Within this block somebody is asking, or nobody."""
    before = _ASKING.set(acting)
    try:
        yield
    finally:
        _ASKING.reset(before)


def is_asking(acting: Acting) -> None:
    """From here to the end of the block that it is in, this system is asking (see `api.surface`)."""
    _ASKING.set(acting)
