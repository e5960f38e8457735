"""`joinedup protect --beside`, and the lookups of areas that it and `joinedup attack` read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from attrs import evolve, frozen

from joinedup.cli import say
from joinedup.engine.disclosure.beside import Beside as Together
from joinedup.engine.disclosure.beside import make_beside
from joinedup.engine.disclosure.choices import Made
from joinedup.engine.disclosure.counts_file import OWN_COLUMNS, header_of, table_rows
from joinedup.engine.disclosure.cube import ALL
from joinedup.engine.disclosure.differencing import Release
from joinedup.engine.disclosure.footing import on_one_footing
from joinedup.engine.disclosure.mending import Advance
from joinedup.engine.disclosure.published import Key, Published
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.disclosure.system import Lookup
from joinedup.engine.errors import error
from joinedup.engine.spreadsheet_safe import as_it_was

PEOPLE = ("everybody",)  # every table counts the same
_EXAMPLES = 5


def read_tables(paths: Sequence[Path], *more: Path) -> list[Published]:
    """Published tables, of files of one name by their whole paths. more: other files that have names.

    Raises as `read_published` does.
    """
    names = [path.name for path in (*paths, *more)]
    tables = [read_published(path) for path in paths]
    return [
        evolve(table, name=str(path)) if names.count(path.name) > 1 else table
        for path, table in zip(paths, tables, strict=True)
    ]


def read_lookups(text: str) -> list[Lookup]:
    """Which areas lie in which: CSV files, each column a level, finest first. Raises as
    `table_rows` does, and `area-lookup-unreadable`."""
    found: list[Lookup] = []
    for path in paths_in(text):
        names = header_of(path)
        rows = []
        for where, codes in table_rows(path, names):
            if {ALL, *OWN_COLUMNS} & set(names) or len(names) < 2 or not all(codes):
                raise error(
                    "area-lookup-unreadable", where=where, problem="each column is a level, and each row its codes"
                )
            rows.append(tuple(codes))
        found.append((tuple(names), list(dict.fromkeys(rows))))
    return found


def paths_in(text: str) -> list[Path]:
    """The files that an option names, by commas."""
    return [Path(name.strip()) for name in text.split(",") if name.strip()]


@frozen(eq=False)
class Former:
    """The tables that are public already, and which areas lie in which."""

    tables: Sequence[Published]
    lookups: Sequence[Lookup]

    def beside(self, alone: Made, make: Callable[[Collection[Key]], Made], advance: Advance, *, hide: bool) -> Together:
        """A table made safe beside these. hide: whether more may be left out of it.

        Raises `areas-unrelated`, and as `make_beside` does.
        """
        footing = on_one_footing([alone.published, *self.tables], self.lookups)
        if footing.unrelated:
            raise error("areas-unrelated", where=footing.unrelated[0], table=alone.published.name)
        releases = [Release(table, PEOPLE) for table in footing.tables[1:]]
        return make_beside(alone, make, PEOPLE, releases, footing.lookups, hide=hide, advance=advance)


def read_former(beside: str, lookup: str, out: Path | None) -> Former | None:
    """What the options name, None for nothing. Raises `usage`, and as reading does."""
    files = [*paths_in(beside), *paths_in(lookup)]
    if (lookup and not beside) or (beside and out is None):
        raise error("usage", what="--lookup goes with --beside, and --beside with --out.")
    if out is not None and out.resolve() in [path.resolve() for path in files]:
        raise error("usage", what="--out would overwrite a table or lookup that you name; choose another name.")
    tables = [_as_they_were(table) for table in read_tables(paths_in(beside), *([out] if out else []))]
    return Former(tables, read_lookups(lookup)) if beside else None


def _as_they_were(table: Published) -> Published:
    """The table with its codes as the counts have them, not as they are written for spreadsheets."""
    cells = tuple(
        evolve(cell, key=Key(cell.key.level, as_it_was(cell.key.area), tuple(map(as_it_was, cell.key.values))))
        for cell in table.cells
    )
    return evolve(table, cells=cells, lookup=tuple(tuple(map(as_it_was, codes)) for codes in table.lookup))


def beside_as_json(beside: Together) -> dict[str, object]:
    """What former tables cost, as plain values."""
    return {
        "attacked_with": beside.attacked,
        "left_out_beside": beside.hidden,
        "told_before": [
            {"level": leak.level, "area": leak.area, **dict(leak.values), "by": list(leak.with_tables)}
            for leak in beside.before
        ],
    }


def beside_in_words(beside: Together) -> None:
    """What former tables cost, and what they tell already, for a person."""
    say.words(f"Because of former tables {beside.hidden:,} cells are left out that this one would show by itself.")
    say.words("Attacked with all of them together: no small count follows that they do not tell already.")
    if beside.before:
        many = len(beside.before)
        say.words(f"They tell {many:,} small counts already, and no table of yours can take that back:")
        for leak in beside.before[:_EXAMPLES]:
            say.words(f"  {leak.cell()} (from {' and '.join(leak.with_tables)})")
        if many > _EXAMPLES:
            say.words(f"  and {many - _EXAMPLES:,} more; --json names every one.")
        say.words("The table adds nothing to that and was written. Ask whoever published those to withdraw them.")
