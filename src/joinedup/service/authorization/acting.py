"""Who is asking: one person, for one partner, in one role, within one initiative."""

from __future__ import annotations

from attrs import frozen

from joinedup.service.authorization.permissions import Permission
from joinedup.service.authorization.roles import ROLES, Role


@frozen
class Acting:
    """Somebody signed in, as they act now. `initiative` is empty for a role in the whole partnership.

    `by` is how events and movements name them: a handle, their role and partner; never a name or an e-mail address.
    """

    person: int
    handle: str
    name: str
    partner: str
    role_key: str
    initiative: str = ""

    @property
    def role(self) -> Role:
        """The role, with all that it may do."""
        return ROLES[self.role_key]

    @property
    def by(self) -> str:
        """Who did it, for the register."""
        return f"{self.handle} ({self.role.title}, {self.partner or 'the partnership'})"

    def may(self, permission: Permission) -> bool:
        """Whether the role may do this at all; whose data it is, is asked apart."""
        return permission in self.role.may

    def within(self, initiative: str) -> bool:
        """Whether they act in this initiative."""
        return not self.initiative or self.initiative == initiative
