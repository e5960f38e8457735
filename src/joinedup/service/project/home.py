"""The folder where an installation keeps everything: register, vault, releases and the sealed end of the chain."""

from __future__ import annotations

import os
from pathlib import Path

from attrs import frozen

DEFAULT = "joinedup-data"


@frozen
class Home:
    """The places inside one installation's folder."""

    folder: Path

    @property
    def register(self) -> Path:
        """The SQLite register, where no other database is set."""
        return self.folder / "register.sqlite3"

    @property
    def vault(self) -> Path:
        """Sealed supplies, their keys, and what is being worked on."""
        return self.folder / "vault"

    @property
    def releases(self) -> Path:
        """What has been released, a folder each."""
        return self.folder / "releases"

    def agreement_text(self, reference: str, version: int) -> Path:
        """The text of an agreement's version, kept for reading."""
        return self.folder / "agreements" / f"{reference}-v{version}.md"

    @property
    def areas(self) -> Path:
        """Which postcode lies in which area, and the areas' boundaries."""
        return self.folder / "areas"

    @property
    def figures(self) -> Path:
        """Figures of areas, by indicator, and the areas' boundaries: nothing about single people."""
        return self.folder / "figures"

    @property
    def figures_waiting(self) -> Path:
        """Figures that nobody has signed off yet, a folder a file; their small numbers are hidden already."""
        return self.folder / "figures-waiting"

    @property
    def boundaries(self) -> Path:
        """Boundaries of areas that were given in a page: those that wait, are in use, or were. Open data, no people."""
        return self.folder / "boundaries"

    @property
    def rules(self) -> Path:
        """The partnership's own rule sets for small numbers, a TOML file each; none where there is no such folder."""
        return self.folder / "rules"

    @property
    def head(self) -> Path:
        """The end of the audit chain as last written, sealed with the master key."""
        return self.folder / "audit-head.json"

    @property
    def master_key(self) -> Path:
        """The master key's file. Put it on another disk by setting JOINEDUP_MASTER_KEY."""
        elsewhere = os.environ.get("JOINEDUP_MASTER_KEY")
        return Path(elsewhere) if elsewhere else self.folder / "master.key"

    @property
    def destroyed(self) -> Path:
        """The ledger of what was destroyed. It lies beside the master key, so that no restored backup undoes it."""
        return self.master_key.with_name("destroyed.jsonl")


def home() -> Home:
    """The installation in use: the folder in JOINEDUP_HOME, else `joinedup-data` below the current one."""
    return Home(Path(os.environ.get("JOINEDUP_HOME") or DEFAULT).absolute())
