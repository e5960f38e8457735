"""Free text: what somebody typed may hold a name, so no column of it leaves without names.

No programme finds every name in a sentence; that is why such a column is left out whole, and not cleaned.
"""

from __future__ import annotations

import polars as pl

LONGEST_CODE = 60  # characters; a code or a category with its words is shorter
MOST_WORDS = 8
FEW = 20  # different values that a column may always have


def free_text_columns(table: pl.DataFrame) -> tuple[str, ...]:
    """The columns of text that are not codes or categories, in the order of the table.

    A column is free text where a value is longer than 60 characters or 8 words, holds a line break, or where it has
    more than 20 different values of which more than half stand there only once.
    """
    return tuple(name for name, kind in table.schema.items() if kind == pl.String and _is_free(table[name]))


def _is_free(column: pl.Series) -> bool:
    counted = column.drop_nulls().value_counts(name="rows")
    values = counted[column.name]
    if not values.len():
        return False
    words = values.str.count_matches(r"\S+").max()
    if int(str(values.str.len_chars().max())) > LONGEST_CODE or int(str(words)) > MOST_WORDS:
        return True
    if values.str.contains(r"[\r\n]").any():
        return True
    return values.len() > FEW and counted.filter(pl.col("rows") == 1).height * 2 > values.len()
