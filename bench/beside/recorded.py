"""What GaussSuppression did on the same tables: recorded once, because it needs R, which is not installed here."""

from __future__ import annotations

SOURCE = "recorded, not run here: GaussSuppression 1.2.3, R 4.2.2, two cores, November 2026"
_S = "829 secondary, sum 13,522, 15.2 s, 0 worked out; no sum of ones told, the lone not defended"
_M1 = "718 secondary, sum 8,311, 33.2 s, 0 worked out, 122 within two values"
_M = "1,891 secondary, sum 27,737, 810 s on shared cores, 0 worked out in the part that was attacked"
_B = "8,189 secondary, sum 131,281, 66.6 s district by district, 44 worked out; whole: not done after 29 min"
_RECORDED = {
    "uk_small_300": _S,
    "uk_big_3000": _B,
    "uk_outcome_S": "150 secondary, sum 1,940, 5.7 s, 0 worked out",
    "uk_outcome_M1": _M1,
    "uk_outcome_M": _M,
}


def recorded(file: str) -> str:
    """The line for the table of this file, which says where it is from."""
    return f"  GaussSuppression ({SOURCE}): {_RECORDED[file]}\n"
