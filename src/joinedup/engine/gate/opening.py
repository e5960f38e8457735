"""Open a gate over a register: the only place where a vault is made."""

from __future__ import annotations

from pathlib import Path

from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.register import Register
from joinedup.engine.vault.keys import new_master_key
from joinedup.engine.vault.vault import Vault, files_of


def ensure_master_key(file: Path) -> None:
    """Make the master key if there is none yet. Raises `master-key-wrong` where the file is not a master key."""
    new_master_key(file)


def sealed_files(name: str) -> tuple[str, str]:
    """The files of one sealed source within the vault's folder: its data and its key."""
    return files_of(name)


def open_gate(register: Register, folder: Path, master_key_file: Path) -> Gate:
    """A gate whose vault is in `folder`. A master key is made at the first opening.

    Raises `master-key-wrong` where the file is not a master key.
    """
    return Gate(register, Vault(folder, new_master_key(master_key_file)))
