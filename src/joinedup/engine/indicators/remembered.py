"""What is known of a file of figures without holding all of them: remembered until the file is replaced.

What comes is held against the same few areas of everything that is kept, at each signature: all of it would have to be
read each time for the sake of sixty areas.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from joinedup.engine.indicators.store_files import Stamp

MOST = 16_384  # times that are remembered, in each process; of sixty areas each they take some 30 MB


@lru_cache(maxsize=MOST)
def few_figures(
    file: Path, stamp: Stamp, group: int, places: tuple[int, ...], columns: tuple[str, ...], missing: int
) -> dict[str, Any]:
    """By its name each column that there is, and "note", at these places of a row group.

    missing: the note of places after its last, of areas that were added since.
    """
    with pq.ParquetFile(file) as parquet:
        table = parquet.read_row_group(group, columns=[*columns, "note"], use_threads=False)
    wanted = np.array(places, dtype=int)
    there = wanted < table.num_rows
    found = {}
    for name in table.column_names:
        held = table[name].to_numpy()
        some = np.full(len(wanted), missing if name == "note" else np.nan, dtype=held.dtype)
        some[there] = held[wanted[there]]
        some.setflags(write=False)
        found[name] = some
    return found


@lru_cache(maxsize=MOST)
def hiding(file: Path, stamp: Stamp, note: int) -> tuple[bool, bool]:
    """Whether any figure of a file has this note, and whether one that has it has a numerator all the same."""
    hides = shows = False
    with pq.ParquetFile(file) as parquet:
        for group in range(parquet.num_row_groups):
            table = parquet.read_row_group(group, columns=["numerator", "note"], use_threads=False)
            noted = table["note"].to_numpy() == note
            hides |= bool(noted.any())
            if "numerator" in table.column_names:
                shows |= not np.isnan(table["numerator"].to_numpy()[noted]).all()
    return hides, shows
