"""A fresh vault for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.vault.sealing import MASTER

from joinedup.engine.vault.vault import Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Vault:
    return Vault(folder, MASTER)
