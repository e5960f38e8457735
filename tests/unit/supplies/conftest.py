"""What the tests of supplies share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.supplies.agreed import Agreed

ITEMS = ("record_id", "forename", "surname", "date_of_birth", "sex", "postcode", "nhs_number", "council_tax_arrears")


@pytest.fixture
def agreed(tmp_path: Path) -> Agreed:
    """A gate with an agreement over all eight items of the made-up extract."""
    return Agreed(tmp_path / "vault", ITEMS)
