"""What can come of a look-up."""

from __future__ import annotations

FOUND, NOBODY, SEVERAL, REFUSED = "found", "nobody", "several", "refused"
OUTCOMES = ((FOUND, "Shown"), (NOBODY, "Nobody found"), (SEVERAL, "Several found"), (REFUSED, "Refused"))
