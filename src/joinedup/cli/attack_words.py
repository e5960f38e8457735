"""What `joinedup attack` says to a person."""

from __future__ import annotations

from joinedup.cli import say
from joinedup.cli.attacking import Found
from joinedup.engine.disclosure.attack import Attack, Reading
from joinedup.engine.disclosure.cell_words import closest
from joinedup.engine.disclosure.published import SUPPRESSED

_EXAMPLES = 5
_CLOSE = 10  # per cent of an amount, from the middle of what it could be


def in_words(found: Found, against: dict[str, int] | None) -> None:
    """The outcome, what follows from marks and from differences, and whether the tables may be public together."""
    tables, outcome = found.tables, found.outcome
    hidden = len(outcome.readings)
    changed = " or changed where the count may be small" if any(table.within for table in tables) else ""
    say.words(f"{', '.join(table.name for table in tables)}: {outcome.cells:,} cells, {hidden:,} left out{changed}.")
    if not hidden:
        say.words("Nothing is left out, so there is nothing to work out.")
    for line in closest(outcome, tables, _EXAMPLES):
        say.words(f"  {line}.")
    if hidden > _EXAMPLES:
        say.words(f"  and {hidden - _EXAMPLES:,} more, known less closely; --json gives every one.")
    if found.amounts:
        _amounts(found)
    else:
        worked_out(outcome, found.small)
        _narrow(found)
        _marks(found)
    _between(found)
    if outcome.not_there:
        say.words(
            f"{outcome.not_there:,} cells have no row, though their areas and categories have: taken as left out."
        )
    if outcome.bare:
        say.words(f"Small counts shown as they are: {outcome.bare:,}.")
    if outcome.unchecked:
        say.words(f"Not checked to the end: {outcome.unchecked:,}.")
    if against:
        say.words(
            f"Against the original counts: {against['published_counts_that_agree']:,} of "
            f"{against['published_counts']:,} published counts agree; {against['recovered_rightly']:,} of "
            f"{against['recovered']:,} values worked out are right."
        )
    _together(found)


def worked_out(outcome: Attack, small: int) -> None:
    """How many counts were worked out, and how many of them are small."""
    of_them = f", {small:,} of them small" if outcome.pinned else ""
    say.words(f"Worked out exactly: {outcome.pinned:,}{of_them}.")


def verdict(outcome: Attack) -> str:
    """What is said last of one table: whether it may be published."""
    if outcome.safe:
        return "Safe: no cell left out can be worked out."
    if outcome.pinned or outcome.bare:
        return "Not safe: do not publish this table."
    return "Not shown to be safe: some cells could not be checked."


def not_attacked(what: str) -> str:
    """What is said last of amounts whose marks tell which are sensitive."""
    return f"Not shown to be safe: what readers of {what} can tell from its marks was not looked for."


def _amounts(found: Found) -> None:
    say.words(f"Worked out exactly: {found.outcome.pinned:,}.")
    near = sum(_close(one) for one in found.outcome.readings)
    say.words(
        f"Amounts that a reader could guess to within {_CLOSE} %: {near:,}. How close is too close depends on who"
    )
    say.words("is behind an amount, and a published table does not say that: `joinedup protect-amounts` looked at it.")
    if found.telling:
        say.words(f"{', '.join(found.telling)}: the column status tells which cells are sensitive. Readers who see it")
        say.words("know more than was attacked here. For the public make it without --two-marks.")


def _close(reading: Reading) -> bool:
    """Whether who guesses the middle of what an amount could be is off by a few per cent at most."""
    return reading.high is not None and 100 * (reading.high - reading.low) <= _CLOSE * (reading.high + reading.low)


def _narrow(found: Found) -> None:
    small = {(table.rule.smallest, table.rule.largest) for table in found.tables}
    ranges = " or ".join(f"{smallest} to {largest}" for smallest, largest in sorted(small))
    one_mark = any(cell.status == SUPPRESSED for table in found.tables for cell in table.cells)
    if not one_mark:
        say.words(f"Small counts known more closely than '{ranges}': {found.outcome.narrow:,}.")
        return
    say.words(
        f"Of the cells left out, whether small or not, known to fewer values than '{ranges}': {found.outcome.narrow:,}."
    )
    say.words("  Their one mark does not tell which are small, so that nobody can count the small ones alone.")


def _marks(found: Found) -> None:
    if not found.telling:
        return
    names = ", ".join(found.telling)
    say.words(f"{names}: the column status tells which cells are small. That was used here:")
    if found.by_marks:
        say.words(f"  {found.by_marks:,} of the counts worked out follow only from it.")
    else:
        say.words("  no count follows from it alone.")
    say.words("  For the public make it without --two-marks. What was public with two marks is known so.")


def _between(found: Found) -> None:
    if found.unpublished:
        say.words(
            f"Small counts that no table has, and that follow from their differences: {len(found.unpublished):,}."
        )
        for leak in found.unpublished[:_EXAMPLES]:
            say.words(f"  {leak.cell()} (from {' and '.join(leak.with_tables)})")
    if found.unrelated:
        say.words(
            f"Nothing says how the areas of {', '.join(found.unrelated)} lie to those of {found.tables[0].name}: what "
            "follows from that was not looked for. Give a lookup with --lookup."
        )


def _together(found: Found) -> None:
    several = len(found.tables) > 1
    if found.safe and found.unrelated:
        say.words("Safe as far as was looked: no cell left out can be worked out.")
    elif found.unpublished or (several and (found.outcome.pinned or found.outcome.bare)):
        say.words(f"Not safe: do not publish {'these tables together' if several else 'this table'}.")
    elif found.outcome.safe and found.unattacked:
        say.words(not_attacked(" and ".join(found.telling)))
    else:
        say.words(verdict(found.outcome))
