"""The only wiring: this installation's gate, over its register and its vault."""

from __future__ import annotations

import hashlib
import shutil
from functools import lru_cache
from pathlib import Path

from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.opening import open_gate
from joinedup.service.gatehouse.register import DatabaseRegister, RegisterAtOneMoment
from joinedup.service.linkage import queries as linkage_queries
from joinedup.service.project.home import Home, home
from joinedup.service.releases import queries as release_queries
from joinedup.service.supplies import queries as supply_queries


def gate() -> Gate:
    """The gate of the installation in use."""
    place = home()
    key = place.master_key.read_bytes() if place.master_key.exists() else b""
    folder = place.vault.stat().st_ino if place.vault.exists() else 0
    return _gate(place.vault, place.master_key, hashlib.sha256(key).digest(), folder)


def gate_at_one_moment() -> Gate:
    """The same gate for one request of several movements: what decides on them is read once."""
    return gate().over(RegisterAtOneMoment())


@lru_cache(maxsize=2)  # what it keeps open serves the next request; a restored installation is another one
def _gate(vault: Path, master_key: Path, _key: bytes, _folder: int) -> Gate:
    return open_gate(DatabaseRegister(), vault, master_key)


def sweep(place: Home) -> None:
    """Remove what an interruption left half done: sealed files, keys and releases that the register does not know."""
    known = {*supply_queries.fingerprints(), *linkage_queries.fingerprints()}
    gate().sweep(frozenset(known))
    place.releases.mkdir(exist_ok=True, mode=0o700)
    names = release_queries.names()
    for folder in place.releases.iterdir():
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
