"""A database that lives and ends in memory: nothing of it ever reaches a disk, and it fetches nothing."""

from __future__ import annotations

import duckdb


def in_memory() -> duckdb.DuckDBPyConnection:
    """A connection that may not spill to a file (DuckDB would write plain text) nor load extensions."""
    return duckdb.connect(
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
