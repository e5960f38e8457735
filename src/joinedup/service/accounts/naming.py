"""Names for handles in what a page says: the register holds handles only, and exports and the chain stay so.

For people of the partnership alone. Residents, programs and whoever is not signed in read handles, if anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from joinedup.service.accounts.queries import names
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May

_HANDLE = re.compile(r"\bperson-[0-9a-f]{8}\b")
_OF_THE_PARTNERSHIP = (May.SEE_INITIATIVE, May.MANAGE_PEOPLE)


def naming(acting: Acting | None) -> Callable[[str], str]:
    """What puts names in place of the handles in some words, for this reader.

    The register is asked once, however often it is called, and not at all where no handle comes up.
    """
    if acting is None or acting.role_key == "system" or not any(map(acting.may, _OF_THE_PARTNERSHIP)):
        return str
    known = cache(names)
    return lambda words: _HANDLE.sub(lambda found: known().get(found[0], found[0]), str(words))
